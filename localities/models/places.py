"""The localities that cooperate: a municipality or a micro-region, and who belongs to them."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from czech.sought import Sought, chosen
from evidence.models import (
    AsOf,
    Cited,
    CitedQuerySet,
    Confirmation,
    Fact,
    FactQuerySet,
    NamedRows,
    SearchedQuerySet,
    called,
    one_value_a_day,
    page_address,
    said,
    through_fact,
    tracked,
    without_accents,
)
from localities.models.claims import Disputed
from localities.models.municipalities import Municipality, czech_order, existed, registered


class LocalityKind(models.TextChoices):
    MUNICIPALITY = "municipality", "obec"
    MICROREGION = "microregion", "mikroregion"


class LocalityQuerySet(SearchedQuerySet):
    def public(self) -> "LocalityQuerySet":
        """Only the localities that a publisher has let out."""
        return self.filter(is_public=True)

    def like(self, text: str) -> "LocalityQuerySet":
        """Those of which a name, or one that a source gives them, is so; where there are none, much like it."""
        names = [NamedRows("", self), NamedRows("", LocalityAlias.objects.all(), target="locality")]
        return self.by_fit(dict.fromkeys(name.target for name, _ in chosen(called(Sought(text), names))))

    def recorded(self, at: AsOf) -> "LocalityQuerySet":
        """The localities of which something counts: the record knows them on that day."""
        return self.filter(pk__in=Membership.objects.public().counting(at).values("locality"))


@tracked(exclude=["name_key", "name_folded"])
class Locality(models.Model):
    """What cooperates with the Agency: one municipality or a micro-region.  Never a house or a street."""

    #: In this model and in those above it: the path to the locality that a row belongs to; None for shared rows.
    LOCALITY = "pk"
    NATURAL_KEY = "slug"

    slug = models.SlugField("adresa", max_length=60, unique=True)
    name = models.CharField("název", max_length=100)
    kind = models.CharField("druh", max_length=12, choices=LocalityKind)
    municipalities = models.ManyToManyField(Municipality, through="Membership", related_name="localities")
    is_plural = models.BooleanField(
        "název v množném čísle", default=False, help_text="Ve větě je potom „mají“: Horní Lhoty mají podporu."
    )
    is_public = models.BooleanField("zveřejněna", default=False)
    name_key = czech_order("name")
    name_folded = without_accents("name")

    objects = LocalityQuerySet.as_manager()

    class Meta:
        verbose_name = "lokalita"
        verbose_name_plural = "lokality"
        permissions = [("publish_locality", "zveřejnit lokalitu")]
        ordering = ["name_key", "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_address("locality-detail", self.slug)

    @property
    def proper_name(self) -> str:
        """What stands behind „mikroregion“: the name without that word, where somebody has written it into it."""
        genus = LocalityKind.MICROREGION.label
        is_said = self.kind == LocalityKind.MICROREGION and self.name.casefold().startswith(f"{genus} ")
        return self.name[len(genus) + 1 :] if is_said else self.name


@tracked(exclude=["name_folded"])
class LocalityAlias(Cited):
    """Another name under which a source writes of the locality."""

    LOCALITY = "locality"
    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "locality__is_public")
    PAGE = ("locality-detail", "locality__slug")

    locality = models.ForeignKey(Locality, models.PROTECT, related_name="aliases", verbose_name="lokalita")
    name = models.CharField("jiný název", max_length=100)
    name_folded = without_accents("name")

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
    def members(self, at: AsOf) -> Self:
        """The memberships that hold on the day: municipalities that exist, have joined and not left."""
        return self.state(at)._joined(at)

    def each_member(self, at: AsOf) -> Self:
        """The same, without until when sources say so."""
        return self.each_state(at)._joined(at)

    def _joined(self, at: AsOf) -> Self:
        return self.filter(existed(at, "municipality"), joined=True)

    def with_municipalities(self, at: AsOf) -> Self:
        """Fetch with each membership its municipality as the register had it on the day: one query for all."""
        return self.prefetch_related(Prefetch("municipality", Municipality.objects.on(at)))

    def by_name(self, at: AsOf) -> Self:
        """In the order of the names that the municipalities bore on the day."""
        return self.order_by(registered("name_key", at, "municipality"), "municipality")


@tracked()
class Membership(Disputed, Fact):
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
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["locality", "municipality", "effective_on"], name="localities_member_latest"),
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

    @classmethod
    def said_on(cls, at: AsOf) -> Combinable:
        return said("locality__name", ": členská obec ", registered("name", at, "municipality"))

    @classmethod
    def with_related(cls, rows: QuerySet[Any], at: AsOf) -> QuerySet[Any]:
        told = rows.select_related("locality", "source")
        return told.prefetch_related(Prefetch("municipality", Municipality.objects.on(at)))


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

    @classmethod
    def said_on(cls, at: AsOf) -> Combinable:
        return said("fact__locality__name", ": členská obec ", registered("name", at, "fact__municipality"))

    @classmethod
    def with_related(cls, rows: QuerySet[Any], at: AsOf) -> QuerySet[Any]:
        told = rows.select_related("fact__locality", "source")
        return told.prefetch_related(Prefetch("fact__municipality", Municipality.objects.on(at)))
