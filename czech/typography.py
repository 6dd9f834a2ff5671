"""Czech words and typography: where a line must not break, how a number, an amount, a day and a count are written.

The lowest module of the portal. One set of rules serves web pages, DOCX and PDF alike.
"""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Literal

NBSP = "\u00a0"
"""The no-break space, U+00A0."""

MINUS = "\u2212"
"""The minus sign of printed numbers; a hyphen would be broken at the end of a line."""

type Number = Decimal | int | float
type Case = Literal["nominative", "genitive", "locative"]

# --- Where a line must not break ---------------------------------------------------------------------------------

_LOWER = "a-záčďéěíňóřšťúůýž"
_UPPER = "A-ZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ"
_START = r"(?<![^\s(\[{„‚“\"'«»–—>])"  # start of a word that is not a part of something longer (50/a, e-i)
_BEFORE = (
    "č|čj|čl|čp|kap|např|nám|obr|odst|písm|popř|příl|r|resp|roč|ř|str|sv|tab|tis|tj|tř|tzn|tzv|ul|mil|mld|vč|zák"
    "|akad|arch|Bc|BcA|doc|Dr|gen|ICDr|Ing|JUDr|MDDr|MgA|Mgr|MUDr|MVDr|PaedDr|PharmDr|PhDr|PhMr|plk|prof|RNDr|RSDr"
    "|ThDr|ThLic|ThMgr"
)
_AFTER = r"DiS\.|Ph\. ?D\.|Th\. ?D\.|CSc\.|DrSc\.|LL\. ?M\.|MSc\.|MBA\b|MPA\b|MHA\b"
_UNITS = "Kč|EUR|€|CZK|%|‰|°C|km²|km|m²|m³|mm|cm|ha|kg|g|t|m|h|min"

# Every space inside a match is glued. Each pattern is linear: nothing repeats inside a repetition, and what only
# has to follow is looked at, not consumed, so that chains ("a v obci") are found link by link.
_RULES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_START}[ksvzouaiKSVZOUAI] (?=\S)",  # v obci, a k tomu
        rf"(?i:(?<![\w.])(?:{_BEFORE})\. (?=\S))",  # č. 85, Mgr. Lenka, 5 mil. Kč
        r"(?i:(?<![\w.])č\. j\. (?=\S))",  # č. j. KULK
        r"(?<![\w.])s\. (?=\d)",  # s. 12: only with a number, or it is the end of a company's name
        rf"(?<!\w)[{_LOWER}{_UPPER}]\. (?=[{_LOWER}{_UPPER}]\.)",  # s. r. o.
        rf"(?<![\w.])[{_UPPER}]\. (?=[{_UPPER}][{_LOWER}])",  # B. Němcová
        r"§ (?=\S)",
        rf" (?={_AFTER})",  # Strouhal, DiS.
        r"\b(?:Ph|Th)\. (?=D\.)|\bLL\. (?=M\.)",
        r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)",  # 77 839 844
        r"(?<!\d)\d{3} \d{2}(?!\d)",  # 110 00 Praha
        rf"\d(?:,[-–—])? (?=(?:{_UNITS})(?!\w))",  # 15 %, 77 839 844,- Kč
        rf"(?<!\. )(?<![\w.,/:-])\d{{1,3}}(?: \d{{3}}){{0,6}}(?:,\d{{1,6}})? (?=[{_LOWER}]{{2}})",  # 37 lokalit
        r"(?<![\d.])\d{1,2}\. \d{1,2}\.(?: \d{4}(?!\d))?",  # 30. 8. 2016, 1. 7.
        rf"(?<![\d.])(?<!\d\. )\d{{1,4}}\. (?=[{_LOWER}]{{2}})",  # 7. zasedání, 23. ledna; not 1. 7. přechází
        rf"(?<!\w)[IVX]{{1,5}}\. (?=[{_LOWER}])",  # II. etapa
        r"\d : (?=\d)",  # 1 : 50 000
        r"(?<=/\d{4}) (?=Sb\.)",  # 129/2000 Sb.
        r"(?<=\S) (?=[–—] )",  # a dash may end a line, never start one
    )
)
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def vlna(text: str) -> str:
    """Return the text with no-break spaces where Czech wants them (ČSN 01 6910).

    Only U+0020 ever becomes U+00A0, nothing else changes, so the length stays. Doing it twice does what once does:
    the rules read a no-break space as a space. Web addresses count as one opaque word. Takes linear time.
    """
    if " " not in text:
        return text
    return _remembered(text) if len(text) <= 200 else _glued(text)


def _glued(text: str) -> str:
    plain = text.replace(NBSP, " ")
    if "://" in plain or "ww." in plain.lower():
        plain = _URL.sub(lambda found: "\ufffc" * len(found[0]), plain)
    glued = list(text)
    for rule in _RULES:
        for found in rule.finditer(plain):
            start, end = found.span()
            at = plain.find(" ", start, end)
            while at != -1:
                glued[at] = NBSP
                at = plain.find(" ", at + 1, end)
    return "".join(glued)


# A list shows the same names and dates row after row, page after page.
_remembered = lru_cache(maxsize=4096)(_glued)


# --- Numbers and amounts -----------------------------------------------------------------------------------------

# The default context holds 28 digits and refuses to round what is longer; an absurdly large value is still a number.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def number(value: Number, places: int | None = None) -> str:
    """Return the number as printed in Czech: `1 234,5`, thousands parted by a no-break space.

    `places` rounds half up to that many decimal places and always shows them; without it the value's own digits
    are shown. Raise ValueError for what is not a finite number.
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    if places is not None:
        exact = _rounded(exact, places)
    # abs() would round to the context's digits
    digits = f"{exact.copy_abs():,f}".replace(",", NBSP).replace(".", ",")
    return MINUS + digits if exact < 0 else digits


def money(amount: Decimal | int) -> str:
    """Return an amount of Czech crowns as shown on screen: `77 839 844 Kč`, or `1 234,50 Kč` with haléře.

    Haléře are rounded half up to two places and written only when they are not zero.
    """
    return number(*_crowns(amount)) + NBSP + "Kč"


def paper_money(amount: Decimal | int) -> str:
    """Return an amount of Czech crowns as papers of the council write it: `77 839 844,- Kč`.

    With haléře the dash gives way to them: `1 234,50 Kč`.
    """
    exact, places = _crowns(amount)
    return number(exact, places) + ("" if places else ",-") + NBSP + "Kč"


def _crowns(amount: Decimal | int) -> tuple[Decimal, int]:
    exact = Decimal(amount)
    if not exact.is_finite():
        raise ValueError(f"not an amount of money: {amount!r}")
    exact = _rounded(exact, 2)
    return exact, 0 if exact == exact.to_integral_value() else 2


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)


def plural(n: Number, one: str, few: str, many: str, *, part: str | None = None) -> str:
    """Return the form of a noun that goes with the number: 1 lokalita, 2–4 lokality, 0 and 5 and more lokalit.

    A number with a fraction takes the genitive singular (2,5 lokality, 2,5 projektu). For feminine and neuter nouns
    that is the same word as `few`; for a masculine one give it as `part`.
    """
    size = abs(Decimal(str(n)))
    if size != int(size):
        return few if part is None else part
    if size == 1:
        return one
    return few if 2 <= size <= 4 else many


def count(n: Number, one: str, few: str, many: str, *, part: str | None = None) -> str:
    """Return the number and the noun in its right form, kept on one line: `5 lokalit`. See `plural`."""
    return number(n) + NBSP + plural(n, one, few, many, part=part)


# --- Days, months, seasons ---------------------------------------------------------------------------------------

_MONTHS: dict[Case, tuple[str, ...]] = {
    "nominative": (
        *("leden", "únor", "březen", "duben", "květen", "červen"),
        *("červenec", "srpen", "září", "říjen", "listopad", "prosinec"),
    ),
    "genitive": (
        *("ledna", "února", "března", "dubna", "května", "června"),
        *("července", "srpna", "září", "října", "listopadu", "prosince"),
    ),
    "locative": (
        *("lednu", "únoru", "březnu", "dubnu", "květnu", "červnu"),
        *("červenci", "srpnu", "září", "říjnu", "listopadu", "prosinci"),
    ),
}

type Season = Literal["spring", "summer", "autumn", "winter"]

_SEASONS: dict[Season, tuple[str, str, str]] = {
    "spring": ("jaro", "jara", f"na{NBSP}jaře"),
    "summer": ("léto", "léta", f"v{NBSP}létě"),
    "autumn": ("podzim", "podzimu", f"na{NBSP}podzim"),
    "winter": ("zima", "zimy", f"v{NBSP}zimě"),
}
_SEASON_OF_MONTH: tuple[Season, ...] = (
    *("winter", "winter", "spring", "spring", "spring", "summer"),
    *("summer", "summer", "autumn", "autumn", "autumn", "winter"),
)


def day(value: dt.date) -> str:
    """Return the day as `30. 8. 2016`, unbreakable. A datetime gives the day on its own clock."""
    return f"{value.day}.{NBSP}{value.month}.{NBSP}{value.year}"


def long_day(value: dt.date) -> str:
    """Return the day with the month in words: `30. srpna 2016`; the line may break only before the year."""
    return f"{value.day}.{NBSP}{month(value.month, 'genitive')} {value.year}"


def moment(value: dt.datetime) -> str:
    """Return day and time as `30. 8. 2016 v 14:05`, unbreakable, on the datetime's own clock."""
    return f"{day(value)}{NBSP}v{NBSP}{value.hour}:{value.minute:02}"


def month(index: int, case: Case = "nominative") -> str:
    """Return the name of the month 1–12: leden, ledna (od ledna), or `v lednu` (locative, with its preposition)."""
    if not 1 <= index <= 12:
        raise ValueError(f"not a month: {index}")
    word = _MONTHS[case][index - 1]
    return f"v{NBSP}{word}" if case == "locative" else word


def season(name: Season, case: Case = "nominative") -> str:
    """Return the name of the season: jaro, jara (od jara), or `na jaře` (locative, with its preposition)."""
    nominative, genitive, locative = _SEASONS[name]
    return {"nominative": nominative, "genitive": genitive, "locative": locative}[case]


def season_of(value: dt.date) -> Season:
    """Return the season of a day by whole months: spring is March to May, winter December to February."""
    return _SEASON_OF_MONTH[value.month - 1]


# --- Lists -------------------------------------------------------------------------------------------------------


def joined(items: Iterable[str], conjunction: str = "a") -> str:
    """Return the items as a sentence lists them: `a, b a c`. No item gives an empty string.

    The conjunction stays with the word after it.
    """
    *rest, last = [*items] or [""]
    return f"{', '.join(rest)} {conjunction}{NBSP}{last}" if rest else last
