"""The page of money: each kind by itself, what a total covers, what is not known."""

import pytest

from funding.models import Amount, Programme
from localities.models import Plan, PlanChange
from tests.builders import D, locality, source, support

pytestmark = pytest.mark.django_db


def page(client, **query):
    response = client.get("/finance/", query)
    return response, response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


LONG_AGO = D(2016, 1, 1)


def amount(place, kind, crowns, day=LONG_AGO, **values):
    values = {"source": source(), "known_on": day} | values
    return Amount.objects.create(locality=place, kind=kind, amount=crowns, effective_on=day, **values)


@pytest.fixture
def programme():
    return Programme.objects.create(code="opz", abbreviation="OPZ", name="Zaměstnanost", year_from=2014, year_to=2020)


@pytest.fixture
def places():
    places = [locality(name) for name in ("Žabov", "Čápov", "Lhota")]
    for place in places:
        support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    return places


def test_kinds_are_never_added_up(client, places, programme):
    amount(places[0], "allocated", 10_000_000)
    amount(places[1], "allocated", 5_000_000)
    amount(places[0], "requested", 700_000)
    response, text = page(client)
    assert "Celkem za 2 ze 3 lokalit; programy neuvedeny" in text
    assert "15 000 000 Kč" in text
    assert "Celkem za 1 lokalitu" in text
    assert "15 700 000" not in text
    assert [kind.money.kind for kind in response.context["kinds"]] == ["allocated", "requested"]


def test_what_is_not_known_is_told_with_its_reason_never_as_zero(client, places):
    amount(places[0], "allocated", 10_000_000)
    plan = Plan.objects.create(key="p", locality=places[1], kind="spsz", title="Plán")
    PlanChange.objects.create(
        plan=plan, state="approved", effective_on=D(2016, 1, 1), known_on=D(2016, 1, 1), source=source()
    )
    _, text = page(client)
    assert "plán je schválen, částku zdroje neuvádějí" in text
    assert "strategický plán ani alokaci žádný zdroj v evidenci neuvádí" in text
    assert " 0 Kč" not in text


def test_localities_stand_by_the_alphabet_not_by_the_sum(client, places):
    for place, crowns in zip(places, (1, 2, 3), strict=True):
        amount(place, "allocated", crowns * 1_000_000)
    response, _ = page(client)
    [on_page] = response.context["kinds"]
    assert [row.locality.name for row in on_page.amounts] == ["Čápov", "Lhota", "Žabov"]


def test_programmes_are_summed_by_themselves_and_unknown_ones_apart(client, places, programme):
    amount(places[0], "awarded", 1_000_000, programme=programme)
    amount(places[1], "awarded", 2_000_000, programme=programme)
    amount(places[2], "awarded", 4_000_000)
    response, text = page(client)
    kind = next(kind.money for kind in response.context["kinds"] if kind.money.kind == "awarded")
    assert kind.by_programme == [(programme, 2, 3_000_000), (None, 1, 4_000_000)]
    assert "u některých částek program neuveden" in text
    assert "Zaměstnanost (OPZ)" in text


def test_a_rounded_figure_says_so_beside_the_total(client, places):
    amount(places[0], "allocated", 44_164_000, exactness="thousand")
    amount(places[1], "allocated", 77_839_844)
    _, text = page(client)
    assert "Přesnost: Žabov na tisíce korun; součet proto není přesnější." in text


def test_the_day_decides_which_amount_holds(client, places):
    amount(places[0], "allocated", 1_000_000, D(2015, 1, 1))
    amount(places[0], "allocated", 2_000_000, D(2016, 1, 1))
    assert "1 000 000 Kč" in page(client, ke_dni="2015-12-31")[1]
    assert "2 000 000 Kč" not in page(client, ke_dni="2015-12-31")[1]
    assert "2 000 000 Kč" in page(client, ke_dni="2016-01-01")[1]


@pytest.mark.parametrize("query", [{}, {"druh": "allocated"}, {"druh": "requested"}, {"program": "neuvedeno"}])
def test_the_file_has_what_the_page_has(client, places, programme, query):
    amount(places[0], "allocated", 1_000_000)
    amount(places[1], "requested", 2_000_000, programme=programme)
    response, _ = page(client, **query)
    rows = client.get("/finance/export.json", query).json()["radky"]
    shown = [(a.get_kind_display(), a.locality.name) for kind in response.context["kinds"] for a in kind.amounts]
    missing = [place.name for kind in response.context["kinds"] for place, _ in kind.missing]
    assert [(row["kind"], row["locality"]) for row in rows if row["amount"] != "neuvedeno"] == shown
    assert [row["locality"] for row in rows if row["amount"] == "neuvedeno"] == missing
    assert bool(missing) == (query in ({}, {"druh": "allocated"}))


def test_a_filter_without_sense_shows_no_money(client, places):
    amount(places[0], "allocated", 1_000_000)
    _, text = page(client, druh="zlato")
    assert "Výběru nerozumíme" in text
    assert "1 000 000" not in text
    assert client.get("/finance/export.xlsx", {"druh": "zlato"}).status_code == 400


def test_nothing_at_all_is_said(client):
    assert "K tomuto dni žádný zdroj částku neuvádí" in page(client)[1]
