"""What a session dealt with: the points of its agenda, each with the paper and the resolution that belong to it, and
the steps by which each came to what became of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable

import czech
from council.models.papers import OptionallyCited, Paper
from council.models.sessions import Session
from evidence.models.asof import AsOf
from evidence.models.bodies import Body
from evidence.models.cited import CitedQuerySet, label, said
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

    #: The steps as far as the public may read and was known; ``council.datasets.with_documents`` fetches them, as it
    #: does ``known_paper`` and ``known_resolution``.
    known_steps: list["AgendaStep"]
    known_paper: Any
    known_resolution: Source | None

    def __str__(self) -> str:
        return f"{self.position}. {self.title}" if self.position else self.title

    def get_absolute_url(self) -> str:
        """The extract of what the session decided on it."""
        return f"{self.session.get_decisions_url()}{self.key}/"

    @property
    def decision(self) -> "AgendaStep | None":
        """The last step by which it was decided, as far as was known."""
        return next((step for step in reversed(self.known_steps) if step.state in DECISIONS), None)

    @property
    def state(self) -> str:
        """What became of it, in words: by its last step, else by its resolution; empty where nothing says it.

        What another body than that of the session did is told with its name.
        """
        if self.known_steps:
            last = self.known_steps[-1]
            elsewhere = last.body is not None and last.body_id != self.session.body_id
            return f"{last.get_state_display()} ({last.body})" if elsewhere else last.get_state_display()
        return AgendaState.ADOPTED.label if self.known_resolution else ""

    @property
    def is_decided(self) -> bool:
        """Whether there is something of which an extract may be made."""
        return self.known_resolution is not None or self.decision is not None

    @classmethod
    def says(cls) -> Combinable:
        return said("session__body__name", " – bod programu: ", "title")


class AgendaState(models.TextChoices):
    """How far a point of an agenda has come, in the order in which it comes there."""

    PROPOSED = "proposed", "navrženo"
    DISCUSSED = "discussed", "projednáno"
    SUBMITTED = "submitted", "předloženo"
    ADOPTED = "adopted", "usnesení přijato"
    REJECTED = "rejected", "usnesení nepřijato"
    NOTED = "noted", "vzato na vědomí"
    POSTPONED = "postponed", "odročeno"
    REMOVED = "removed", "staženo z programu"


#: By which the body of the session disposed of the point.
DECISIONS = (AgendaState.ADOPTED, AgendaState.REJECTED, AgendaState.NOTED, AgendaState.POSTPONED, AgendaState.REMOVED)
#: Of which a resolution with a number may have been made.
RESOLVED = (AgendaState.ADOPTED, AgendaState.NOTED, AgendaState.POSTPONED)


class AgendaStepQuerySet(CitedQuerySet):
    def public(self) -> "AgendaStepQuerySet":
        """As its point; only the words of a hidden source are not shown."""
        items = AgendaItem.objects.public()
        return self.filter(Q(source=None) | Q(source__is_public=True), item__in=items)

    def known(self, at: AsOf) -> "AgendaStepQuerySet":
        """Those that were known of and had been taken: by their source, else since they were taken."""
        told = Q(source__isnull=False) | Q(happened_on__lte=at.known)
        found: AgendaStepQuerySet = super().known(at).filter(told, happened_on__lte=at.horizon)
        return found

    def in_order(self) -> "AgendaStepQuerySet":
        """As they were taken; of one day in the order in which points come on, as ``AgendaState`` names them."""
        states = enumerate(AgendaState.values)
        place = models.Case(*(models.When(state=state, then=models.Value(number)) for number, state in states))
        return self.order_by("happened_on", place, "pk")


@tracked()
class AgendaStep(OptionallyCited):
    """A step of a point: on that day it was proposed, discussed, put to the assembly, decided, by whom and how.

    It is told once it was taken.  What the record does not know of it (by whom, with how many votes) stays empty.
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="steps", verbose_name="bod programu")
    state = models.CharField("co se stalo", max_length=10, choices=AgendaState)
    happened_on = models.DateField("dne")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="agenda_steps", verbose_name="orgán"
    )
    votes_for = models.PositiveSmallIntegerField("pro", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("proti", null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField("zdrželo se", null=True, blank=True)
    note = models.CharField("poznámka", max_length=300, blank=True)

    objects = AgendaStepQuerySet.as_manager()

    class Meta(OptionallyCited.Meta):
        abstract = False
        verbose_name = "krok projednání"
        verbose_name_plural = "kroky projednání"
        ordering = ["item", "happened_on", "pk"]
        constraints = [
            *OptionallyCited.Meta.constraints,
            models.UniqueConstraint(
                name="council_agendastep_once",
                fields=["item", "state", "happened_on", "body"],
                nulls_distinct=False,
                violation_error_message="Tento krok už bod má: totéž, týž den a týž orgán.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {czech.day(self.happened_on)}"

    @property
    def votes(self) -> str:
        """„pro 30, proti 2, zdrželo se neuvedeno“; empty where no source tells any of the three."""
        counts = {"pro": self.votes_for, "proti": self.votes_against, "zdrželo se": self.abstentions}
        if all(count is None for count in counts.values()):
            return ""
        return ", ".join(f"{name} {'neuvedeno' if count is None else count}" for name, count in counts.items())

    @property
    def statement(self) -> str:
        """„projednáno 23. 8. 2016, Výbor; pro 5, proti 0, zdrželo se 1“."""
        by = f", {self.body.name}" if self.body else ""
        return "; ".join(filter(None, (f"{self}{by}", self.votes, self.note)))

    @classmethod
    def says(cls) -> Combinable:
        told: tuple[Any, ...] = ("item__title", " – ", label("state", AgendaState))
        return said("item__session__body__name", " – bod programu: ", *told)
