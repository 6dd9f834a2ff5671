"""„Od vydání se změnilo“: one thing is changed after a paper was issued, and exactly that one thing is told."""

import random

import pytest

from evidence.models import AsOf, Source, today
from evidence.recorded import latest
from formats.outline import Run, text
from funding.models import Amount
from localities.models import Locality, PlanChange, SupportChange
from memorandum.papers import generators
from memorandum.papers.compose import compose
from memorandum.papers.content import from_json
from memorandum.papers.differences import Way, since_issued
from memorandum.papers.gathered import Gathered
from memorandum.papers.issue import issue, withdraw
from memorandum.papers.statements import facts_of
from tests.builders import D, later, source, support
from tests.issued import AT, DAY, paper, publisher
from tests.memorandum.papers.after_issue import BLOCKS, CHANGES, INTENSIVE, a_correction, world
from tests.memorandum.papers.random_record import random_record


def told(issued, at=None):
    found = since_issued(issued, from_json(issued.content), at or AsOf.now())
    return [(d.way, d.about, _plain(d.issued), _plain(d.now)) for d in found]


def _plain(words):
    return words.replace("\xa0", " ")


@pytest.fixture
def issued(db):
    made = issue(paper=world(), at=AT, by=publisher())
    later()
    return made


@pytest.mark.parametrize("name", CHANGES)
def test_one_change_after_issue_is_one_difference(issued, name):
    change, expected = CHANGES[name]
    change()
    assert told(issued) == expected


def test_what_the_record_knew_at_issue_is_no_change_since(db):
    """A paper issued now as of an old day: what was learned between is told, but not as learned since."""
    made = world()
    CHANGES["support corrected"][0]()
    issued = issue(paper=made, at=AT, by=publisher())
    later()
    known = (Way.KNOWN, "Lhota: podpora", INTENSIVE, "intenzivní podpora od 2015")
    assert told(issued) == [known]
    CHANGES["a kind renamed"][0]()
    assert told(issued) == [CHANGES["a kind renamed"][1][0], (*known[:3], "podpora intenzivní od 2015")]
    assert not any(Way.is_change.fget(difference[0]) for difference in told(issued))


def test_a_better_source_that_was_known_at_issue_is_no_news(db):
    made = world()
    CHANGES["only a better source"][0]()
    issued = issue(paper=made, at=AT, by=publisher())
    later()
    assert told(issued) == []


def test_a_source_made_public_after_issue_is_news(db):
    made = world()
    hidden = source(key="tajna", title="Tajná zpráva", issued_on=D(2016, 2, 1), is_public=False)
    support(Locality.objects.get(slug="doly"), "intensive", D(2016, 2, 1), D(2016, 2, 1), source=hidden)
    issued = issue(paper=made, at=AT, by=publisher())
    later()
    assert told(issued) == []
    Source.objects.filter(pk=hidden.pk).update(is_public=True)
    assert told(issued) == [(Way.ENTERED, "Doly: podpora", "", "intenzivní podpora od 1. 2. 2016")]


def test_the_answer_of_a_permanent_address_never_changes(client, issued):
    CHANGES["support corrected"][0]()
    moment = latest()
    address = "/informace/2016-7/", {"zapsano_k": moment.isoformat()}
    before = client.get(*address).context["differences"]
    assert [difference.now for difference in before] == ["intenzivní podpora od 2015"]
    later()
    CHANGES["a kind renamed"][0]()
    CHANGES["struck out"][0]()
    assert client.get(*address).context["differences"] == before


def test_that_it_was_withdrawn_is_no_change_of_what_it_says(issued):
    withdraw(issued=issued, reason="Chyba v tabulce.", by=issued.issued_by)
    assert told(issued) == []


def test_a_portal_that_puts_things_in_other_words_finds_no_change(issued, monkeypatch):
    """The sentences are compared with what the same portal would have written from the record as it was at issue."""
    monkeypatch.setattr(generators.money, "_missing", lambda gathered: [(Run("Řečeno jinak."),)])
    assert told(issued) == []


# --- Any record, any paper, any one change --------------------------------------------------------------------------


def _any_correction(chance):
    """Correct one fact of the record that there is; return the words that name its subject."""
    fact = chance.choice([*SupportChange.objects.all(), *PlanChange.objects.all(), *Amount.objects.all()])
    new = {
        SupportChange: {"effective_on": fact.effective_on.replace(month=12, day=chance.randint(1, 31))},
        PlanChange: {"state": "drafted"},
        Amount: {"amount": 77},
    }[type(fact)]
    a_correction(fact.key, type(fact), **new)()
    place = fact.plan.locality if isinstance(fact, PlanChange) else fact.locality
    return f"{place.name}: "


@pytest.mark.parametrize("seed", range(24))
def test_any_one_correction_is_told_once_and_only_where_the_paper_would_differ(db, seed):
    chance = random.Random(seed)
    random_record(chance)
    blocks = chance.sample(BLOCKS[7:-1], chance.randint(2, 8))
    issued = issue(paper=paper(blocks=blocks), at=AT, by=publisher())
    later()
    before = composed(issued, AT)
    assert told(issued) == []
    subject = _any_correction(chance)
    found = told(issued)
    assert len(found) <= 1
    is_different = composed(issued, AsOf(DAY, today())) != before
    assert bool(found) == is_different
    for _, about, then, now in found:
        assert about == "Znění" or about.startswith(subject)
        assert then != now


def composed(issued, at):
    """What the paper of that knowledge says, in its body and in its annex of facts."""
    gathered = Gathered(at)
    outline = compose(at, issued.paper, gathered=gathered, as_paper=True)
    body = [line for line in text(outline).splitlines() if not line.startswith("Stav ke dni")]
    return body, [(fact.about, fact.value) for fact in facts_of(outline, gathered) if not fact.corrected_on]
