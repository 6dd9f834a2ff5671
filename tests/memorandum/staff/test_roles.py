"""The roles as they are written, and the groups as migrations make them."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission

from evidence.models import Source
from localities.models import Locality
from memorandum.staff import roles
from memorandum.staff.roles import MORE, RIGHTS, Role
from tests.test_consistency import MODELS

ours = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def test_every_model_that_staff_meet_has_a_rule():
    registered = {model._meta.label for model in admin.site._registry}
    assert registered | {model._meta.label for model in MODELS} == set(RIGHTS)


def test_every_further_permission_has_a_role():
    declared = {
        f"{model._meta.app_label}.{name}" for model in apps.get_models() for name, _ in model._meta.permissions
    }
    assert declared == set(MORE)


@ours
def test_what_can_be_made_public_takes_a_permission(model):
    names = {name for name, _ in model._meta.permissions}
    if "is_public" in {field.name for field in model._meta.fields}:
        assert f"publish_{model._meta.model_name}" in names


@ours
def test_every_model_of_places_and_money_says_where_its_locality_is(model):
    if model._meta.app_label in ("localities", "funding"):
        assert "LOCALITY" in vars(model)


@ours
def test_the_way_to_the_locality_leads_there(model):
    path = getattr(model, "LOCALITY", None)
    if path is not None:
        found = list(
            model._default_manager.values_list(f"{path}__slug" if model is not Locality else "slug").query.select
        )
        assert found[0].target.model is Locality


@pytest.mark.parametrize("role", Role)
def test_a_migrated_database_holds_the_roles_as_they_are_written(db, role):
    """When it fails: write a migration like memorandum/migrations/0001_roles.py that comes after your models."""
    granted = Permission.objects.filter(group__name=role.group).values_list("content_type__app_label", "codename")
    assert {f"{app}.{codename}" for app, codename in granted} == roles.permissions(role)


def test_there_are_no_other_groups(db):
    assert set(Group.objects.values_list("name", flat=True)) == {role.group for role in Role}


def test_a_role_may_all_that_those_before_it_may():
    reader, editor, publisher, administrator = map(roles.permissions, Role)
    assert reader < editor < publisher < administrator
    assert {name.split(".")[1].split("_")[0] for name in reader} == {"view"}


def test_settling_takes_back_what_no_role_may(db):
    reader = Group.objects.get(name=Role.READER.group)
    reader.permissions.add(Permission.objects.get(codename="delete_source"))
    Group.objects.filter(name=Role.EDITOR.group).delete()
    roles.settle(apps)
    test_a_migrated_database_holds_the_roles_as_they_are_written(None, Role.READER)
    test_a_migrated_database_holds_the_roles_as_they_are_written(None, Role.EDITOR)
    assert not Permission.objects.filter(content_type__model=Source._meta.model_name, group=reader).exclude(
        codename="view_source"
    )


def test_the_menu_is_of_whoever_asks_now(staff):
    """It is kept for all who may do the same; whoever may do more has another one, from the next page on."""

    def links():
        rooms = client.get("/sprava/").context["available_apps"]
        return {model["object_name"]: model["add_url"] for room in rooms for model in room["models"]}

    client = staff(Role.READER)
    seen = links()
    assert links() == seen
    assert seen["Plan"] is None
    assert "User" not in seen
    Group.objects.get(name=Role.READER.group).permissions.add(Permission.objects.get(codename="add_plan"))
    assert links() == seen | {"Plan": "/sprava/localities/plan/add/"}
    client = staff(Role.ADMINISTRATOR)
    assert links()["User"] == "/sprava/auth/user/add/"
