"""Who may import what, and what stays out of reach."""

import pytest
from django.contrib.auth.models import Group, User

from localities.models import Plan, SupportChange
from tests import builders as b
from tests.memorandum.imports.tables import ROW, bring, perform, support, text, xlsx

pytestmark = pytest.mark.django_db


def test_rows_out_of_reach_are_wrong_and_tell_nothing(limited):
    b.locality("Tajná Lhota", slug="tajna")
    rows = [ROW, ("Tajná Lhota", *ROW[1:]), ("Není Nikde", *ROW[1:])]
    seen = text(bring(limited, "podpora", support(*rows)))
    assert "Lokalita „Tajná Lhota“ v evidenci není, nebo k ní nemáte přístup." in seen
    assert "Lokalita „Není Nikde“ v evidenci není, nebo k ní nemáte přístup." in seen
    assert "2 chybné" in seen


def test_a_limited_editor_can_neither_change_nor_make_other_localities(limited):
    b.locality("Tajná Lhota", slug="tajna")
    rows = [
        ("Adresa", "Název", "Druh"),
        ("tajna", "Jméno", "obec"),
        ("nikde", "Jiné", "obec"),
        ("lhota", "Lhůta", "obec"),
    ]
    seen = text(bring(limited, "lokality", ("l.xlsx", xlsx(*rows))))
    assert seen.count("v evidenci není, nebo k tomu nemáte přístup.") == 2
    assert "1 změněný" in seen


def test_the_scope_is_asked_again_when_it_is_written(limited, world):
    seen = bring(limited, "podpora", support(ROW))
    limited.user.scope.localities.clear()
    perform(limited, seen)
    assert not SupportChange.objects.exists()


def test_a_plan_of_another_locality_cannot_be_taken_over(limited):
    other = b.locality("Tajná Lhota", slug="tajna")
    Plan.objects.create(key="tajny", locality=other, kind="spsz", title="Tajný plán")
    head = ("Klíč", "Lokalita", "Druh", "Název")
    seen = bring(limited, "plany", ("p.xlsx", xlsx(head, ("tajny", "Lhota", "spsz", "Můj plán"))))
    assert "apply-form" not in text(seen)
    assert Plan.objects.get().locality == other


def test_readers_are_refused(client, world):
    reader = User.objects.create_user("ctenarka", is_staff=True)
    reader.groups.add(Group.objects.get(name="čtenář"))
    client.force_login(reader)
    assert client.get("/sprava/import/").status_code == 403
    assert bring(client, "podpora", support(ROW)).status_code == 403
    assert client.get("/sprava/import/vzor/podpora.xlsx").status_code == 403
    assert client.get("/sprava/tabulka/podpora.xlsx").status_code == 200, "what may be seen may be taken away"


def test_an_import_of_somebody_else_is_not_there(world, editor, admin_client):
    seen = bring(admin_client, "podpora", support(ROW))
    path = seen.wsgi_request.path
    assert editor.get(path).status_code == 404
    assert editor.get(f"{path}chyby.csv").status_code == 404
    assert editor.post(path, {"action": "apply"}).status_code == 404


def test_strangers_are_sent_to_log_in(client):
    for path in (
        "/sprava/import/",
        "/sprava/import/vzor/obce.xlsx",
        "/sprava/tabulka/obce.xlsx",
        "/sprava/import/abc/",
    ):
        assert client.get(path).status_code == 302
