"""A municipality in the admin: what is typed over what it was holds since a day, or mends a mistake."""

import pytest

from localities.models import FormerRegistration, Municipality, PopulationCount
from tests import builders as b
from tests.forms import filled

pytestmark = pytest.mark.django_db
PAGE = "/sprava/localities/municipality/900001/change/"


@pytest.fixture
def lhota():
    return b.municipality("Lhota", code="900001")


def save(client, **typed):
    return client.post(PAGE, filled(client.get(PAGE)) | typed)


def test_a_change_with_its_day_keeps_what_held_before(admin_client, lhota):
    assert save(admin_client, name="Nová Lhota", status="mesto", valid_from="1. 7. 2019").status_code == 302
    former = FormerRegistration.objects.get()
    assert (former.until, former.name, former.status) == (b.D(2019, 6, 30), "Lhota", "obec")
    assert Municipality.objects.get().name == "Nová Lhota"


def test_without_a_day_a_mistake_is_mended(admin_client, lhota):
    assert save(admin_client, name="Nová Lhota").status_code == 302
    assert Municipality.objects.get().name == "Nová Lhota"
    assert not FormerRegistration.objects.exists()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"valid_from": "1. 7. 2019"}, "Název, postavení, okres ani ORP jste nezměnili"),
        ({"name": "Nová", "valid_from": "2019"}, "Napište jeden den"),
        ({"name": "Nová", "valid_from": "1. 7. 2009"}, "už mluví některý z dřívějších zápisů"),
        ({"founded_on": "1. 1. 2020", "ended_on": "1. 1. 2019"}, "zaniknout dřív, než vznikla"),
        ({"ended_on": "1. 1. 2019", "merged_into": "900001"}, "součástí sebe samé"),
        ({"merged_into": "900002"}, "doplňte den zániku"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_lost(admin_client, lhota, typed, why):
    b.former(lhota, b.D(2010, 1, 1))
    b.municipality("Jiná", code="900002")
    answer = save(admin_client, **typed)
    assert why in answer.content.decode().replace("\xa0", " ")
    assert all(filled(answer).get(name) == value for name, value in typed.items() if name in ("name", "valid_from"))
    assert Municipality.objects.get(pk="900001").name == "Lhota"
    assert FormerRegistration.objects.count() == 1


def test_counts_are_entered_on_the_page(admin_client, lhota):
    page = filled(admin_client.get(PAGE))
    page |= {"population_counts-TOTAL_FORMS": "1", "population_counts-0-counted_on": "1. 1. 2024"}
    page |= {"population_counts-0-count": "120", "population_counts-0-municipality": "900001"}
    assert admin_client.post(PAGE, page).status_code == 302
    assert PopulationCount.objects.get().count == 120
    page |= {"population_counts-0-counted_on": "1. 1. 2999"}
    refused = admin_client.post(PAGE, filled(admin_client.get(PAGE)) | page)
    assert refused.status_code == 200


def test_who_may_not_change_reads_only(client, lhota, django_user_model):
    from django.contrib.auth.models import Group

    reader = django_user_model.objects.create_user("ctenar", is_staff=True)
    reader.groups.add(Group.objects.get(name="čtenář"))
    client.force_login(reader)
    b.former(lhota, b.D(2010, 1, 1))
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "valid_from" not in page.content.decode()
    assert "do 1. 1. 2010" in page.content.decode().replace("\xa0", " ")
