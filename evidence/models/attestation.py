"""Until when sources speak for a state.  One that nobody has attested for years is the last known one, no news."""

import datetime

from django.conf import settings

import czech

_IN_WORDS = {1: "v posledním roce", 2: "v posledních dvou letech", 3: "v posledních třech letech"}


def recent_since(day: datetime.date) -> datetime.date:
    """The first day for which the words of a source still say what is so on the day: ATTESTED_YEARS before it."""
    year = day.year - settings.ATTESTED_YEARS
    if year < datetime.MINYEAR:
        return datetime.date.min
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=year, day=28) if is_leap_day else day.replace(year=year)


def recently() -> str:
    """In which time before the day asked about a state must be attested: „v posledních dvou letech“."""
    years = settings.ATTESTED_YEARS
    return czech.vlna(_IN_WORDS.get(years, f"v posledních {years} letech"))
