"""A paper accounts for every locality, says how old its knowledge is, and marks what nobody has confirmed."""

import random
from dataclasses import replace

import pytest

from council.actions import draft_paper
from council.models import Block, BlockKind, Memorandum, MemorandumChange, MemorandumParty, PaperEntry
from evidence.models import AsOf, Body
from formats.outline import Heading, text
from funding.models import Amount, Programme
from localities.models import Plan, PlanChange, Stage
from memorandum.papers.compose import compose
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators import GENERATORS
from memorandum.papers.issue import CannotIssue, issue
from memorandum.papers.preview import Preview
from tests.builders import D, kind, locality, member, municipality, source, support
from tests.issued import AT, facts, paper, publisher, session
from tests.memorandum.papers.random_record import random_record

OF_SUPPORT = ("support", "support_by_kind", "support_table", "transitions", "all_transitions", "candidates")
LONG_AGO, NEW_YEAR = D(2014, 1, 1), D(2016, 1, 1)
TODAY = AsOf(D(2026, 11, 29), D(2026, 11, 29))


def said(at, made):
    return text(compose(at, made)).replace("\xa0", " ")


def place_with(code, since=LONG_AGO, name="Lhota", known=NEW_YEAR, **values):
    place = locality(name)
    member(place, municipality(name))
    support(place, code, since, known, source=source(issued_on=known), **values)
    return place


@pytest.mark.parametrize("seed", range(12))
def test_every_locality_with_any_state_is_told(db, seed):
    chance = random.Random(seed)
    random_record(chance)
    made = paper(blocks=chance.sample(OF_SUPPORT, chance.randint(1, 3)))
    for at in (AT, TODAY):
        gathered = Gathered(at)
        outline = compose(at, made, gathered=gathered)
        states = {changes[0] for changes in gathered.support.values()}
        assert states <= set(gathered.cited_by(outline)), "the state of each stands in a sentence with its source"


def test_a_paper_that_tells_nothing_of_support_lists_no_localities(db):
    place_with("intensive")
    made = paper(blocks=("areas",))
    assert "Další lokality" not in said(AT, made)
    (told,) = [sentence for sentence in Preview(made, AT).lacking() if "o podpoře" in sentence]
    assert told == "Písemnost nemá žádný blok o podpoře, o lokalitách jako takových proto nemluví."


def test_who_is_told_by_no_block_is_told_after_them_and_the_publisher_is_told_why(db):
    kind("agreed", stage=Stage.BEFORE, name="memorandum schváleno", is_moment=True)
    place_with("agreed", D(2015, 9, 1), name="Ves", precision="month")
    made = paper(blocks=("support", "discrepancies"))
    words = "Ves – memorandum schváleno v září 2015"
    assert f"Další lokality, které evidence vede: {words}." in said(AT, made)
    (sentence,) = [sentence for sentence in Preview(made, AT).lacking() if "Ves" in sentence]
    assert sentence.replace("\xa0", " ").startswith(f"{words}: žádný blok písemnosti o takovém stavu nemluví")


def test_only_what_has_changed_since_the_last_paper_is_told_as_a_transition(db):
    kind("remote", transition="přechází ke vzdálené podpoře")
    for name, moved, known in (
        ("Lhota", D(2016, 2, 1), D(2016, 2, 1)),
        ("Ves", D(2016, 7, 1), D(2016, 7, 1)),
        ("Hora", D(2016, 1, 1), D(2016, 8, 1)),
    ):
        support(place_with("intensive", name=name), "remote", moved, known, source=source(issued_on=known))
    first = paper(session(2, D(2016, 3, 1)), key="brezen", blocks=("transitions",))
    made = paper(blocks=("transitions",))
    assert "obec Lhota" in said(first.at, first)
    words = said(AT, made)
    assert "obec Ves" in words
    assert "obec Hora" in words, "it was not known of before"
    assert "obec Lhota" not in words
    assert "Další lokality, které evidence vede: Lhota – remote od 1. 2. 2016." in words
    Block.objects.filter(paper=made, kind="transitions").update(kind="all_transitions")
    assert "obec Lhota" in said(AT, made)


def test_a_paper_of_another_day_tells_what_has_changed_since_the_paper_that_lends_its_blocks(db):
    kind("remote", transition="přechází ke vzdálené podpoře")
    for name, moved in (("Lhota", D(2016, 7, 1)), ("Ves", D(2017, 7, 1))):
        support(place_with("intensive", name=name), "remote", moved, moved, source=source(issued_on=moved))
    paper(blocks=("transitions",))
    words = text(compose(TODAY)).replace("\xa0", " ")
    assert "obec Ves (od 1. 1. 2014), která 1. 7. 2017 přešla" in words
    assert "obec Lhota" not in words


# --- How old it is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", ["support", "support_by_kind", "support_table", "all_transitions", "placement",
                                   "plans_in_preparation", "allocations"])  # fmt: skip
def test_what_nobody_has_attested_lately_carries_its_age(db, block):
    kind("remote", transition="přechází ke vzdálené podpoře")
    support(place_with("intensive"), "remote", D(2016, 1, 1), D(2016, 1, 1), source=source(issued_on=D(2016, 1, 1)))
    place = place_with("intensive", name="Ves")
    known = {"effective_on": D(2015, 1, 1), "known_on": D(2016, 1, 1), "source": source(issued_on=D(2016, 1, 1))}
    plan = Plan.objects.create(key="plan", locality=place, kind="spsz", title="Plán")
    PlanChange.objects.create(plan=plan, state="in_preparation", **known)
    Amount.objects.create(locality=place, kind="allocated", amount=5, **known)
    agency = Body.objects.create(key="agentura", kind="agency", name="Agentura")
    agency.changes.create(name="Agentura", placement="je odborem", **known)
    made = paper(blocks=(block,))
    parts = {at: _parts(block, Gathered(at), made) for at in (AT, TODAY)}
    assert "aposledy doloženo" in parts[TODAY]
    assert "aposledy doloženo" not in parts[AT]


def _parts(block, gathered, made):
    compose(gathered.at, made, gathered=gathered)
    outline = compose(gathered.at, made)
    parts = GENERATORS[BlockKind(block)](gathered, Block(paper=made, kind=block, text="Lokality: {}"))
    return text(replace(outline, blocks=tuple(parts)))


def test_who_has_not_said_for_years_that_it_thinks_of_cooperation_is_not_told_in_the_present(db):
    kind("considering", stage=Stage.BEFORE, name="zvažuje spolupráci")
    place_with("considering", name="Ves")
    made = paper(blocks=("candidates",))
    assert "Lokality: Ves." in said(AT, made)
    words = said(TODAY, made)
    assert "Lokality: Ves." not in words
    assert "Ves – zvažuje spolupráci od 1. 1. 2014, naposledy doloženo k 1. 1. 2016" in words


def test_that_no_source_divides_the_money_is_said_only_where_it_is_so(db):
    programme = Programme.objects.create(code="opz", abbreviation="OPZ", name="Z", year_from=2014, year_to=2020)
    known = {"effective_on": D(2015, 1, 1), "known_on": D(2016, 1, 1), "source": source(issued_on=D(2016, 1, 1))}
    made = paper(blocks=("allocations",))
    for name, values in (("Lhota", {}), ("Ves", {"programme": programme})):
        Amount.objects.create(
            locality=place_with("intensive", name=name), kind="allocated", amount=5, **values, **known
        )
    assert "Rozdělení celé částky do programů zdroje neuvádějí u lokalit: Lhota." in said(AT, made)
    Amount.objects.filter(programme=None).update(programme=programme)
    assert "Rozdělení" not in said(AT, made)
    Amount.objects.update(programme=None)
    assert "Rozdělení do programů zdroje neuvádějí." in said(AT, made)


# --- The memorandum in force ----------------------------------------------------------------------------------------


def test_the_memorandum_in_force_and_its_parties_are_named(db):
    made = paper(blocks=("memorandum_in_force",))
    assert "Ke dni 30. 8. 2016 evidence neuvádí žádné memorandum." in said(AT, made)
    report = source(issued_on=D(2016, 1, 1))
    agreement = Memorandum.objects.create(key="m", title="Memorandum kraje a ministerstva", year=2016)
    MemorandumChange.objects.create(
        memorandum=agreement, state="signed", effective_on=D(2016, 1, 1), known_on=D(2016, 1, 1), source=report
    )
    for position, name in enumerate(("Kraj", "Ministerstvo"), 1):
        body = Body.objects.create(key=name.lower(), kind="other", name=name)
        MemorandumParty.objects.create(
            memorandum=agreement, body=body, named_as=name, position=position, source=report
        )
    words = "memorandum z roku 2016 (podepsáno 1. 1. 2016); strany: Kraj a Ministerstvo."
    assert f"Platí {words}" in said(AT, made)
    later = text(compose(TODAY)).replace("\xa0", " ")
    assert f"Poslední memorandum, které evidence zná, je z roku 2016{words[22:]}" in later
    assert "Memorandum kraje a ministerstva" in later, "the subject of the paper speaks of its own day"
    MemorandumChange.objects.create(
        memorandum=agreement, state="terminated", effective_on=D(2016, 8, 1), known_on=D(2016, 8, 1),
        source=source(issued_on=D(2016, 8, 1)),
    )  # fmt: skip
    assert "Poslední memorandum z roku 2016 (vypovězeno 1. 8. 2016)" in said(AT, made)


def test_a_paper_for_another_day_names_the_memorandum_although_none_of_its_blocks_does(db):
    paper(blocks=("areas",))
    assert "evidence neuvádí žádné memorandum" in text(compose(TODAY))
    assert "evidence neuvádí žádné memorandum" not in text(compose(AT)), "the paper of the session says what it says"


# --- Not confirmed, not supported -----------------------------------------------------------------------------------


def test_a_claim_that_nothing_supports_says_so_in_the_paper(db):
    made = paper(blocks=())
    Block.objects.filter(paper=made).update(is_unsupported=True)
    assert "Předkládáme na vědomí. [tvrzení předkladatele, údaj k němu v evidenci není]" in said(AT, made)


def test_words_of_an_earlier_paper_are_marked_until_each_is_confirmed_and_hold_up_the_issue(db):
    facts()
    earlier = paper(blocks=("support",))
    made = draft_paper(session=session(8, D(2017, 9, 27)), kind="information", subject="Dál", like=earlier)
    assert "Editorka Nováková [převzato z roku 2016, zkontrolujte]" in said(made.at, made)
    assert "Předkládáme na vědomí. [převzato z roku 2016, zkontrolujte]" in said(made.at, made)
    for part, left in ((PaperEntry, "1 převzatou část"), (Block, "")):
        assert not Preview(made, made.at).can_be_issued
        with pytest.raises(CannotIssue, match="převzat"):
            issue(paper=made, at=made.at, by=publisher(f"v{left}"))
        part.objects.filter(paper=made).update(taken_from=None)
        assert left in " ".join(Preview(made, made.at).hindrances).replace("\xa0", " ")
    issue(paper=made, at=made.at, by=publisher())
    assert "převzato" not in said(made.at, made)


def test_words_of_a_paper_that_lends_its_blocks_say_of_which_day_they_are(db):
    paper(blocks=())
    words = text(compose(TODAY)).replace("\xa0", " ")
    assert "Předkládáme na vědomí. [převzato z písemnosti ze dne 30. 8. 2016]" in words  # fmt: skip
    assert "převzato" not in text(compose(AT))


def test_a_paper_that_asks_for_a_decision_says_for_which(db):
    made = paper(kind="proposal")
    assert not Preview(made, AT).can_be_issued
    with pytest.raises(CannotIssue, match="nemá žádný blok „návrh usnesení“"):
        issue(paper=made, at=AT, by=publisher())
    Block.objects.create(paper=made, position=90, kind="resolution", text="Zastupitelstvo bere na vědomí.")
    assert issue(paper=made, at=AT, by=publisher("druhy")).pk


def test_headings_are_not_asked_about(db):
    earlier = paper(blocks=())
    Block.objects.create(paper=earlier, position=50, kind="heading", text="Nadpis")
    made = draft_paper(session=session(8, D(2017, 9, 27)), kind="information", subject="Dál", like=earlier)
    heading = Block.objects.get(paper=made, kind="heading")
    assert heading.taken_from is None
    assert Heading("Nadpis") in compose(made.at, made).blocks
