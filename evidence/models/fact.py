"""What every fact has: two clocks, a value, and what is said of it later.

A fact is a row that is never edited to say something else.  States are stored as changes, one row per change;
the state on a day is the last fact that counts, and ``FactQuerySet.state`` is the one place that says so.
"""

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import (
    Case,
    ExpressionWrapper,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    RowRange,
    StringAgg,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Greatest, Lead
from django.db.models.lookups import Exact

import czech
from czech import days
from evidence.models.asof import AsOf, today
from evidence.models.attestation import recent_since
from evidence.models.cited import Among, CitedQuerySet, Entry, said
from evidence.models.constraints import NoRepetition, by_clocks
from evidence.models.news import News
from evidence.models.precision import Precision
from evidence.models.sources import Source
from evidence.models.subjects import EARLIER, LATER, ORDER, NotTrue, comes, never_null, same_subject, says_the_same


class FactQuerySet(CitedQuerySet):
    """Facts, asked about by two clocks.  ``public`` comes first: it decides whose corrections count, too."""

    _for_public = False
    _is_asked = False

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._for_public, clone._is_asked = self._for_public, self._is_asked
        return clone

    def public(self) -> Self:
        """Only what the public may see, and as if what it may not see had never been: corrections by such a source."""
        assert not self._is_asked, "whose corrections count must be said before asking what stands"
        found = super().public().filter(struck_at=None)
        found._for_public = True
        return found

    def known(self, at: AsOf) -> Self:
        """Those that were already known, corrected since or not: a fact has a day of its own for that."""
        return self._asked(Q(known_on__lte=at.known, struck_at=None))

    def counting(self, at: AsOf) -> Self:
        """The facts that were already known, not yet corrected, and already in effect."""
        return self.believed(at.known).filter(effective_on__lte=at.day)

    def believed(self, known: datetime.date) -> Self:
        """What was held to be true on the day of knowledge, whenever it took or takes effect."""
        return self._asked(self.standing(known) & Q(known_on__lte=known, struck_at=None))

    def standing(self, known: datetime.date | Combinable) -> Q:
        """Not corrected by the day of knowledge, by a source that whoever asks may see."""
        corrected = Q(corrected_on__lte=known)
        return Q(NotTrue(corrected & Q(correction_source__is_public=True) if self._for_public else corrected))

    def _asked(self, condition: Q) -> Self:
        found = self.filter(condition)
        found._is_asked = True
        return found

    def in_order(self) -> Self:
        """The order that decides which fact is the last: the day, then who knew later, then who wrote later."""
        return self.order_by(*ORDER)

    def latest_first(self) -> Self:
        """Subject after subject, of each the last fact first."""
        return self.order_by(*self.model.SUBJECT, *(f"-{column}" for column in ORDER))

    def state(self, at: AsOf) -> Self:
        """The last change that counts for each subject: the state on a day, each annotated with ``attested_on``.

        A filter before ``state`` says which facts may count, a filter after it narrows the states.  A fact that
        only repeats the one before it, since an earlier clock hides what stands between them, is no change.
        """
        from_then_on = self._all().counting(at).filter(*same_subject(self.model)).exclude(comes(EARLIER))
        attested = {"attested_on": self._attested(from_then_on, at), "asked_on": _asked_on(at)}
        return self._fresh().filter(pk__in=self._last(at)).annotate(**attested)

    def each_state(self, at: AsOf) -> Self:
        """The facts of ``state``, to be asked for each row of a list: they are worked out once for all of its rows."""
        return self._fresh().filter(Among("pk", ArraySubquery(self._last(at))))

    def changes(self, at: AsOf) -> Self:
        """The changes of which the last for each subject is its ``state``, each annotated with ``attested_on``.

        For what SQL makes of very many states: all are attested in one pass.  Only subjects may be narrowed before.
        """
        until_now = RowRange(start=None, end=0)
        attested = Window(Max(self._spoken(at)), **_latest_first_of(self.model.SUBJECT), frame=until_now)
        changes = self.counting(at).annotate(repeats=self._repeats(self.model.SUBJECT), attested_on=attested)
        return changes.filter(repeats=False)

    def told(self, at: AsOf) -> Self:
        """The course of things, each fact also annotated with ``holds``: it is the state of its subject on the day."""
        holds = ExpressionWrapper(Q(pk__in=self._last(at)), output_field=models.BooleanField())
        return self.course(at).annotate(holds=holds)

    def course(self, at: AsOf) -> Self:
        """All facts in effect that were ever told by the day of knowledge, the oldest first, each annotated with

        ``stands`` (it was not corrected by then), ``repeats`` (the one before it says the same), ``ended_on`` (the
        first day of the next change of its subject, which no longer belongs to this one) and ``attested_on``.
        """
        stands = ExpressionWrapper(self.standing(at.known), output_field=models.BooleanField())
        counting = self._all().counting(at)
        other = counting.filter(*same_subject(self.model)).filter(comes(LATER)).exclude(says_the_same(self.model))
        return (
            self.known(at)
            .filter(effective_on__lte=at.day)
            .annotate(
                stands=stands,
                repeats=self._repeats([*self.model.SUBJECT, "stands"]),
                ended_on=Case(When(stands=True, then=Subquery(other.in_order().values("effective_on")[:1]))),
                attested_on=self._attested(counting.filter(pk=OuterRef("pk")), at),
                asked_on=_asked_on(at),
            )
            .in_order()
        )

    def with_confirmations(self, at: AsOf) -> Self:
        """Each annotated with ``confirmed_by``, for a column: the sources that confirm it, and until when."""
        joined = self._confirmed(at, fact=OuterRef("pk")).values("told")
        return self.annotate(confirmed_by=Coalesce(Subquery(joined), Value(""), output_field=models.TextField()))

    def confirmed(self, at: AsOf) -> models.QuerySet[Any, dict[str, Any]]:
        """The same for all facts at once: (``fact``, ``told``) of each that is confirmed."""
        found: models.QuerySet[Any, dict[str, Any]] = self._confirmed(at).values("fact", "told")
        return found

    def _confirmed(self, at: AsOf, **where: Any) -> Any:
        until = Func(F("holds_on"), Value("FMDD. FMMM. YYYY"), function="to_char", output_field=models.TextField())
        told = said("source__title", " (doloženo k ", until, ")")
        spoken = self._confirmations(at).filter(**where).order_by().values("fact")
        return spoken.annotate(told=StringAgg(told, Value("; "), order_by=("holds_on", "pk")))

    def _confirmations(self, at: AsOf) -> Any:
        """The confirmations of facts of the model that whoever asks may see, as far as their sources were known."""
        confirmations: Any = self.model._meta.get_field("confirmations").related_model
        return confirmations._default_manager.spoken(at, in_public=self._for_public)

    def _fresh(self) -> Self:
        """All facts of the model, asked for by whoever asks now."""
        found = type(self)(self.model, using=self._db)  # type: ignore[attr-defined]  # the router says, each time
        found._for_public = self._for_public
        return found

    def _all(self) -> Self:
        """All facts of the model that whoever asks now may see."""
        return self._fresh().public() if self._for_public else self._fresh()

    def _last(self, at: AsOf) -> models.QuerySet[Any, dict[str, Any]]:
        counting = self.counting(at).annotate(repeats=self._repeats(self.model.SUBJECT))
        changes = self._fresh().filter(pk__in=counting.filter(repeats=False).values("pk"))
        return changes.latest_first().distinct(*self.model.SUBJECT).values("pk")

    def _repeats(self, group: Iterable[str]) -> Combinable:
        """Whether a fact says what the one before it in its group says, and begins no new period."""

        def before(column: str) -> Window:
            return Window(Lead(never_null(self.model, column)), **_latest_first_of(group))

        same = [Exact(never_null(self.model, column), before(column)) for column in self.model.VALUE]
        says_it_again = When(Q(*same, restarts=False), then=Value(value=True))
        return Case(says_it_again, default=Value(value=False), output_field=models.BooleanField())

    def _attested(self, facts: Self, at: AsOf) -> Combinable:
        """The last day for which a source says the same: of those that found the facts, or confirm them.

        ``facts`` are those that say it, of the row one query further out.
        """
        said = facts.annotate(spoken_on=self._spoken(at))
        return Subquery(
            said.order_by(F("spoken_on").desc(nulls_last=True)).values("spoken_on")[:1],
            output_field=models.DateField(),
        )

    def _spoken(self, at: AsOf) -> Combinable:
        """The last day for which the source of a fact, or one that confirms it, speaks.

        A dated source speaks for its own day, an undated one only for the beginning that it states: where that is
        only the day of reading, for none.
        """
        states_none = Q(precision=Precision.NO_LATER, source__issued_on=None, effective_on__gte=F("source__read_on"))
        begins = Case(When(~states_none, then=F("effective_on")))
        spoken = self._confirmations(at).filter(fact=OuterRef("pk")).order_by("-holds_on")
        return Greatest(begins, "source__issued_on", Subquery(spoken.values("holds_on")[:1]))


def _latest_first_of(group: Iterable[str]) -> dict[str, Any]:
    """Of a window: the facts of the same group, the last one first, as ``latest_first`` has them."""
    return {"partition_by": [*map(F, group)], "order_by": [F(column).desc() for column in ORDER]}


def _asked_on(at: AsOf) -> Combinable:
    """The day asked about, so that a row can say by itself whether its attestation is old."""
    day: Any = at.day  # in a prepared question an expression
    return Cast(day, models.DateField())


class Fact(Entry, News):
    """A statement with two clocks: since when it is so, and since when (until when) we know it."""

    #: The columns that say what the fact is about; one state holds for each such subject on a day.
    SUBJECT: ClassVar[tuple[str, ...]]
    RELATED: ClassVar[tuple[str, ...]] = ("source",)
    #: The columns that say what is so since the day: a fact whose values are those before it repeats them.
    VALUE: ClassVar[tuple[str, ...]]
    #: Whether it is asked what differs from the record (``evidence.doubts``); amounts have a question of their own.
    IS_DOUBTED: ClassVar[bool] = True

    #: Of a row that came from ``state`` or ``told``: until when sources say so, and the day asked about.
    attested_on: datetime.date | None
    asked_on: datetime.date
    #: Of a row that came from ``told``: whether it was not corrected by then; a state stands.
    stands: bool = True
    #: Of a row asked for ``with_confirmations``.
    confirmed_by: str

    effective_on = models.DateField("platí od", help_text="První den, kdy to platí.")
    precision = models.CharField("přesnost", max_length=8, choices=Precision, default=Precision.DAY)
    known_on = models.DateField("známo od", default=today, help_text="Datum zdroje; není-li, den zápisu.")
    corrected_on = models.DateField(
        "opraveno", null=True, blank=True, help_text="Den, od kterého údaj nemáme za správný. Jinak prázdné."
    )
    correction = models.TextField("důvod opravy", blank=True)
    correction_source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="zdroj opravy",
        help_text="Podle čeho údaj nemáme za správný. Dokud není veřejný, veřejnost vidí dosavadní údaj.",
    )
    restarts = models.BooleanField(
        "začíná nové období",
        default=False,
        help_text="Platí totéž co předtím, ale znovu: skončilo to a začalo nové období.",
    )
    note = models.TextField("poznámka", blank=True)
    correction_recorded_at = models.DateTimeField("oprava zapsána", null=True, editable=False)

    class Meta(Entry.Meta):
        abstract = True
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_correction_follows",
                condition=Q(corrected_on=None) | Q(corrected_on__gte=F("known_on")),
                violation_error_message="Opravit lze jen údaj, který už byl znám: den opravy předchází dni poznání.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_correction_has_reason",
                condition=Q(corrected_on=None, correction="", correction_source=None)
                | (Q(corrected_on__isnull=False, correction_source__isnull=False) & ~Q(correction="")),
                violation_error_message="Oprava má den, důvod i zdroj, nebo nemá nic z toho.",
            ),
            NoRepetition(name="%(app_label)s_%(class)s_no_repetition"),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_first_day_of_span",
                condition=Q(precision__in=[Precision.DAY, Precision.NO_LATER])
                | Q(precision=Precision.MONTH, effective_on__day=1)
                | Q(precision=Precision.SEASON, effective_on__day=1, effective_on__month__in=[3, 6, 9, 12])
                | Q(precision=Precision.YEAR, effective_on__day=1, effective_on__month=1),
                violation_error_message="Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.",
            ),
        ]
        indexes = [*Entry.Meta.indexes, *by_clocks()]

    @classmethod
    def on_day(cls, rows: models.QuerySet[Any], at: AsOf) -> models.QuerySet[Any]:
        return rows.filter(effective_on__lte=at.day)

    def neighbours(self) -> "tuple[Fact | None, Fact | None]":
        """The standing facts of the same subject right before and right after it; it need not be saved."""
        subject = {column: getattr(self, column) for column in self.SUBJECT}
        standing = type(self)._base_manager.filter(**subject, corrected_on=None, struck_at=None).exclude(pk=self.pk)
        own = (self.effective_on, self.known_on, float("inf") if self.pk is None else self.pk)
        ordered = sorted(standing, key=lambda fact: fact.rank)
        before = [fact for fact in ordered if fact.rank < own]
        return before[-1] if before else None, ordered[len(before)] if len(before) < len(ordered) else None

    @property
    def subject(self) -> tuple[Any, ...]:
        """What it is about."""
        return tuple(getattr(self, column) for column in self.SUBJECT)

    def says_the_same_as(self, other: "Fact") -> bool:
        return all(getattr(self, column) == getattr(other, column) for column in self.VALUE)

    def leads_on_from(self, earlier: Self) -> bool:
        """Whether such a change is what usually comes after the earlier one, so that nobody doubts either of them."""
        return True

    def may_correct(self, earlier: Self) -> bool:
        """Whether the earlier fact may have been wrong, where this one says something else.

        A source that speaks of a state („nejpozději“) tells no change; what begins within the same time may mean the
        same beginning.
        """
        is_apart = self.precision != Precision.NO_LATER and self.effective_on > earlier.last_day_of_beginning
        return not (is_apart and self.leads_on_from(earlier))

    @property
    def last_day_of_beginning(self) -> datetime.date:
        """The last day on which it may have begun, as exactly as its source says it."""
        return days.last_day(self.effective_on, self.precision)

    def publicly_corrected_on(self, known: datetime.date) -> datetime.date | None:
        """Since when the public holds it true no longer, by the day of knowledge; None while it does."""
        if self.corrected_on is None or self.corrected_on > known:
            return None
        return self.corrected_on if self.correction_source and self.correction_source.is_public else None

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
    def since_in_sentence(self) -> str:
        """The same where it ends a sentence: „od roku 2014“."""
        return self.when if self.is_moment else days.since(self.effective_on, self.precision, in_sentence=True)

    @property
    def when(self) -> str:
        """When it happened, as people say it: „26. 10. 2016“, „v srpnu 2016“, „na podzim 2015“, „v roce 2014“."""
        return days.when(self.effective_on, self.precision)

    @property
    def attested(self) -> str:
        """Until when sources say so, as exactly as they do: „k 30. 8. 2016“, „v roce 2014“; of a row that was told."""
        if self.attested_on is None:
            return ""
        is_exact = self.attested_on != self.effective_on or self.precision in (Precision.DAY, Precision.NO_LATER)
        return self.when if not is_exact else czech.vlna(f"k {czech.day(self.attested_on)}")

    @property
    def is_last_known(self) -> bool:
        """Whether its attestation is old on the day asked about: it is the last that is known, and no news."""
        if self.attested_on is None:
            return self.stands
        return self.attested_on < recent_since(self.asked_on)

    @property
    def attestation(self) -> str:
        """„doloženo k 1. 5. 2026“, „naposledy doloženo v roce 2014“ where that is long ago, or that nobody knows."""
        if self.attested_on is None:
            return "zdroj je bez data" if self.stands else ""
        return czech.vlna(f"{'naposledy ' if self.is_last_known else ''}doloženo {self.attested}")

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
