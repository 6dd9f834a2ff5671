"""The region's own record, loaded once for all tests of this folder."""

import pytest

from tests.record import committed_record


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    with committed_record(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def region(loaded, db):
    """Every test of this folder stands on the region's record."""
