"""Documents that facts stand on, who issued them, and how they follow one another."""

import datetime
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Cast, Concat, Greatest, Least, Length
from django.db.models.lookups import GreaterThan

import czech
from czech import days
from czech.sought import Sought
from evidence.models.addresses import page_address
from evidence.models.asof import AsOf, today
from evidence.models.bodies import Body, number_fits
from evidence.models.events import tracked
from evidence.models.files import File
from evidence.models.precision import MONTHS, Precision
from evidence.models.prepared import among
from evidence.models.search import Fold, Line, SearchedQuerySet, WordsSaid, parted

LONGEST_PART = 10_000
"""So many letters of a text stand on one page; a longer one is read in parts."""


class SourceKind(models.TextChoices):
    RESOLUTION = "resolution", "usnesení"
    PAPER = "paper", "materiál zasedání"
    MEMORANDUM = "memorandum", "memorandum"
    PLAN = "plan", "strategický plán"
    REPORT = "report", "zpráva"
    WEB_PAGE = "web_page", "webová stránka"
    PRESS = "press", "tisk"
    REGISTER = "register", "rejstřík"
    INTERNAL = "internal", "vnitřní záznam"


#: Where a source stands in a list by kinds; without values of its own, so that an index may say the same.
PLACE_OF_KIND = Func(
    F("kind"),
    template=f"array_position('{{{','.join(SourceKind)}}}'::varchar[], %(expressions)s)",
    output_field=models.IntegerField(),
)


class SourceQuerySet(SearchedQuerySet):
    def public(self) -> "SourceQuerySet":
        """Only the sources that the public may read."""
        return self.filter(is_public=True)

    def known(self, at: AsOf) -> "SourceQuerySet":
        """Those that were known on the day of knowledge: by their own date, else by the day they were read."""
        return self.filter(known_on__lte=at.known)

    def on_day(self, at: AsOf) -> "SourceQuerySet":
        """Without resolutions that were adopted only after the day: other sources may speak of earlier days."""
        return self.exclude(kind=SourceKind.RESOLUTION, issued_on__gt=at.day)

    def by_kind(self) -> "SourceQuerySet":
        """In the order of the kinds, each with the newest first and the undated last."""
        return self.order_by(PLACE_OF_KIND, F("issued_on").desc(nulls_last=True), "key")

    def resolutions(self) -> "SourceQuerySet":
        return self.filter(kind=SourceKind.RESOLUTION)

    def heads(self, sought: Sought, *, forgiving: bool = False) -> "SourceQuerySet":
        """Those that may say in their head what is sought: what they are, called how, by whom, of what number and day.

        They come without their texts.
        """
        found = parted(sought, bodies(), forgiving=forgiving)
        return self.saying(found.whole, found.beside, found.rest)

    def saying(self, whole: Any, beside: Any, rest: Any) -> "SourceQuerySet":
        """The same of what is wanted (``parted``); there is no rest where all of it may stand beside."""
        said = Q(head_words__says=whole)
        beside_said = among("issuer", beside) & (Q(head_words__says=rest) if rest else Q())
        found = self._with_issuer().alias(head_words=WordsSaid(Fold(HEAD))).filter(said | beside_said)
        told: SourceQuerySet = found.annotate(told=_TOLD)
        return told

    def saying_in_text(self, whole: Any) -> "SourceQuerySet":
        """Those whose text may say it."""
        saying: SourceQuerySet = (
            self.exclude(text="").alias(text_words=WordsSaid(Fold("text"))).filter(text_words__says=whole)
        )
        return saying

    def number_first(self, sought: Sought) -> "SourceQuerySet":
        """Those whose number begins as the typed one before all others; else in their order."""
        return self.numbered_first(number_begun(sought))

    def numbered_first(self, number: Any) -> "SourceQuerySet":
        """The same of a pattern (``number_begun``)."""
        is_meant = Case(When(number__like=number, then=0), default=1)
        ordered: SourceQuerySet = self.order_by(is_meant, *(self.query.order_by or self.model._meta.ordering))
        return ordered

    def _with_issuer(self) -> "SourceQuerySet":
        return self.select_related("issuer").defer("text")


def number_begun(sought: Sought) -> str:
    """How the number begins that was typed; where none was, a pattern that no number meets."""
    typed = next(filter(str.isdigit, sought.telling), "")
    return f"{typed.lstrip('0')}%" if typed else "-"


def bodies() -> list[tuple[int, str]]:
    """Who may have issued a source, and what they are called."""
    return [*Body.objects.order_by().values_list("pk", Line("name", "short_name"))]


class KindSaid(Func):
    """What a source is, with no values that would go into the question."""

    template = (
        f"CASE %(expressions)s {' '.join(f"WHEN '{kind.value}' THEN '{kind.label}'" for kind in SourceKind)} END"
    )
    output_field = models.TextField()


class DayInNumbers(Func):
    """The day with the year in full and in short, as numbers of resolutions have it."""

    template = (
        "coalesce(date_part('day', %(expressions)s)::int::text"
        " || ' ' || date_part('month', %(expressions)s)::int::text"
        " || ' ' || date_part('year', %(expressions)s)::int::text"
        " || ' ' || right(date_part('year', %(expressions)s)::int::text, 2), '')"
    )
    output_field = models.TextField()


HEAD = Line(KindSaid("kind"), "number", "title", "issuer_name", DayInNumbers("issued_on"))
_TOLD = Concat(HEAD, Value(" "), "issuer__name", Value(" "), "issuer__short_name", output_field=models.TextField())


def _last_day() -> Combinable:
    """The last day of the span in which the source puts itself."""
    months = Case(*(When(precision=each, then=Value(count)) for each, count in MONTHS.items()), default=Value(0))
    span = Func(Value(0), months, Value(0), Value(-1), function="make_interval", output_field=models.DateTimeField())
    return Cast(CombinedExpression(F("issued_on"), "+", span), models.DateField())


@tracked()
class Source(models.Model):
    """A document and, where we may hold it, its very words.

    It may be dated no closer than to a month, a season or a year („březen 2019“); ``issued_on`` is then the first day
    of that span.  Where it matters which of the days it was, the cautious one is taken: its words count as known since
    the last day, when it was out for certain (or since it was read, if that was sooner), and what it says is attested
    to the first day, for nobody knows that it was written later.
    """

    Kind: ClassVar[type[SourceKind]] = SourceKind

    key = models.SlugField("klíč", max_length=80, unique=True, help_text="Stálé jméno v adrese stránky zdroje.")
    kind = models.CharField("druh", max_length=12, choices=SourceKind)
    title = models.CharField("název", max_length=300)
    issuer = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="issued", verbose_name="vydal orgán"
    )
    issuer_name = models.CharField("vydal", max_length=200, blank=True, help_text="Není-li mezi orgány.")
    number = models.CharField("číslo", max_length=60, blank=True)
    issued_on = models.DateField("datum", null=True, blank=True)
    precision = models.CharField(
        "přesnost data",
        max_length=8,
        choices=[choice for choice in Precision.choices if choice[0] != Precision.NO_LATER],
        default=Precision.DAY,
    )
    read_on = models.DateField(
        "přečteno", default=today, help_text="Den, kdy jsme zdroj četli. U nedatovaného platí za den, odkdy je znám."
    )
    known_on = models.GeneratedField(
        verbose_name="známo od",
        expression=Case(
            When(issued_on=None, then=F("read_on")),
            When(precision=Precision.DAY, then=F("issued_on")),
            default=Greatest("issued_on", Least("read_on", _last_day())),
        ),
        output_field=models.DateField(),
        db_persist=True,
    )
    url = models.URLField("adresa", max_length=500, blank=True)
    text = models.TextField("úplné znění", blank=True)
    has_text = models.GeneratedField(  # asked of many sources at once, whose texts nobody wants then
        verbose_name="znění je uloženo",
        expression=Q(text__gt=""),  # type: ignore[arg-type]  # a condition is an expression too
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_long = models.GeneratedField(  # its page shows a part of the text; who leads to a passage must know
        verbose_name="znění je na několika stranách",
        expression=GreaterThan(Length("text"), LONGEST_PART),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, verbose_name="příloha")
    note = models.TextField("poznámka", blank=True)
    is_public = models.BooleanField("veřejný", default=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = "zdroj"
        verbose_name_plural = "zdroje"
        permissions = [("publish_source", "zveřejnit zdroj")]
        ordering = ["-issued_on", "key"]
        constraints = [
            models.UniqueConstraint(
                name="evidence_source_number_once_a_day",
                fields=["issuer", "number", "issued_on"],
                condition=Q(kind=SourceKind.RESOLUTION) & ~Q(number=""),
                violation_error_message="Usnesení tohoto orgánu s tímto číslem a datem už v evidenci je.",
            ),
            models.CheckConstraint(
                name="evidence_source_url_is_web",
                condition=Q(url="") | Q(url__regex=r"^https?://"),
                violation_error_message="Adresa zdroje začíná http:// nebo https://.",
            ),
            models.CheckConstraint(
                name="evidence_source_first_day_of_span",
                condition=Q(precision=Precision.DAY)
                | Q(issued_on__isnull=False)
                & (
                    Q(precision=Precision.MONTH, issued_on__day=1)
                    | Q(precision=Precision.SEASON, issued_on__day=1, issued_on__month__in=[3, 6, 9, 12])
                    | Q(precision=Precision.YEAR, issued_on__day=1, issued_on__month=1)
                ),
                violation_error_message="Při přesnosti na měsíc, roční období nebo rok se uvádí jejich první den.",
            ),
        ]
        indexes = [
            GinIndex(WordsSaid(Fold("text")), name="evidence_source_text_said"),
            GinIndex(WordsSaid(Fold(HEAD)), name="evidence_source_head_said"),
            models.Index(fields=["known_on"], name="evidence_source_known"),
            models.Index(PLACE_OF_KIND, F("issued_on").desc(nulls_last=True), "key", name="evidence_source_by_kind"),
            # Every question about facts asks this of their sources, whose rows hold long texts.
            models.Index(
                fields=["id"], include=["is_public", "known_on", "issued_on", "read_on"], name="evidence_source_shown"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_address("source-detail", self.key)

    @property
    def title_in_sentence(self) -> str:
        """Its title amidst a sentence: „navazuje na usnesení Rady …“; the title of anything else is a name."""
        is_common = self.kind == SourceKind.RESOLUTION and self.title.startswith("Usnesení ")
        return self.title[0].lower() + self.title[1:] if is_common else self.title

    @property
    def number_fits(self) -> bool | None:
        """Whether the resolution is numbered as its body numbers; None where nothing can be said.

        Only to be pointed out, never refused: extraordinary sessions number their resolutions in their own way.
        """
        pattern = self.issuer.number_pattern if self.issuer is not None else ""
        if self.kind != SourceKind.RESOLUTION or not self.number or not pattern:
            return None
        return number_fits(self.number, pattern)

    def covers(self, day: datetime.date) -> bool:
        """Whether the day is that of the source, or one of the days in which it puts itself."""
        return self.issued_on is not None and self.issued_on <= day <= days.last_day(self.issued_on, self.precision)

    @property
    def dated_on(self) -> Any:
        """The day since which the source's words count as known, as ``known_on``; it need not be saved."""
        if self.issued_on is None or self.precision == Precision.DAY:
            return self.issued_on or self.read_on
        return max(self.issued_on, min(self.read_on, days.last_day(self.issued_on, self.precision)))

    @property
    def issued(self) -> str:
        """Its date, as exactly as it is known: „30. 8. 2016“, „březen 2019“; empty where there is none."""
        return czech.vlna(days.spoken(self.issued_on, self.precision)) if self.issued_on else ""

    @property
    def dated(self) -> str:
        """The same in a sentence: „ze dne 30. 8. 2016“, „z března 2019“."""
        return days.dated(self.issued_on, self.precision) if self.issued_on else ""

    @property
    def by_its_word(self) -> str:
        """How a state that only a source tells is told: „podle zdroje z března 2019“."""
        return f"podle zdroje {self.dated}" if self.issued_on else "podle nedatovaného zdroje"
