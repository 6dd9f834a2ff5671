"""How many people live somewhere, by what is known of the day asked about; with its year, and unknown is not zero."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import czech
from evidence.models import AsOf
from localities.models import Municipality


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """The people of some municipalities: ``count`` is None where of none of them it is known; ``unknown`` are those
    of which it is not, ``years`` those on whose New Year's Day they were counted.
    """

    count: int | None
    years: tuple[int, ...]
    unknown: int

    @property
    def dated(self) -> str:
        """„k 1. 1. 2025“; counts of several years are told as such."""
        if not self.years:
            return ""
        days = [czech.day(datetime.date(year, 1, 1)) for year in self.years]
        return czech.vlna(f"k {days[0]}" if len(days) == 1 else f"od {days[0]} do {days[-1]}")


def is_counted(year: int | None, at: AsOf) -> bool:
    """Whether a count of the year's first day may be told: it is none of a day to come, nor one known only later."""
    return year is not None and datetime.date(year, 1, 1) <= min(at.day, at.known)


def inhabitants(municipalities: Iterable[Municipality], at: AsOf) -> Inhabitants:
    towns = list(municipalities)
    counted = [town for town in towns if town.population is not None and is_counted(town.population_year, at)]
    return Inhabitants(
        count=sum(town.population or 0 for town in counted) if counted else None,
        years=tuple(sorted({town.population_year for town in counted if town.population_year is not None})),
        unknown=len(towns) - len(counted),
    )
