"""What a person is told of a file that cannot be used, or made."""

import czech
from czech.refusals import Refusal


class WrongFile(Refusal):
    """The file that somebody brought is not what it should be, or does what no such file may do."""


class TooLong(Refusal):
    """The table has more rows than a file of that kind can hold."""

    @classmethod
    def of(cls, most: int, place: str) -> "TooLong":
        """Say how many rows may stand at most in that place, in Czech: „v dokumentu“."""
        return cls(f"Tabulka {place} může mít nejvýš {czech.count(most, 'řádek', 'řádky', 'řádků')}, tato má víc.")
