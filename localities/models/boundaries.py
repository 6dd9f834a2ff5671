"""Boundaries of the region and what lies in it, as the operator has imported them; the map draws them."""

from django.db import models
from django.utils import timezone


class BoundaryKind(models.TextChoices):
    """From the largest to the smallest.  There is nothing below a municipality, and there must not be."""

    REGION = "region", "kraj"
    DISTRICT = "district", "okres"
    ORP = "orp", "správní obvod ORP"
    MUNICIPALITY = "municipality", "obec"


class Boundary(models.Model):
    """The simplified boundary of one area.

    Bulk data of an official file, replaced only as a whole by the next import: nobody edits it, so it has no history.
    """

    LOCALITY = None

    kind = models.CharField("druh území", max_length=12, choices=BoundaryKind)
    code = models.CharField("kód", max_length=10, help_text="Kód v souboru; u obcí kód RÚIAN.")
    name = models.CharField("název", max_length=80)
    rings = models.JSONField(
        "hranice", help_text="Uzavřené čáry, každá jako seznam dvojic zeměpisná délka a šířka (WGS 84)."
    )
    source = models.CharField("zdroj", max_length=300, help_text="Odkud je soubor: název, vydavatel, datum.")
    imported_at = models.DateTimeField("načteno", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "hranice"
        verbose_name_plural = "hranice území"
        ordering = ["kind", "code"]
        constraints = [
            models.UniqueConstraint(
                name="localities_boundary_once",
                fields=["kind", "code"],
                violation_error_message="Hranice tohoto území už v evidenci je.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"
