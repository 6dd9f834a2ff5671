"""How exactly a source dates what it says; ``czech.days`` writes and reads such days."""

from django.db import models


class Precision(models.TextChoices):
    """How exactly the source dates the fact; ``effective_on`` is then the first day of that span."""

    DAY = "day", "den"
    MONTH = "month", "měsíc"
    SEASON = "season", "roční období"
    YEAR = "year", "rok"
    NO_LATER = "no_later", "nejpozději toho dne"


#: How many months the spans have that begin with their day.
MONTHS = {Precision.MONTH: 1, Precision.SEASON: 3, Precision.YEAR: 12}
