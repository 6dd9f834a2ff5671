"""Wrong tries slow down whoever makes them, and nobody is shut out.

Each is counted at a ``Door``: what is guessed, and by whom.  The first few cost nothing, then each has to wait twice
as long as the one before it, up to ``Door.longest``.  A try is counted before it is looked at, so that a hundred at
once are a hundred; a right one is taken back.  The counts are rows of one unlogged table that all processes share;
they hold digests, no names and no addresses.
"""

import random
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac

LONGEST = 60  # seconds
#: Of wrong tries nothing is known any more when there were none for so long after the wait.
FORGOTTEN_AFTER = 60 * 60  # seconds
_TIDIED = 0.01  # of the doors that are new: so often rows that are forgotten are removed


class MustWait(Exception):
    """It is too early for another try; ``seconds`` is for how long, at least 1."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def wait(count: int, free: int, longest: int = LONGEST) -> int:
    """How many seconds after the ``count``-th wrong try the next one may come."""
    return 0 if count <= free else min(2 ** min(count - free - 1, 30), longest)


@dataclass(frozen=True)
class Door:
    """What is guessed and by whom, in words that only serve to tell doors apart; so many tries are free of waiting."""

    words: tuple[str, ...]
    free: int
    longest: int = LONGEST

    @cached_property
    def key(self) -> bytes:
        return salted_hmac("memorandum.security.tries", "\0".join(self.words), algorithm="sha256").digest()[:16]


@dataclass(frozen=True, slots=True)
class Taken:
    """A try that may be looked at; ``counts`` says the how manieth it is at each of the doors."""

    doors: tuple[Door, ...]
    counts: tuple[int, ...]

    @property
    def seconds(self) -> int:
        """For how long the next one has to wait, if this one is wrong."""
        return max(wait(count, door.free, door.longest) for count, door in zip(self.counts, self.doors, strict=True))

    @property
    def is_slowed(self) -> bool:
        """Whether waiting begins with this one, or has just become as long as it can."""
        return any(
            wait(count, door.free, door.longest) in (1, door.longest)
            and wait(count - 1, door.free, door.longest) not in (1, door.longest)
            for count, door in zip(self.counts, self.doors, strict=True)
        )

    def was_right(self) -> None:
        """Not a wrong one after all.  At the last door, which is about one secret alone, all is forgotten; at the
        others only this try, or whoever knows one secret could forget what they guess of others.
        """
        *others, own = self.doors
        _give_back(others)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM security_tries WHERE key = %s", [own.key])


_TAKE = """
    INSERT INTO security_tries AS known (key, count, until)
    VALUES (%(key)s, 1, now() + make_interval(secs => %(first)s))
    ON CONFLICT (key) DO UPDATE SET (count, until) = (
        SELECT number, now() + make_interval(
            secs => CASE WHEN number <= %(free)s THEN 0
                         ELSE least(2 ^ least(number - %(free)s - 1, 30), %(longest)s) END)
          FROM (SELECT CASE WHEN known.until + make_interval(secs => %(forgotten)s) < now() THEN 1
                            ELSE known.count + 1 END AS number) counted)
     WHERE known.until <= now()
    RETURNING count"""
_LEFT = "SELECT ceil(extract(epoch FROM until - now())) FROM security_tries WHERE key = %s"


def knock(*doors: Door) -> Taken:
    """Count a try at all the doors, the one of the secret that is guessed last.  Raises MustWait: then it is not
    counted, and must not be looked at.
    """
    taken: list[Door] = []
    counts = []
    for door in doors:
        count = _take(door)
        if count is None:
            _give_back(taken)
            raise MustWait(_left(door))
        taken.append(door)
        counts.append(count)
    return Taken(doors, tuple(counts))


def _take(door: Door) -> int | None:
    told: dict[str, Any] = {
        "key": door.key,
        "free": door.free,
        "longest": door.longest,
        "first": wait(1, door.free, door.longest),
        "forgotten": FORGOTTEN_AFTER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, told)
        row = cursor.fetchone()
    if row is None:
        return None
    if row[0] == 1 and random.random() < _TIDIED:
        tidy()
    return int(row[0])


def _left(door: Door) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [door.key])
        row = cursor.fetchone()
    return max(1, int(row[0])) if row else 1


def _give_back(doors: list[Door]) -> None:
    with connection.cursor() as cursor:
        for door in doors:
            cursor.execute(
                "UPDATE security_tries SET count = greatest(count - 1, 0), until = now() WHERE key = %s", [door.key]
            )


def tidy() -> None:
    """Remove the rows of which nothing is known any more."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM security_tries WHERE until < now() - make_interval(secs => %s)", [FORGOTTEN_AFTER])
