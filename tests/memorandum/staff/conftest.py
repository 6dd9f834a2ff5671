"""Somebody of the staff, and the settings as they are in an office."""

import pytest
from django.contrib.auth.models import Group

from tests.memorandum.staff.accounts import member


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
