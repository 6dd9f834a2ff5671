"""Bodies over time, their sessions, and how their documents follow one another."""

import datetime

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, ExtractYear
from django.urls import reverse

from evidence.models.asof import AsOf
from evidence.models.bodies import Body, BodyKind
from evidence.models.cited import Cited, CitedQuerySet, said
from evidence.models.events import tracked
from evidence.models.sources import Source


class SessionQuerySet(CitedQuerySet):
    def public(self) -> "SessionQuerySet":
        """A session is public by law; only the words of a hidden source are not shown."""
        return self.filter(Q(source=None) | Q(source__is_public=True))

    def known(self, at: AsOf) -> "SessionQuerySet":
        """Those that were known of; a past day knows of none that was held later."""
        found: SessionQuerySet = super().known(at).filter(held_on__lte=at.horizon)
        return found

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

    def get_decisions_url(self) -> str:
        """What the session decided, as a document."""
        return f"{self.get_absolute_url()}usneseni/"

    @classmethod
    def says(cls) -> Combinable:
        numbered = Concat(Value(" č. "), F("number"), output_field=models.TextField())
        number = Case(When(number=None, then=Value("")), default=numbered, output_field=models.TextField())
        return said("body__name", ": zasedání", number)
