"""Money: programmes, amounts that sources state, and supported projects."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Trim

import czech
from evidence.models import (
    AsOf,
    Cited,
    CitedQuerySet,
    Confirmation,
    Fact,
    FactQuerySet,
    label,
    one_value_a_day,
    said,
    through_fact,
    tracked,
)
from localities.models import MAIN_PLANS, Locality, Plan, PlanChange, PlanState, SupportChange


@tracked()
class Programme(models.Model):
    """A programme of European money; the one of the next period follows it."""

    LOCALITY = None
    NATURAL_KEY = "code"

    code = models.SlugField("kód", max_length=20, unique=True)
    abbreviation = models.CharField("zkratka", max_length=20)
    name = models.CharField("název", max_length=120)
    fund = models.CharField("fond", max_length=60, blank=True)
    year_from = models.PositiveSmallIntegerField("období od")
    year_to = models.PositiveSmallIntegerField("období do")
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="předchůdce"
    )

    class Meta:
        verbose_name = "program"
        verbose_name_plural = "programy"
        ordering = ["year_from", "abbreviation"]
        constraints = [
            models.CheckConstraint(
                name="funding_programme_period_in_order",
                condition=Q(year_from__lte=F("year_to")),
                violation_error_message="Období programu končí dříve, než začíná.",
            )
        ]

    def __str__(self) -> str:
        return self.abbreviation


class AmountKind(models.TextChoices):
    """Different things; only amounts of one kind may be added up."""

    ALLOCATED = "allocated", "alokace"
    INTENDED = "intended", "záměr požádat"
    REQUESTED = "requested", "požadováno"
    AWARDED = "awarded", "rozhodnuto"
    DRAWN = "drawn", "čerpáno"


class Exactness(models.TextChoices):
    """How exactly the source gives the figure: 44 164 000 Kč need not be exact to the crown."""

    CROWN = "crown", "na koruny"
    THOUSAND = "thousand", "na tisíce"
    MILLION = "million", "na miliony"


type Missing = list[tuple[Locality, str]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Amounts of one kind and what they cover.

    ``missing`` are the localities that should have such an amount and have none, each with the reason.
    """

    kind: AmountKind
    amounts: "list[Amount]"
    missing: Missing

    @classmethod
    def of(
        cls, amounts: "Iterable[Amount]", plans: Iterable[PlanChange], ongoing: Iterable[SupportChange]
    ) -> "Coverage":
        """Put together what was asked for before: allocations, states of strategic plans, states of support.

        An allocation is expected where the locality is supported or has a strategic plan.
        """
        have = sorted(amounts, key=lambda amount: (amount.locality.name_key, amount.pk))
        planned = {plan.plan.locality: plan for plan in plans if plan.state != PlanState.EXPIRED}
        lacking = {change.locality for change in ongoing} | planned.keys()
        lacking -= {amount.locality for amount in have}
        ordered = sorted(lacking, key=lambda locality: locality.name_key)
        missing = [(locality, why_no_allocation(planned.get(locality))) for locality in ordered]
        return cls(AmountKind.ALLOCATED, have, missing)

    @property
    def total(self) -> Decimal:
        """In crowns; 0 only when there is no amount at all, and then it must not be shown."""
        return _sum(self.amounts)

    @property
    def covered(self) -> int:
        return len({amount.locality_id for amount in self.amounts})

    @property
    def expected(self) -> int:
        return self.covered + len(self.missing)

    @property
    def by_programme(self) -> list[tuple[Programme | None, int, Decimal]]:
        """(programme, how many localities, sum), None for amounts whose source does not say the programme."""
        ordered = sorted(self.amounts, key=lambda amount: _programme_order(amount.programme))
        groups = [(programme, [*group]) for programme, group in groupby(ordered, key=lambda amount: amount.programme)]
        return [(programme, len({a.locality_id for a in group}), _sum(group)) for programme, group in groups]

    @property
    def without_programme(self) -> bool:
        """Whether some source does not say from which programme its amount is."""
        return any(amount.programme_id is None for amount in self.amounts)

    @property
    def rounded(self) -> "list[Amount]":
        """Amounts that their source does not give to the crown: a total with them is no more exact than they are."""
        return [amount for amount in self.amounts if amount.exactness != Exactness.CROWN]


def _sum(amounts: "Iterable[Amount]") -> Decimal:
    return sum((amount.amount for amount in amounts), Decimal())


def _programme_order(programme: Programme | None) -> tuple[bool, int, str]:
    if programme is None:
        return (True, 0, "")
    return (False, programme.year_from, programme.abbreviation)


class AmountQuerySet(FactQuerySet):
    def allocated(self, at: AsOf) -> Self:
        """The allocations that hold on the day, with what is shown beside them."""
        return self.state(at).filter(kind=AmountKind.ALLOCATED).select_related("locality", "source")

    def allocations(self, at: AsOf) -> Coverage:
        """The allocations that hold on the day, and which localities have none and why."""
        plans = PlanChange.objects.public().state(at).filter(plan__kind__in=MAIN_PLANS).order_by("effective_on")
        ongoing = SupportChange.objects.public().ongoing(at).select_related("locality")
        return Coverage.of(self.public().allocated(at), plans.select_related("plan__locality"), ongoing)


def why_no_allocation(plan: PlanChange | None) -> str:
    """Why no source gives an allocation: unknown is told with its reason, never as zero."""
    if plan is None:
        return "strategický plán ani alokaci žádný zdroj v evidenci neuvádí"
    if plan.state == PlanState.IN_PREPARATION:
        return f"strategický plán se zpracovává (podle zdroje z {czech.day(plan.known_on)})"
    if plan.state == PlanState.DRAFTED:
        return f"strategický plán zatím není schválen (podle zdroje z {czech.day(plan.known_on)})"
    return "plán je schválen, částku zdroje neuvádějí"


@tracked()
class Amount(Fact):
    """An amount of money that a source states about a locality."""

    LOCALITY = "locality"
    SUBJECT = ("locality_id", "kind", "plan_id", "programme_id")
    VALUE = ("amount",)
    NEWS = Q()
    RELATED = ("locality", "programme", "source")
    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "locality__is_public")
    PAGE = ("locality-detail", "locality__slug")

    locality = models.ForeignKey(Locality, models.PROTECT, related_name="amounts", verbose_name="lokalita")
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="amounts", verbose_name="strategický dokument"
    )
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amounts",
        verbose_name="program",
        help_text="Prázdné znamená, že zdroj program neuvádí.",
    )
    kind = models.CharField("druh částky", max_length=10, choices=AmountKind)
    amount = models.DecimalField("částka v Kč", max_digits=14, decimal_places=2)
    exactness = models.CharField("přesnost částky", max_length=8, choices=Exactness, default=Exactness.CROWN)
    basis = models.CharField("základ", max_length=200, blank=True, help_text="Z čeho částka vychází, slovy zdroje.")

    objects = AmountQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = "částka"
        verbose_name_plural = "částky"
        ordering = ["locality", "kind", "effective_on"]
        constraints = [
            *Fact.Meta.constraints,
            one_value_a_day(
                "funding_amount_one_a_day", "amount", "locality", "kind", Coalesce("plan", 0), Coalesce("programme", 0)
            ),
            models.CheckConstraint(
                name="funding_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Částka je kladná. Neznámá částka se nezapisuje jako nula.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality}: {self.about} {self.statement}"

    @property
    def about(self) -> str:
        name = "záměr požádat o" if self.kind == AmountKind.INTENDED else self.get_kind_display()
        return f"{name} {self.programme.abbreviation}" if self.programme else name

    @property
    def statement(self) -> str:
        return f"{czech.money(self.amount)} {self.since}"

    @classmethod
    def says(cls) -> Combinable:
        crowns = Trim(
            Func(F("amount"), Value('FM999" "999" "999" "990'), function="to_char", output_field=models.TextField())
        )
        return said("locality__name", ": ", label("kind", AmountKind), " ", crowns, " Kč")


@tracked()
class AmountConfirmation(Confirmation):
    """Another source says the same of an amount."""

    LOCALITY = "fact__locality"
    PUBLIC: ClassVar[tuple[str, ...]] = through_fact(Amount)
    PAGE = ("locality-detail", "fact__locality__slug")

    fact = models.ForeignKey(Amount, models.PROTECT, related_name="confirmations", verbose_name="údaj")

    class Meta(Confirmation.Meta):
        verbose_name = "potvrzení částky"
        verbose_name_plural = "potvrzení částek"


class OperationState(models.TextChoices):
    UNKNOWN = "unknown", "neuvedeno"
    APPLIED = "applied", "žádost"
    SUPPORTED = "supported", "podpořen"
    RUNNING = "running", "v realizaci"
    FINISHED = "finished", "ukončen"


class OperationQuerySet(CitedQuerySet):
    def of_locality(self, locality: Locality) -> Self:
        return self.filter(links__locality=locality)


@tracked()
class Operation(Cited):
    """A supported project from the official list of operations, known by its registration number."""

    LOCALITY = None

    registration_number = models.CharField("registrační číslo", max_length=40, unique=True)
    name = models.CharField("název", max_length=300)
    recipient = models.CharField("příjemce", max_length=200, blank=True)
    recipient_ico = models.CharField("IČO příjemce", max_length=8, blank=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="operations", verbose_name="program")
    total = models.DecimalField("celkové výdaje v Kč", max_digits=14, decimal_places=2, null=True, blank=True)
    eu_share = models.DecimalField("z toho EU v Kč", max_digits=14, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField("začátek", null=True, blank=True)
    ends_on = models.DateField("konec", null=True, blank=True)
    state = models.CharField("stav", max_length=9, choices=OperationState, default=OperationState.UNKNOWN)

    objects = OperationQuerySet.as_manager()

    class Meta(Cited.Meta):
        verbose_name = "projekt"
        verbose_name_plural = "projekty"
        ordering = ["registration_number"]
        constraints = [
            *Cited.Meta.constraints,
            models.CheckConstraint(
                name="funding_operation_dates_in_order",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                violation_error_message="Projekt končí dříve, než začíná.",
            ),
            models.CheckConstraint(
                name="funding_operation_share_within_total",
                condition=Q(total=None) | Q(eu_share=None) | Q(eu_share__lte=F("total")),
                violation_error_message="Podíl EU nemůže převýšit celkové výdaje.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def says(cls) -> Combinable:
        return said("name", ": ", "registration_number")


class LinkMaker(models.TextChoices):
    RULE = "rule", "pravidlem"
    HAND = "hand", "ručně"


@tracked()
class OperationLink(models.Model):
    """The project belongs to the locality; made by a rule or by hand."""

    LOCALITY = "locality"

    key = models.SlugField("klíč", max_length=80, unique=True)
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="links", verbose_name="projekt")
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="operation_links", verbose_name="lokalita")
    made_by = models.CharField("přiřazeno", max_length=4, choices=LinkMaker)
    reason = models.CharField("proč", max_length=300, blank=True)

    class Meta:
        verbose_name = "přiřazení projektu"
        verbose_name_plural = "přiřazení projektů"
        ordering = ["operation", "locality"]
        constraints = [
            models.UniqueConstraint(
                name="funding_operationlink_once",
                fields=["operation", "locality"],
                violation_error_message="Projekt už je lokalitě přiřazen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.operation} – {self.locality}"
