"""How a locality is supported, as changes of the kind of support."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable

import czech
from czech import days
from evidence.models import (
    AsOf,
    Confirmation,
    Fact,
    FactQuerySet,
    Precision,
    one_value_a_day,
    said,
    through_fact,
    tracked,
)
from localities.models.claims import Disputed
from localities.models.places import Locality


class Stage(models.TextChoices):
    """Where in the cooperation a kind of support belongs."""

    BEFORE = "before", "před spoluprací"
    DURING = "during", "podpora trvá"
    AFTER = "after", "po spolupráci"


class Look(models.TextChoices):
    """How the sign of a kind of support is filled; its shape comes from the stage.  No colour says it alone."""

    DOTTED = "dotted", "tečkovaný obrys"
    OUTLINE = "outline", "plný obrys"
    QUARTER = "quarter", "vyplněná čtvrtina"
    HALF = "half", "vyplněná polovina"
    FULL = "full", "celý vyplněný"


@tracked()
class SupportKind(models.Model):
    """A kind of support.  The Agency has changed them over the years, so each is dated and staff may add one."""

    LOCALITY = None
    NATURAL_KEY = "code"

    code = models.SlugField("kód", max_length=20, unique=True)
    name = models.CharField("název", max_length=80)
    sentence = models.CharField(
        "ve větě", max_length=120, help_text="Pokračování věty, která začíná názvem lokality: „zvažuje spolupráci“."
    )
    transition = models.CharField(
        "přechod ve větě", max_length=120, blank=True, help_text="„přechází ke vzdálené komplexní podpoře“"
    )
    explanation = models.TextField("vysvětlení", blank=True)
    stage = models.CharField("etapa", max_length=6, choices=Stage)
    is_moment = models.BooleanField(
        "okamžik",
        default=False,
        help_text="Stalo se v určitý den („vybrána 17. 12. 2015“), netrvá od něj („od 2014“).",
    )
    look = models.CharField("vzhled značky", max_length=8, choices=Look, default=Look.OUTLINE)
    position = models.PositiveSmallIntegerField("pořadí", unique=True)
    valid_from = models.DateField("používá se od", null=True, blank=True)
    valid_to = models.DateField("používá se do", null=True, blank=True)

    class Meta:
        verbose_name = "druh podpory"
        verbose_name_plural = "druhy podpory"
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="localities_supportkind_dates_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                violation_error_message="Konec používání nemůže předcházet začátku.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SupportChangeQuerySet(FactQuerySet):
    def ongoing(self, at: AsOf) -> "SupportChangeQuerySet":
        """The states of localities that are supported on the day."""
        return self.state(at).filter(kind__stage=Stage.DURING)


@tracked()
class SupportChange(Disputed, Fact):
    """Since a day a locality is supported in another way."""

    LOCALITY = "locality"
    SUBJECT = ("locality_id",)
    VALUE = ("kind_id",)
    NEWS = Q()
    RELATED = ("locality", "kind", "source")
    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "locality__is_public")
    PAGE = ("locality-detail", "locality__slug")

    locality = models.ForeignKey(Locality, models.PROTECT, related_name="support_changes", verbose_name="lokalita")
    kind = models.ForeignKey(SupportKind, models.PROTECT, related_name="changes", verbose_name="druh podpory")

    objects = SupportChangeQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = "změna podpory"
        verbose_name_plural = "změny podpory"
        ordering = ["locality", "effective_on", "known_on"]
        constraints = [
            *Fact.Meta.constraints,
            one_value_a_day("localities_supportchange_one_a_day", "kind", "locality"),
        ]
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["locality", "-effective_on"], name="localities_support_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.locality}: {self.statement}"

    def leads_on_from(self, earlier: Self) -> bool:
        """The cooperation goes from stage to stage; how a place is supported may change, or was said wrongly."""
        stages = list(Stage)
        now, then = stages.index(Stage(self.kind.stage)), stages.index(Stage(earlier.kind.stage))
        return now > then or (now == then == 0 and self.kind.position > earlier.kind.position)

    @property
    def is_moment(self) -> bool:
        return self.kind.is_moment

    @classmethod
    def moment(cls) -> Combinable:
        return F("kind__is_moment")

    @property
    def sentence(self) -> str:
        """What is so of the locality, said behind its name: „má intenzivní podporu“, „mají intenzivní podporu“."""
        return czech.agreed(self.kind.sentence, plural=self.locality.is_plural)

    @property
    def since_in_sentence(self) -> str:
        """Of a moment of which day its paper is: „má schválené memorandum ze září 2020“."""
        if not self.is_moment:
            return super().since_in_sentence
        limit = "nejpozději " if self.precision == Precision.NO_LATER else ""
        return limit + days.dated(self.effective_on, self.precision)

    @property
    def statement(self) -> str:
        return f"{self.kind.name} {self.since}"

    @classmethod
    def says(cls) -> Combinable:
        return said("locality__name", ": ", "kind__name")


@tracked()
class SupportConfirmation(Confirmation):
    """Another source says the same of how a locality is supported."""

    LOCALITY = "fact__locality"
    NEWS = Q()
    RELATED = ("fact__locality", "fact__kind", "source")
    PUBLIC: ClassVar[tuple[str, ...]] = through_fact(SupportChange)
    PAGE = ("locality-detail", "fact__locality__slug")

    fact = models.ForeignKey(SupportChange, models.PROTECT, related_name="confirmations", verbose_name="údaj")

    class Meta(Confirmation.Meta):
        verbose_name = "potvrzení podpory"
        verbose_name_plural = "potvrzení podpory"
