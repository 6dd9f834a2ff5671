"""What people decided on proposals that a program read from the text of a source."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from council.models.sources import Source, tracked


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", "přijato"
    DROPPED = "dropped", "vynecháno"


@tracked()
class Verdict(models.Model):
    """A proposal read from a source's text was accepted, perhaps changed before, or dropped.

    Without it a proposal that somebody has changed or does not want would come back with every reading.
    """

    Outcome: ClassVar[type[Outcome]] = Outcome

    source = models.ForeignKey(Source, models.PROTECT, related_name="verdicts", verbose_name="zdroj")
    fingerprint = models.CharField("otisk návrhu", max_length=20)
    outcome = models.CharField("rozhodnutí", max_length=8, choices=Outcome)
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
                name="council_verdict_once",
                fields=["source", "fingerprint"],
                violation_error_message="O tomto návrhu už je rozhodnuto.",
            ),
            models.CheckConstraint(
                name="council_verdict_accepted_has_record",
                condition=Q(outcome=Outcome.DROPPED, record="") | (Q(outcome=Outcome.ACCEPTED) & ~Q(record="")),
                violation_error_message="Přijatý návrh má svůj záznam, vynechaný žádný nemá.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.get_outcome_display()}"
