"""Bodies over time, their sessions, and how their documents follow one another."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, ExtractYear
from django.urls import reverse

from council.models.asof import AsOf
from council.models.fact import Cited, CitedQuerySet, Fact, FactQuerySet, said
from council.models.sources import Body, BodyKind, Source, tracked


@tracked()
class BodyChange(Fact):
    """What a body is called and where it belongs, since a day."""

    SUBJECT = ("body_id",)

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

    @classmethod
    def says(cls) -> Combinable:
        return said("name", " ", "placement")


class SessionQuerySet(CitedQuerySet):
    def public(self) -> "SessionQuerySet":
        """A session is public by law; only the words of a hidden source are not shown."""
        return self.filter(Q(source=None) | Q(source__is_public=True))

    def known(self, at: AsOf) -> "SessionQuerySet":
        """Those that were known of on the day of knowledge."""
        return self.filter(Q(source=None) | Q(source__in=Source.objects.known(at)))

    def by_body(self) -> "SessionQuerySet":
        """Body after body, the assembly first, each with its latest session first."""
        assembly_first = Case(When(body__kind=BodyKind.ASSEMBLY, then=0), default=1)
        latest = (F("held_on").desc(), F("number").desc(nulls_last=True))
        return self.select_related("body").order_by(assembly_first, "body__name", "body", *latest)

    def numbered(self, year: int, number: int) -> "SessionQuerySet":
        """The sessions with that number in the year, of the assembly first: each body numbers its own."""
        return self.filter(held_on__year=year, number=number).by_body()

    def of_day(self, day: datetime.date, body: str) -> "SessionQuerySet":
        """The sessions of the body on that day."""
        return self.filter(held_on=day, body__key=body).by_body()


@tracked()
class Session(Cited):
    """One sitting of a body.  Numbering restarts every year; what no source numbers has no number."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="sessions", verbose_name="orgán")
    number = models.PositiveSmallIntegerField(
        "číslo", null=True, blank=True, help_text="Nechte prázdné, není-li číslo známo."
    )
    held_on = models.DateField("den")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, verbose_name="zdroj")  # type: ignore[assignment]

    objects = SessionQuerySet.as_manager()

    class Meta(Cited.Meta):
        verbose_name = "zasedání"
        verbose_name_plural = "zasedání"
        ordering = ["-held_on"]
        constraints = [
            *Cited.Meta.constraints,
            models.UniqueConstraint(
                F("body"),
                F("number"),
                ExtractYear("held_on"),
                name="council_session_number_once_a_year",
                violation_error_message="Tento orgán už v tomto roce zasedání s tímto číslem má.",
            ),
            models.UniqueConstraint(
                name="council_session_without_number_once_a_day",
                fields=["body", "held_on"],
                condition=Q(number=None),
                violation_error_message="Tento orgán už v tento den zasedání bez čísla má.",
            ),
            models.CheckConstraint(
                name="council_session_number_positive",
                condition=Q(number=None) | Q(number__gte=1),
                violation_error_message="Zasedání se číslují od jedné.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.body}, {self.held_on:%-d. %-m. %Y}"

    @property
    def title(self) -> str:
        """What it is called: „7. zasedání“, or only „zasedání“ where no source gives the number."""
        return "zasedání" if self.number is None else f"{self.number}. zasedání"

    def get_absolute_url(self) -> str:
        """The assembly's sessions have the short address; of other bodies the address names the body too.

        A session without a number is found by its day.
        """
        if self.number is None:
            return reverse("session-of-day", args=[self.held_on, self.body.key])
        numbered = [self.held_on.year, self.number]
        of_assembly = self.body.kind == BodyKind.ASSEMBLY
        return reverse("session-detail", args=numbered if of_assembly else [*numbered, self.body.key])

    @classmethod
    def says(cls) -> Combinable:
        numbered = Concat(Value(" č. "), F("number"), output_field=models.TextField())
        number = Case(When(number=None, then=Value("")), default=numbered, output_field=models.TextField())
        return said("body__name", ": zasedání", number)


class ReferenceKind(models.TextChoices):
    FOLLOWS = "follows", "navazuje na"
    RESTS_ON = "rests_on", "opírá se o"


@tracked()
class Reference(Cited):
    """One document follows or rests on an earlier one; ``source`` and ``passage`` say where that is written."""

    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "later__is_public", "earlier__is_public")

    kind = models.CharField("vztah", max_length=8, choices=ReferenceKind)
    later = models.ForeignKey(Source, models.PROTECT, related_name="references", verbose_name="pozdější dokument")
    earlier = models.ForeignKey(Source, models.PROTECT, related_name="referred_by", verbose_name="dřívější dokument")

    objects = CitedQuerySet.as_manager()

    class Meta(Cited.Meta):
        verbose_name = "odkaz mezi dokumenty"
        verbose_name_plural = "odkazy mezi dokumenty"
        ordering = ["later", "earlier"]
        constraints = [
            *Cited.Meta.constraints,
            models.UniqueConstraint(
                name="council_reference_once",
                fields=["later", "earlier"],
                violation_error_message="Tento odkaz mezi dokumenty už v evidenci je.",
            ),
            models.CheckConstraint(
                name="council_reference_between_two",
                condition=~Q(later=F("earlier")),
                violation_error_message="Dokument nemůže navazovat sám na sebe.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.later} {self.get_kind_display()} {self.earlier}"

    @classmethod
    def says(cls) -> Combinable:
        return said("later__title", " → ", "earlier__title")
