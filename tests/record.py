"""The region's own record, committed for as long as a folder of tests stands on it."""

import contextlib
from pathlib import Path

from django.apps import apps
from django.db import connection

from memorandum.imports import record_files

RECORD = Path(__file__).resolve().parents[1] / "data" / "liberecky-kraj"
#: What refuses to empty the log of security, to everybody; tests that commit must.
REFUSAL = "security_securityevent {} TRIGGER refuse_change_of_security_log_at_once"


@contextlib.contextmanager
def committed_record(django_db_blocker):
    """Load the record; loading it for each test would take a second.  Afterwards all tables are emptied."""
    # pytest-django makes a test database only if some test asks for ``db``: tests that use this must.
    assert connection.settings_dict["NAME"].startswith("test_"), "this would empty a database that is no test's"
    with django_db_blocker.unblock():
        record_files.load(RECORD)
        yield
        empty()


def empty():
    """Take away every row of ours that was committed; no table may hold anything issued."""
    models = [
        model
        for app in ("evidence", "council", "localities", "funding")
        for model in apps.get_app_config(app).get_models()
    ]
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {REFUSAL.format('DISABLE')}")
        cursor.execute(f"TRUNCATE {', '.join([*tables, 'security_securityevent'])} RESTART IDENTITY CASCADE")
        cursor.execute(f"ALTER TABLE {REFUSAL.format('ENABLE ALWAYS')}")
