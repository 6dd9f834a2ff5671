"""Days as sources give them: to the day, the month, the season, the year, or "no later than"."""

import datetime

from django.db import models

from council import czech


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
