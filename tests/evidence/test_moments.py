"""What happened on a day is told with that day; only what lasts is told „od“ it, on every page and in every file."""

import pytest

from council.models import Memorandum, MemorandumChange
from localities.models import Plan, PlanChange
from tests.builders import D, kind, locality, member, municipality, source, support

pytestmark = pytest.mark.django_db
CHOSEN, LEARNED = D(2015, 12, 17), D(2016, 1, 8)
WALK = (
    "/",
    "/lokality/",
    "/lokality/export.json",
    "/lokality/lhota/",
    "/lokality/lhota/vlozit/",
    "/lokality/lhota/atom.xml",
    "/mapa/vlozit/",
    "/obce/563820/",
    "/zmeny/",
    "/zmeny/export.json",
    "/zmeny/atom.xml",
    "/zdroje/zprava/",
)


@pytest.fixture
def place():
    kind("picked", stage="before", name="vybrána ke spolupráci", sentence="je vybrána ke spolupráci", is_moment=True)
    kind("waiting", stage="before", name="zvažuje spolupráci")
    place = locality("Lhota", slug="lhota")
    report = source(key="zprava", issued_on=LEARNED)
    member(place, municipality("Lhota", code="563820"))
    support(place, "waiting", D(2015, 3, 5), LEARNED, source=report)
    support(place, "picked", CHOSEN, LEARNED, source=report)
    return place


def read(client, path):
    response = client.get(path, {"od": "2014-01-01"} if path.startswith("/zmeny/") else {})
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.mark.parametrize("path", WALK)
def test_a_moment_has_its_day_and_does_not_last_since_it(client, place, path):
    text = read(client, path)
    assert "17. 12. 2015" in text
    assert "od 17. 12. 2015" not in text


def test_what_lasts_is_still_told_since_its_day(client, place):
    place.support_changes.get(kind__code="picked").delete()
    for path in ("/lokality/lhota/", "/lokality/export.json", "/zdroje/zprava/", "/zmeny/"):
        assert "od 5. 3. 2015" in read(client, path)


def test_plans_and_memoranda_are_told_the_same_way(client, place):
    report = place.support_changes.get(kind__code="picked").source
    plan = Plan.objects.create(key="p", locality=place, kind="spsz", title="Plán Lhoty")
    known = {"known_on": LEARNED, "source": report}
    PlanChange.objects.create(plan=plan, state="in_preparation", effective_on=D(2015, 4, 1), **known)
    PlanChange.objects.create(plan=plan, state="approved", effective_on=D(2015, 12, 18), **known)
    agreement = Memorandum.objects.create(key="m", title="Memorandum", year=2015)
    MemorandumChange.objects.create(memorandum=agreement, state="signed", effective_on=D(2015, 12, 19), **known)
    text = read(client, "/zdroje/zprava/")
    assert "od 1. 4. 2015" in text
    for day in ("18. 12. 2015", "19. 12. 2015"):
        assert day in text
        assert f"od {day}" not in text
