"""How documents follow one another."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable

from evidence.models.asof import AsOf
from evidence.models.cited import Cited, CitedQuerySet, said
from evidence.models.events import tracked
from evidence.models.sources import Source


class ReferenceKind(models.TextChoices):
    FOLLOWS = "follows", "navazuje na"
    RESTS_ON = "rests_on", "opírá se o"


class ReferenceQuerySet(CitedQuerySet):
    def known(self, at: AsOf) -> Self:
        """Those that were known, between documents that were there by the day asked about.

        An undated document is there for certain since it was read.
        """
        return super().known(at).filter(later__known_on__lte=at.day, earlier__known_on__lte=at.day)


@tracked()
class Reference(Cited):
    """One document follows or rests on an earlier one; ``source`` and ``passage`` say where that is written."""

    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "later__is_public", "earlier__is_public")

    kind = models.CharField("vztah", max_length=8, choices=ReferenceKind)
    later = models.ForeignKey(Source, models.PROTECT, related_name="references", verbose_name="pozdější dokument")
    earlier = models.ForeignKey(Source, models.PROTECT, related_name="referred_by", verbose_name="dřívější dokument")

    objects = ReferenceQuerySet.as_manager()

    class Meta(Cited.Meta):
        verbose_name = "odkaz mezi dokumenty"
        verbose_name_plural = "odkazy mezi dokumenty"
        ordering = ["later", "earlier"]
        constraints = [
            *Cited.Meta.constraints,
            models.UniqueConstraint(
                name="evidence_reference_once",
                fields=["later", "earlier"],
                violation_error_message="Tento odkaz mezi dokumenty už v evidenci je.",
            ),
            models.CheckConstraint(
                name="evidence_reference_between_two",
                condition=~Q(later=F("earlier")),
                violation_error_message="Dokument nemůže navazovat sám na sebe.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.later} {self.get_kind_display()} {self.earlier}"

    @classmethod
    def says(cls) -> Combinable:
        return said("later__title", " → ", "earlier__title")
