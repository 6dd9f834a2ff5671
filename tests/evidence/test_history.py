"""Who wrote is kept with every event, and only for as long as they write."""

import dataclasses

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from evidence.history import History, events, signed
from evidence.models import Reference, Source
from tests.builders import source


def contexts():
    return list(events(Source).values_list("context", flat=True))


def test_who_wrote_is_kept_also_inside_another_and_forgotten_afterwards(db):
    with signed(user=3, url="/sprava/"):
        source()
        with signed(command="import"):
            source()
        source()
    source()
    person = {"user": 3, "url": "/sprava/"}
    assert contexts() == [person, person | {"command": "import"}, person, None]


def test_a_refused_write_leaves_no_signature_behind(db):
    key = source().key
    with pytest.raises(IntegrityError), transaction.atomic(), signed(user=3):
        source(key=key)
    source()
    assert contexts() == [None, None]


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_told_as_what_it_is():
    with pytest.raises(OperationalError, match="terminat"), signed(user=3), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.close()


def test_the_last_entry_is_told_without_reading_those_before_it(db):
    told, other = source(title="První"), source()
    assert History(Reference, told.pk).last() is None
    for title in ("Druhý", "Třetí"):
        Source.objects.filter(pk=told.pk).update(title=title)
    other.delete()
    history = History(Source, told.pk)
    with CaptureQueriesContext(connection) as asked:
        last = history.last()
    assert "LIMIT 1" in asked[0]["sql"]
    assert last == dataclasses.replace(history.entries()[0], changes=())
