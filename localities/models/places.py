"""Municipalities of the region, and the localities that cooperate: a municipality or a micro-region."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.urls import reverse

from evidence.models import (
    AsOf,
    Cited,
    CitedQuerySet,
    Confirmation,
    Fact,
    FactQuerySet,
    NamedQuerySet,
    Source,
    one_value_a_day,
    said,
    through_fact,
    tracked,
)


def czech_order(column: str) -> models.GeneratedField:
    """A stored column to sort by, in Czech alphabetical order on every PostgreSQL."""
    return models.GeneratedField(
        expression=Func(F(column), function="cs_key"),
        output_field=TextField(db_collation="C"),
        db_persist=True,
        verbose_name="řadicí klíč",
    )


class MunicipalityStatus(models.TextChoices):
    VILLAGE = "obec", "obec"
    MARKET_TOWN = "mestys", "městys"
    TOWN = "mesto", "město"
    STATUTORY_CITY = "statutarni-mesto", "statutární město"


class MunicipalityQuerySet(NamedQuerySet):
    def public(self) -> "MunicipalityQuerySet":
        """The register of municipalities is public."""
        return self


@tracked(exclude=["name_key"])
class Municipality(models.Model):
    """A municipality, known by its RÚIAN code for as long as it exists.  Homonyms differ by code only."""

    LOCALITY = None
    NATURAL_KEY = "code"

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
    population = models.PositiveIntegerField("počet obyvatel", null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(
        "rok počtu obyvatel", null=True, blank=True, help_text="Stav k 1. lednu tohoto roku."
    )
    lat = models.DecimalField("zeměpisná šířka", max_digits=8, decimal_places=6, null=True, blank=True)
    lon = models.DecimalField("zeměpisná délka", max_digits=9, decimal_places=6, null=True, blank=True)
    ico = models.CharField("IČO", max_length=8, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="municipalities", verbose_name="zdroj údajů"
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
                name="localities_municipality_population_has_year",
                condition=Q(population=None, population_year=None)
                | Q(population__isnull=False, population_year__isnull=False),
                violation_error_message="Počet obyvatel se uvádí s rokem.",
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
        return reverse("municipality-detail", args=[self.code])


class LocalityKind(models.TextChoices):
    MUNICIPALITY = "municipality", "obec"
    MICROREGION = "microregion", "mikroregion"


class LocalityQuerySet(NamedQuerySet):
    def public(self) -> "LocalityQuerySet":
        """Only the localities that a publisher has let out."""
        return self.filter(is_public=True)

    def recorded(self, at: AsOf) -> "LocalityQuerySet":
        """The localities of which something counts: the record knows them on that day."""
        return self.filter(pk__in=Membership.objects.public().counting(at).values("locality"))


@tracked(exclude=["name_key"])
class Locality(models.Model):
    """What cooperates with the Agency: one municipality or a micro-region.  Never a house or a street."""

    #: In this model and in those above it: the path to the locality that a row belongs to; None for shared rows.
    LOCALITY = "pk"
    NATURAL_KEY = "slug"

    slug = models.SlugField("adresa", max_length=60, unique=True)
    name = models.CharField("název", max_length=100)
    kind = models.CharField("druh", max_length=12, choices=LocalityKind)
    municipalities = models.ManyToManyField(Municipality, through="Membership", related_name="localities")
    is_public = models.BooleanField("zveřejněna", default=False)
    name_key = czech_order("name")

    objects = LocalityQuerySet.as_manager()

    class Meta:
        verbose_name = "lokalita"
        verbose_name_plural = "lokality"
        permissions = [("publish_locality", "zveřejnit lokalitu")]
        ordering = ["name_key", "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("locality-detail", args=[self.slug])


@tracked()
class LocalityAlias(Cited):
    """Another name under which a source writes of the locality."""

    LOCALITY = "locality"
    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "locality__is_public")
    PAGE = ("locality-detail", "locality__slug")

    locality = models.ForeignKey(Locality, models.PROTECT, related_name="aliases", verbose_name="lokalita")
    name = models.CharField("jiný název", max_length=100)

    objects = CitedQuerySet.as_manager()

    class Meta(Cited.Meta):
        verbose_name = "jiný název lokality"
        verbose_name_plural = "jiné názvy lokalit"
        ordering = ["locality", "name"]
        constraints = [
            *Cited.Meta.constraints,
            models.UniqueConstraint(
                name="localities_localityalias_once",
                fields=["locality", "name"],
                violation_error_message="Tento název už u lokality je.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def says(cls) -> Combinable:
        return said("locality__name", ": uvedena jako „", "name", "“")


class MembershipQuerySet(FactQuerySet):
    def members(self, at: AsOf) -> "QuerySet[Membership]":
        """The memberships that hold on the day: municipalities that have joined and not left."""
        return self.state(at).filter(joined=True)


@tracked()
class Membership(Fact):
    """A municipality joins a locality, or leaves it."""

    LOCALITY = "locality"
    SUBJECT = ("locality_id", "municipality_id")
    VALUE = ("joined",)
    #: That a municipality belongs to the locality that it is by itself is no news.
    NEWS = Q(locality__kind=LocalityKind.MICROREGION)
    RELATED = ("locality", "municipality", "source")
    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "locality__is_public")
    PAGE = ("locality-detail", "locality__slug")

    locality = models.ForeignKey(Locality, models.PROTECT, related_name="memberships", verbose_name="lokalita")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="memberships", verbose_name="obec")
    joined = models.BooleanField("patří do lokality", default=True, help_text="Ne znamená, že obec odešla.")

    objects = MembershipQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = "členství obce"
        verbose_name_plural = "členství obcí"
        ordering = ["locality", "municipality", "effective_on"]
        constraints = [
            *Fact.Meta.constraints,
            one_value_a_day(
                "localities_membership_one_a_day", Cast("joined", models.IntegerField()), "locality", "municipality"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality}: {self.about} {self.statement}"

    @property
    def about(self) -> str:
        return f"obec {self.municipality.name}"

    @property
    def statement(self) -> str:
        return f"{'patří' if self.joined else 'nepatří'} do lokality {self.since}"

    @classmethod
    def says(cls) -> Combinable:
        return said("locality__name", ": členská obec ", "municipality__name")


@tracked()
class MembershipConfirmation(Confirmation):
    """Another source says the same of who belongs to a locality."""

    LOCALITY = "fact__locality"
    NEWS = Q(fact__locality__kind=LocalityKind.MICROREGION)
    RELATED = ("fact__locality", "fact__municipality", "source")
    PUBLIC: ClassVar[tuple[str, ...]] = through_fact(Membership)
    PAGE = ("locality-detail", "fact__locality__slug")

    fact = models.ForeignKey(Membership, models.PROTECT, related_name="confirmations", verbose_name="údaj")

    class Meta(Confirmation.Meta):
        verbose_name = "potvrzení členství"
        verbose_name_plural = "potvrzení členství"
