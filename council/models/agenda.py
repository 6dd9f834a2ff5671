"""What a session dealt with: the points of its agenda, each with the paper and the resolution that belong to it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable

from council.models.papers import OptionallyCited, Paper
from council.models.sessions import Session
from evidence.models.asof import AsOf
from evidence.models.cited import CitedQuerySet, said
from evidence.models.events import tracked
from evidence.models.sources import Source, SourceKind


class AgendaItemQuerySet(CitedQuerySet):
    def public(self) -> "AgendaItemQuerySet":
        """As the session itself; only the words of a hidden source are not shown."""
        return self.filter(
            Q(source=None) | Q(source__is_public=True), Q(session__source=None) | Q(session__source__is_public=True)
        )

    def known(self, at: AsOf) -> "AgendaItemQuerySet":
        """Those that were known of on the day of knowledge, as was their session."""
        return super().known(at).filter(session__in=Session.objects.known(at))

    def in_order(self) -> "AgendaItemQuerySet":
        """Session after session as they were held, within each by the place on the agenda, the unknown place last."""
        return self.order_by("session__held_on", "session", F("position").asc(nulls_last=True), "pk")


@tracked()
class AgendaItem(OptionallyCited):
    """A point of a session's agenda.  What the sources do not say of it (its place, who spoke) stays empty."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="agenda", verbose_name="zasedání")
    position = models.PositiveSmallIntegerField(
        "bod programu", null=True, blank=True, help_text="Nechte prázdné, není-li číslo bodu známo."
    )
    title = models.CharField("název bodu", max_length=300)
    presented_by = models.CharField("předkládá", max_length=200, blank=True)
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name="písemnost"
    )
    resolution = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"kind": SourceKind.RESOLUTION},
        related_name="agenda_items",
        verbose_name="přijaté usnesení",
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta(OptionallyCited.Meta):
        abstract = False
        verbose_name = "bod programu"
        verbose_name_plural = "body programu"
        ordering = ["session", "position"]
        constraints = [
            *OptionallyCited.Meta.constraints,
            models.UniqueConstraint(
                name="council_agendaitem_position_once",
                fields=["session", "position"],
                violation_error_message="Bod s tímto číslem už na programu zasedání je.",
            ),
            models.CheckConstraint(
                name="council_agendaitem_position_positive",
                condition=Q(position=None) | Q(position__gte=1),
                violation_error_message="Body programu se číslují od jedné.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}" if self.position else self.title

    @classmethod
    def says(cls) -> Combinable:
        return said("session__body__name", " – bod programu: ", "title")
