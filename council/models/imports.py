"""Tables that staff bring: kept from the upload over the preview to the import, and after it as evidence."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from council.models.sources import File


class Import(models.Model):
    """Files that somebody brought, what they would do, and whether it was done.

    What is not imported within a day is dropped.  What was imported stays, with its files.
    """

    token = models.CharField("značka", max_length=32, unique=True)
    kind = models.CharField("druh tabulky", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="kdo")
    made_at = models.DateTimeField("vloženo", auto_now_add=True)
    options = models.JSONField("volby", default=dict, blank=True)
    preview = models.BinaryField("náhled", null=True, editable=False)
    applied_at = models.DateTimeField("provedeno", null=True, blank=True)
    added = models.PositiveIntegerField("přidáno", default=0)
    changed = models.PositiveIntegerField("změněno", default=0)
    same = models.PositiveIntegerField("beze změny", default=0)

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "importy"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.kind} – {self.token[:8]}"


class ImportFile(models.Model):
    """One of the files of an import: its bytes while it waits, the stored file once it is done."""

    imported = models.ForeignKey(Import, models.PROTECT, related_name="files", verbose_name="import")
    position = models.PositiveSmallIntegerField("pořadí")
    name = models.CharField("název souboru", max_length=200)
    content = models.BinaryField("obsah", null=True, editable=False)
    file = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="uložený soubor"
    )

    class Meta:
        verbose_name = "soubor importu"
        verbose_name_plural = "soubory importů"
        ordering = ["imported", "position"]
        constraints = [
            models.UniqueConstraint(
                name="council_importfile_position_once",
                fields=["imported", "position"],
                violation_error_message="Na tomto místě importu už jiný soubor je.",
            ),
            models.CheckConstraint(
                name="council_importfile_bytes_are_somewhere",
                condition=Q(content__isnull=False) | Q(file__isnull=False),
                violation_error_message="Soubor importu má obsah, nebo je uložen mezi soubory.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
