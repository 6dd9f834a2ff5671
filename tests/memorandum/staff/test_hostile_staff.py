"""People of the staff who send what no page has offered them."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from council.models import Paper
from evidence.history import events
from evidence.models import Source
from localities.models import Discrepancy, Locality, Scope, ScopeLocality, SupportChange, limits, within
from memorandum.staff.roles import Role
from tests import builders as b
from tests.forms import filled
from tests.memorandum.staff import world as w

pytestmark = pytest.mark.django_db


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def people():
    return w.people()


@pytest.fixture
def sign_in(people):
    def signed_in(name):
        client = Client()
        client.force_login(people[name])
        return client

    return signed_in


# --- What is made public ---------------------------------------------------------------------------------------------


@pytest.fixture
def hidden():
    """Hidden rows of each model that has something to hide, none of another's."""
    local = {type(row): row for row in w.local(w.HOME)}
    shared = {type(row): row for row in w.shared()}
    rows = {model: (local | shared)[model] for model in (Locality, Discrepancy, Source, Paper)}
    for row in rows.values():
        type(row).objects.filter(pk=row.pk).update(is_public=False)
    return rows


each_public = pytest.mark.parametrize("model", [Locality, Discrepancy, Source, Paper])


@each_public
@pytest.mark.parametrize(("name", "may"), [("editor", False), ("publisher", True)])
def test_only_a_publisher_makes_public(sign_in, hidden, model, name, may):
    row, client = hidden[model], sign_in(name)
    page = url(model, "change", row.pk)
    for sent, shown in (({"is_public": "on"}, may), ({}, False)):
        form = filled(client.get(page))
        form.pop("is_public", None)
        assert client.post(page, form | sent).status_code == 302
        row.refresh_from_db()
        assert row.is_public is shown


@each_public
def test_an_editor_takes_nothing_off_the_web(sign_in, hidden, model):
    row, client = hidden[model], sign_in("editor")
    model.objects.filter(pk=row.pk).update(is_public=True)
    page = url(model, "change", row.pk)
    form = filled(client.get(page))
    assert "is_public" not in form
    assert client.post(page, form).status_code == 302
    row.refresh_from_db()
    assert row.is_public


def test_an_editor_may_withhold_a_source_while_entering_it(sign_in):
    client = sign_in("editor")
    form = filled(client.get(url(Source, "add"))) | {"key": "novy", "kind": "internal", "title": "Vnitřní"}
    assert form.pop("is_public") == "on"
    assert client.post(url(Source, "add"), form).status_code == 302
    assert not Source.objects.get(key="novy").is_public


def test_a_locality_that_an_editor_enters_is_hidden(sign_in):
    client = sign_in("editor")
    form = filled(client.get(url(Locality, "add"))) | {"slug": "nova", "name": "Nová", "kind": "municipality"}
    assert client.post(url(Locality, "add"), form | {"is_public": "on"}).status_code == 302
    assert not Locality.objects.get(slug="nova").is_public


@pytest.mark.parametrize(("name", "shown"), [("editor", False), ("publisher", True)])
def test_what_was_deleted_while_public_comes_back_hidden_unless_a_publisher_brings_it(sign_in, name, shown):
    place = b.locality("Lhota", is_public=True)
    pk = place.pk
    place.delete()
    event = events(Locality).get(record=pk, operation="DELETE")
    sign_in(name).post(url(Locality, "deleted"), {"event": event.pk})
    assert Locality.objects.get(pk=pk).is_public is shown


@pytest.mark.parametrize(("name", "shown"), [("editor", False), ("publisher", True)])
def test_going_back_to_when_it_was_public_makes_it_public_only_for_a_publisher(sign_in, name, shown):
    place = b.locality("Lhota", is_public=True)
    Locality.objects.filter(pk=place.pk).update(is_public=False, name="Lhota přejmenovaná")
    event = events(Locality).get(record=place.pk, operation="INSERT")
    client, page = sign_in(name), url(Locality, "change", place.pk)
    form = filled(client.get(page, {"stav": event.pk}))
    assert client.post(page, form).status_code == 302
    place.refresh_from_db()
    assert (place.name, place.is_public) == ("Lhota", shown)


# --- Limits ----------------------------------------------------------------------------------------------------------


def limit(user, *places):
    scope = Scope.objects.create(user=user)
    scope.localities.set(places)
    return User.objects.get(pk=user.pk)


def test_an_empty_limit_leaves_nothing(people):
    b.locality()
    editor = limit(people["editor"])
    assert not within(Locality.objects.all(), editor)
    assert not within(SupportChange.objects.all(), editor)
    assert limits(editor) == frozenset()


def test_without_a_limit_everything_is_within(people):
    place = b.locality()
    assert list(within(Locality.objects.all(), people["editor"])) == [place]
    assert limits(people["editor"]) is None


def test_a_superuser_cannot_be_limited(people):
    place = b.locality()
    superuser = limit(people["superuser"])
    assert list(within(Locality.objects.all(), superuser)) == [place]
    assert superuser.has_perm("evidence.change_source")


def test_a_limit_takes_away_what_concerns_everybody_whatever_the_role(people):
    for role in Role:
        user = limit(people[role.name.lower()], b.locality())
        assert user.has_perm("evidence.view_source")
        assert user.has_perm("evidence.add_source") is (role >= Role.EDITOR)
        assert user.has_perm("localities.change_locality") is (role >= Role.EDITOR)
        assert user.has_perm("localities.publish_locality") is (role >= Role.PUBLISHER)
        refused = ["evidence.change_source", "evidence.publish_source", "council.issue_paper", "auth.change_user", ""]
        refused += ["localities.add_locality", "localities.change_scope", "localities.add_nationalcount", "a.b"]
        assert [permission for permission in refused if user.has_perm(permission)] == []


def test_a_limited_publisher_publishes_only_what_is_theirs(people, sign_in):
    mine, other = b.locality("Lhota", is_public=False), b.locality(w.CANARY, is_public=False)
    limit(people["publisher"], mine)
    client = sign_in("publisher")
    page = url(Locality, "change", mine.pk)
    assert client.post(page, filled(client.get(page)) | {"is_public": "on"}).status_code == 302
    assert client.post(url(Locality, "change", other.pk), {"is_public": "on"}).status_code == 404
    assert list(Locality.objects.public()) == [mine]


def test_a_state_of_a_record_while_it_was_another_s_is_not_there(people, sign_in):
    mine, other = b.locality("Lhota"), b.locality(w.CANARY)
    change = b.support(other, "intensive", b.LONG_AGO, b.LONG_AGO)
    SupportChange.objects.filter(pk=change.pk).update(locality=mine)
    limit(people["editor"], mine)
    event = events(SupportChange).get(record=change.pk, operation="INSERT")
    page = url(SupportChange, "change", change.pk)
    assert sign_in("editor").get(page, {"stav": event.pk}).status_code == 404
    assert sign_in("publisher").get(page, {"stav": event.pk}).status_code == 200


def test_who_was_let_to_what_is_kept(people):
    place = b.locality()
    scope = limit(people["editor"], place).scope
    scope.localities.clear()
    scope.delete()
    kept = events(ScopeLocality).values_list("operation", "row__locality_id")
    assert list(kept) == [("INSERT", place.pk), ("DELETE", place.pk)]


# --- Rising above one's role -----------------------------------------------------------------------------------------


def account(client, user, **typed):
    """Send the form of an account with something more typed into it."""
    page = url(User, "change", user.pk)
    return client.post(page, filled(client.get(page)) | typed)


def test_an_administrator_gives_roles_and_limits(people, sign_in):
    place, client = b.locality(), sign_in("administrator")
    editor = Group.objects.get(name=Role.EDITOR.group)
    sent = {"groups": [editor.pk], "scope-0-localities": [place.pk]}
    assert account(client, people["roleless"], **sent).status_code == 302
    user = User.objects.get(username="roleless")
    assert list(user.groups.all()) == [editor]
    assert limits(user) == {place.pk}
    page = url(User, "change", user.pk)
    form = filled(client.get(page))
    assert client.post(page, form | {"scope-0-DELETE": "on"}).status_code == 302
    assert limits(User.objects.get(pk=user.pk)) is None


def test_an_administrator_makes_no_superuser_and_gives_no_single_permission(people, sign_in):
    everything = list(Permission.objects.values_list("pk", flat=True))
    sent = {"is_superuser": "on", "user_permissions": everything}
    for name in ("roleless", "administrator"):
        assert account(sign_in("administrator"), people[name], **sent).status_code == 302
        user = User.objects.get(username=name)
        assert not user.is_superuser
        assert not user.user_permissions.exists()


def test_an_administrator_takes_over_no_stronger_account(people, sign_in):
    strong = User.objects.create_user("silna", is_staff=True)
    strong.user_permissions.add(Permission.objects.get(codename="delete_logentry"))
    asleep = User.objects.create_user("spici", is_superuser=True, is_active=False)
    client = sign_in("administrator")
    new = {"password1": "úplně nové heslo", "password2": "úplně nové heslo", "usable_password": "true"}
    for user in (people["superuser"], strong, asleep):
        assert client.get(url(User, "change", user.pk)).status_code == 200
        assert client.post(url(User, "change", user.pk), {"username": user.username}).status_code == 403
        assert client.get(reverse("admin:auth_user_password_change", args=[user.pk])).status_code == 403
        assert client.post(reverse("admin:auth_user_password_change", args=[user.pk]), new).status_code == 403


def test_an_administrator_gives_no_group_that_may_more(people, sign_in):
    special = Group.objects.create(name="zvláštní")
    special.permissions.add(Permission.objects.get(codename="delete_logentry"))
    answer = account(sign_in("administrator"), people["roleless"], groups=[special.pk])
    assert answer.status_code == 200, "the form refuses it"
    assert not people["roleless"].groups.exists()


def test_an_administrator_leaves_their_own_rights_to_others(people, sign_in):
    client = sign_in("administrator")
    assert account(client, people["administrator"], first_name="Jana", groups=[], is_active="").status_code == 302
    user = User.objects.get(username="administrator")
    assert (user.first_name, user.is_active, user.is_staff) == ("Jana", True, True)
    assert [group.name for group in user.groups.all()] == [Role.ADMINISTRATOR.group]


def test_a_superuser_makes_another_one(people, sign_in):
    assert account(sign_in("superuser"), people["roleless"], is_superuser="on").status_code == 302
    assert User.objects.get(username="roleless").is_superuser


def test_nobody_edits_a_role_or_deletes_an_account(people, sign_in):
    client = sign_in("superuser")
    role = Group.objects.get(name=Role.READER.group)
    assert client.post(url(Group, "change", role.pk), {"name": "jinak"}).status_code == 403
    assert client.post(url(User, "delete", people["editor"].pk), {"post": "yes"}).status_code == 403
    assert User.objects.filter(username="editor").exists()


def test_the_page_of_an_account_tells_what_roles_may(sign_in, people):
    text = sign_in("administrator").get(url(User, "change", people["editor"].pk)).content.decode()
    for role in Role:
        assert role.group in text
        assert role.explanation in text
    assert "Can " not in text
