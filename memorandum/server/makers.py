"""Some threads of a worker are kept for what needs no database: static files, what is kept, and saying that it is so.

A thread that waits for a table that somebody holds, or for a server that stands still, cannot be taken back.  So only
some of them may ask the database at once.  Whoever finds these taken waits, as pages are made in milliseconds; but
once none of them has moved for a while, all who come are told at once to come again.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator

type Told = Iterable[bytes]

#: In the environ of a request: there is no place for it among those who may ask the database.
STUCK = "memorandum.stuck"


class Makers:
    """At most ``most`` requests at once; they are stuck when none has begun or ended for ``patience`` seconds, until
    one is through in less."""

    def __init__(self, most: int, patience: float = 2.0) -> None:
        self._most, self._patience = most, patience
        self._condition = threading.Condition()
        self._taken = 0
        self._moved_at = time.monotonic()
        self._is_stuck = False

    def __call__(self, make: Callable[[], Told], refuse: Callable[[], Told]) -> Told:
        """What is made, in one of their places; what the refusal says, when they are stuck."""
        if not self._take():
            return refuse()
        began = time.monotonic()
        try:
            answer = make()
        except BaseException:
            self._give_back(began)
            raise
        if isinstance(answer, list) or not getattr(answer, "streaming", True):
            self._give_back(began)
            return answer
        return _Held(answer, lambda: self._give_back(began))

    def _take(self) -> bool:
        with self._condition:
            while self._taken >= self._most:
                left = 0 if self._is_stuck else self._moved_at + self._patience - time.monotonic()
                if left <= 0:
                    self._is_stuck = True
                    return False
                self._condition.wait(left)
            self._taken += 1
            self._moved_at = time.monotonic()
            return True

    def _give_back(self, began: float) -> None:
        with self._condition:
            self._taken -= 1
            self._moved_at = time.monotonic()
            if self._moved_at - began < self._patience:
                self._is_stuck = False
            self._condition.notify()


class _Held:
    """An answer that is still being read: its place is given back at its end, also when nobody reads it to the end."""

    def __init__(self, answer: Told, give_back: Callable[[], None]) -> None:
        self._answer, self._give_back = answer, give_back
        self._is_held = True

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        try:
            if self._is_held and hasattr(self._answer, "close"):
                self._answer.close()
        finally:
            if self._is_held:
                self._is_held = False
                self._give_back()

    def __del__(self) -> None:
        self.close()
