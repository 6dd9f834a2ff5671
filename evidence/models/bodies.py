"""Organs and organisations that decide, issue or take part."""

import re

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Func

from evidence.models.events import tracked


class NumberFits(Func):
    """Whether a number is written as the body's pattern says; NULL where the pattern is no regular expression."""

    function = "number_fits"
    arity = 2
    output_field = models.BooleanField(null=True)


def number_fits(number: str, pattern: str) -> bool | None:
    """What ``NumberFits`` says of these two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number_fits(%s, %s)", [number, pattern])
        fits: bool | None = cursor.fetchone()[0]
    return fits


def is_pattern(text: str) -> None:
    """Raise ValidationError for what is no regular expression.

    The database compares numbers with it, and the reading of texts does before there is any row: both must read it.
    """
    try:
        re.compile(text)
    except re.error:
        raise ValidationError("Tento vzor není regulární výraz.") from None
    if number_fits("", text) is None:
        raise ValidationError("Tento vzor není regulární výraz.")


class BodyKind(models.TextChoices):
    GOVERNMENT = "government", "vláda"
    OFFICE = "office", "ústřední úřad"
    AGENCY = "agency", "agentura"
    REGION = "region", "kraj"
    ASSEMBLY = "assembly", "zastupitelstvo kraje"
    COUNCIL = "council", "rada kraje"
    COMMITTEE = "committee", "výbor zastupitelstva"
    COMMISSION = "commission", "komise rady"
    DEPARTMENT = "department", "odbor úřadu"
    MUNICIPAL_ASSEMBLY = "municipal_assembly", "zastupitelstvo obce"


@tracked()
class Body(models.Model):
    """An organ or organisation that decides, issues or takes part.  Names over time are BodyChange facts."""

    key = models.SlugField("klíč", max_length=40, unique=True)
    kind = models.CharField("druh", max_length=20, choices=BodyKind)
    name = models.CharField("název", max_length=200)
    short_name = models.CharField("zkratka", max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="nadřízený orgán"
    )
    number_pattern = models.CharField(
        "vzor čísla usnesení",
        max_length=100,
        blank=True,
        validators=[is_pattern],
        help_text="Regulární výraz, například [0-9]+/[0-9]{2}/RK. Číslování má každý orgán své.",
    )

    class Meta:
        verbose_name = "orgán"
        verbose_name_plural = "orgány"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
