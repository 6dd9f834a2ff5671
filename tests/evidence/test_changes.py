"""What changed between two days: by which clock, in which words, from what to what."""

import datetime

import pytest
from django.db.models import F

from council.models import Memorandum, MemorandumChange, Paper, Session
from evidence.changed_rows import Clock
from evidence.changes import Between
from evidence.models import AsOf, Body
from funding.models import Amount, Programme
from localities.models import Plan, PlanChange, SupportChange
from tests.builders import D, discrepancy, kind, locality, member, municipality, source, support

pytestmark = pytest.mark.django_db
FAR = AsOf(D(2026, 1, 1), D(2026, 1, 1))


def told(since, until, *, clock=Clock.EFFECT, at=FAR, place=None):
    asked = Between(since, until, at, clock=clock, locality=place)
    changes = asked.changes(asked.rows())
    assert [*asked.all(2)] == changes, "read as a file reads them they are the same"
    return [change.sentence.replace("\xa0", " ") for change in changes]


@pytest.fixture
def place():
    kind("intensive", name="intenzivní podpora")
    kind("remote", name="vzdálená podpora")
    place = locality("Lhota", slug="lhota")
    support(place, "intensive", D(2014, 1, 1), D(2014, 3, 3), precision="year")
    support(place, "remote", D(2016, 7, 1), D(2016, 8, 30))
    return place


def test_a_change_of_support_says_what_was_there_before(place):
    change = "Lhota: vzdálená podpora od 1. 7. 2016 (dříve: intenzivní podpora od 2014)"
    assert told(D(2015, 1, 1), D(2017, 1, 1)) == [change]


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        (D(2016, 6, 30), D(2016, 7, 1), 1),
        (D(2016, 7, 1), D(2016, 7, 2), 0),
        (D(2016, 6, 1), D(2016, 6, 30), 0),
        (D(2016, 7, 1), D(2016, 7, 1), 0),
    ],
)
def test_the_first_day_does_not_belong_to_the_period_and_the_last_one_does(place, since, until, count):
    assert len(told(since, until)) == count


def test_the_two_clocks_give_two_answers(place):
    """It began in July, and was learned in August: between the two days of summer each clock tells another thing."""
    assert len(told(D(2016, 6, 30), D(2016, 7, 31))) == 1
    assert told(D(2016, 6, 30), D(2016, 7, 31), clock=Clock.KNOWLEDGE) == []
    learned = "Lhota: vzdálená podpora od 1. 7. 2016 (dosud: intenzivní podpora od 2014)"
    assert told(D(2016, 8, 1), D(2016, 8, 31)) == []
    assert told(D(2016, 8, 1), D(2016, 8, 31), clock=Clock.KNOWLEDGE) == [learned]


def test_nothing_is_told_beyond_the_two_days_of_the_page(place):
    period = (D(2013, 1, 1), D(2020, 1, 1))
    assert len(told(*period)) == 2
    assert len(told(*period, at=AsOf(D(2016, 6, 30), D(2026, 1, 1)))) == 1
    assert len(told(*period, at=AsOf(D(2026, 1, 1), D(2016, 8, 29)))) == 1
    assert len(told(*period, at=AsOf(D(2026, 1, 1), D(2016, 8, 29)), clock=Clock.KNOWLEDGE)) == 1
    assert len(told(*period, at=AsOf(D(2016, 6, 30), D(2026, 1, 1)), clock=Clock.KNOWLEDGE)) == 1


def test_a_correction_says_what_is_held_instead_and_why(place):
    wrong = place.support_changes.get(effective_on=D(2016, 7, 1))
    SupportChange.objects.filter(pk=wrong.pk).update(
        corrected_on=D(2017, 5, 16), correction="Zdroj se mýlil.", correction_source=F("source")
    )
    support(place, "remote", D(2016, 6, 1), D(2017, 5, 16), precision="month")
    since, until = D(2017, 1, 1), D(2018, 1, 1)
    instead = "k témuž dni platí: vzdálená podpora od června 2016"
    assert sorted(told(since, until, clock=Clock.KNOWLEDGE)) == [
        "Lhota: vzdálená podpora od června 2016 (dosud: intenzivní podpora od 2014)",
        f"Lhota: údaj „vzdálená podpora od 1. 7. 2016“ opraven, {instead}. Důvod: Zdroj se mýlil.",
    ]
    assert told(D(2016, 6, 30), D(2016, 8, 1)) == [], "what is not held to be true did not happen"
    then = AsOf(D(2016, 9, 1), D(2016, 9, 1))
    assert len(told(D(2016, 6, 30), D(2016, 8, 1), at=then)) == 1, "but it was held then"


def test_what_was_never_held_is_told_once(place):
    support(
        place,
        "intensive",
        D(2012, 1, 1),
        D(2017, 1, 2),
        precision="year",
        corrected_on=D(2017, 1, 2),
        correction="Ne.",
    )
    assert told(D(2017, 1, 1), D(2018, 1, 1), clock=Clock.KNOWLEDGE) == [
        "Lhota: údaj „intenzivní podpora od 2012“ nepřevzat. Důvod: Ne."
    ]


def test_a_plan_is_told_by_its_name_and_gender(place):
    known = {"known_on": D(2016, 10, 27), "source": source()}
    plan = Plan.objects.create(key="p", locality=place, kind="spsz", title="SPSZ Lhota", year_from=2017, year_to=2019)
    PlanChange.objects.create(plan=plan, state="in_preparation", effective_on=D(2016, 8, 30), **known)
    PlanChange.objects.create(plan=plan, state="approved", effective_on=D(2016, 10, 26), **known)
    leaving = Plan.objects.create(key="e", locality=place, kind="exit", title="Exit")
    PlanChange.objects.create(plan=leaving, state="drafted", effective_on=D(2016, 9, 1), precision="month", **known)
    assert told(D(2016, 8, 31), D(2016, 12, 1)) == [
        "Lhota: strategický plán 2017–2019 schválen 26. 10. 2016 (dříve: v přípravě od 30. 8. 2016)",
        "Lhota: exit strategie zpracována v září 2016",
    ]


def test_amounts_of_another_kind_or_programme_are_not_what_was_before(place):
    programme = Programme.objects.create(code="opz", abbreviation="OPZ", name="P", year_from=2014, year_to=2020)
    paper = source()

    def amount(day, crowns, **values):
        values = {"kind": "allocated"} | values
        Amount.objects.create(locality=place, amount=crowns, effective_on=day, known_on=day, source=paper, **values)

    amount(D(2016, 1, 1), 1_000_000)
    amount(D(2016, 2, 1), 2_000_000, kind="requested")
    amount(D(2016, 3, 1), 3_000_000, programme=programme)
    amount(D(2016, 4, 1), 4_000_000)
    amount(D(2016, 5, 1), 5_000_000, programme=programme)
    sentences = told(D(2015, 12, 31), D(2016, 6, 1))
    assert sentences[0] == "Lhota: alokace OPZ 5 000 000 Kč od 1. 5. 2016 (dříve: 3 000 000 Kč od 1. 3. 2016)"
    assert sentences[1] == "Lhota: alokace 4 000 000 Kč od 1. 4. 2016 (dříve: 1 000 000 Kč od 1. 1. 2016)"
    assert ["dříve" in sentence for sentence in sentences] == [True, True, False, False, False]


def test_members_of_a_micro_region_are_news_and_a_town_that_is_its_own_locality_is_not():
    single = locality("Lhota")
    member(single, municipality("Lhota"), D(2015, 1, 1))
    region = locality("Podhůří", kind="microregion")
    town = municipality("Horní Lhota")
    member(region, town, D(2015, 1, 1))
    member(region, town, D(2016, 1, 1), joined=False)
    assert told(D(2014, 6, 1), D(2017, 1, 1)) == [
        "Podhůří: obec Horní Lhota nepatří do lokality od 1. 1. 2016 (dříve: patří do lokality od 1. 1. 2015)",
        "Podhůří: obec Horní Lhota patří do lokality od 1. 1. 2015",
    ]


def test_a_memorandum_is_told_with_who_decided_but_no_hidden_resolution():
    agreement = Memorandum.objects.create(key="m", title="Memorandum", year=2016)
    council = Body.objects.create(key="rk", kind="council", name="Rada")
    decided = source(kind="resolution", number="1145/16/RK", issuer=council, issued_on=D(2016, 6, 28))
    MemorandumChange.objects.create(
        memorandum=agreement, state="approved", body=council, resolution=decided, effective_on=D(2016, 6, 28),
        known_on=D(2016, 6, 28), source=source(),
    )  # fmt: skip
    sentence = "Memorandum 2016: schváleno 28. 6. 2016, Rada"
    assert told(D(2016, 1, 1), D(2017, 1, 1)) == [f"{sentence}, usnesení č. 1145/16/RK"]
    type(decided).objects.filter(pk=decided.pk).update(is_public=False)
    assert told(D(2016, 1, 1), D(2017, 1, 1)) == [sentence]


def test_discrepancies_are_news_of_knowledge_only(place):
    discrepancy(place=place, held="Od 2014.", reason="Tak.", known_on=D(2017, 1, 1))
    assert told(D(2016, 12, 31), D(2017, 1, 1), clock=Clock.KNOWLEDGE) == [
        "Lhota: závěr o rozporu „Od kdy“",
        "Lhota: zdroje se rozcházejí: „Od kdy“",
    ]
    assert told(D(2016, 12, 31), D(2017, 1, 1)) == []


def test_one_locality_can_be_asked_about(place):
    other = locality("Jiná")
    support(other, "intensive", D(2016, 7, 1), D(2016, 8, 30))
    assert len(told(D(2016, 1, 1), D(2017, 1, 1))) == 2
    assert len(told(D(2016, 1, 1), D(2017, 1, 1), place=other)) == 1


def test_what_came_before_on_a_hidden_source_is_not_told(place):
    hidden = source(is_public=False)
    support(place, "tajna", D(2015, 1, 1), D(2015, 1, 1), source=hidden)
    for clock in Clock:
        assert "tajna" not in " ".join(told(D(2014, 6, 1), D(2017, 1, 1), clock=clock))


def test_many_changes_cost_no_more_queries(place, django_assert_num_queries):
    for number in range(30):
        support(locality(f"Ves {number}"), "intensive", D(2016, 1, 1), D(2016, 1, 1))
    asked = Between(D(2015, 1, 1), D(2017, 1, 1), FAR)
    with django_assert_num_queries(2):
        assert len(asked.changes(asked.rows())) == 31


# --- The page ------------------------------------------------------------------------------------------------------


def page(client, **query):
    response = client.get("/zmeny/", query)
    return response, response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.fixture
def sessions(place):
    body = Body.objects.create(key="zk", kind="assembly", name="Zastupitelstvo")
    for number, day, is_public in ((5, D(2015, 5, 5), True), (7, D(2016, 6, 28), True), (8, D(2016, 8, 1), False)):
        session = Session.objects.create(body=body, number=number, held_on=day)
        Paper.objects.create(session=session, subject="O", addressee="Z", is_public=is_public)


def test_the_page_begins_with_the_last_session_of_the_assembly(client, sessions):
    """Whether a paper was made for it or not, and not with a later one or another body's."""
    committee = Body.objects.create(key="vybor", kind="committee", name="Výbor")
    Session.objects.create(body=committee, held_on=D(2016, 7, 20))
    Session.objects.create(body=Body.objects.get(key="zk"), number=1, held_on=D(2017, 1, 20))
    _, text = page(client, ke_dni="2016-07-31")
    assert "Začalo platit po 28. 6. 2016 do 31. 7. 2016" in text
    assert "1 změna od minulého zasedání, <a" in text
    assert 'value="2016-06-28"' in text, "the form shows the days that are answered"
    assert "5. zasedání 5. 5. 2015 → 7. zasedání 28. 6. 2016" in text
    _, text = page(client, ke_dni="2016-12-31")
    assert "Začalo platit po 1. 8. 2016 do 31. 12. 2016" in text
    assert "7. zasedání 28. 6. 2016 → 8. zasedání 1. 8. 2016" in text
    assert "20. 1. 2017" not in text.partition('class="timebar"')[2].partition("</section>")[2]


def test_without_sessions_the_page_begins_a_year_ago(client, place):
    _, text = page(client, ke_dni="2016-12-31")
    assert "po 1. 1. 2016 do 31. 12. 2016" in text


def test_a_change_links_to_its_locality_and_to_the_words_with_both_days(client, place):
    _, text = page(client, od="2016-01-01", znamo_k="2017-01-01", ke_dni="2017-01-01")
    change = place.support_changes.get(effective_on=D(2016, 7, 1))
    days = "ke_dni=2017-01-01&amp;znamo_k=2017-01-01"
    assert f'href="/lokality/lhota/?{days}"' in text
    assert f"?{days}#{change.anchor}" in text


def test_a_later_end_than_the_page_may_tell_is_cut_and_said(client, place):
    _, text = page(client, od="2016-01-01", do="2020-01-01", ke_dni="2016-12-31")
    assert "Začalo platit po 1. 1. 2016 do 31. 12. 2016" in text
    assert "Pozdější dny stránka neukazuje" in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"od": "2016-02-30"}, "Takový den v kalendáři není"),
        ({"do": "31. 4. 2016"}, "Takový den v kalendáři není"),
        ({"od": "2020-01-01", "do": "2016-01-01"}, "začátek je pozdější než konec"),
        ({"podle": "hvezd"}, "Vyberte platnou možnost"),
        ({"lokalita": "neni"}, "Vyberte platnou možnost"),
    ],
)
def test_a_question_without_sense_gets_a_sentence_at_its_field_and_no_data(client, place, query, sentence):
    response, text = page(client, **query)
    assert response.status_code == 400
    assert sentence in text
    assert 'class="events"' not in text
    assert all(f'value="{value}"' in text for name, value in query.items() if name in ("od", "do"))
    exported = client.get("/zmeny/export.csv", query)
    assert exported.status_code == 400
    assert sentence in exported.content.decode().replace("\xa0", " ")


def test_a_hidden_locality_cannot_be_asked_about(client, place):
    locality("Tajná", slug="tajna", is_public=False)
    response, text = page(client, lokalita="tajna")
    assert response.status_code == 400
    assert "Tajná" not in text


def test_a_locality_of_which_nothing_counts_yet_has_no_changes(client, place):
    """Its own page leads here on every day."""
    locality("Ves", slug="ves")
    response, text = page(client, lokalita="ves")
    assert response.status_code == 200
    assert 'class="events"' not in text


@pytest.mark.parametrize("query", [{}, {"podle": "poznatku"}, {"od": "2015-01-01", "do": "2016-07-01"}])
def test_page_and_file_tell_the_same(client, sessions, query):
    response, _ = page(client, **query)
    rows = client.get("/zmeny/export.json", query).json()["radky"]
    told_there = [change.sentence.replace("\xa0", " ") for change in response.context["changes"]]
    assert [row["sentence"] for row in rows] == told_there
    assert all(datetime.date.fromisoformat(row["day"]) for row in rows)


def test_a_long_period_has_pages(client, place):
    for number in range(60):
        support(locality(f"Ves {number}"), "intensive", D(2016, 1, 1), D(2016, 1, 1))
    response, text = page(client, od="2015-01-01", ke_dni="2017-01-01")
    assert "61 změn" in text
    assert len(response.context["changes"]) == 50
    assert len(client.get("/zmeny/export.json", {"od": "2015-01-01", "ke_dni": "2017-01-01"}).json()["radky"]) == 61


# --- Very many of them -----------------------------------------------------------------------------------------------


@pytest.fixture
def many(place):
    """Twelve localities that are told of by one source."""
    report = source()
    for number in range(12):
        support(locality(f"Lhotka {number}"), "remote", D(2017, 1, 1), D(2017, 1, 1), source=report)
    return Between(D(2013, 1, 1), D(2018, 1, 1), FAR)


def test_what_many_changes_name_is_one_object(many):
    changes = [*many.all(3)]
    assert len(changes) == 14
    assert len({id(change.fact.kind) for change in changes}) == 2
    assert len({id(change.fact.source) for change in changes if change.subject != "Lhota"}) == 1


@pytest.mark.parametrize("most", [1, 4])
def test_what_is_forgotten_meanwhile_is_read_anew(many, monkeypatch, most):
    changes = [*many.all(50)]
    monkeypatch.setattr("evidence.models.shared._MOST", most)
    assert [(change.sentence, change.fact.source) for change in many.all(3)] == [
        (change.sentence, change.fact.source) for change in changes
    ]


def test_no_change_costs_a_question_of_its_own(many, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert [change.fact.source.title for change in many.all(50) if change.sentence]
