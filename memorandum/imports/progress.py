"""Long work that tells how far it is: a page grows with it, a terminal shows a bar."""

from collections.abc import Generator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """How far long work is: what is being done, how many rows are, of how many."""

    stage: str
    done: int
    total: int


type Steps[T] = Generator[Step, None, T]
"""Work that tells how far it is between its parts, and in the end returns what it made."""

OFTEN = 1_000  # rows between two words about progress


def finished[T](steps: Steps[T]) -> T:
    """What the work makes, for who does not want to hear about it."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
