"""Somebody of the staff, and the settings as they are in an office."""

import pytest
from django.contrib.auth.models import Group

from tests.database_roles import STAFF, make_staff, working_as
from tests.memorandum.staff.accounts import member


@pytest.fixture(scope="session")
def _role_of_staff(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        make_staff()


@pytest.fixture(autouse=True)
def _as_role_of_staff(_role_of_staff, request):
    """Every test of staff that asks the database works under the role that staff's processes have."""
    asks = {"db", "transactional_db"} & {*request.fixturenames} or request.node.get_closest_marker("django_db")
    if not asks:
        yield
        return
    request.getfixturevalue("_django_db_helper")
    with working_as(STAFF):
        yield


@pytest.fixture
def required(settings, db):
    settings.STAFF_MFA = "required"


@pytest.fixture
def editor(required):
    return member()


@pytest.fixture
def staff(client, django_user_model):
    """The client, logged in as somebody of a role."""

    def as_role(role):
        user = django_user_model.objects.create_user(f"role-{role.value}", is_staff=True)
        user.groups.add(Group.objects.get(name=role.group))
        client.force_login(user)
        return client

    return as_role
