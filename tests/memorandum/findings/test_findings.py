"""The rules about what needs doing: of each, what it finds and what it must leave alone."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from council.models import Block, BlockKind, Memorandum, MemorandumChange, Paper, Session
from evidence.models import AsOf, Body, BodyKind, Source, SourceKind
from funding.models import Amount, AmountKind, Operation, OperationLink, Programme
from localities.models import (
    Discrepancy,
    DiscrepancyClaim,
    LocalityKind,
    NationalCount,
    Plan,
    PlanChange,
    Scope,
    Stage,
    SupportChange,
)
from memorandum.findings import BY_SLUG, RULES, Weight, findings
from tests import builders as b
from tests.builders import D

pytestmark = pytest.mark.django_db

DAY = D(2020, 6, 1)
AT = AsOf(DAY, DAY)
EARLY = D(2016, 8, 30)


def found(slug, at=AT, localities=None):
    return [f.called for f in findings(at, localities, [BY_SLUG[slug]])]


def sentence(slug, at=AT):
    (only,) = findings(at, rules=[BY_SLUG[slug]])
    return only.sentence.replace("\xa0", " ")


@pytest.fixture
def lhota():
    return b.locality("Lhota")


def plan(place, state, on=EARLY, known=EARLY, *, kind="spsz", key="plan", **values):
    made = Plan.objects.get_or_create(
        key=key, defaults={"locality": place, "kind": kind, "title": "Plán Lhoty", "year_from": 2016, "year_to": 2022}
    )[0]
    defaults = {"source": b.source(), "passage": "slova"}
    return PlanChange.objects.create(plan=made, state=state, effective_on=on, known_on=known, **defaults | values)


def amount(place, kind=AmountKind.ALLOCATED, crowns=1000, on=EARLY, known=EARLY, **values):
    defaults = {"source": b.source(), "passage": "slova"}
    return Amount.objects.create(
        locality=place, kind=kind, amount=crowns, effective_on=on, known_on=known, **defaults | values
    )


def programme(code="opz"):
    return Programme.objects.create(code=code, abbreviation=code, name=code, year_from=2014, year_to=2020)


def memorandum(*states):
    """Each state as (state, day), or with its precision or resolution beside it."""
    made = Memorandum.objects.create(key="memorandum", title="Memorandum", year=2016)
    for state, on, *values in states:
        further = values[0] if values else {}
        MemorandumChange.objects.create(
            memorandum=made, state=state, effective_on=on, known_on=on, source=b.source(), passage="slova", **further
        )
    return made


def paper(held_on=EARLY, key="pisemnost"):
    body = Body.objects.get_or_create(key="zk", defaults={"kind": BodyKind.ASSEMBLY, "name": "Zastupitelstvo"})[0]
    session = Session.objects.create(body=body, number=held_on.month, held_on=held_on)
    return Paper.objects.create(key=key, session=session, subject="Spolupráce", addressee="Zastupitelstva")


def discrepancy(place, *sources, known_on=EARLY, **values):
    made = Discrepancy.objects.create(
        key=f"rozpor-{known_on}", locality=place, title="Začátek", held="–", reason="–", known_on=known_on, **values
    )
    for source in sources:
        DiscrepancyClaim.objects.create(discrepancy=made, source=source, claim="tvrzení")
    return made


# --- The rules themselves ------------------------------------------------------------------------------------------


def test_each_rule_has_a_name_of_its_own_and_says_how_to_put_it_right():
    assert len(BY_SLUG) == len(RULES)
    assert [rule.slug for rule in RULES if not rule.why.endswith(".") or rule.title.endswith(".")] == []


def test_an_empty_record_has_nothing_to_do(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert findings(AT) == []


def test_any_number_of_findings_is_one_query(lhota, django_assert_num_queries):
    for number in range(30):
        b.support(b.locality(f"Lhota {number}"), "considering", EARLY, EARLY, source=b.source(is_public=False))
    with django_assert_num_queries(1):
        assert len(findings(AT)) > 60


# --- Localities ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "expected"), [(D(2020, 6, 29), []), (D(2020, 6, 30), ["Lhota"])])
def test_considering_is_asked_about_after_ninety_days(lhota, asked, expected):
    b.kind("considering", Stage.BEFORE)
    b.support(lhota, "considering", D(2020, 3, 31), D(2020, 3, 31))
    assert (asked - D(2020, 3, 31)).days == (91 if expected else 90)
    assert found("zvazuje-dlouho", AsOf(asked, asked)) == expected


def test_considering_is_over_once_there_is_support(lhota):
    b.kind("considering", Stage.BEFORE)
    b.support(lhota, "considering", EARLY, EARLY)
    b.support(lhota, "intensive", D(2017, 1, 1), D(2017, 1, 1))
    assert found("zvazuje-dlouho") == []
    assert found("zvazuje-dlouho", AsOf(DAY, D(2016, 12, 31))) == ["Lhota"], "as it was known before"


def test_a_locality_of_which_no_support_is_told(lhota):
    assert found("lokalita-bez-podpory") == ["Lhota"]
    (finding,) = findings(AT, rules=[BY_SLUG["lokalita-bez-podpory"]])
    assert finding.url == f"/sprava/localities/supportchange/add/?locality={lhota.pk}#id_kind"
    b.support(lhota, "intensive", EARLY, EARLY)
    assert found("lokalita-bez-podpory") == []


@pytest.mark.parametrize(
    ("on", "precision", "expected"),
    [
        (D(2018, 11, 7), "day", ["Lhota"]),
        (D(2018, 11, 8), "day", []),
        (D(2018, 1, 1), "year", []),
        (D(2017, 1, 1), "year", ["Lhota"]),
        (D(2019, 12, 31), "day", []),
        (D(2020, 1, 1), "day", ["Lhota"]),
    ],
)
def test_a_kind_of_support_out_of_its_time(lhota, on, precision, expected):
    b.kind("remote_partial", valid_from=D(2018, 11, 8), valid_to=D(2019, 12, 31))
    b.support(lhota, "remote_partial", on, DAY, precision=precision)
    assert found("druh-podpory-mimo-dobu") == expected


def test_a_locality_needs_a_municipality_with_a_place(lhota):
    assert found("lokalita-bez-obce") == ["Lhota"]
    assert found("lokalita-bez-polohy") == []
    town = b.municipality("Horní Lhota")
    b.member(lhota, town)
    assert found("lokalita-bez-obce") == []
    assert sentence("lokalita-bez-polohy") == "obec Horní Lhota nemá souřadnice"
    (finding,) = findings(AT, rules=[BY_SLUG["lokalita-bez-polohy"]])
    assert finding.url == f"/sprava/localities/municipality/{town.code}/change/#id_lat"
    other = b.municipality("Dolní Lhota", lat="50.5", lon="15.1")
    b.member(lhota, other)
    assert found("lokalita-bez-polohy") == [], "one place is enough for the map"
    b.member(lhota, other, effective_on=DAY, known_on=DAY, joined=False)
    assert found("lokalita-bez-polohy") == ["Lhota"], "a municipality that left is no place of the locality"


def test_a_locality_that_could_be_let_out():
    hidden = b.locality("Skrytá", is_public=False)
    b.support(hidden, "intensive", EARLY, EARLY, passage="slova")
    assert found("lokalita-nezverejnena") == []
    b.member(hidden, b.municipality())
    assert found("lokalita-nezverejnena") == ["Skrytá"]
    hidden.is_public = True
    hidden.save()
    assert found("lokalita-nezverejnena") == []


@pytest.mark.parametrize(("known_on", "is_open", "expected"), [(0, True, []), (1, True, ["Začátek"]), (1, False, [])])
def test_a_discrepancy_may_stay_open_for_a_year(lhota, known_on, is_open, expected):
    discrepancy(lhota, b.source(), b.source(), known_on=D(2019, 6, 2 - known_on), is_open=is_open)
    assert found("rozpor-otevreny") == expected


def test_a_discrepancy_needs_two_claims(lhota):
    made = discrepancy(lhota, b.source())
    assert sentence("rozpor-bez-tvrzeni") == "má jen jedno tvrzení"
    DiscrepancyClaim.objects.create(discrepancy=made, source=b.source(), claim="jiné")
    assert found("rozpor-bez-tvrzeni") == []


# --- Plans and money -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "on", "precision", "expected"),
    [
        ("approved", EARLY, "day", []),
        ("approved", EARLY, "no_later", ["Plán Lhoty"]),
        ("approved", D(2016, 8, 1), "month", ["Plán Lhoty"]),
        ("revised", D(2016, 1, 1), "year", ["Plán Lhoty"]),
        ("in_preparation", EARLY, "no_later", []),
    ],
)
def test_a_plan_approved_nobody_knows_which_day(lhota, state, on, precision, expected):
    plan(lhota, state, on, precision=precision)
    assert found("plan-bez-data") == expected


def test_a_plan_approved_by_which_resolution(lhota):
    change = plan(lhota, "approved")
    assert found("plan-bez-usneseni") == ["Plán Lhoty"]
    (finding,) = findings(AT, rules=[BY_SLUG["plan-bez-usneseni"]])
    assert finding.url == f"/sprava/localities/planchange/{change.pk}/change/#id_resolution"
    change.resolution = b.source(kind=SourceKind.RESOLUTION)
    change.save()
    assert found("plan-bez-usneseni") == []


def test_a_plan_without_its_period(lhota):
    plan(lhota, "approved")
    assert found("plan-bez-obdobi") == []
    Plan.objects.update(year_to=None)
    assert found("plan-bez-obdobi") == ["Plán Lhoty"]


def test_an_amount_without_programme_or_basis(lhota):
    amount(lhota, programme=programme(), basis="podíl EU")
    assert found("castka-bez-programu") == found("castka-bez-zakladu") == []
    amount(lhota, AmountKind.REQUESTED)
    assert sentence("castka-bez-programu") == "požadováno 1 000 Kč nemá program"
    assert found("castka-bez-zakladu") == ["Lhota"]


def test_support_or_a_plan_without_an_allocation(lhota):
    b.support(lhota, "intensive", EARLY, EARLY)
    assert sentence("lokalita-bez-alokace") == "má podporu, alokace není uvedena"
    planned = b.locality("Planá")
    plan(planned, "in_preparation")
    assert found("lokalita-bez-alokace") == ["Lhota", "Planá"]
    amount(lhota)
    amount(planned, AmountKind.INTENDED)
    assert found("lokalita-bez-alokace") == ["Planá"], "a wish is no allocation"
    plan(planned, "expired", DAY, DAY)
    assert found("lokalita-bez-alokace") == []


def test_one_amount_with_programmes_and_without(lhota):
    amount(lhota)
    amount(lhota, AmountKind.REQUESTED, programme=programme("irop"))
    assert found("castka-dvakrat") == []
    amount(lhota, programme=programme())
    assert found("castka-dvakrat") == ["Lhota"]


def test_a_project_of_no_locality(lhota):
    project = Operation.objects.create(
        registration_number="CZ.1", name="Projekt", programme=programme(), source=b.source(), recipient="Obec Lhota"
    )
    assert sentence("projekt-bez-lokality") == "není přiřazen žádné lokalitě (příjemce Obec Lhota)"
    OperationLink.objects.create(key="odkaz", operation=project, locality=lhota, made_by="hand")
    assert found("projekt-bez-lokality") == []


# --- Memoranda, sources, words -------------------------------------------------------------------------------------


def test_a_memorandum_is_signed():
    resolution = b.source(kind=SourceKind.RESOLUTION)
    memorandum(("approved", EARLY, {"resolution": resolution}))
    assert found("memorandum-bez-podpisu") == ["Memorandum 2016"]
    assert found("memorandum-bez-schvaleni") == []
    MemorandumChange.objects.create(
        memorandum=Memorandum.objects.get(), state="signed", effective_on=DAY, known_on=DAY, source=b.source()
    )
    assert found("memorandum-bez-podpisu") == found("memorandum-bez-dne-podpisu") == []


def test_a_memorandum_signed_on_an_unknown_day_and_approved_by_nobody():
    memorandum(("signed", EARLY, {"precision": "no_later"}))
    assert found("memorandum-bez-podpisu") == []
    assert sentence("memorandum-bez-dne-podpisu") == "podepsáno nejpozději 30. 8. 2016, přesný den není znám"
    assert sentence("memorandum-bez-schvaleni") == "kdo a kdy ho schválil, není uvedeno"


def test_a_memorandum_approved_without_a_resolution():
    memorandum(("approved", EARLY))
    assert sentence("memorandum-bez-schvaleni") == "schváleno 30. 8. 2016, usnesení není uvedeno"


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("1145/16/RK", True),
        ("1145/16/ZK", False),
        ("1145/2016/RK", False),
        (" 1145/16/RK", False),
        ("1145/16/RK\n", False),
        ("1145/16/RKa", False),
        ("", False),
    ],
)
def test_the_number_of_a_resolution_fits_its_body(number, fits):
    body = Body.objects.create(key="rk", kind=BodyKind.COUNCIL, name="Rada", number_pattern="[0-9]+/[0-9]{2}/RK")
    b.source(kind=SourceKind.RESOLUTION, issuer=body, number=number, title="Usnesení")
    assert found("cislo-usneseni") == ([] if fits else ["Usnesení"])


def test_a_pattern_with_a_choice_counts_as_a_whole():
    body = Body.objects.create(key="rk", kind=BodyKind.COUNCIL, name="Rada", number_pattern="[0-9]+/RK|[0-9]+/mRK")
    b.source(kind=SourceKind.RESOLUTION, issuer=body, number="12/mRK", title="Usnesení")
    b.source(kind=SourceKind.RESOLUTION, issuer=body, number="12/RK/x", title="Chybné")
    assert found("cislo-usneseni") == ["Chybné"]


@pytest.mark.parametrize("pattern", ["[0-9", "(", "*", "a{5,1}"])
def test_a_pattern_that_cannot_be_read_is_told_and_breaks_nothing(pattern):
    body = Body.objects.create(key="rk", kind=BodyKind.COUNCIL, name="Rada", number_pattern=pattern)
    b.source(kind=SourceKind.RESOLUTION, issuer=body, number="1/16/RK")
    (finding,) = findings(AT, rules=[BY_SLUG["cislo-usneseni"]])
    assert finding.called == "Rada"
    assert finding.url == f"/sprava/evidence/body/{body.pk}/change/#id_number_pattern"
    assert "nejde přečíst" in finding.sentence.replace("\xa0", " ")


def test_other_sources_have_no_pattern():
    body = Body.objects.create(key="rk", kind=BodyKind.COUNCIL, name="Rada", number_pattern="[0-9]+/RK")
    b.source(kind=SourceKind.PAPER, issuer=body, number="bod 7")
    b.source(kind=SourceKind.RESOLUTION, number="bez vydavatele")
    assert found("cislo-usneseni") == []


def test_a_source_without_its_text():
    b.source(title="Zpráva", url="https://example.cz/")
    assert sentence("zdroj-bez-textu") == "text není uložen, je jen adresa na webu"
    Source.objects.update(text="Celé znění.")
    assert found("zdroj-bez-textu") == []


def test_a_figure_that_a_hidden_source_hides(lhota):
    b.support(lhota, "intensive", EARLY, EARLY, source=b.source(title="Vnitřní záznam", is_public=False))
    b.support(b.locality(is_public=False), "intensive", EARLY, EARLY, source=b.source(is_public=False))
    assert sentence("zdroj-neverejny") == "změna podpory stojí na neveřejném zdroji „Vnitřní záznam“"
    Source.objects.update(is_public=True)
    assert found("zdroj-neverejny") == []


def test_words_that_no_longer_stand_in_their_source(lhota):
    source = b.source(title="Zpráva", text="Lhota   má\npodporu od roku 2016.")
    b.support(lhota, "intensive", EARLY, EARLY, source=source, passage="Lhota má podporu")
    assert found("pasaz-neni-ve-zdroji") == [], "layout does not count"
    Source.objects.update(text="Lhota měla podporu od roku 2016.")
    assert sentence("pasaz-neni-ve-zdroji") == "slova „Lhota má podporu“ v textu zdroje „Zpráva“ nejsou"
    Source.objects.update(text="")
    assert found("pasaz-neni-ve-zdroji") == [], "without a text nothing can be compared"


def test_a_fact_without_a_passage(lhota):
    b.support(lhota, "intensive", EARLY, EARLY, source=b.source(title="Zpráva"))
    assert sentence("udaj-bez-pasaze") == "ze zdroje „Zpráva“ není opsána pasáž"
    SupportChange.objects.update(passage="slova")
    assert found("udaj-bez-pasaze") == []


def test_a_claim_that_nothing_supports():
    made = paper()
    Block.objects.create(paper=made, position=1, kind=BlockKind.TEXT, text="Doloženo.")
    assert found("tvrzeni-bez-zdroje") == []
    Block.objects.create(paper=made, position=2, kind=BlockKind.TEXT, text="Posun.", is_unsupported=True)
    assert found("tvrzeni-bez-zdroje") == ["Posun."]


# --- Contradictions ------------------------------------------------------------------------------------------------


def test_two_kinds_of_support_since_one_day(lhota):
    one = b.support(lhota, "remote_complex", EARLY, EARLY, precision="no_later")
    other = b.support(lhota, "remote_partial", EARLY, EARLY, precision="no_later")
    assert "„remote_partial“ nejpozději 30. 8. 2016" in sentence("rozpor-nezapsan")
    discrepancy(lhota, one.source, b.source())
    assert found("rozpor-nezapsan") == ["Lhota"], "the discrepancy is about something else"
    discrepancy(lhota, one.source, other.source, known_on=D(2017, 1, 1))
    assert found("rozpor-nezapsan") == []
    assert found("rozpor-nezapsan", AsOf(DAY, D(2016, 12, 31))) == ["Lhota"], "it was not known then"


def test_steps_of_one_day_are_no_contradiction(lhota):
    b.kind("agreed", Stage.BEFORE)
    b.support(lhota, "agreed", EARLY, EARLY, precision="no_later")
    b.support(lhota, "intensive", EARLY, EARLY, precision="no_later")
    b.support(lhota, "remote", D(2017, 1, 1), DAY, precision="year")
    b.support(lhota, "ended", D(2017, 1, 1), DAY, precision="year")
    assert found("rozpor-nezapsan") == []


def test_what_was_corrected_contradicts_nothing(lhota):
    b.support(lhota, "remote_complex", EARLY, EARLY, corrected_on=DAY, correction="omyl")
    b.support(lhota, "remote_partial", EARLY, EARLY)
    assert found("rozpor-nezapsan") == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((D(2013, 1, 1), "year"), (D(2016, 1, 1), "year"), ["Lhota"]),
        ((D(2016, 1, 1), "year"), (D(2016, 8, 1), "month"), []),
        ((D(2016, 1, 1), "year"), (D(2017, 1, 1), "year"), ["Lhota"]),
        ((D(2016, 1, 1), "year"), (D(2016, 12, 31), "day"), []),
        ((D(2016, 1, 1), "year"), (D(2017, 1, 1), "day"), ["Lhota"]),
        ((D(2016, 8, 1), "month"), (D(2016, 8, 31), "day"), []),
        ((D(2016, 8, 1), "month"), (D(2016, 9, 1), "day"), ["Lhota"]),
        ((D(2016, 12, 1), "season"), (D(2017, 2, 28), "day"), []),
        ((D(2016, 12, 1), "season"), (D(2017, 3, 1), "day"), ["Lhota"]),
        ((D(2014, 1, 1), "year"), (EARLY, "no_later"), []),
        ((EARLY, "no_later"), (D(2017, 1, 1), "day"), ["Lhota"]),
        ((EARLY, "day"), (D(2016, 8, 31), "day"), ["Lhota"]),
        ((EARLY, "day"), (EARLY, "day"), []),
    ],
)
def test_one_support_begins_once(lhota, first, second, expected):
    for on, precision in (first, second):
        b.support(lhota, "intensive", on, DAY, precision=precision)
    assert found("rozpor-nezapsan") == expected


def test_a_support_may_begin_again_after_another(lhota):
    b.support(lhota, "intensive", D(2013, 1, 1), DAY)
    b.support(lhota, "ended", D(2015, 1, 1), DAY)
    b.support(lhota, "intensive", D(2016, 1, 1), DAY)
    assert found("rozpor-nezapsan") == []


def test_one_source_that_says_both_needs_two_claims(lhota):
    source = b.source()
    b.support(lhota, "intensive", D(2013, 1, 1), DAY, source=source)
    b.support(lhota, "intensive", D(2016, 1, 1), DAY, source=source)
    made = discrepancy(lhota, source)
    assert found("rozpor-nezapsan") == ["Lhota"]
    DiscrepancyClaim.objects.create(discrepancy=made, source=source, claim="druhý rok")
    assert found("rozpor-nezapsan") == []


def test_a_discrepancy_of_another_locality_does_not_count(lhota):
    one, other = b.source(), b.source()
    b.support(lhota, "intensive", D(2013, 1, 1), DAY, source=one)
    b.support(lhota, "intensive", D(2016, 1, 1), DAY, source=other)
    discrepancy(b.locality("Jiná"), one, other)
    assert found("rozpor-nezapsan") == ["Lhota"]


def test_other_facts_that_cannot_both_hold(lhota):
    amount(lhota, crowns=1000, precision="no_later")
    amount(lhota, crowns=2000, precision="no_later")
    plan(lhota, "approved", EARLY)
    plan(lhota, "approved", D(2016, 9, 1))
    memorandum(("signed", EARLY), ("signed", D(2016, 9, 1)))
    for value in (35, 37):
        NationalCount.objects.create(
            unit="localities", value=value, effective_on=EARLY, known_on=EARLY, source=b.source()
        )
    region = b.locality("Lhotsko", kind=LocalityKind.MICROREGION)
    town = b.municipality("Horní Lhota")
    b.member(region, town, EARLY, EARLY, precision="no_later")
    b.member(region, town, EARLY, EARLY, precision="no_later", joined=False)
    assert sorted(found("rozpor-nezapsan")) == ["Lhota", "Lhotsko", "Memorandum 2016", "Plán Lhoty", "lokality"]


def test_amounts_of_different_programmes_stand_side_by_side(lhota):
    amount(lhota, crowns=1000, programme=programme("opz"))
    amount(lhota, crowns=2000, programme=programme("irop"))
    amount(lhota, crowns=3000, programme=None)
    assert found("rozpor-nezapsan") == []


# --- Papers --------------------------------------------------------------------------------------------------------

HELD = AsOf(EARLY, EARLY)


def test_a_plan_without_support_now_and_in_a_paper(lhota):
    paper()
    plan(lhota, "in_preparation", D(2016, 1, 1), D(2016, 1, 1))
    both = [f.sentence.replace("\xa0", " ") for f in findings(AT, rules=[BY_SLUG["plan-bez-podpory"]])]
    assert {said.split(" strategický")[0] for said in both} == {"písemnost k 30. 8. 2016 uvádí", "má"}
    b.support(lhota, "intensive", D(2016, 6, 1), D(2018, 1, 1))
    assert sentence("plan-bez-podpory").startswith("písemnost k 30. 8. 2016 uvádí"), "learned after the session"
    b.support(lhota, "intensive", D(2016, 6, 1), EARLY)
    assert found("plan-bez-podpory") == []


def test_a_plan_whose_period_is_over_asks_for_no_support(lhota):
    plan(lhota, "approved")
    assert found("plan-bez-podpory") == ["Lhota"]
    Plan.objects.update(year_to=2019)
    assert found("plan-bez-podpory") == []


def test_an_older_source_had_told_more(lhota):
    b.kind("considering", Stage.BEFORE, position=1)
    b.kind("agreed", Stage.BEFORE, position=2)
    paper()
    b.support(lhota, "considering", EARLY, EARLY)
    assert found("zastaraly-stav") == []
    b.support(lhota, "agreed", D(2016, 8, 1), D(2017, 1, 1))
    assert sentence("zastaraly-stav").startswith("podle zdroje"), "the paper could not know"
    b.support(lhota, "agreed", D(2016, 8, 1), EARLY)
    assert len(found("zastaraly-stav")) == 2
    assert len(found("zastaraly-stav", HELD)) == 2


def test_whoever_ended_may_consider_anew(lhota):
    b.kind("considering", Stage.BEFORE, position=1)
    b.kind("ended", Stage.AFTER, position=9)
    b.support(lhota, "intensive", D(2012, 1, 1), D(2012, 1, 1))
    b.support(lhota, "ended", D(2014, 1, 1), D(2014, 1, 1))
    b.support(lhota, "considering", EARLY, EARLY)
    paper()
    assert found("zastaraly-stav") == []


def test_what_was_learned_after_the_session(lhota):
    b.kind("considering", Stage.BEFORE)
    b.support(lhota, "considering", D(2016, 1, 1), D(2016, 1, 1))
    late = b.support(lhota, "intensive", D(2016, 8, 30), D(2016, 8, 31))
    assert found("pisemnost-prekonana") == [], "no paper, nothing overtaken"
    paper()
    assert sentence("pisemnost-prekonana") == (
        "písemnost k 30. 8. 2016 neuvádí „intensive“ od 30. 8. 2016, což tehdy nebylo známo; místo toho „considering“"
    )
    SupportChange.objects.filter(pk=late.pk).update(known_on=EARLY)
    assert found("pisemnost-prekonana") == [], "it was known on the day itself"
    SupportChange.objects.filter(pk=late.pk).update(known_on=DAY, effective_on=D(2016, 8, 31))
    assert found("pisemnost-prekonana") == [], "it began after the session"


def test_what_only_says_the_same_more_exactly_overtakes_nothing(lhota):
    paper()
    b.support(lhota, "intensive", D(2016, 1, 1), D(2016, 1, 1), precision="year")
    b.support(lhota, "intensive", D(2016, 3, 1), D(2018, 1, 1), precision="month")
    assert found("pisemnost-prekonana") == []


def test_what_a_later_fact_covers_overtakes_nothing(lhota):
    paper()
    b.support(lhota, "remote", D(2016, 7, 1), D(2016, 7, 1))
    b.support(lhota, "intensive", D(2014, 1, 1), D(2018, 1, 1))
    assert found("pisemnost-prekonana") == []


def test_what_was_corrected_after_the_session(lhota):
    paper()
    b.support(lhota, "intensive", D(2016, 1, 1), D(2016, 1, 1))
    b.support(lhota, "remote", D(2016, 7, 1), D(2016, 7, 1), corrected_on=D(2018, 1, 1), correction="omyl")
    assert sentence("pisemnost-prekonana") == (
        "písemnost k 30. 8. 2016 vychází z údaje „remote“, který byl 1. 1. 2018 opraven"
    )
    assert found("pisemnost-prekonana", AsOf(DAY, D(2017, 12, 31))) == []


def test_a_fact_names_the_latest_of_its_papers_only(lhota):
    paper(D(2016, 3, 30), "prvni")
    paper(D(2016, 6, 30), "druha")
    b.support(lhota, "intensive", D(2016, 1, 1), D(2016, 8, 1))
    assert "písemnost k 30. 6. 2016" in sentence("pisemnost-prekonana")
    assert found("pisemnost-prekonana", AsOf(D(2016, 5, 1), DAY)) == ["Lhota"]


def test_amounts_plans_and_members_overtake_papers_too(lhota):
    paper()
    amount(lhota, on=D(2016, 1, 1), known=D(2017, 1, 1))
    plan(lhota, "approved", D(2016, 1, 1), D(2017, 1, 1))
    region = b.locality("Lhotsko", kind=LocalityKind.MICROREGION)
    b.member(region, b.municipality("Horní Lhota"), D(2016, 1, 1), D(2017, 1, 1))
    assert found("pisemnost-prekonana") == ["Lhota", "Plán Lhoty", "Lhotsko"]


# --- Who is told what ----------------------------------------------------------------------------------------------


@pytest.fixture
def two_localities():
    lhota, jina = b.locality("Lhota"), b.locality("Jiná")
    for place in (lhota, jina):
        b.support(place, "considering", EARLY, EARLY, passage="slova")
    return lhota, jina


def login(client, role, *places):
    user = User.objects.create_user("vymyslena", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    if places:
        Scope.objects.create(user=user).localities.set(places)
    client.force_login(user)
    return client


def test_whoever_is_limited_is_told_of_their_localities_and_of_what_all_share(client, two_localities):
    lhota, jina = two_localities
    memorandum(("approved", EARLY))
    discrepancy(None, b.source(), b.source())
    login(client, "editor", lhota)
    text = client.get("/sprava/").content.decode()
    assert "Lhota" in text
    assert "Memorandum 2016" in text
    assert "Jiná" not in text
    assert "Začátek" not in text, "a discrepancy of no locality is out of every limit"
    page = client.get("/sprava/ukoly/").content.decode()
    assert "Jiná" not in page
    assert client.get("/sprava/ukoly/", {"lokalita": jina.slug}).status_code == 404
    assert client.get("/sprava/ukoly/", {"lokalita": lhota.slug}).status_code == 200


def test_a_reader_is_led_to_the_record_where_nothing_may_be_added(client, lhota):
    login(client, "čtenář")
    text = client.get("/sprava/ukoly/", {"pravidlo": "lokalita-bez-podpory"}).content.decode()
    assert f"/sprava/localities/locality/{lhota.pk}/change/" in text
    assert "/add/" not in text


def test_staff_without_a_role_are_told_nothing(client, lhota):
    client.force_login(User.objects.create_user("nikdo", is_staff=True))
    assert "Lhota" not in client.get("/sprava/").content.decode()


def test_strangers_are_sent_to_log_in(client):
    assert client.get("/sprava/ukoly/").status_code == 302


@pytest.mark.parametrize("query", [{"pravidlo": "nic-takoveho"}, {"lokalita": "nikde"}])
def test_what_there_is_not_answers_404(admin_client, query):
    assert admin_client.get("/sprava/ukoly/", query).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "99"])
def test_a_page_that_there_is_not_is_the_nearest_one(admin_client, page):
    assert admin_client.get("/sprava/ukoly/", {"strana": page}).status_code == 200


def test_an_empty_record_says_so(admin_client):
    for path in ("/sprava/", "/sprava/ukoly/"):
        assert "Nic k&nbsp;doplnění." in admin_client.get(path).content.decode()


def test_names_are_text_and_never_markup(admin_client):
    b.locality("<b>Lhota</b>")
    for path in ("/sprava/", "/sprava/ukoly/"):
        assert "<b>Lhota" not in admin_client.get(path).content.decode()


# --- ./run check_record --------------------------------------------------------------------------------------------


def run(*args):
    out = StringIO()
    code = 0
    try:
        call_command("check_record", *args, stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue().replace("\xa0", " ")


def test_nothing_found_ends_with_0():
    assert run() == (0, "Nic k doplnění.\n")


def test_something_found_ends_with_1_and_says_what(lhota):
    code, text = run("--ke-dni", "2020-06-01")
    assert code == 1
    assert "Lhota: žádný údaj o podpoře" in text
    assert "Celkem 2 nálezy podle 2 pravidel." in text


@pytest.mark.parametrize(("floor", "code"), [("vedet", 1), ("doplnit", 1), ("chyba", 0), ("nic", 0)])
def test_how_heavy_a_finding_must_be(lhota, floor, code):
    assert run("--fail-on", floor)[0] == code


def test_one_rule_alone_and_as_data(lhota):
    code, text = run("--rule", "lokalita-bez-obce", "--json")
    assert code == 1
    (finding,) = json.loads(text)
    assert finding["rule"] == "lokalita-bez-obce"
    assert finding["weight"] == Weight.MISSING
    assert finding["url"] == f"/sprava/localities/membership/add/?locality={lhota.pk}#id_municipality"
    assert run("--rule", "cislo-usneseni") == (0, "Nic k doplnění.\n")


@pytest.mark.parametrize(
    "args", [["--rule", "nic"], ["--fail-on", "vse"], ["--ke-dni", "30. 8. 2016"], ["--znamo-k", "2016-02-30"]]
)
def test_wrong_usage_ends_with_2(args):
    with pytest.raises(CommandError) as refused:
        run(*args)
    assert refused.value.returncode == 2


def test_the_rules_can_be_listed():
    code, text = run("--rules")
    assert code == 0
    assert len(text.splitlines()) == len(RULES)
