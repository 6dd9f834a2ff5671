"""What staff's processes cannot do in the database, whatever their code tries.  That they can work, all other tests of
this folder show: they do it under the same role.
"""

import pytest
from django.db import DatabaseError, connection, transaction

from council.guards import FROZEN
from evidence.history import signed
from evidence.models import Event
from tests.builders import locality
from tests.database_roles import owning

pytestmark = pytest.mark.django_db
HISTORY = Event._meta.db_table


def refused(statement, *, why=r"permission denied|must be owner"):
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", [HISTORY, *FROZEN])
def test_history_and_what_was_issued_are_not_changed_deleted_or_emptied(table):
    refused(f"UPDATE {table} SET id = id")
    refused(f"DELETE FROM {table}")
    refused(f"TRUNCATE {table}")


def test_history_is_written_by_triggers_alone():
    refused(f"INSERT INTO {HISTORY} (at, operation) VALUES (now(), 'UPDATE')")
    refused(f"SELECT setval('{HISTORY}_id_seq', 1)")
    with signed(command="test"):
        place = locality("Lhota")
    assert [event.context for event in Event.objects.of(type(place), place.pk)] == [{"command": "test"}]


def test_what_writes_history_cannot_be_hung_on_a_table_of_ones_own():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE mine (id int)")
    made = "CREATE TRIGGER forged AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION keep_history('id')"
    refused(made, why="permission denied for function keep_history")
    with owning(), connection.cursor() as cursor:  # so it would be
        cursor.execute(made)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "ALTER TABLE localities_locality ADD COLUMN mine int",
        "ALTER TABLE localities_locality DISABLE TRIGGER USER",
        "DROP TABLE localities_locality",
        "DROP TRIGGER keep_history ON localities_locality",
        "CREATE OR REPLACE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "SET session_replication_role = replica",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
        "TRUNCATE localities_locality",
    ],
)
def test_tables_and_what_guards_them_are_the_owners(statement):
    refused(statement)
