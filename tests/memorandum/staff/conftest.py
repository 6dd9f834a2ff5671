"""Somebody of the staff, and the settings as they are in an office."""

import pytest

from tests.memorandum.staff.accounts import member


@pytest.fixture
def required(settings, db):
    settings.STAFF_MFA = "required"


@pytest.fixture
def editor(required):
    return member()
