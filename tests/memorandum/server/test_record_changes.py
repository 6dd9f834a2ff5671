"""What is kept while the record is known not to have changed."""

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings

from memorandum.server import database_roles, record_changes
from memorandum.server.record_changes import changes, while_unchanged


def test_who_listens_notices_silence_as_every_other_connection_does():
    assert settings.NOTICING.keys() <= set(record_changes._CONNECTING)
    for told in (*settings.DATABASES.values(), settings.PUBLIC, settings.MOMENTS):
        assert settings.NOTICING.items() <= told["OPTIONS"].items()


def test_so_does_the_owner_who_migrates():
    owner = {"USER": "vlastnice", "OPTIONS": {"options": "-c jit=off"}}
    with override_settings(OWNER_DATABASE=owner), database_roles.as_owner():
        told = connections["default"].settings_dict
    assert told["USER"] == "vlastnice"
    assert settings.NOTICING.items() <= told["OPTIONS"].items()
    assert told["OPTIONS"]["options"] == "-c jit=off", "migrations say themselves how long they wait for locks"


@pytest.fixture
def asked(monkeypatch):
    """How often it was read, and a reading that counts."""
    monkeypatch.setattr(changes, "number", 1)
    times = []

    @while_unchanged
    def read(what):
        times.append(what)
        return len(times)

    return times, read


def test_the_same_is_read_once_until_the_record_changes(asked):
    times, read = asked
    assert [read("a"), read("a"), read("b"), read("a")] == [1, 1, 2, 1]
    changes.number = 2
    assert read("a") == 3
    assert times == ["a", "b", "a"]


def test_while_nothing_is_heard_nothing_is_kept_nor_believed(asked):
    _, read = asked
    assert read("a") == 1
    changes.number = None
    assert [read("a"), read("a")] == [2, 3]
    changes.number = 1  # heard again: what changed meanwhile made it another number
    assert read("a") == 1


def test_what_changes_while_it_is_read_is_read_again(monkeypatch):
    monkeypatch.setattr(changes, "number", 1)
    times = []

    @while_unchanged
    def read():
        times.append(changes.number)
        changes.number = 2
        return len(times)

    assert [read(), read(), read()] == [1, 2, 2]


def test_it_is_bounded(asked):
    times, read = asked
    for what in range(1000):
        read(what)
    held = read.__closure__
    assert max(len(cell.cell_contents) for cell in held if isinstance(cell.cell_contents, dict)) <= 64
    assert len(times) == 1000
