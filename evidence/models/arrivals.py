"""How rows came into the record: loaded from its own files, brought in tables, read from the text of a source."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from evidence.models.events import tracked
from evidence.models.files import File
from evidence.models.sources import Source


class LoadedKey(models.Model):
    """A record that was once loaded from a data file.

    It is never loaded again, so what staff have changed or deleted since stays as they left it.
    """

    table = models.CharField("soubor", max_length=60)
    key = models.CharField("klíč", max_length=200)
    loaded_at = models.DateTimeField("načteno", auto_now_add=True)

    class Meta:
        verbose_name = "načtený záznam"
        verbose_name_plural = "načtené záznamy"
        ordering = ["table", "key"]
        constraints = [
            models.UniqueConstraint(
                name="evidence_loadedkey_once",
                fields=["table", "key"],
                violation_error_message="Tento záznam už byl načten.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.key}"


class Import(models.Model):
    """Files that somebody brought, what they would do, and whether it was done: tables, or a document edited in Word.

    What is not imported within a day is dropped.  What was imported stays, with its files.
    """

    token = models.CharField("značka", max_length=32, unique=True)
    kind = models.CharField("druh", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="kdo")
    made_at = models.DateTimeField("vloženo", auto_now_add=True)
    options = models.JSONField("volby", default=dict, blank=True)
    preview = models.BinaryField("náhled", null=True, editable=False)
    applied_at = models.DateTimeField("provedeno", null=True, blank=True)
    added = models.PositiveIntegerField("přidáno", default=0)
    changed = models.PositiveIntegerField("změněno", default=0)
    confirmed = models.PositiveIntegerField("potvrzeno", default=0)
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
                name="evidence_importfile_position_once",
                fields=["imported", "position"],
                violation_error_message="Na tomto místě importu už jiný soubor je.",
            ),
            models.CheckConstraint(
                name="evidence_importfile_bytes_are_somewhere",
                condition=Q(content__isnull=False) | Q(file__isnull=False),
                violation_error_message="Soubor importu má obsah, nebo je uložen mezi soubory.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VerdictOutcome(models.TextChoices):
    ACCEPTED = "accepted", "přijato"
    DROPPED = "dropped", "vynecháno"


@tracked()
class Verdict(models.Model):
    """A proposal read from a source's text was accepted, perhaps changed before, or dropped.

    Without it a proposal that somebody has changed or does not want would come back with every reading.
    """

    Outcome: ClassVar[type[VerdictOutcome]] = VerdictOutcome

    source = models.ForeignKey(Source, models.PROTECT, related_name="verdicts", verbose_name="zdroj")
    fingerprint = models.CharField("otisk návrhu", max_length=20)
    outcome = models.CharField("rozhodnutí", max_length=8, choices=VerdictOutcome)
    model = models.CharField("druh záznamu", max_length=60)
    record = models.CharField("číslo záznamu", max_length=20, blank=True)
    by = models.CharField("kdo", max_length=150)
    decided_at = models.DateTimeField("kdy", auto_now=True)

    class Meta:
        verbose_name = "rozhodnutí o návrhu z textu"
        verbose_name_plural = "rozhodnutí o návrzích z textů"
        ordering = ["-decided_at"]
        constraints = [
            models.UniqueConstraint(
                name="evidence_verdict_once",
                fields=["source", "fingerprint"],
                violation_error_message="O tomto návrhu už je rozhodnuto.",
            ),
            models.CheckConstraint(
                name="evidence_verdict_accepted_has_record",
                condition=Q(outcome=VerdictOutcome.DROPPED, record="")
                | (Q(outcome=VerdictOutcome.ACCEPTED) & ~Q(record="")),
                violation_error_message="Přijatý návrh má svůj záznam, vynechaný žádný nemá.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.get_outcome_display()}"
