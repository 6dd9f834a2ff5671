"""Names of months and seasons in their cases."""

import datetime as dt
from typing import Literal

from czech.typography import NBSP

type Case = Literal["nominative", "genitive", "locative"]

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
