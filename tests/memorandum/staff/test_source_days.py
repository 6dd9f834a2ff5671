"""A source is dated as people say it, wherever it is entered, and told so wherever it is shown."""

import pytest
from django.urls import reverse

from evidence.models import Source
from tests import builders as b
from tests.builders import D
from tests.forms import filled
from tests.memorandum.imports.tables import bring, csv, perform

pytestmark = pytest.mark.django_db
ADD = reverse("admin:evidence_source_add")
DAYS = pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("březen 2019", (D(2019, 3, 1), "month")),
        ("jaro 2019", (D(2019, 3, 1), "season")),
        ("2019", (D(2019, 1, 1), "year")),
        ("30. 8. 2016", (D(2016, 8, 30), "day")),
    ],
)


def words(answer):
    return answer.content.decode().replace("\xa0", " ")


def told(source):
    return source.issued_on, source.precision


@DAYS
def test_in_its_form(admin_client, typed, stored):
    form = filled(admin_client.get(ADD), "source_form")
    assert "precision" not in form
    form |= {"key": "zprava", "kind": "report", "title": "Zpráva", "issued_on": typed}
    assert admin_client.post(ADD, form).status_code == 302
    made = Source.objects.get()
    assert told(made) == stored
    page = reverse("admin:evidence_source_change", args=[made.pk])
    again = filled(admin_client.get(page), "source_form")
    assert again["issued_on"] == typed
    assert admin_client.post(page, again | {"note": "x"}).status_code == 302
    assert told(Source.objects.get()) == stored
    assert typed in words(admin_client.get(reverse("admin:evidence_source_changelist")))


@DAYS
def test_in_place_on_the_screen_of_a_locality(admin_client, typed, stored):
    place = b.locality()
    page = reverse("admin:localities_locality_change", args=[place.pk])
    form = filled(admin_client.get(page), "locality_form")
    form |= {"new_kind": "press", "new_title": "Článek", "new_issued_on": typed}
    form |= {"support_changes-0-kind": b.kind().pk, "support_changes-0-effective_on": "2014"}
    assert admin_client.post(page, form).status_code == 302
    made = Source.objects.get()
    assert told(made) == stored
    assert place.support_changes.get().known_on == made.dated_on


@DAYS
def test_in_a_table(admin_client, typed, stored):
    rows = csv(("Druh", "Název", "Datum"), ("zpráva", "Zpráva", typed))
    perform(admin_client, bring(admin_client, "zdroje", ("zdroje.csv", rows)))
    assert told(Source.objects.get()) == stored
    assert "není co zapsat" in words(bring(admin_client, "zdroje", ("zdroje.csv", rows)))


def test_a_table_changes_the_precision_with_the_day(admin_client):
    b.source(key="zprava", title="Zpráva", kind="report", issued_on=D(2019, 3, 1))
    rows = csv(("Klíč", "Druh", "Název", "Datum"), ("zprava", "zpráva", "Zpráva", "březen 2019"))
    seen = bring(admin_client, "zdroje", ("zdroje.csv", rows))
    assert "1. 3. 2019 → březen 2019" in words(seen)
    perform(admin_client, seen)
    assert told(Source.objects.get()) == (D(2019, 3, 1), "month")


@DAYS
def test_in_the_reading_of_papers(admin_client, typed, stored):
    form = {"title": "Listina", "kind": "paper", "issued_on": typed, "text": "Nic."}
    assert admin_client.post(reverse("admin:reading-start"), form).status_code == 302
    assert told(Source.objects.get()) == stored


@pytest.mark.parametrize("typed", ["nejpozději 1. 3. 2019", "někdy", "31. 2. 2019"])
def test_what_dates_no_document_is_refused(admin_client, typed):
    form = filled(admin_client.get(ADD), "source_form")
    answer = admin_client.post(ADD, form | {"key": "z", "kind": "report", "title": "Z", "issued_on": typed})
    assert answer.status_code == 200
    assert filled(answer, "source_form")["issued_on"] == typed
    rows = csv(("Druh", "Název", "Datum"), ("zpráva", "Zpráva", typed))
    assert "apply-form" not in words(bring(admin_client, "zdroje", ("zdroje.csv", rows)))
    assert not Source.objects.exists()


def test_pages_and_files_tell_it_as_it_is_dated(client):
    values = {"kind": "resolution", "number": "1/19", "title": "Usnesení č. 1/19"}
    b.source(key="usneseni", issued_on=D(2019, 3, 1), precision="month", **values)
    for page in ("/zdroje/", "/zdroje/usneseni/", "/usneseni/"):
        answer = words(client.get(page))
        assert "březen 2019" in answer, page
        assert "1. 3. 2019" not in answer, page
    answer = words(client.get("/usneseni/export.csv"))
    assert "1.3.2019" in answer, "a day for machines beside the words"
    assert "březen 2019" in answer
