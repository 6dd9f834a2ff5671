"""The region's own record, loaded once for all tests of this folder."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from memorandum import record

RECORD = Path(__file__).resolve().parents[2] / "data" / "liberecky-kraj"


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """The record is committed, as loading it for each test would take a second; afterwards all tables are emptied."""
    with django_db_blocker.unblock():
        record.load(RECORD)
        yield
        models = [
            model for app in ("council", "localities", "funding") for model in apps.get_app_config(app).get_models()
        ]
        tables = [*(model._meta.db_table for model in models), "pghistory_context"]
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")


@pytest.fixture(autouse=True)
def region(loaded, db):
    """Every test of this folder stands on the region's record."""
