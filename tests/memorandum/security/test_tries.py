"""Wrong tries wait longer and longer; nobody waits for what others have done, nor longer than the longest wait."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from memorandum.security import tries
from memorandum.security.tries import Door, MustWait, knock, wait

pytestmark = pytest.mark.django_db

OWN, OTHER = Door(("password", "192.0.2.1", "editorka"), 3), Door(("password", "192.0.2.2", "editorka"), 3)


def later(seconds):
    """All that was counted was counted so much earlier."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE security_tries SET until = until - make_interval(secs => %s)", [seconds])


def waits(door, most=14):
    """For how long each further wrong try has to wait."""
    found = []
    while len(found) < most:
        try:
            knock(door)
            found.append(0)
        except MustWait as early:
            found[-1] = early.seconds
            later(early.seconds)
    return found


def test_waits_grow_up_to_a_minute_and_no_further():
    assert waits(OWN)[:-1] == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert [wait(count, 3) for count in (1, 3, 4, 9, 10, 10_000)] == [0, 0, 1, 32, 60, 60]


@pytest.mark.parametrize(("free", "most"), [(3, 68), (20, 85)])
def test_an_hour_holds_no_more_tries_than_the_documents_say(free, most):
    second, count = 0, 0
    while second < 60 * 60:
        count += 1
        second += wait(count, free)
    assert count == most


def test_a_try_that_comes_too_early_is_not_counted():
    for _ in range(4):
        knock(OWN)
    for _ in range(3):
        with pytest.raises(MustWait):
            knock(OWN)
    later(1)
    assert knock(OWN).counts[0] == 5


def test_doors_do_not_know_each_other():
    for _ in range(4):
        knock(OWN)
    assert knock(OTHER).counts[0] == 1


def test_what_is_refused_at_one_door_is_not_counted_at_the_other():
    shared = Door(("password", "192.0.2.1"), 20)
    for _ in range(4):
        knock(shared, OWN)
    with pytest.raises(MustWait):
        knock(shared, OWN)
    assert knock(shared).counts[0] == 5


def test_a_right_one_ends_the_waiting_for_its_secret_and_takes_back_one_try_of_the_address():
    shared = Door(("password", "192.0.2.1"), 20)
    for _ in range(3):
        knock(shared, OWN)
    knock(shared, OWN).was_right()
    assert knock(OWN).counts[0] == 1
    assert knock(shared).counts[0] == 4, "who logs in as themselves goes on guessing others no faster"


def test_after_an_hour_of_quiet_nothing_is_known():
    for _ in range(4):
        knock(OWN)
    later(2 + tries.FORGOTTEN_AFTER)
    assert knock(OWN).counts[0] == 1
    later(2 + tries.FORGOTTEN_AFTER)
    tries.tidy()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM security_tries")
        assert cursor.fetchone() == (0,)


def test_rows_that_are_forgotten_go_while_others_come(monkeypatch):
    monkeypatch.setattr(tries, "_TIDIED", 1.0)
    knock(OTHER)
    later(2 + tries.FORGOTTEN_AFTER)
    knock(OWN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM security_tries")
        assert [bytes(key) for (key,) in cursor.fetchall()] == [OWN.key]


def test_no_row_says_who_or_from_where():
    knock(OWN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key::text, count::text FROM security_tries")
        told = str(cursor.fetchall())
    assert "editorka" not in told
    assert b"editorka".hex() not in told


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_looked_at():
    """A hundred that are sent together are a hundred tries, not one."""
    for _ in range(8):
        knock(OWN)
        later(60)

    def guess(_):
        try:
            return knock(OWN).counts[0]
        except MustWait:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as together:
        assert [count for count in together.map(guess, range(12)) if count] == [9]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM security_tries")
