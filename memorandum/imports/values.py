"""Cells as people write them, read as values; and values written as cells that read back the same.

Every reader takes a cell that is not empty, and raises WrongCell with a Czech sentence.
"""

import datetime
import re
from decimal import Decimal
from functools import cache

from django.db.models import TextChoices
from django.utils.text import slugify

from czech import days, fold
from czech.days import PartialDate
from czech.refusals import Refusal
from evidence.models import Precision, today
from formats.spreadsheet import Cell

EARLIEST = datetime.date(1918, 10, 28)  #: Czechoslovakia; what is older is Excel's day zero or a typo
OLDEST = datetime.date(1800, 1, 1)  #: of registers that go further back
YEARS_AHEAD = 20

_OLD_DAY = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3})+(?:,[0-9]{1,2})?")
_DOTTED = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]{1,2})?")
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_CROWNS = re.compile(r"(?:,[-–—])? ?(?:Kč|CZK|,-)?$", re.IGNORECASE)


class WrongCell(Refusal):
    """The cell is not what its column holds."""


def folded(text: str) -> str:
    """The text as people compare names: accents, letter case, kinds of spaces and dashes do not count."""
    return _SPACES.sub(" ", fold(text).replace("–", "-").replace("—", "-")).strip()


def shown(cell: Cell) -> str:
    text = str(cell)
    return text if len(text) <= 40 else text[:40] + "…"


def text(cell: Cell) -> str:
    match cell:
        case str():
            return cell.replace("\r\n", "\n").replace("\r", "\n")
        case bool():
            return "ano" if cell else "ne"
        case int():
            return str(cell)
        case datetime.date():
            raise WrongCell("Excel tu má datum místo textu. Nastavte buňce formát Text a napište hodnotu znovu.")
        case _:
            return str(cell).replace(".", ",")


def digits(cell: Cell, length: int) -> str:
    """A code of digits; a number has lost its leading zeros in Excel, and gets them back."""
    if isinstance(cell, int) and not isinstance(cell, bool) and 0 <= cell < 10**length:
        return f"{cell:0{length}}"
    return text(cell).strip()


def number(cell: Cell) -> Decimal:
    """A number: from Excel, or as Czech writes it: „77 839 844,- Kč“, „1 234,50“."""
    match cell:
        case bool() | datetime.date() | None:
            raise WrongCell(f"„{shown(cell)}“ není číslo.")
        case int() | float():
            return Decimal(str(cell))
    plain = _CROWNS.sub("", _SPACES.sub(" ", cell).strip().replace("\u2212", "-")).strip()
    if _GROUPED.fullmatch(plain):
        return Decimal(plain.replace(" ", "").replace(",", "."))
    if _DOTTED.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    if not _PLAIN.fullmatch(plain) or len(plain) > 20:
        raise WrongCell(f"„{shown(cell)}“ není číslo. Napište ho číslicemi, například 77 839 844 nebo 1 234,50.")
    if re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", plain):
        raise WrongCell(f"„{shown(cell)}“: není jasné, zda tečka odděluje tisíce. Napište číslo bez tečky.")
    return Decimal(plain.replace(",", "."))


def whole(cell: Cell) -> int:
    value = number(cell)
    if value != value.to_integral_value():
        raise WrongCell(f"„{shown(cell)}“ není celé číslo.")
    return int(value)


def point(cell: Cell) -> Decimal:
    """Degrees, with a decimal comma or point; the record holds six places."""
    if isinstance(cell, str):
        plain = cell.replace(",", ".")
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", plain):
            raise WrongCell(f"„{shown(cell)}“ není souřadnice ve stupních, například 50,563579.")
        return Decimal(plain).quantize(Decimal("0.000001"))
    return number(cell).quantize(Decimal("0.000001"))


def year(cell: Cell) -> int:
    value = whole(cell)
    if not EARLIEST.year <= value <= today().year + YEARS_AHEAD:
        raise WrongCell(f"„{shown(cell)}“ není rok, který by evidence mohla znát.")
    return value


def yes(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    answer = {"ano": True, "ne": False}.get(folded(text(cell)))
    if answer is None:
        raise WrongCell(f"„{shown(cell)}“ není ani „ano“, ani „ne“.")
    return answer


def choice(cell: Cell, choices: type[TextChoices]) -> str:
    """One of the words of a list: as staff see it, or as it is stored."""
    return answer(cell, choices).value


def answer[C: TextChoices](cell: Cell, *lists: type[C]) -> C:
    """One of the words of these lists."""
    for choices in lists:
        if (chosen := _values_by_word(choices).get(folded(text(cell)))) is not None:
            return choices(chosen)
    offered = ", ".join(str(option.label) for choices in lists for option in choices)
    raise WrongCell(f"„{shown(cell)}“ neznáme. Možnosti jsou: {offered}.")


@cache
def _values_by_word(choices: type[TextChoices]) -> dict[str, str]:
    return {word: str(option.value) for option in choices for word in (option.value, folded(str(option.label)))}


def slug(cell: Cell) -> str:
    """A part of an address."""
    part = text(cell)
    if slugify(part) != part:
        raise WrongCell(f"„{shown(cell)}“ nemůže být v adrese: jen malá písmena bez háčků, číslice a pomlčky.")
    return part


def span(cell: Cell, earliest: datetime.date = EARLIEST) -> PartialDate:
    """A day as exact as the source gives it: „30. 8. 2016“, „2014“, „podzim 2015“, „nejpozději 30. 8. 2016“."""
    if isinstance(cell, datetime.date):
        return PartialDate(_possible(cell, cell, earliest), Precision.DAY)
    if isinstance(cell, int) and not isinstance(cell, bool) and EARLIEST.year <= cell < 2100:
        return PartialDate(_possible(datetime.date(cell, 1, 1), cell, earliest), Precision.YEAR)
    try:
        on, precision = days.read(text(cell))
    except Refusal as problem:
        raise WrongCell(str(problem)) from None
    return PartialDate(_possible(on, cell, earliest), precision)


def day(cell: Cell, earliest: datetime.date = EARLIEST) -> datetime.date:
    """A whole day."""
    on, precision = span(cell, earliest)
    if precision != Precision.DAY:
        raise WrongCell(f"„{shown(cell)}“ není celý den. Napište ho například 30. 8. 2016.")
    return on


def founding_day(cell: Cell) -> datetime.date:
    """A whole day; municipalities are older than the republic."""
    written = _OLD_DAY.fullmatch(_SPACES.sub(" ", cell).strip()) if isinstance(cell, str) else None
    if written is None:
        return day(cell, OLDEST)
    try:
        return _possible(datetime.date(*map(int, reversed(written.groups()))), cell, OLDEST)
    except ValueError:
        raise WrongCell(f"„{shown(cell)}“ není den kalendáře.") from None


def new_year_or_day(cell: Cell) -> datetime.date:
    """On which day people were counted: a year alone is its first day."""
    if isinstance(cell, int) or (isinstance(cell, str) and _PLAIN.fullmatch(cell.strip())):
        return datetime.date(year(cell), 1, 1)
    return day(cell)


def _possible(on: datetime.date, cell: Cell, earliest: datetime.date) -> datetime.date:
    if not earliest <= on <= datetime.date(today().year + YEARS_AHEAD, 12, 31):
        raise WrongCell(f"„{shown(cell)}“ je mimo roky, které by evidence mohla znát. Není to překlep?")
    return on


def written_span(when: datetime.date, precision: str) -> Cell:
    """As ``span`` reads it back: a true day of Excel where the day is exact."""
    return when if precision == Precision.DAY else days.spoken(when, precision)
