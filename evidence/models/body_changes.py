"""What bodies are called and where they belong, over time."""

from typing import ClassVar

from django.db import models
from django.db.models.expressions import Combinable

from evidence.models.bodies import Body
from evidence.models.cited import said
from evidence.models.confirmation import Confirmation, through_fact
from evidence.models.events import tracked
from evidence.models.fact import Fact, FactQuerySet


@tracked()
class BodyChange(Fact):
    """What a body is called and where it belongs, since a day."""

    SUBJECT = ("body_id",)
    VALUE: ClassVar[tuple[str, ...]] = ("name", "parent_id", "placement")
    RELATED: ClassVar[tuple[str, ...]] = ("body", "source")

    body = models.ForeignKey(Body, models.PROTECT, related_name="changes", verbose_name="orgán")
    name = models.CharField("úřední název", max_length=200)
    parent = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nadřízený orgán"
    )
    placement = models.CharField(
        "zařazení větou",
        max_length=300,
        help_text="Pokračování věty, která začíná názvem orgánu: „je jedním z odborů …“.",
    )

    objects = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = "změna orgánu"
        verbose_name_plural = "změny orgánů"
        ordering = ["body", "-effective_on"]

    def __str__(self) -> str:
        return f"{self.name} {self.since}"

    @property
    def statement(self) -> str:
        return f"{self.name} {self.placement} ({self.since})"

    @classmethod
    def says(cls) -> Combinable:
        return said("name", " ", "placement")


@tracked()
class BodyConfirmation(Confirmation):
    """Another source says the same of what a body is called."""

    RELATED = ("fact__body", "fact__parent", "source")
    PUBLIC: ClassVar[tuple[str, ...]] = through_fact(BodyChange)

    fact = models.ForeignKey(BodyChange, models.PROTECT, related_name="confirmations", verbose_name="údaj")

    class Meta(Confirmation.Meta):
        verbose_name = "potvrzení názvu orgánu"
        verbose_name_plural = "potvrzení názvů orgánů"
