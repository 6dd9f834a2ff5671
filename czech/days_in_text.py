"""Days as Czech sentences write them: „23. ledna 2008“, „30. 8. 2016“, „v srpnu 2016“, „na podzim 2015“, „od 2014“."""

import datetime
import re
from dataclasses import dataclass

from czech import typography as czech
from evidence.models import Precision
from evidence.models import precision as said

_CASES: tuple[czech.Case, ...] = ("nominative", "genitive", "locative")
#: Every form of a month or a season that a sentence may hold, with the month in which it begins.
_MONTHS = {czech.month(index, case).removeprefix(f"v{czech.NBSP}"): index for index in range(1, 13) for case in _CASES}
_SEASONS = {
    czech.season(czech.season_of(datetime.date(2000, month, 1)), case).rpartition(czech.NBSP)[2]: month
    for month in (3, 6, 9, 12)
    for case in _CASES
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SEASON = "|".join(sorted(_SEASONS, key=len, reverse=True))

#: A pattern to be put into others, without groups of its own that have numbers.
DAY = (
    r"(?:\d{1,2}\.\s?\d{1,2}\.\s?\d{4}(?!\d)|\d{4}-\d{2}-\d{2}(?!\d)"
    rf"|(?:\d{{1,2}}\.\s?)?(?:{_MONTH})\s(?:roku\s)?\d{{4}}(?!\d)"
    rf"|(?:{_SEASON})\s(?:roku\s)?\d{{4}}(?!\d)"
    r"|(?:roku\s|roce\s|r\.\s?)?(?:19|20)\d{2}(?![\d/]))"
)
_FIGURES = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NAMED = re.compile(rf"(?:(\d{{1,2}})\.\s?)?({_MONTH})\s(?:roku\s)?(\d{{4}})", re.IGNORECASE)
_SEASONAL = re.compile(rf"({_SEASON})\s(?:roku\s)?(\d{{4}})", re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})\Z")
_FIRST = re.compile(rf"(?<!\w)(?:dne|ke dni|v|ve|na)\s({DAY})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """The first day of what the source says, and how exactly it says it."""

    on: datetime.date
    precision: Precision = Precision.DAY


def read(words: str) -> Day | None:
    """The day that the words say; None when there is no such day in the calendar."""
    words = " ".join(words.split())
    try:
        if found := _FIGURES.search(words):
            return Day(datetime.date(int(found[3]), int(found[2]), int(found[1])))
        if found := _ISO.search(words):
            return Day(datetime.date(int(found[1]), int(found[2]), int(found[3])))
        if found := _NAMED.search(words):
            month = _MONTHS[found[2].casefold()]
            if found[1]:
                return Day(datetime.date(int(found[3]), month, int(found[1])))
            return Day(datetime.date(int(found[3]), month, 1), Precision.MONTH)
        if found := _SEASONAL.search(words):
            return Day(datetime.date(int(found[2]), _SEASONS[found[1].casefold()], 1), Precision.SEASON)
        if found := _YEAR.search(words):
            return Day(datetime.date(int(found[1]), 1, 1), Precision.YEAR)
    except ValueError:
        return None
    return None


def since(day: Day) -> str:
    """„od 1. 7. 2016“, „od 2014“."""
    return said.since(day.on, day.precision)


def when(day: Day) -> str:
    """„26. 10. 2016“, „v roce 2014“."""
    return said.when(day.on, day.precision)


def first(words: str) -> Day | None:
    """The first day that a sentence names behind „dne“, „v“, „na“, „ke dni“."""
    found = _FIRST.search(words)
    return read(found[1]) if found else None
