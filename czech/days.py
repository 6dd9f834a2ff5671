"""Days as Czech writes them and as people say them: to the day, the month, the season, the year, or „nejpozději“.

A day that is known no closer than to its month, season or year is the first day of that span, with its precision:
``day``, ``month``, ``season``, ``year``, or ``no_later`` for what happened on that day or before it.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple, get_args

from czech.letters import fold
from czech.months import Case, Season, month, season, season_of
from czech.refusals import Refusal
from czech.typography import NBSP, vlna

EXAMPLES = "1. 7. 2016, srpen 2016, podzim 2015, 2014, nejpozději 30. 8. 2016"
"""One of each precision, as ``read`` reads them."""


class PartialDate(NamedTuple):
    """The first day of what is said, and how exactly it is said."""

    on: dt.date
    precision: str = "day"


# --- Written -----------------------------------------------------------------------------------------------------


def day(value: dt.date) -> str:
    """Return the day as `30. 8. 2016`, unbreakable. A datetime gives the day on its own clock."""
    return f"{value.day}.{NBSP}{value.month}.{NBSP}{value.year}"


def long_day(value: dt.date) -> str:
    """Return the day with the month in words: `30. srpna 2016`; the line may break only before the year."""
    return f"{value.day}.{NBSP}{month(value.month, 'genitive')} {value.year}"


def moment(value: dt.datetime) -> str:
    """Return day and time as `30. 8. 2016 v 14:05`, unbreakable, on the datetime's own clock."""
    return f"{day(value)}{NBSP}v{NBSP}{value.hour}:{value.minute:02}"


# A list tells the same few days row after row.
_remembered = lru_cache(maxsize=4096)


@_remembered
def since(on: dt.date, precision: str, *, in_sentence: bool = False) -> str:
    """Since when something holds: „od 1. 7. 2016“, „od srpna 2016“, „od jara 2017“, „nejpozději od 30. 8. 2016“.

    A year alone is „od 2014“ in tables and papers, and „od roku 2014“ in a sentence.
    """
    year = "roku " if in_sentence and precision == "year" else ""
    return vlna(f"{_limit(precision)}od {year}{_span(on, precision, 'genitive')}")


@_remembered
def when(on: dt.date, precision: str) -> str:
    """When something happened: „26. 10. 2016“, „v srpnu 2016“, „na podzim 2015“, „v roce 2014“."""
    year = "v roce " if precision == "year" else ""
    return vlna(f"{_limit(precision)}{year}{_span(on, precision, 'locative')}")


def dated(on: dt.date, precision: str) -> str:
    """Of which day a document is: „ze dne 30. 8. 2016“, „ze srpna 2016“, „z jara 2017“, „z roku 2014“."""
    if precision in ("day", "no_later"):
        return vlna(f"ze dne {day(on)}")
    words = f"{'roku ' if precision == 'year' else ''}{_span(on, precision, 'genitive')}"
    return vlna(f"{'ze' if words[0] in 'sz' else 'z'} {words}")


def last_day(on: dt.date, precision: str) -> dt.date:
    """The last day of the span that begins with the day."""
    months = {"month": 1, "season": 3, "year": 12}.get(precision, 0)
    if not months:
        return on
    years, month_ = divmod(on.month - 1 + months, 12)
    return dt.date(on.year + years, month_ + 1, 1) - dt.timedelta(1)


def spoken(on: dt.date, precision: str) -> str:
    """The shortest words that ``read`` reads back: „1. 7. 2016“, „srpen 2016“, „podzim 2015“, „2014“."""
    return f"{_limit(precision)}{_span(on, precision, 'nominative')}".replace(NBSP, " ")


def _limit(precision: str) -> str:
    return "nejpozději " if precision == "no_later" else ""


def _span(on: dt.date, precision: str, case: Case) -> str:
    match precision:
        case "day" | "no_later":
            return day(on)
        case "month":
            return f"{month(on.month, case)} {on.year}"
        case "season":
            return f"{season(season_of(on), case)} {on.year}"
        case "year":
            return str(on.year)
    raise ValueError(f"not a precision: {precision}")


# --- Read --------------------------------------------------------------------------------------------------------

_CASES: tuple[Case, ...] = get_args(Case.__value__)
_SEASON_STARTS: dict[Season, int] = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def _bare(words: str) -> str:
    """The locative has its preposition with it („v srpnu“), which is read apart."""
    return words.rpartition(NBSP)[2]


#: Every form of a month or a season that a sentence may hold, with the month in which it begins.
_MONTHS = {_bare(month(index, case)): index for index in range(1, 13) for case in _CASES}
_SEASONS = {_bare(season(name, case)): first for name, first in _SEASON_STARTS.items() for case in _CASES}
_FIRST_MONTHS = {fold(word): first for word, first in (_MONTHS | _SEASONS).items()}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


#: A day in running text, to be put into other patterns, which ignore letter case; no group of it has a number.
PATTERN = (
    r"(?:\d{1,2}\.\s?\d{1,2}\.\s?\d{4}(?!\d)|\d{4}-\d{2}-\d{2}(?!\d)"
    rf"|(?:\d{{1,2}}\.\s?)?(?:{_any(_MONTHS)})\s(?:roku\s)?\d{{4}}(?!\d)"
    rf"|(?:{_any(_SEASONS)})\s(?:roku\s)?\d{{4}}(?!\d)"
    r"|(?:roku\s|roce\s|r\.\s?)?(?:19|20)\d{2}(?![\d/]))"
)
_NAMED = re.compile(PATTERN, re.IGNORECASE)

_YEAR = r"(?:(?:roku|r\.) ?)?(?P<year>[0-9]{1,4})"
_MONTH = rf"(?P<word>{fold(_any(_MONTHS))})"
_DAY = (
    rf"(?:(?P<day>[0-9]{{1,2}})\. ?(?:(?P<month>[0-9]{{1,2}})\. ?|{_MONTH} ){_YEAR}"
    r"|(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2}))"
)
_OVER = r"(?:(?:od|ode|v|ve|z|ze|na|behem|v prubehu) )?"
_THAT_DAY = re.compile(rf"(?:(?:od|ode dne|ze|ze dne|dne) )?{_DAY}")
_NO_LATER = re.compile(rf"nejpozdeji (?:(?:od|ode dne|do|dne|ke dni|k) )?{_DAY}")
_WHOLE_MONTH = re.compile(
    rf"{_OVER}(?:{_MONTH} {_YEAR}|(?P<month>[0-9]{{1,2}}) ?[./] ?(?P<y>[0-9]{{1,4}})|(?P<iso>[0-9]{{4}}-[0-9]{{2}}))"
)
_WHOLE_SEASON = re.compile(rf"{_OVER}(?P<word>{fold(_any(_SEASONS))}) {_YEAR}(?: ?[/–-] ?(?P<next>[0-9]{{1,4}}))?")
_WHOLE_YEAR = re.compile(rf"{_OVER}(?:(?:roku|roce|rok|r\.) ?)?(?P<year>[0-9]{{4}})")


def search(text: str) -> PartialDate | None:
    """The first day that a text names; None when it names none, or none that is in the calendar."""
    found = _NAMED.search(" ".join(text.split()))
    try:
        return read(found[0]) if found else None
    except Refusal:
        return None


def read(text: str) -> PartialDate:
    """A day as people say it: „2014“, „od podzimu 2015“, „nejpozději 30. 8. 2016“.

    Letter case, accents and the kind of spaces do not count.  A winter begins with December: „zima 2015“ is the
    one of 2015/2016, as ``since`` tells it.  Raises Refusal for anything else: also for „do 2014“, which says
    until when, and for „nejpozději v srpnu 2016“, which leaves the day to a guess.
    """
    plain = " ".join(fold(text).split()).rstrip(" .,;")
    if found := _THAT_DAY.fullmatch(plain):
        return PartialDate(_that_day(found, text), "day")
    if found := _NO_LATER.fullmatch(plain):
        return PartialDate(_that_day(found, text), "no_later")
    if found := _WHOLE_SEASON.fullmatch(plain):
        return PartialDate(_first_of_season(found, text), "season")
    if found := _WHOLE_MONTH.fullmatch(plain):
        year, number = found["iso"].split("-") if found["iso"] else (found["year"] or found["y"], found["month"])
        return PartialDate(_in_calendar(year, number or _FIRST_MONTHS[found["word"]], 1, text), "month")
    if found := _WHOLE_YEAR.fullmatch(plain):
        return PartialDate(_in_calendar(found["year"], 1, 1, text), "year")
    if plain.startswith("nejpozdeji"):
        raise Refusal("Po slově „nejpozději“ napište celý den, například nejpozději 30. 8. 2016.")
    raise Refusal(
        f"„{_shortened(text)}“ není den, kterému rozumíme. Napište den, měsíc, roční období nebo rok, například "
        f"{EXAMPLES}."
    )


def _that_day(found: re.Match[str], text: str) -> dt.date:
    if found["iso"]:
        year, number, on = found["iso"].split("-")
        return _in_calendar(year, number, on, text)
    return _in_calendar(found["year"], found["month"] or _FIRST_MONTHS[found["word"]], found["day"], text)


def _first_of_season(found: re.Match[str], text: str) -> dt.date:
    first, following = _FIRST_MONTHS[found["word"]], found["next"]
    begins = _in_calendar(found["year"], first, 1, text)
    if following and (first != 12 or int(following) not in (begins.year + 1, (begins.year + 1) % 100)):
        raise Refusal(f"„{_shortened(text)}“: přes dva roky jde jen zima, například zima 2015/2016.")
    return begins


def _in_calendar(year: int | str, number: int | str, on: int | str, text: str) -> dt.date:
    """The day of the calendar; a year is written whole and is one of the years that the record can tell of."""
    if not 1900 <= int(year) <= 2099:
        raise Refusal(f"„{_shortened(text)}“: rok napište celý, čtyřmi číslicemi, například 2016.")
    try:
        return dt.date(int(year), int(number), int(on))
    except ValueError:
        raise Refusal(f"„{_shortened(text)}“: takový den v kalendáři není.") from None


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:40] + "…"
