"""Records in the admin: nobody overwrites anybody, nothing typed is lost, and what became of a record can be told."""

import pytest
from django.db import connection
from django.urls import reverse

from evidence.history import events, signed
from evidence.models import Source
from localities.models import Locality, LocalityAlias
from tests import builders as b
from tests.database_roles import owning
from tests.forms import filled

pytestmark = pytest.mark.django_db


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def source():
    return b.source(title="Zpráva o stavu", note="Poznámka")


@pytest.fixture
def colleague(client, django_user_model):
    user = django_user_model.objects.create_superuser("kolegyne", first_name="Jana", last_name="Vymyšlená")
    client.force_login(user)
    return client


def test_the_second_editor_is_refused_and_keeps_what_was_typed(admin_client, colleague, source):
    page = url(Source, "change", source.pk)
    mine, hers = filled(admin_client.get(page)), filled(colleague.get(page))
    assert colleague.post(page, hers | {"title": "Zpráva o podpoře"}).status_code == 302
    answer = admin_client.post(page, mine | {"title": "Zpráva o plánech", "note": "Moje dlouhá poznámka"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Záznam mezitím změnil/a Jana Vymyšlená" in text
    assert "Zpráva o podpoře" in text  # what she made of it
    assert filled(answer)["title"] == "Zpráva o plánech"
    assert filled(answer)["note"] == "Moje dlouhá poznámka"
    source.refresh_from_db()
    assert source.title == "Zpráva o podpoře"


def test_the_second_editor_may_insist_after_reading(admin_client, colleague, source):
    page = url(Source, "change", source.pk)
    mine, hers = filled(admin_client.get(page)), filled(colleague.get(page))
    colleague.post(page, hers | {"title": "Zpráva o podpoře"})
    refused = admin_client.post(page, mine | {"title": "Zpráva o plánech"})
    again = filled(refused)
    assert admin_client.post(page, again).status_code == 200, "without the tick the answer is the same"
    current = refused.context["current_version"]
    assert admin_client.post(page, again | {"overrule": current}).status_code == 302
    source.refresh_from_db()
    assert source.title == "Zpráva o plánech"


def test_insisting_counts_only_for_what_was_read(admin_client, colleague, source):
    page = url(Source, "change", source.pk)
    mine = filled(admin_client.get(page))
    colleague.post(page, filled(colleague.get(page)) | {"title": "Druhá"})
    refused = admin_client.post(page, mine | {"title": "Moje"})
    colleague.post(page, filled(colleague.get(page)) | {"title": "Třetí"})
    insisted = filled(refused) | {"overrule": refused.context["current_version"]}
    assert admin_client.post(page, insisted).status_code == 200
    source.refresh_from_db()
    assert source.title == "Třetí"


def test_a_change_by_sql_counts_too(admin_client, source):
    page = url(Source, "change", source.pk)
    mine = filled(admin_client.get(page))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_source SET title = 'Jinak' WHERE id = %s", [source.pk])
    answer = admin_client.post(page, mine | {"title": "Moje"})
    assert "Záznam mezitím změnil/a mimo aplikaci" in answer.content.decode()


def test_a_form_without_a_version_is_refused(admin_client, source):
    page = url(Source, "change", source.pk)
    form = filled(admin_client.get(page))
    del form["version"]
    assert "Formulář přišel neúplný" in admin_client.post(page, form | {"title": "Moje"}).content.decode()


def test_saving_without_a_change_leaves_no_trace(admin_client, source):
    page = url(Source, "change", source.pk)
    before = events(Source).count()
    assert admin_client.post(page, filled(admin_client.get(page))).status_code == 302
    assert events(Source).count() == before


def test_what_only_the_database_refuses_is_said_in_the_form(admin_client, source):
    """Two who add the same at once: both pass the form's own checks."""
    b.source(key="obsazeny-klic")
    with owning(), connection.cursor() as cursor:  # stands for the other one's insert between the check and the save
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'Vydaný záznam nelze změnit.'; END $$;"
            " CREATE TRIGGER refuse BEFORE UPDATE ON evidence_source FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    page = url(Source, "change", source.pk)
    answer = admin_client.post(page, filled(admin_client.get(page)) | {"title": "Moje"})
    assert answer.status_code == 200
    assert "Vydaný záznam nelze změnit." in answer.content.decode()
    assert filled(answer)["title"] == "Moje"


def test_history_tells_who_what_from_and_to(admin_client, colleague, source):
    page = url(Source, "change", source.pk)
    Source.objects.filter(pk=source.pk).update(note="hromadně")
    colleague.post(page, filled(colleague.get(page)) | {"title": "Zpráva o podpoře", "kind": "press"})
    entries = admin_client.get(url(Source, "history", source.pk)).context["page"].object_list
    assert [(entry.what, entry.who) for entry in entries] == [
        ("změna", "Jana Vymyšlená"),
        ("změna", "mimo aplikaci"),
        ("vytvoření", "mimo aplikaci"),
    ]
    assert [(c.label, c.old, c.new) for c in entries[0].changes] == [
        ("druh", "zpráva", "tisk"),
        ("název", "Zpráva o stavu", "Zpráva o podpoře"),
    ]


def test_an_earlier_state_is_offered_saved_and_recorded(admin_client, source):
    page = url(Source, "change", source.pk)
    created = events(Source).get(record=source.pk)
    admin_client.post(page, filled(admin_client.get(page)) | {"title": "Překlep"})
    offer = admin_client.get(page, {"stav": created.pk})
    assert filled(offer)["title"] == "Zpráva o stavu"
    source.refresh_from_db()
    assert source.title == "Překlep", "looking is not saving"
    assert admin_client.post(page, filled(offer)).status_code == 302
    source.refresh_from_db()
    assert source.title == "Zpráva o stavu"
    last = admin_client.get(url(Source, "history", source.pk)).context["page"].object_list[0]
    assert [(c.label, c.old, c.new) for c in last.changes] == [("název", "Překlep", "Zpráva o stavu")]


@pytest.mark.parametrize("wanted", ["999999999", "0", "-1", "x", "1 OR 1=1", "१"])
def test_a_state_that_never_was_is_not_found(admin_client, source, wanted):
    assert admin_client.get(url(Source, "change", source.pk), {"stav": wanted}).status_code == 404


def test_the_state_of_another_record_is_not_found(admin_client, source):
    other = events(Source).get(record=b.source().pk)
    assert admin_client.get(url(Source, "change", source.pk), {"stav": other.pk}).status_code == 404


def test_a_deleted_record_can_be_brought_back(admin_client, source):
    alias = LocalityAlias.objects.create(locality=b.locality(), name="zbytečné", source=source)
    admin_client.post(url(LocalityAlias, "delete", alias.pk), {"post": "yes"})
    gone = admin_client.get(url(LocalityAlias, "deleted"))
    entry = gone.context["page"].object_list[0]
    assert entry.who == "admin"
    answer = admin_client.post(url(LocalityAlias, "deleted"), {"event": entry.event})
    assert answer["Location"] == url(LocalityAlias, "change", alias.pk)
    back = LocalityAlias.objects.get(pk=alias.pk)
    assert (back.name, back.key, back.locality, back.source) == ("zbytečné", alias.key, alias.locality, source)
    assert admin_client.get(url(LocalityAlias, "deleted")).context["page"].object_list == []
    assert admin_client.post(url(LocalityAlias, "deleted"), {"event": entry.event}).status_code == 302
    assert LocalityAlias.objects.count() == 1


def test_what_is_missing_is_not_found(admin_client):
    for page in ("change", "delete", "history"):
        assert admin_client.get(url(Locality, page, 999)).status_code == 404
        assert admin_client.post(url(Locality, page, 999), {"post": "yes"}).status_code == 404


def test_django_s_own_log_stays_empty(admin_client, source):
    page = url(Source, "change", source.pk)
    admin_client.post(page, filled(admin_client.get(page)) | {"title": "Jinak"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_admin_log")
        assert cursor.fetchone() == (0,)


def test_lines_are_kept_as_they_were(admin_client):
    source = b.source(text="  Usnesení:\n\n1. bere na vědomí\n")
    page = url(Source, "change", source.pk)
    admin_client.post(page, filled(admin_client.get(page)) | {"title": "Jinak"})
    source.refresh_from_db()
    assert (source.title, source.text) == ("Jinak", "  Usnesení:\n\n1. bere na vědomí\n")


def test_the_front_page_tells_what_colleagues_did_last(admin_client, colleague, source):
    gone = b.locality("Zaniklá")
    colleague.post(
        url(Source, "change", source.pk), filled(colleague.get(url(Source, "change", source.pk))) | {"title": "Jinak"}
    )
    colleague.post(url(Locality, "delete", gone.pk), {"post": "yes"})
    told = admin_client.get("/sprava/").context["latest"]
    assert {(entry.what, entry.record, address) for entry, address in told if entry.who == "Jana Vymyšlená"} >= {
        ("změna", "zdroj: Jinak", url(Source, "history", source.pk)),
        ("smazání", "lokalita: Zaniklá", url(Locality, "deleted")),
    }


def test_the_front_page_does_not_tell_of_loading(admin_client):
    with signed(command="import_record"):
        b.source(title="Načtený")
    assert admin_client.get("/sprava/").context["latest"] == []


def test_the_front_page_leads_to_the_reading_of_a_paper(admin_client):
    page = admin_client.get("/sprava/").content.decode()
    assert '<a href="/sprava/cteni/">Načíst písemnost</a>' in page
    assert page.count("/sprava/cteni/") == 1
