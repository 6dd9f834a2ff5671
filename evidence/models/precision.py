"""Days as sources give them: to the day, the month, the season, the year, or "no later than"."""

import datetime
import re
import unicodedata

from django.db import models

import czech
from evidence.models.asof import Misunderstood


class Precision(models.TextChoices):
    """How exactly the source dates the fact; ``effective_on`` is then the first day of that span."""

    DAY = "day", "den"
    MONTH = "month", "měsíc"
    SEASON = "season", "roční období"
    YEAR = "year", "rok"
    NO_LATER = "no_later", "nejpozději toho dne"


def since(day: datetime.date, precision: str) -> str:
    """Since when something holds: „od 1. 7. 2016“, „od srpna 2016“, „od jara 2017“, „od 2014“."""
    match Precision(precision):
        case Precision.DAY:
            text = f"od {czech.day(day)}"
        case Precision.MONTH:
            text = f"od {czech.month(day.month, 'genitive')} {day.year}"
        case Precision.SEASON:
            text = f"od {czech.season(czech.season_of(day), 'genitive')} {day.year}"
        case Precision.YEAR:
            text = f"od {day.year}"
        case Precision.NO_LATER:
            text = f"nejpozději od {czech.day(day)}"
    return czech.vlna(text)


def when(day: datetime.date, precision: str) -> str:
    """When something happened: „26. 10. 2016“, „v srpnu 2016“, „na podzim 2015“, „v roce 2014“."""
    match Precision(precision):
        case Precision.DAY:
            text = czech.day(day)
        case Precision.MONTH:
            text = f"{czech.month(day.month, 'locative')} {day.year}"
        case Precision.SEASON:
            text = f"{czech.season(czech.season_of(day), 'locative')} {day.year}"
        case Precision.YEAR:
            text = f"v roce {day.year}"
        case Precision.NO_LATER:
            text = f"nejpozději {czech.day(day)}"
    return czech.vlna(text)


def spoken(day: datetime.date, precision: str) -> str:
    """The shortest words that ``read_when`` reads back: „1. 7. 2016“, „srpen 2016“, „podzim 2015“, „2014“."""
    match Precision(precision):
        case Precision.DAY:
            text = czech.day(day)
        case Precision.MONTH:
            text = f"{czech.month(day.month)} {day.year}"
        case Precision.SEASON:
            text = f"{czech.season(czech.season_of(day))} {day.year}"
        case Precision.YEAR:
            text = str(day.year)
        case Precision.NO_LATER:
            text = f"nejpozději {czech.day(day)}"
    return text.replace(czech.NBSP, " ")


# --- Days as people say them -------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Small letters without accents, words parted by one space."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split()).rstrip(" .,;")


_CASES: tuple[czech.Case, ...] = ("nominative", "genitive", "locative")
# The locative has its preposition with it („v srpnu“), which is read apart.
_MONTHS = {_plain(czech.month(month, case)).rpartition(" ")[2]: month for month in range(1, 13) for case in _CASES}
_FIRST_MONTHS = {
    _plain(czech.season(czech.season_of(datetime.date(2000, month, 1)), case)).rpartition(" ")[2]: month
    for month in (3, 6, 9, 12)
    for case in _CASES
}
_YEAR = r"(?:(?:roku|r\.) ?)?(?P<year>[0-9]{1,4})"
_MONTH = rf"(?P<word>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
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
_SEASON = re.compile(rf"{_OVER}(?P<word>{'|'.join(_FIRST_MONTHS)}) {_YEAR}(?: ?[/–-] ?(?P<next>[0-9]{{1,4}}))?")
_WHOLE_YEAR = re.compile(rf"{_OVER}(?:(?:roku|roce|rok|r\.) ?)?(?P<year>[0-9]{{4}})")

SPOKEN_EXAMPLES = "1. 7. 2016, srpen 2016, podzim 2015, 2014, nejpozději 30. 8. 2016"


def read_when(text: str) -> tuple[datetime.date, Precision]:
    """The first day and the precision of a day as people say it: „2014“, „od podzimu 2015“, „nejpozději 30. 8. 2016“.

    Letter case, accents and the kind of spaces do not count.  A winter begins with December: „zima 2015“ is the
    one of 2015/2016, as ``since`` tells it.  Raises Misunderstood, with a Czech sentence, for anything else: also
    for „do 2014“, which says until when, and for „nejpozději v srpnu 2016“, which leaves the day to a guess.
    """
    said = _plain(text)
    if found := _THAT_DAY.fullmatch(said):
        return _a_day(found, text), Precision.DAY
    if found := _NO_LATER.fullmatch(said):
        return _a_day(found, text), Precision.NO_LATER
    if found := _SEASON.fullmatch(said):
        return _a_season(found, text), Precision.SEASON
    if found := _WHOLE_MONTH.fullmatch(said):
        year, month = found["iso"].split("-") if found["iso"] else (found["year"] or found["y"], found["month"])
        return _calendar(year, month or _MONTHS[found["word"]], 1, text), Precision.MONTH
    if found := _WHOLE_YEAR.fullmatch(said):
        return _calendar(found["year"], 1, 1, text), Precision.YEAR
    if said.startswith("nejpozdeji"):
        raise Misunderstood("Po slově „nejpozději“ napište celý den, například nejpozději 30. 8. 2016.")
    raise Misunderstood(
        f"„{_shown(text)}“ není den, kterému rozumíme. Napište den, měsíc, roční období nebo rok, například "
        f"{SPOKEN_EXAMPLES}."
    )


def _a_day(found: re.Match[str], text: str) -> datetime.date:
    if found["iso"]:
        year, month, day = found["iso"].split("-")
        return _calendar(year, month, day, text)
    return _calendar(found["year"], found["month"] or _MONTHS[found["word"]], found["day"], text)


def _a_season(found: re.Match[str], text: str) -> datetime.date:
    month, following = _FIRST_MONTHS[found["word"]], found["next"]
    begins = _calendar(found["year"], month, 1, text)
    if following and (month != 12 or int(following) not in (begins.year + 1, (begins.year + 1) % 100)):
        raise Misunderstood(f"„{_shown(text)}“: přes dva roky jde jen zima, například zima 2015/2016.")
    return begins


def _calendar(year: int | str, month: int | str, day: int | str, text: str) -> datetime.date:
    """The day of the calendar; a year is written whole and is one of the years that the record can tell of."""
    if not 1900 <= int(year) <= 2099:
        raise Misunderstood(f"„{_shown(text)}“: rok napište celý, čtyřmi číslicemi, například 2016.")
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise Misunderstood(f"„{_shown(text)}“: takový den v kalendáři není.") from None


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:40] + "…"
