"""Municipalities as the register knows them: what holds of each now, what held before, how many people lived there.

What a page tells of a municipality is what the register said on the day asked about, and nothing that could not be
known by then.  ``MunicipalityQuerySet.on`` is the one place that decides it.
"""

import datetime
from collections.abc import Iterator
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.query import ModelIterable

import czech
from evidence.models import AsOf, Fold, NamedQuerySet, Source, new_key, page_address, today, tracked

EARLIEST = datetime.date(1800, 1, 1)  #: What is older is Excel's day zero or a typo, not a count of people.


def czech_order(column: str) -> models.GeneratedField:
    """A stored column to sort by, in Czech alphabetical order on every PostgreSQL."""
    return models.GeneratedField(
        expression=Func(F(column), function="cs_key"),
        output_field=TextField(db_collation="C"),
        db_persist=True,
        verbose_name="řadicí klíč",
    )


class MunicipalityStatus(models.TextChoices):
    """In the words of the register."""

    VILLAGE = "obec", "obec"
    MARKET_TOWN = "mestys", "městys"
    TOWN = "mesto", "město"
    STATUTORY_CITY = "statutarni-mesto", "statutární město"
    CAPITAL = "hlavni-mesto", "hlavní město"
    MILITARY_AREA = "vojensky-ujezd", "vojenský újezd"


# --- As of a day ---------------------------------------------------------------------------------------------------

#: What the register says of a municipality and changes with time.
REGISTERED = ("name", "status", "district", "orp")


def existed(at: AsOf, path: str = "") -> Q:
    """Conditions for municipalities that were there on the day; ``path`` leads to them from the rows asked for."""
    day, to = at.register_day, f"{path}__" if path else ""
    founded = Q(**{f"{to}founded_on": None}) | Q(**{f"{to}founded_on__lte": day})
    return founded & (Q(**{f"{to}ended_on": None}) | Q(**{f"{to}ended_on__gte": day}))


def _former(at: AsOf, path: str) -> "QuerySet[FormerRegistration]":
    """What was registered on the day of the municipality one query further out, where it is no longer so."""
    key = OuterRef(f"{path}__pk" if path else "pk")
    return FormerRegistration.objects.filter(municipality=key, until__gte=at.register_day).order_by("until")


def registered(column: str, at: AsOf, path: str = "") -> Combinable:
    """What the register said in the column on the day; ``path`` leads to the municipality from the rows asked for."""
    then = _former(at, path).values(column)[:1]
    now = F(f"{path}__{column}" if path else column)
    return Coalesce(Subquery(then), now, output_field=TextField())


class _AsRegistered(ModelIterable):  # type: ignore[type-arg]
    """Municipalities that bear in their columns what held on the day; they are for telling, not for saving."""

    def __iter__(self) -> Iterator[Any]:
        for municipality in super().__iter__():
            for column in (*REGISTERED, "name_key"):
                setattr(municipality, column, getattr(municipality, f"then_{column}"))
            yield municipality


class MunicipalityQuerySet(NamedQuerySet):
    def public(self) -> Self:
        """The register of municipalities is public."""
        return self

    def existing(self, at: AsOf) -> Self:
        """Those that had been founded by the day and had not ended."""
        return self.filter(existed(at))

    def on(self, at: AsOf) -> Self:
        """Each as the register had it on the day, with the last count of its people by then.

        Conditions and orders call what held then by ``then_name``, ``then_status``, ``then_district``, ``then_orp``,
        ``then_name_key`` and ``then_source``; the objects have it in their own columns.  ``population`` and
        ``counted_on`` are None where no count is known, ``count_source`` is the key and the title of its source where
        that may be told.
        """
        then: dict[str, Any] = {f"then_{column}": registered(column, at) for column in (*REGISTERED, "name_key")}
        former = _former(at, "")
        then_told_by = When(Exists(former), then=Subquery(former.values("source")[:1]))
        then["then_source"] = Case(then_told_by, default=F("source"), output_field=models.BigIntegerField())
        counts = PopulationCount.objects.filter(municipality=OuterRef("pk")).by(at).order_by("-counted_on")
        told = When(source__is_public=True, then=JSONObject(key="source__key", title="source__title"))
        source = Case(told, default=Value(None), output_field=models.JSONField())
        found = self.annotate(
            **then,
            population=Subquery(counts.values("count")[:1]),
            counted_on=Subquery(counts.values("counted_on")[:1]),
            count_source=Subquery(counts.values(told=source)[:1]),
        )
        found._iterable_class = _AsRegistered
        return found

    def like(self, text: str) -> Self:
        """Those that are or were called so, or much like it."""
        return self._ever_called(self.model._default_manager.named_like(text, "name"), former_like(text))

    def called(self, name: str) -> Self:
        """Those that are or were called exactly so; accents and letter case do not count."""
        everybody: tuple[Any, Any] = self.model._default_manager, FormerRegistration.objects
        now, before = (rows.alias(folded=Fold(F("name"))).filter(folded=Fold(Value(name))) for rows in everybody)
        return self._ever_called(now, before)

    def _ever_called(self, now: QuerySet[Any], before: QuerySet[Any]) -> Self:
        return self.filter(Q(pk__in=now.values("pk")) | Q(pk__in=before.values("municipality")))


def former_like(text: str) -> "QuerySet[FormerRegistration]":
    """Registrations that no longer hold, under such a name."""
    return FormerRegistration.objects.named_like(text, "name")


# --- The register --------------------------------------------------------------------------------------------------


@tracked(exclude=["name_key"])
class Municipality(models.Model):
    """A municipality, known by its RÚIAN code for as long as it exists.  Homonyms differ by code only.

    Its columns say what holds now; what held before is in its former registrations.
    """

    LOCALITY = None
    NATURAL_KEY = "code"

    #: Of a municipality that came ``on`` a day: its last count of people by then, None where none is known.
    population: int | None
    counted_on: datetime.date | None
    count_source: dict[str, str] | None
    #: Of such a municipality too: the source of what held on the day, by its key in the database.
    then_source: int | None

    code = models.CharField(
        "kód obce",
        max_length=6,
        primary_key=True,
        validators=[RegexValidator(r"^[0-9]{6}\Z", "Kód obce má šest číslic.")],
        help_text="Kód obce podle RÚIAN, šest číslic.",
    )
    name = models.CharField("název", max_length=80)
    status = models.CharField("postavení", max_length=16, choices=MunicipalityStatus)
    district = models.CharField("okres", max_length=40)
    orp = models.CharField("obec s rozšířenou působností", max_length=40)
    founded_on = models.DateField("vznik obce", null=True, blank=True, help_text="První den, kdy obec existuje.")
    ended_on = models.DateField("zánik obce", null=True, blank=True, help_text="Poslední den, kdy obec existovala.")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="stala se součástí obce"
    )
    lat = models.DecimalField("zeměpisná šířka", max_digits=8, decimal_places=6, null=True, blank=True)
    lon = models.DecimalField("zeměpisná délka", max_digits=9, decimal_places=6, null=True, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="municipalities", verbose_name="zdroj údajů"
    )
    ico = models.CharField("IČO", max_length=8, blank=True)
    ico_source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="zdroj IČO"
    )
    name_key = czech_order("name")

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "obec"
        verbose_name_plural = "obce"
        ordering = ["name_key", "code"]
        constraints = [
            models.CheckConstraint(
                name="localities_municipality_code_six_digits",
                condition=Q(code__regex=r"^[0-9]{6}$"),
                violation_error_message="Kód obce má šest číslic.",
            ),
            models.CheckConstraint(
                name="localities_municipality_ends_after_it_began",
                condition=Q(founded_on=None) | Q(ended_on=None) | Q(founded_on__lte=F("ended_on")),
                violation_error_message="Obec nemůže zaniknout dřív, než vznikla.",
            ),
            models.CheckConstraint(
                name="localities_municipality_merged_when_ended",
                condition=Q(merged_into=None) | Q(ended_on__isnull=False),
                violation_error_message="Součástí jiné obce se stala jen obec, která zanikla: doplňte den zániku.",
            ),
            models.CheckConstraint(
                name="localities_municipality_merged_into_another",
                condition=Q(merged_into=None) | ~Q(merged_into=F("code")),
                violation_error_message="Obec se nemůže stát součástí sebe samé.",
            ),
            models.CheckConstraint(
                name="localities_municipality_point_is_whole",
                condition=Q(lat=None, lon=None) | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                violation_error_message="Poloha má zeměpisnou šířku i délku ve stupních.",
            ),
            models.CheckConstraint(
                name="localities_municipality_ico_eight_digits",
                condition=Q(ico="") | Q(ico__regex=r"^[0-9]{8}$"),
                violation_error_message="IČO má osm číslic.",
            ),
        ]
        indexes = [
            models.Index(fields=["district"], name="localities_mun_district"),
            models.Index(fields=["orp"], name="localities_mun_orp"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_address("municipality-detail", self.code)

    def existed(self, at: AsOf) -> bool:
        """Whether it had been founded by the day and had not ended."""
        return not self.had_ended(at) and (self.founded_on is None or self.founded_on <= at.register_day)

    def had_ended(self, at: AsOf) -> bool:
        return self.ended_on is not None and self.ended_on < at.register_day

    def former(self, until: datetime.date) -> "FormerRegistration":
        """What holds of it now as what held until that day; not saved."""
        held = {column: getattr(self, column) for column in REGISTERED}
        return FormerRegistration(municipality=self, until=until, source=self.source, **held)


class FormerQuerySet(NamedQuerySet):
    def before(self, at: AsOf) -> Self:
        """Those that had ended by the day, the latest first."""
        return self.filter(until__lt=at.register_day).order_by("-until")


@tracked(exclude=["name_key"])
class FormerRegistration(models.Model):
    """What the register said of a municipality until a day.

    It holds since the former registration before it ended, so periods of one municipality follow each other and
    cannot overlap; since when the first of them holds is not told.
    """

    LOCALITY = None

    key = models.SlugField("klíč", max_length=80, unique=True, default=new_key, editable=False)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="former_registrations", verbose_name="obec"
    )
    until = models.DateField("platilo do", help_text="Poslední den, kdy to platilo.")
    name = models.CharField("název", max_length=80)
    status = models.CharField("postavení", max_length=16, choices=MunicipalityStatus)
    district = models.CharField("okres", max_length=40)
    orp = models.CharField("obec s rozšířenou působností", max_length=40)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="former_registrations", verbose_name="zdroj údajů"
    )
    note = models.TextField("poznámka", blank=True)
    name_key = czech_order("name")

    objects = FormerQuerySet.as_manager()

    class Meta:
        verbose_name = "dřívější zápis obce v registru"
        verbose_name_plural = "dřívější zápisy obcí v registru"
        ordering = ["municipality", "-until"]
        constraints = [
            models.UniqueConstraint(
                name="localities_formerregistration_one_until_a_day",
                fields=["municipality", "until"],
                violation_error_message="Dřívější zápis do tohoto dne už u obce je.",
            ),
            models.CheckConstraint(
                name="localities_formerregistration_until_a_true_day",
                condition=Q(until__gte=EARLIEST),
                violation_error_message="Takový den registr obcí nezná. Není to překlep?",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_status_display()}, do {czech.day(self.until)}"

    @property
    def told(self) -> str:
        """„město Horní Lhota, okres Lhotov, ORP Lhotov“."""
        return f"{self.get_status_display()} {self.name}, okres {self.district}, ORP {self.orp}"


def has_come(day: datetime.date) -> None:
    """Raise ValidationError for a day that has not come: nobody was counted on it."""
    if day > today():
        raise ValidationError("Tento den ještě nenastal.")


class PopulationCountQuerySet(models.QuerySet["PopulationCount"]):
    def by(self, at: AsOf) -> Self:
        """Counts of days that had come by the day asked about, and by that of knowledge."""
        return self.filter(counted_on__lte=at.register_day)


@tracked()
class PopulationCount(models.Model):
    """How many people lived in a municipality on a day."""

    LOCALITY = None

    key = models.SlugField("klíč", max_length=80, unique=True, default=new_key, editable=False)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="population_counts", verbose_name="obec"
    )
    counted_on = models.DateField("ke dni", validators=[has_come])
    count = models.PositiveIntegerField("počet obyvatel")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="population_counts", verbose_name="zdroj"
    )

    objects = PopulationCountQuerySet.as_manager()

    class Meta:
        verbose_name = "počet obyvatel"
        verbose_name_plural = "počty obyvatel"
        ordering = ["municipality", "-counted_on"]
        constraints = [
            models.UniqueConstraint(
                name="localities_populationcount_one_a_day",
                fields=["municipality", "counted_on"],
                violation_error_message="Počet obyvatel obce k tomuto dni už evidence má.",
            ),
            models.CheckConstraint(
                name="localities_populationcount_of_a_true_day",
                condition=Q(counted_on__gte=EARLIEST),
                violation_error_message="K takovému dni obyvatele nikdo nesčítal. Není to překlep?",
            ),
        ]

    def __str__(self) -> str:
        people = czech.count(self.count, "obyvatel", "obyvatelé", "obyvatel")
        return f"{self.municipality}: {people} k {czech.day(self.counted_on)}"
