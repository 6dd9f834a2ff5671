"""Migrations: one at a time, nobody is kept waiting, and rows that a new rule refuses are named before any change."""

import threading
from io import StringIO

import psycopg
import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Lower
from psycopg.errors import LockNotAvailable

from evidence.published import found
from localities.models import Locality
from memorandum.management.commands import migrate
from memorandum.server import migrating
from tests.builders import locality, source
from tests.database_roles import make_public, make_reading, reading_in_public

SHORT = models.CheckConstraint(
    condition=models.Q(name__length__lt=6), name="short", violation_error_message="Název je příliš dlouhý."
)


@pytest.fixture
def places(db):
    with_length = models.CharField.register_lookup(models.functions.Length, "length")
    yield locality("Lhota", slug="lhota"), locality("Dlouhá Lhota", slug="dlouha-lhota")
    models.CharField._unregister_lookup(with_length, "length")


def refused(*told, app="localities"):
    migration = Migration("9999_next", app)
    migration.operations = list(told)
    executor = MigrationExecutor(connection)
    state = executor.loader.project_state(list(executor.loader.applied_migrations))
    return list(migrating.refused_rows([migration], state))


def test_rows_that_a_new_rule_refuses_are_named_with_its_sentence(places):
    _, long = places
    assert refused(operations.AddConstraint("locality", SHORT)) == [
        f"Lokalita „dlouha-lhota“, vnitřní číslo {long.pk}: Název je příliš dlouhý."
    ]


def test_rows_that_a_new_rule_lets_be_are_not_told(places):
    longer = models.CheckConstraint(condition=models.Q(name__length__lt=60), name="longer")
    unique = models.UniqueConstraint(fields=["name"], name="one_name")
    assert refused(operations.AddConstraint("locality", longer), operations.AddConstraint("locality", unique)) == []


def test_what_cannot_be_told_breaks_no_check(db):
    source(issued_on=None)
    late = models.CheckConstraint(condition=models.Q(issued_on__gt="1900-01-01"), name="late")
    assert refused(operations.AddConstraint("source", late), app="evidence") == []


def test_two_rows_that_should_be_one_are_both_named(db):
    pks = [locality("Lhota", slug=slug).pk for slug in ("lhota", "lhota-2")]
    unique = models.UniqueConstraint(fields=["name"], name="one_name", violation_error_message="Název už někdo má.")
    told = refused(operations.AddConstraint("locality", unique))
    assert [f"číslo {pk}: Název už někdo má." in sentence for pk, sentence in zip(pks, told, strict=True)] == [
        True
    ] * 2


@pytest.mark.parametrize(
    "constraint",
    [
        models.UniqueConstraint(Lower("name"), name="one_name", violation_error_message="Název už někdo má."),
        ExclusionConstraint(
            name="one_name", expressions=[("name", RangeOperators.EQUAL)], violation_error_message="Název už někdo má."
        ),
    ],
)
def test_what_only_the_database_can_tell_it_is_asked_and_keeps_nothing(db, constraint):
    for slug in ("lhota", "lhota-2"):
        locality("Lhota", slug=slug)
    connection.check_constraints()
    (told,) = refused(operations.AddConstraint("locality", constraint))
    assert told.startswith("Lokalita: Key (")
    assert told.endswith("Název už někdo má.")
    with connection.cursor() as cursor:
        assert "one_name" not in connection.introspection.get_constraints(cursor, Locality._meta.db_table)


def test_many_rows_are_counted(db):
    for number in range(13):
        locality(f"Dlouhá Lhota {number}", slug=f"lhota-{number}")
    none = models.CheckConstraint(condition=models.Q(slug=""), name="none", violation_error_message="Nic.")
    told = refused(operations.AddConstraint("locality", none))
    assert len(told) == 11
    assert told[-1] == "… a 3\u00a0další řádky téhož druhu."


def test_a_column_that_may_no_longer_be_empty(db):
    undated = source(issued_on=None)
    told = refused(operations.AlterField("source", "issued_on", models.DateField()), app="evidence")
    assert len(told) == 1
    assert f"vnitřní číslo {undated.pk}: Sloupec issued_on už nesmí být prázdný." in told[0]


def test_what_the_migration_mends_itself_or_makes_is_let_be(places):
    mends = operations.RunPython(operations.RunPython.noop)
    assert refused(mends, operations.AddConstraint("locality", SHORT)) == []
    new = operations.AddField("locality", "area", models.IntegerField(null=True))
    needs = models.CheckConstraint(condition=models.Q(area__gt=0), name="area")
    assert refused(new, operations.AddConstraint("locality", needs)) == []
    assert refused(operations.AddConstraint("nowhere", needs)) == []


def test_the_command_changes_nothing_and_tells_all(places, monkeypatch):
    migration = Migration("9999_next", "localities")
    migration.operations = [operations.AddConstraint("locality", SHORT)]
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [(migration, False)])
    monkeypatch.setattr(migrate.migrate.Command, "handle", lambda *args, **options: pytest.fail("it went on"))
    with pytest.raises(CommandError, match=r"(?s)Databáze se nezměnila.*Název je příliš dlouhý"):
        call_command("migrate", verbosity=0)


def test_an_index_or_a_constraint_has_no_model_made_anew(db):
    state = MigrationExecutor(connection).loader.project_state()
    index = models.Index(fields=["name"], name="by_name")

    def rendered():
        return state.apps.get_model("localities", "locality")

    before = rendered()
    with migrating.without_rendering():
        state.add_constraint("localities", "locality", SHORT)
        state.add_index("localities", "locality", index)
    assert rendered() is before
    for options in (vars(before._meta), state.models["localities", "locality"].options):
        assert options["constraints"][-1] == SHORT
        assert options["indexes"][-1] == index
    assert SHORT not in Locality._meta.constraints
    state.add_constraint("localities", "locality", SHORT)
    assert rendered() is not before, "Django makes none anew any more: it can go"


def test_a_table_that_somebody_works_with_is_left_in_time(db, monkeypatch):
    def waits(*args, **options):
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == (f"{migrating.PATIENCE}s",)
        raise OperationalError from LockNotAvailable()

    monkeypatch.setattr(migrate.migrate.Command, "handle", waits)
    with pytest.raises(CommandError, match="vzdala"):
        call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("45s",)


def schema():
    """What stands in the schema of the public, and who may what with it (in whatever order it was granted)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname::text, pg_get_viewdef(oid), ARRAY(SELECT unnest(relacl)::text ORDER BY 1) FROM pg_class"
            " WHERE relnamespace = 'published'::regnamespace UNION ALL SELECT proname::text, pg_get_functiondef(oid),"
            " ARRAY(SELECT unnest(proacl)::text ORDER BY 1) FROM pg_proc"
            " WHERE pronamespace = 'published'::regnamespace ORDER BY 1"
        )
        return cursor.fetchall(), found()


def breaks_off(monkeypatch, *, after):
    def handle(*args, **options):
        assert schema() == ([], "")
        after()
        raise OperationalError("the disk is full")

    monkeypatch.setattr(migrate, "is_behind", lambda: True)
    monkeypatch.setattr(migrate.migrate.Command, "handle", handle)
    with pytest.raises(OperationalError, match="full"):
        call_command("migrate", verbosity=0)


def test_a_change_that_breaks_off_gives_the_public_back_what_it_read(db, monkeypatch):
    make_reading()
    make_public()
    before = schema()
    assert len(before[0]) > 30
    breaks_off(monkeypatch, after=lambda: None)
    assert schema() == before
    with reading_in_public(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM localities_locality")


def test_a_change_that_was_done_in_part_waits_for_the_rest(db, monkeypatch):
    breaks_off(monkeypatch, after=lambda: MigrationRecorder(connection).record_applied("localities", "9999_part"))
    assert schema() == ([], "")


def test_of_two_the_second_waits_and_says_so(db):
    info = connection.connection.info
    told = StringIO()
    with psycopg.connect(host=info.host, port=info.port, user=info.user, dbname=info.dbname, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [migrating.LOCK])
        release = threading.Timer(0.3, other.execute, ["SELECT pg_advisory_unlock(%s)", [migrating.LOCK]])
        release.start()
        with migrating.alone(told.write), migrating.alone(told.write):
            assert other.execute("SELECT pg_try_advisory_lock(%s)", [migrating.LOCK]).fetchone() == (False,)
        release.join()
        assert other.execute("SELECT pg_try_advisory_lock(%s)", [migrating.LOCK]).fetchone() == (True,)
    assert told.getvalue() == "Databázi právě mění jiný proces, čekám na něj."
