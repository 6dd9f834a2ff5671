"""Turns at heavy work: only so much of it is done at once on this machine, whichever worker was asked for it.

A turn is a lock on a file, which the system takes back also from a process that was killed.
"""

import fcntl
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

_LOOKS_AGAIN = 0.05  # seconds


class NoTurn(Exception):
    """Nobody has finished in the time that one waits."""


@contextmanager
def turn(folder: Path, names: Iterable[str], patience: float) -> Iterator[None]:
    """Hold one of these turns until the end; the first that is free.  Raise NoTurn after so many seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    with ExitStack() as opened:
        files = [opened.enter_context((folder / f"{name}.lock").open("w")) for name in names]
        while not any(map(_is_taken, files)):
            if time.monotonic() >= until:
                raise NoTurn
            time.sleep(_LOOKS_AGAIN)
        yield


def _is_taken(file: IO[str]) -> bool:
    """Whether the lock is ours now; closing the file gives it back."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
