"""Preparing the database: migrations that are missing, and nothing else."""

from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def test_a_prepared_database_is_left_alone_in_silence(db, django_assert_max_num_queries):
    out = StringIO()
    with django_assert_max_num_queries(15):
        call_command("prepare", stdout=out)
    assert out.getvalue() == ""


def test_what_is_missing_is_migrated_once_and_the_lock_is_given_back(db, monkeypatch):
    calls = []
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [] if calls else ["0001"])
    name = "memorandum.management.commands.prepare.call_command"
    monkeypatch.setattr(name, lambda *args, **options: calls.append(args[0]))
    out = StringIO()
    call_command("prepare", stdout=out)
    call_command("prepare", stdout=out)
    assert calls == ["migrate"]
    assert out.getvalue() == "Připravuji databázi.\n"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)
