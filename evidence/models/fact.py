"""What every fact has: words in a source, and two clocks.

A fact is a row that is never edited to say something else.  States are stored as changes, one row per change;
the state on a day is the last fact that counts, and ``FactQuerySet.state`` is the one place that says so.
"""

import datetime
import re
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, ExpressionWrapper, F, OuterRef, Q, Value, When, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Lead
from django.db.models.lookups import Exact

from czech import days
from evidence.models.asof import AsOf, today
from evidence.models.constraints import PassageInSource
from evidence.models.keys import new_key
from evidence.models.news import News
from evidence.models.precision import Precision
from evidence.models.sources import Source


class CitedQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Only what the public may see.  ``PUBLIC`` of the model is the one place that decides."""
        return self.filter(**dict.fromkeys(self.model.PUBLIC, True))

    def known(self, at: AsOf) -> Self:
        """Those whose source was known on the day of knowledge; a row that needs no source is known by being there."""
        known = Q(source__in=Source.objects.known(at))
        return self.filter(known | Q(source=None) if self.model._meta.get_field("source").null else known)


class Cited(models.Model):
    """A record that stands on the very words of a source."""

    #: The page on which the record is told: a URL name, and the column that goes into the address.
    PAGE: ClassVar[tuple[str, str] | None] = None
    #: Paths to the flags that must all be true before the public may see the row.
    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public",)

    key = models.SlugField("klíč", max_length=80, unique=True, default=new_key, editable=False)
    source: models.ForeignKey[Source, Source] = models.ForeignKey(Source, models.PROTECT, verbose_name="zdroj")
    passage = models.TextField(
        "pasáž",
        blank=True,
        help_text="Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.",
    )

    class Meta:
        abstract = True
        constraints = [PassageInSource(name="%(app_label)s_%(class)s_passage_in_source")]

    @property
    def anchor(self) -> str:
        return f"{self._meta.model_name}-{self.key}"

    @property
    def citation_url(self) -> str:
        """Where the very words are: the source's page, at the passage."""
        return f"{self.source.get_absolute_url()}#{self.anchor}"

    @classmethod
    def says(cls) -> Combinable:
        """An expression for one line that says what a row of this model states; shown beside its passage."""
        raise NotImplementedError


_ORDER = ("effective_on", "known_on", "pk")


class FactQuerySet(CitedQuerySet):
    def known(self, at: AsOf) -> Self:
        """Those that were already known, corrected since or not: a fact has a day of its own for that."""
        return self.filter(known_on__lte=at.known)

    def counting(self, at: AsOf) -> Self:
        """The facts that were already known, not yet corrected, and already in effect."""
        return self.believed(at.known).filter(effective_on__lte=at.day)

    def believed(self, known: datetime.date) -> Self:
        """What was held to be true on the day of knowledge, whenever it took or takes effect."""
        return self.filter(_stands(known), known_on__lte=known)

    def in_order(self) -> Self:
        """The order that decides which fact is the last: the day, then who knew later, then who wrote later."""
        return self.order_by(*_ORDER)

    def latest_first(self) -> Self:
        """Subject after subject, of each the last fact first."""
        return self.order_by(*self.model.SUBJECT, *(f"-{column}" for column in _ORDER))

    def state(self, at: AsOf) -> Self:
        """The last fact that counts for each subject: the state on a day.

        A filter before ``state`` says which facts may count, a filter after it narrows the states.
        """
        return type(self)(self.model, using=self.db).filter(pk__in=self._last(at))

    def told(self, at: AsOf) -> Self:
        """All facts in effect that were ever told by the day of knowledge, the oldest first, each annotated with

        ``stands`` (it was not corrected by then), ``holds`` (it is the state of its subject on the day) and
        ``ended_on`` (the first day of the next standing fact of the subject, which no longer belongs to this one).
        """
        stands = ExpressionWrapper(_stands(at.known), output_field=models.BooleanField())
        holds = ExpressionWrapper(Q(pk__in=self._last(at)), output_field=models.BooleanField())
        ends = Window(
            Lead("effective_on"),
            partition_by=[*map(F, self.model.SUBJECT), F("stands")],
            order_by=[F(column).asc() for column in _ORDER],
        )
        begun = self.known(at).filter(effective_on__lte=at.day)
        return begun.annotate(stands=stands, holds=holds, ended_on=ends).in_order()

    def _last(self, at: AsOf) -> models.QuerySet[Any, dict[str, Any]]:
        return self.counting(at).latest_first().distinct(*self.model.SUBJECT).values("pk")


def _stands(known: datetime.date) -> Q:
    return Q(corrected_on=None) | Q(corrected_on__gt=known)


def same_subject(model: "type[Fact]", depth: int = 1) -> list[Exact]:
    """Conditions for facts about the same thing as the row ``depth`` queries further out.

    Nothing equals nothing here, other than in SQL: an amount without a programme follows one without a programme.
    """
    return [
        Exact(Coalesce(F(column), 0), Coalesce(outer(column, depth), 0))
        if model._meta.get_field(column.removesuffix("_id")).null
        else Exact(F(column), outer(column, depth))
        for column in model.SUBJECT
    ]


def outer(column: str, depth: int = 1) -> Any:
    """A column of the row ``depth`` queries further out."""
    reference: Any = column
    for _ in range(depth):
        reference = OuterRef(reference)
    return reference


class Fact(Cited, News):
    """A statement with two clocks: since when it is so, and since when (until when) we know it."""

    #: The columns that say what the fact is about; one state holds for each such subject on a day.
    SUBJECT: ClassVar[tuple[str, ...]]

    effective_on = models.DateField("platí od", help_text="První den, kdy to platí.")
    precision = models.CharField("přesnost", max_length=8, choices=Precision, default=Precision.DAY)
    known_on = models.DateField("známo od", default=today, help_text="Datum zdroje; není-li, den zápisu.")
    corrected_on = models.DateField(
        "opraveno", null=True, blank=True, help_text="Den, od kterého údaj nemáme za správný. Jinak prázdné."
    )
    correction = models.TextField("důvod opravy", blank=True)
    note = models.TextField("poznámka", blank=True)

    class Meta(Cited.Meta):
        abstract = True
        constraints = [
            *Cited.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_correction_follows",
                condition=Q(corrected_on=None) | Q(corrected_on__gte=F("known_on")),
                violation_error_message="Opravit lze jen údaj, který už byl znám: den opravy předchází dni poznání.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_correction_has_reason",
                condition=Q(corrected_on=None, correction="") | (Q(corrected_on__isnull=False) & ~Q(correction="")),
                violation_error_message="Oprava má den i důvod, nebo nemá ani jedno.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_first_day_of_span",
                condition=Q(precision__in=[Precision.DAY, Precision.NO_LATER])
                | Q(precision=Precision.MONTH, effective_on__day=1)
                | Q(precision=Precision.SEASON, effective_on__day=1, effective_on__month__in=[3, 6, 9, 12])
                | Q(precision=Precision.YEAR, effective_on__day=1, effective_on__month=1),
                violation_error_message="Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.",
            ),
        ]

    @property
    def is_moment(self) -> bool:
        """Whether it happened on its day, as an approval does; otherwise it has held since its day."""
        return False

    @classmethod
    def moment(cls) -> Combinable:
        """``is_moment`` as an expression."""
        return Value(value=False)

    @property
    def since(self) -> str:
        """Its day, as people say it: since when it holds („od 1. 7. 2016“), or when it happened („17. 12. 2015“)."""
        return self.when if self.is_moment else days.since(self.effective_on, self.precision)

    @property
    def when(self) -> str:
        """When it happened, as people say it: „26. 10. 2016“, „v srpnu 2016“, „na podzim 2015“, „v roce 2014“."""
        return days.when(self.effective_on, self.precision)

    @property
    def rank(self) -> tuple[datetime.date, datetime.date, int]:
        """Its place in the order that decides which fact is the last, for rows that are already read."""
        return self.effective_on, self.known_on, self.pk

    @property
    def about(self) -> str:
        """What the statement is about beside the subject, said before it: „alokace OPZ“; empty where it is clear."""
        return ""

    @property
    def decision(self) -> str:
        """Who decided and how, said after the statement; empty where nobody decides."""
        return ""


def said(*parts: str | Combinable) -> Combinable:
    """Join column names, literal texts (those with a space or punctuation) and expressions into one SQL text."""
    column = re.compile(r"[a-z_]+")
    return Concat(
        *(
            part if isinstance(part, Combinable) else F(part) if column.fullmatch(part) else Value(part)
            for part in parts
        ),
        output_field=models.TextField(),
    )


def label(column: str, choices: type[models.TextChoices]) -> Combinable:
    """The Czech name of the chosen value, in SQL."""
    whens = [When(**{column: choice.value}, then=Value(choice.label)) for choice in choices]
    return Case(*whens, default=Value(""), output_field=models.TextField())
