"""Where sources differ, and figures that only make sense beside their unit."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.expressions import Combinable
from django.urls import reverse

import czech
from evidence.models import (
    AsOf,
    Cited,
    CitedQuerySet,
    Confirmation,
    Fact,
    FactQuerySet,
    News,
    label,
    said,
    through_fact,
    today,
    tracked,
)
from localities.models.places import Locality


class DiscrepancyQuerySet(models.QuerySet["Discrepancy"]):
    def public(self) -> "DiscrepancyQuerySet":
        return self.filter(is_public=True).exclude(locality__is_public=False)

    def known(self, at: AsOf) -> "DiscrepancyQuerySet":
        """Those that could be known on the day of knowledge; whatever day is asked about, they stay told."""
        return self.filter(known_on__lte=at.known)

    def with_claims(self, at: AsOf) -> "DiscrepancyQuerySet":
        """Fetch with each what the sources known by then say, as ``public_claims``."""
        claims = DiscrepancyClaim.objects.public().known(at).select_related("source")
        return self.prefetch_related(models.Prefetch("claims", claims, to_attr="public_claims"))


@tracked()
class Discrepancy(News):
    """Sources contradict each other.  It is told, not smoothed: who says what, what we work with, and why."""

    LOCALITY = "locality"
    NEWS = Q()
    RELATED = ("locality",)

    key = models.SlugField("klíč", max_length=60, unique=True)
    locality = models.ForeignKey(
        Locality, models.PROTECT, null=True, blank=True, related_name="discrepancies", verbose_name="lokalita"
    )
    title = models.CharField("v čem se zdroje liší", max_length=200)
    held = models.TextField("s čím pracujeme", help_text="Údaj, který portál používá; nebo věta, že to nelze určit.")
    reason = models.TextField("proč")
    is_open = models.BooleanField("nevyřešený", default=True)
    known_on = models.DateField("známo od", default=today, help_text="Den, od kterého jsou známa obě tvrzení.")
    is_public = models.BooleanField("veřejný", default=True)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        verbose_name = "rozpor"
        verbose_name_plural = "rozpory"
        permissions = [("publish_discrepancy", "zveřejnit rozpor")]
        ordering = ["locality__name_key", "key"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('discrepancy-list')}#{self.key}"

    @property
    def subject_name(self) -> str:
        return self.locality.name if self.locality else "Spolupráce jako celek"

    @property
    def subject_url(self) -> str:
        return self.locality.get_absolute_url() if self.locality else reverse("discrepancy-list")

    @property
    def statement(self) -> str:
        return f"zdroje se rozcházejí: „{self.title}“"


class DiscrepancyClaimQuerySet(CitedQuerySet):
    def public(self) -> Self:
        """As the discrepancy itself: nothing that tells of a locality that is not let out."""
        return super().public().exclude(discrepancy__locality__is_public=False)


@tracked()
class DiscrepancyClaim(Cited):
    """What one source says in a discrepancy."""

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

    def __str__(self) -> str:
        return self.claim

    @classmethod
    def says(cls) -> Combinable:
        return said("discrepancy__title", ": ", "claim")


class CountUnit(models.TextChoices):
    """Units differ from source to source and must never be put in one row."""

    LOCALITIES = "localities", "lokality"
    KPSVL = "kpsvl", "lokality v Koordinovaném přístupu"
    EVER = "ever", "lokality za celou dobu"
    MUNICIPALITIES = "municipalities", "obce"
    TOWNS = "towns", "města a obce"


@tracked()
class NationalCount(Fact):
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
    PUBLIC: ClassVar[tuple[str, ...]] = through_fact(NationalCount)

    fact = models.ForeignKey(NationalCount, models.PROTECT, related_name="confirmations", verbose_name="údaj")

    class Meta(Confirmation.Meta):
        verbose_name = "potvrzení celostátního počtu"
        verbose_name_plural = "potvrzení celostátních počtů"
