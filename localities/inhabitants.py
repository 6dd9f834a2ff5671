"""How many people live somewhere, by what is known of the day asked about; with its day, and unknown is not zero."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import czech
from localities.members import Town
from localities.models import Municipality


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """The people of some municipalities: ``count`` is None where of none of them it is known; ``unknown`` are those
    of which it is not, ``days`` those on which the others were counted.
    """

    count: int | None
    days: tuple[datetime.date, ...]
    unknown: int

    @property
    def dated(self) -> str:
        """„k 1. 1. 2025“; counts of several days are told as such."""
        if not self.days:
            return ""
        first, last = czech.day(self.days[0]), czech.day(self.days[-1])
        return czech.vlna(f"k {first}" if first == last else f"od {first} do {last}")


def inhabitants(municipalities: Iterable[Municipality | Town]) -> Inhabitants:
    """Of municipalities that came ``on`` the day asked about."""
    towns = list(municipalities)
    counted = [(town.population, town.counted_on) for town in towns if town.population is not None and town.counted_on]
    return Inhabitants(
        count=sum(people for people, _ in counted) if counted else None,
        days=tuple(sorted({day for _, day in counted})),
        unknown=len(towns) - len(counted),
    )
