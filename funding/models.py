"""Money: programmes, amounts that sources state, and supported projects."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Collate, Concat, Trim

import czech
from evidence.models import (
    AsOf,
    Cited,
    CitedQuerySet,
    Confirmation,
    Fact,
    FactQuerySet,
    Fold,
    Line,
    Source,
    WordsSaid,
    label,
    one_value_a_day,
    said,
    through_fact,
    tracked,
)
from evidence.models.prepared import among
from funding.constraints import SameMoney
from localities.models import Disputed, Locality, Plan, PlanChange, PlanState


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
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="zdroj",
        help_text="Dokument, který program uvádí; prázdné, není-li v evidenci žádný.",
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


_KINDS = dict(AmountKind.choices)  # which a record of a million is asked for


class Exactness(models.TextChoices):
    """How exactly the source gives the figure: 44 164 000 Kč need not be exact to the crown."""

    CROWN = "crown", "na koruny"
    THOUSAND = "thousand", "na tisíce"
    MILLION = "million", "na miliony"


class Share(models.TextChoices):
    """Of what money the source gives the figure; figures of two shares are never added up."""

    UNKNOWN = "unknown", "neuvedeno"
    EU = "eu", "podíl EU"
    TOTAL = "total", "celkové výdaje"


class AmountQuerySet(FactQuerySet):
    def allocated(self, at: AsOf) -> Self:
        """The allocations that hold on the day, with what is shown beside them."""
        return self.filter(kind=AmountKind.ALLOCATED).state(at).select_related("locality", "source")

    def in_brief(self, at: AsOf) -> models.QuerySet[Any, Any]:
        """The changes with the columns of which sums are made, and no more (``funding.totals``)."""
        order = ("effective_on", "known_on", "id")
        return self.changes(at).order_by().values(*self.model.SUBJECT, *order, "amount", "exactness", "attested_on")

    def in_order_of_money(self) -> Self:
        """Kind after kind, locality after locality, money after money; of each the whole first, then its parts."""
        return self.order_by(*order_of_money())


def order_of_money() -> tuple[Combinable, ...]:
    """What amounts are ordered by, each ascending; one without a programme, which is the whole, comes first."""
    kind = Case(*(When(kind=kind, then=Value(index)) for index, kind in enumerate(AmountKind)))
    texts = (Coalesce("programme__abbreviation", Value("")), F("designation"), F("share"))
    part, designation, share = (Collate(text, "C") for text in texts)
    place = (kind, F("locality__name_key"), F("locality_id"), Coalesce("plan", 0))
    return *place, designation, share, Coalesce("programme__year_from", 0), part, F("pk")


def why_no_allocation(plan: PlanChange | None) -> str:
    """Why no source gives an allocation: unknown is told with its reason, never as zero."""
    if plan is None:
        return "k tomuto dni strategický plán ani alokaci žádný zdroj v evidenci neuvádí"
    if plan.state == PlanState.IN_PREPARATION:
        verb = "zpracovával" if plan.attested_on and plan.is_last_known else "zpracovává"
        return f"strategický plán se {verb} ({plan.source.by_its_word})"
    if plan.state == PlanState.DRAFTED:
        word = plan.source.by_its_word
        return f"strategický plán je zpracován ({word}), schválení ani částku zdroje k tomuto dni neuvádějí"
    return "plán je schválen, částku zdroje neuvádějí"


@tracked()
class Amount(Disputed, Fact):
    """An amount of money that a source states about a locality."""

    LOCALITY = "locality"
    SUBJECT = ("locality_id", "kind", "share", "plan_id", "designation", "programme_id")
    VALUE = ("amount",)
    NEWS = Q()
    IS_DOUBTED = False
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
        help_text="Částka s programem je částí celku; prázdné znamená celek, nebo že zdroj program neuvádí.",
    )
    designation = models.CharField(
        "o které peníze jde",
        max_length=80,
        blank=True,
        help_text="Jen jsou-li to jiné peníze téhož druhu a dokumentu, například „druhá výzva“.",
    )
    kind = models.CharField("druh částky", max_length=10, choices=AmountKind)
    amount = models.DecimalField("částka v Kč", max_digits=14, decimal_places=2)
    exactness = models.CharField("přesnost částky", max_length=8, choices=Exactness, default=Exactness.CROWN)
    share = models.CharField("základ", max_length=7, choices=Share, default=Share.UNKNOWN)
    basis = models.CharField(
        "z čeho vychází", max_length=200, blank=True, help_text="Z čeho částka vychází, slovy zdroje."
    )

    objects = AmountQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = "částka"
        verbose_name_plural = "částky"
        ordering = ["locality", "kind", "effective_on"]
        constraints = [
            *Fact.Meta.constraints,
            one_value_a_day(
                "funding_amount_one_a_day",
                "amount",
                "locality",
                "kind",
                "share",
                Coalesce("plan", 0),
                "designation",
                Coalesce("programme", 0),
            ),
            SameMoney(name="funding_amount_same_money"),
            models.CheckConstraint(
                name="funding_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message="Částka je kladná. Neznámá částka se nezapisuje jako nula.",
            ),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["locality", "effective_on"], name="funding_amount_latest"),
            models.Index(fields=["locality", "kind", "designation", "effective_on"], name="funding_amount_of_money"),
        ]

    def __str__(self) -> str:
        return f"{self.locality}: {self.about} {self.statement}"

    def said_before(self) -> "Amount | None":
        """The standing amount of the same figure that only says, or does not say, of which plan or share it is."""
        alike = Amount._base_manager.filter(
            locality=self.locality_id,
            kind=self.kind,
            amount=self.amount,
            designation=self.designation,
            programme=self.programme_id,
            corrected_on=None,
            struck_at=None,
        ).exclude(pk=self.pk)
        if self.plan_id is not None:
            alike = alike.filter(Q(plan=self.plan_id) | Q(plan=None))
        if self.share != Share.UNKNOWN:
            alike = alike.filter(share__in=(self.share, Share.UNKNOWN))
        return alike.exclude(plan=self.plan_id, share=self.share).select_related("locality", "programme").first()

    @property
    def money(self) -> tuple[int, str, str]:
        """Which money of its locality and kind it is of, to group by: equal for the whole and its parts."""
        return self.plan_id or 0, self.designation, self.share

    @property
    def is_told_apart(self) -> bool:
        """Whether it is said which money it is of: that of a plan, or a money with a designation."""
        return self.plan_id is not None or bool(self.designation)

    @property
    def order(self) -> tuple[Any, ...]:
        """Its place among amounts of its locality and kind, as ``in_order_of_money`` has them."""
        part = self.programme
        own = (self.programme_id is not None, *((part.year_from, part.abbreviation) if part else (0, "")))
        return *self.money, *own, self.pk

    @property
    def is_rounded(self) -> bool:
        """Whether its source does not give it to the crown."""
        return self.exactness != Exactness.CROWN

    @property
    def about(self) -> str:
        name = "záměr požádat o" if self.kind == AmountKind.INTENDED else _KINDS[self.kind]
        programme = f" {self.programme.abbreviation}" if self.programme else ""
        return name + programme + (f" ({self.designation})" if self.designation else "")

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
    NEWS = Q()
    RELATED = ("fact__locality", "fact__programme", "source")
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
    def known(self, at: AsOf) -> Self:
        """Those that were known and had begun by the day asked about; of which nothing says when, they are told."""
        return super().known(at).filter(Q(starts_on=None) | Q(starts_on__lte=at.day))

    def of_locality(self, locality: Locality | int) -> Self:
        return self.filter(links__locality=locality)

    def saying(self, whole: Any, beside: Any, rest: Any) -> Self:
        """Those whose name, number and recipient, with their programme, say what is wanted (``parted``)."""
        said = Q(head_words__says=whole)
        beside_said = among("programme", beside) & (Q(head_words__says=rest) if rest else Q())
        found = self.alias(head_words=WordsSaid(Fold(OPERATION_HEAD))).filter(said | beside_said)
        return found.annotate(told=OPERATION_TOLD)


OPERATION_HEAD = Line("name", "registration_number", "recipient", "recipient_ico")
OPERATION_TOLD = Concat(
    OPERATION_HEAD, Value(" "), "programme__abbreviation", Value(" projekt"), output_field=models.TextField()
)


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
        indexes = [*Cited.Meta.indexes, GinIndex(WordsSaid(Fold(OPERATION_HEAD)), name="operation_head_said")]
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
