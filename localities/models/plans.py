"""Strategic plans of localities and what becomes of them."""

from functools import partial
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact

import czech
from evidence.models import (
    Confirmation,
    Fact,
    FactQuerySet,
    Source,
    label,
    one_value_a_day,
    said,
    through_fact,
    tracked,
)
from localities.models.claims import Disputed
from localities.models.places import Locality


class PlanKind(models.TextChoices):
    SPSZ = "spsz", "strategický plán sociálního začleňování"
    SPLP = "splp", "strategický plán lokálního partnerství"
    MPI = "mpi", "místní plán inkluze"
    TAP = "tap", "tematický akční plán"
    ACTION = "ap", "akční plán"
    EXIT = "exit", "exit strategie"


#: The kinds whose name is not masculine as „plán“ is.
PLAN_GENDERS: dict[PlanKind, czech.Gender] = {PlanKind.EXIT: "feminine"}
#: The plans on which reserved European money stands.
MAIN_PLANS = (PlanKind.SPSZ, PlanKind.SPLP)


class PlanQuerySet(models.QuerySet["Plan"]):
    def public(self) -> "PlanQuerySet":
        return self.filter(locality__is_public=True)


@tracked()
class Plan(models.Model):
    """A document in which a locality says what it wants to do; a condition of reserved European money."""

    LOCALITY = "locality"

    key = models.SlugField("klíč", max_length=60, unique=True)
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="plans", verbose_name="lokalita")
    kind = models.CharField("druh", max_length=4, choices=PlanKind)
    title = models.CharField("název", max_length=200)
    year_from = models.PositiveSmallIntegerField("období od", null=True, blank=True)
    year_to = models.PositiveSmallIntegerField("období do", null=True, blank=True)
    note = models.TextField("poznámka", blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "strategický dokument"
        verbose_name_plural = "strategické dokumenty"
        ordering = ["locality", "year_from", "key"]
        constraints = [
            models.CheckConstraint(
                name="localities_plan_period_in_order",
                condition=Q(year_from=None) | Q(year_to=None) | Q(year_from__lte=F("year_to")),
                violation_error_message="Období plánu končí dříve, než začíná.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> str:
        """„2016–2018“, or empty when no source gives it."""
        return f"{self.year_from or '?'}–{self.year_to or '?'}" if self.year_from or self.year_to else ""


class PlanState(models.TextChoices):
    IN_PREPARATION = "in_preparation", "v přípravě"
    DRAFTED = "drafted", "zpracován"
    APPROVED = "approved", "schválen"
    REVISED = "revised", "revidován"
    EXPIRED = "expired", "skončil"


#: A plan is prepared for a time; into every other state it comes on a day.
_LASTING = PlanState.IN_PREPARATION
#: In these states a plan is in force.
IN_FORCE = (PlanState.APPROVED, PlanState.REVISED)


@tracked()
class PlanChange(Disputed, Fact):
    """A plan is begun, drafted, approved by an assembly, revised, or expires."""

    LOCALITY = "plan__locality"
    SUBJECT = ("plan_id",)
    VALUE = ("state",)
    NEWS = Q()
    RELATED = ("plan__locality", "source")
    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "plan__locality__is_public")
    PAGE = ("locality-detail", "plan__locality__slug")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="changes", verbose_name="strategický dokument")
    state = models.CharField("stav", max_length=14, choices=PlanState)
    decided_by = models.CharField(
        "rozhodl", max_length=120, blank=True, help_text="Zastupitelstvo obce, které plán schválilo."
    )
    resolution = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="decided_plans", verbose_name="usnesení"
    )

    objects = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = "změna strategického dokumentu"
        verbose_name_plural = "změny strategických dokumentů"
        ordering = ["plan", "effective_on", "known_on"]
        constraints = [*Fact.Meta.constraints, one_value_a_day("localities_planchange_one_a_day", "state", "plan")]
        indexes = [*Fact.Meta.indexes, models.Index(fields=["plan", "effective_on"], name="localities_plan_latest")]

    def __str__(self) -> str:
        return f"{self.plan}: {self.statement}"

    def leads_on_from(self, earlier: Self) -> bool:
        """A plan goes from state to state in their order."""
        states = list(PlanState)
        return states.index(PlanState(self.state)) > states.index(PlanState(earlier.state))

    @property
    def is_moment(self) -> bool:
        return self.state != _LASTING

    @classmethod
    def moment(cls) -> Combinable:
        return ExpressionWrapper(~Q(state=_LASTING), models.BooleanField())

    @property
    def about(self) -> str:
        name = "strategický plán" if self.plan.kind in MAIN_PLANS else self.plan.get_kind_display()
        return f"{name} {self.plan.period}".strip()

    @property
    def state_said(self) -> str:
        """Its state as it is said of a document of its kind: „schválen“, of an exit strategy „schválena“."""
        return czech.of_gender(self.get_state_display(), PLAN_GENDERS.get(PlanKind(self.plan.kind), "masculine"))

    @property
    def sentence(self) -> str:
        """What has happened to it, said behind its name: „byl schválen“, „skončil“."""
        return self.state_said if self.state == PlanState.EXPIRED else f"byl {self.state_said}"

    @property
    def statement(self) -> str:
        return f"{self.state_said} {self.since}"

    @classmethod
    def says(cls) -> Combinable:
        others = [
            When(
                Exact(F("plan__kind"), Value(kind.value)),
                label("state", PlanState, partial(czech.of_gender, gender=of)),
            )
            for kind, of in PLAN_GENDERS.items()
        ]
        return said("plan__title", ": ", Case(*others, default=label("state", PlanState)))


@tracked()
class PlanConfirmation(Confirmation):
    """Another source says the same of the state of a plan."""

    LOCALITY = "fact__plan__locality"
    NEWS = Q()
    RELATED = ("fact__plan__locality", "source")
    PUBLIC: ClassVar[tuple[str, ...]] = through_fact(PlanChange)
    PAGE = ("locality-detail", "fact__plan__locality__slug")

    fact = models.ForeignKey(PlanChange, models.PROTECT, related_name="confirmations", verbose_name="údaj")

    class Meta(Confirmation.Meta):
        verbose_name = "potvrzení stavu dokumentu"
        verbose_name_plural = "potvrzení stavu dokumentů"
