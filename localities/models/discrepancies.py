"""Where sources differ, and figures that only make sense beside their unit."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse

import czech
from evidence.models import (
    AsOf,
    Cited,
    CitedQuerySet,
    Confirmation,
    Entry,
    Fact,
    FactQuerySet,
    News,
    label,
    said,
    through_fact,
    today,
    tracked,
)
from evidence.models.constraints import TriggerConstraint
from localities.models.claims import Disputed
from localities.models.places import Locality

LEAST_CLAIMS = 2


class TwoSides(TriggerConstraint):
    """A discrepancy has two claims at least: with one, nothing differs.  The database asks when all is written."""

    CODE = "one_side"
    MESSAGE = "Rozpor má nejméně dvě tvrzení: co říká jeden zdroj a co druhý."
    INITIALLY = "DEFERRED"

    def when(self, model: type[models.Model]) -> str:
        return "AFTER INSERT OR UPDATE"

    def call(self, model: type[models.Model]) -> str:
        return "discrepancy_has_two_sides('id')"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """Claims are saved after it: the form that takes both counts them."""


class SideIsNotLast(TwoSides):
    """The same, of a claim that is taken away."""

    def when(self, model: type[models.Model]) -> str:
        return "AFTER UPDATE OR DELETE"

    def call(self, model: type[models.Model]) -> str:
        return "discrepancy_has_two_sides('discrepancy_id')"


def _about(at: AsOf, discrepancy: str = "") -> Q:
    """Whether the discrepancy is about the day, or about no time."""
    return Q(**{f"{discrepancy}begins_on": None}) | Q(**{f"{discrepancy}begins_on__lte": at.day})


class DiscrepancyQuerySet(models.QuerySet["Discrepancy"]):
    def public(self) -> "DiscrepancyQuerySet":
        return self.filter(is_public=True).exclude(locality__is_public=False)

    def known(self, at: AsOf) -> "DiscrepancyQuerySet":
        """Those about the day asked about of which two sides at least could be known on the day of knowledge.

        Later days keep telling them; an earlier day has nothing to do with what began only after it.
        """
        sides = DiscrepancyClaim.objects.known(at).filter(discrepancy=OuterRef("pk")).order_by()
        told = sides.values("discrepancy").annotate(sides=Count("pk")).values("sides")
        known = self.filter(_about(at), known_on__lte=at.known)
        return known.alias(sides=Subquery(told)).filter(sides__gte=LEAST_CLAIMS)

    def unsettled(self, at: AsOf) -> "DiscrepancyQuerySet":
        """Those that the last conclusion known by then leaves open, or of which nothing was concluded."""
        found: DiscrepancyQuerySet = self._concluded(at).filter(is_open=True)
        return found

    def open_first(self, at: AsOf) -> "DiscrepancyQuerySet":
        """Each annotated with ``is_open``, the unsettled before the others."""
        found: DiscrepancyQuerySet = self._concluded(at).order_by("-is_open", "key")
        return found

    def _concluded(self, at: AsOf) -> Any:
        last = Conclusion.objects.known(at).filter(discrepancy=OuterRef("pk")).latest_first().values("is_open")[:1]
        return self.annotate(is_open=Coalesce(Subquery(last), Value(value=True)))

    def with_claims(self, at: AsOf) -> "DiscrepancyQuerySet":
        """Fetch with each what the sources known by then say, as ``public_claims``, and what was concluded by then."""
        claims = DiscrepancyClaim.objects.public().known(at).select_related("source")
        conclusions = Conclusion.objects.public().known(at).latest_first().select_related("source")
        return self.prefetch_related(
            models.Prefetch("claims", claims, to_attr="public_claims"),
            models.Prefetch("conclusions", conclusions, to_attr="public_conclusions"),
        )


@tracked()
class Discrepancy(News):
    """Sources contradict each other.  It is told, not smoothed: who says what (``claims``), and what was concluded.

    What we work with and why is said by the last of its conclusions: each has its day, and the source that allows it.
    """

    LOCALITY = "locality"
    NEWS = Q()
    RELATED = ("locality",)

    key = models.SlugField("klíč", max_length=60, unique=True)
    locality = models.ForeignKey(
        Locality, models.PROTECT, null=True, blank=True, related_name="discrepancies", verbose_name="lokalita"
    )
    title = models.CharField("v čem se zdroje liší", max_length=200)
    known_on = models.DateField("známo od", default=today, help_text="Den, od kterého jsou známa obě tvrzení.")
    begins_on = models.DateField(
        "týká se doby od",
        null=True,
        blank=True,
        help_text="První den, o kterém se zdroje rozcházejí. Ke dřívějšímu dni se rozpor neukáže. "
        "Prázdné: netýká se určité doby.",
    )
    is_public = models.BooleanField("veřejný", default=True)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        verbose_name = "rozpor"
        verbose_name_plural = "rozpory"
        permissions = [("publish_discrepancy", "zveřejnit rozpor")]
        ordering = ["locality__name_key", "key"]
        constraints = [TwoSides(name="localities_discrepancy_two_sides")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def on_day(cls, rows: models.QuerySet[Any], at: AsOf) -> models.QuerySet[Any]:
        return rows.filter(_about(at))

    @property
    def conclusion(self) -> "Conclusion | None":
        """The last conclusion by the day of knowledge, of those read ``with_claims``."""
        return next(iter(self.public_conclusions), None)  # type: ignore[attr-defined]

    @property
    def is_settled(self) -> bool:
        return self.conclusion is not None and not self.conclusion.is_open

    def get_absolute_url(self) -> str:
        """On whichever page of the list it stands."""
        return f"{reverse('discrepancy-list')}?rozpor={self.key}#{self.key}"

    @property
    def subject_name(self) -> str:
        return self.locality.name if self.locality else "Spolupráce jako celek"

    @property
    def subject_url(self) -> str:
        return self.locality.get_absolute_url() if self.locality else reverse("discrepancy-list")

    @property
    def statement(self) -> str:
        return f"zdroje se rozcházejí: „{self.title}“"

    @property
    def held(self) -> str:
        return ""  # what we work with, its conclusions say

    @property
    def reason(self) -> str:
        return ""


class DiscrepancyClaimQuerySet(CitedQuerySet):
    def public(self) -> Self:
        """As the discrepancy itself: nothing that tells of a locality that is not let out."""
        return super().public().exclude(discrepancy__locality__is_public=False)

    def known(self, at: AsOf) -> Self:
        """Those whose source was known, and of those that facts tell only such as had begun by the day asked about."""
        told = (model._default_manager.public().filter(claim=OuterRef("pk")) for model in _disputed())
        made = [facts.filter(known_on__lte=at.known) for facts in told]
        begun = (Exists(facts.filter(effective_on__lte=at.day)) for facts in made)
        has_begun, has_facts = (reduce(or_, map(Q, found)) for found in (begun, map(Exists, made)))
        return super().known(at).filter(has_begun | ~has_facts)


def _disputed() -> list[Any]:
    """The kinds of facts that may be a side of a discrepancy, in whichever app they live."""
    return [model for model in apps.get_models() if issubclass(model, Disputed)]


@tracked()
class DiscrepancyClaim(Cited):
    """What one source says in a discrepancy."""

    PAGE = ("discrepancy-list?rozpor#", "discrepancy__key")
    LOCALITY = "discrepancy__locality"
    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "discrepancy__is_public")

    discrepancy = models.ForeignKey(Discrepancy, models.PROTECT, related_name="claims", verbose_name="rozpor")
    claim = models.CharField("co zdroj tvrdí", max_length=300)
    position = models.PositiveSmallIntegerField("pořadí", default=1)

    objects = DiscrepancyClaimQuerySet.as_manager()

    class Meta(Cited.Meta):
        verbose_name = "tvrzení zdroje"
        verbose_name_plural = "tvrzení zdrojů"
        ordering = ["discrepancy", "position", "key"]
        constraints = [*Cited.Meta.constraints, SideIsNotLast(name="localities_discrepancyclaim_two_sides")]

    def __str__(self) -> str:
        return self.claim

    @classmethod
    def says(cls) -> Combinable:
        return said("discrepancy__title", ": ", "claim")


class ConclusionQuerySet(CitedQuerySet):
    def public(self) -> Self:
        """As the discrepancy itself, and only what rests on a public source."""
        found: Self = super().public().filter(struck_at=None).exclude(discrepancy__locality__is_public=False)
        return found

    def known(self, at: AsOf) -> Self:
        found: Self = super().known(at).filter(known_on__lte=at.known, struck_at=None)
        return found

    def latest_first(self) -> Self:
        """The one that holds first: that of the last day, of one day the one written later."""
        return self.order_by("-known_on", "-pk")


@tracked()
class Conclusion(Entry, News):
    """What the record works with since a day of knowledge, where its sources differ, and why."""

    PAGE = ("discrepancy-list?rozpor#", "discrepancy__key")
    LOCALITY = "discrepancy__locality"
    NEWS = Q()
    RELATED = ("discrepancy__locality", "source")
    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "discrepancy__is_public")

    discrepancy = models.ForeignKey(Discrepancy, models.PROTECT, related_name="conclusions", verbose_name="rozpor")
    held = models.TextField("s čím pracujeme", help_text="Údaj, který portál používá; nebo věta, že to nelze určit.")
    reason = models.TextField("proč")
    is_open = models.BooleanField("rozpor zůstává nevyřešený", default=True)
    known_on = models.DateField(
        "závěr ze dne", default=today, help_text="Den, od kterého šlo tak usoudit; ne dříve, než byl znám zdroj."
    )

    objects = ConclusionQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = "závěr o rozporu"
        verbose_name_plural = "závěry o rozporech"
        ordering = ["discrepancy", "known_on", "pk"]

    def __str__(self) -> str:
        return f"{self.discrepancy}: {self.held}"

    @classmethod
    def on_day(cls, rows: models.QuerySet[Any], at: AsOf) -> models.QuerySet[Any]:
        return rows.filter(_about(at, "discrepancy__"))

    @property
    def subject_name(self) -> str:
        return self.discrepancy.subject_name

    @property
    def subject_url(self) -> str:
        return self.discrepancy.subject_url

    @property
    def statement(self) -> str:
        return f"závěr o rozporu „{self.discrepancy.title}“"

    @classmethod
    def says(cls) -> Combinable:
        return said("discrepancy__title", ": ", "held")


class CountUnit(models.TextChoices):
    """Units differ from source to source and must never be put in one row."""

    LOCALITIES = "localities", "lokality"
    KPSVL = "kpsvl", "lokality v Koordinovaném přístupu"
    EVER = "ever", "lokality za celou dobu"
    MUNICIPALITIES = "municipalities", "obce"
    TOWNS = "towns", "města a obce"


@tracked()
class NationalCount(Disputed, Fact):
    """With how many the Agency cooperates in the whole country, in the unit of the source."""

    LOCALITY = None
    SUBJECT = ("unit",)
    VALUE = ("value",)

    unit = models.CharField("jednotka", max_length=14, choices=CountUnit)
    value = models.PositiveIntegerField("počet")

    objects = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = "celostátní počet"
        verbose_name_plural = "celostátní počty"
        ordering = ["unit", "effective_on"]

    def __str__(self) -> str:
        return f"{self.value} ({self.get_unit_display()}) {self.when}"

    @property
    def is_moment(self) -> bool:
        return True  # counted on a day

    @classmethod
    def moment(cls) -> Combinable:
        return Value(value=True)

    @property
    def statement(self) -> str:
        return f"{self.get_unit_display()}: {czech.number(self.value)} ({self.since})"

    @classmethod
    def says(cls) -> Combinable:
        return said("Agentura v celé zemi – ", label("unit", CountUnit), ": ", "value")


@tracked()
class CountConfirmation(Confirmation):
    """Another source says the same of with how many the Agency cooperates."""

    LOCALITY = None
    RELATED = ("fact", "source")
    PUBLIC: ClassVar[tuple[str, ...]] = through_fact(NationalCount)

    fact = models.ForeignKey(NationalCount, models.PROTECT, related_name="confirmations", verbose_name="údaj")

    class Meta(Confirmation.Meta):
        verbose_name = "potvrzení celostátního počtu"
        verbose_name_plural = "potvrzení celostátních počtů"
