"""The memoranda between the region and the Agency: their versions, parties, what they are about."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.expressions import Combinable
from django.urls import reverse

from evidence.models.bodies import Body
from evidence.models.cited import Cited, CitedQuerySet, label, said
from evidence.models.confirmation import Confirmation, through_fact
from evidence.models.events import tracked
from evidence.models.fact import Fact, FactQuerySet
from evidence.models.sources import Source


@tracked()
class Memorandum(models.Model):
    """One version of the memorandum.  What became of it is told by its changes."""

    key = models.SlugField("klíč", max_length=40, unique=True)
    title = models.CharField("název", max_length=300)
    year = models.PositiveSmallIntegerField("rok", unique=True, help_text="Rok verze; podle něj se verze řadí.")

    class Meta:
        verbose_name = "memorandum"
        verbose_name_plural = "memoranda"
        ordering = ["year"]

    def __str__(self) -> str:
        return f"Memorandum {self.year}"


@tracked()
class MemorandumParty(Cited):
    """A party to the memorandum, named as the document names it."""

    memorandum = models.ForeignKey(Memorandum, models.PROTECT, related_name="parties", verbose_name="memorandum")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="orgán")
    named_as = models.CharField("jak je uvedena", max_length=300)
    signed_by = models.CharField(
        "kdo za ni podepsal", max_length=200, blank=True, help_text="Funkce a jméno, jak je uvádí zdroj."
    )
    position = models.PositiveSmallIntegerField("pořadí", default=1)

    PAGE = ("memorandum#", "memorandum__key")

    objects = CitedQuerySet.as_manager()

    class Meta(Cited.Meta):
        verbose_name = "strana memoranda"
        verbose_name_plural = "strany memoranda"
        ordering = ["memorandum", "position"]
        constraints = [
            *Cited.Meta.constraints,
            models.UniqueConstraint(
                name="council_memorandumparty_once",
                fields=["memorandum", "body"],
                violation_error_message="Tato strana už u memoranda je.",
            ),
        ]

    def __str__(self) -> str:
        return self.named_as

    @classmethod
    def says(cls) -> Combinable:
        return said("Memorandum ", "memorandum__year", ": strana ", "named_as")


class MemorandumState(models.TextChoices):
    APPROVED = "approved", "schváleno"
    PRESENTED = "presented", "předloženo na vědomí"
    SIGNED = "signed", "podepsáno"
    TERMINATED = "terminated", "vypovězeno"


@tracked()
class MemorandumChange(Fact):
    """Approved, presented, signed, terminated: what became of a memorandum, by whom."""

    SUBJECT = ("memorandum_id",)
    VALUE: ClassVar[tuple[str, ...]] = ("state", "body_id")
    PAGE = ("memorandum#", "memorandum__key")
    NEWS = Q()
    RELATED = ("memorandum", "body", "resolution", "source")

    memorandum = models.ForeignKey(Memorandum, models.PROTECT, related_name="changes", verbose_name="memorandum")
    state = models.CharField("stav", max_length=10, choices=MemorandumState)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kdo rozhodl")
    resolution = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="decided_memoranda", verbose_name="usnesení"
    )

    objects = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = "změna memoranda"
        verbose_name_plural = "změny memorand"
        ordering = ["memorandum", "effective_on"]

    def __str__(self) -> str:
        return f"{self.memorandum}: {self.statement}"

    @property
    def is_moment(self) -> bool:
        return True

    @classmethod
    def moment(cls) -> Combinable:
        return Value(value=True)

    @property
    def subject_name(self) -> str:
        return str(self.memorandum)

    @property
    def subject_url(self) -> str:
        return f"{reverse('memorandum')}#{self.memorandum.key}"

    @property
    def statement(self) -> str:
        return f"{self.get_state_display()} {self.since}"

    @property
    def decision(self) -> str:
        """By whom, and by which resolution; a hidden resolution is not named."""
        by = f", {self.body.name}" if self.body else ""
        named = self.resolution is not None and self.resolution.is_public and self.resolution.number
        return f"{by}, usnesení č. {named}" if named else by

    @classmethod
    def says(cls) -> Combinable:
        return said("Memorandum ", "memorandum__year", ": ", label("state", MemorandumState))


@tracked()
class MemorandumConfirmation(Confirmation):
    """Another source says the same of what became of a memorandum."""

    NEWS = Q()
    RELATED = ("fact__memorandum", "fact__body", "source")
    PAGE = ("memorandum#", "fact__memorandum__key")
    PUBLIC: ClassVar[tuple[str, ...]] = through_fact(MemorandumChange)

    fact = models.ForeignKey(MemorandumChange, models.PROTECT, related_name="confirmations", verbose_name="údaj")

    class Meta(Confirmation.Meta):
        verbose_name = "potvrzení stavu memoranda"
        verbose_name_plural = "potvrzení stavu memorand"


class TermKind(models.TextChoices):
    AREA = "area", "oblast spolupráce"
    FORM = "form", "forma spolupráce"
    ACTIVITY = "activity", "činnost"


@tracked()
class MemorandumTerm(Fact):
    """An area or a form of the cooperation."""

    SUBJECT: ClassVar[tuple[str, ...]] = ("memorandum_id", "kind", "text")
    VALUE = ("kind",)  # of the subject itself: what is told again is only repeated
    PAGE = ("memorandum#", "memorandum__key")

    memorandum = models.ForeignKey(Memorandum, models.PROTECT, related_name="terms", verbose_name="memorandum")
    kind = models.CharField("druh", max_length=8, choices=TermKind)
    text = models.CharField("znění", max_length=300)
    genitive = models.CharField(
        "ve 2. pádě", max_length=300, blank=True, help_text="Pro větu „zejména na oblast …“: „vzdělávání“, „bydlení“."
    )
    position = models.PositiveSmallIntegerField("pořadí", default=1)

    objects = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = "oblast nebo forma spolupráce"
        verbose_name_plural = "oblasti a formy spolupráce"
        ordering = ["memorandum", "kind", "position"]

    def __str__(self) -> str:
        return self.text

    @property
    def statement(self) -> str:
        return self.text

    @classmethod
    def says(cls) -> Combinable:
        return said("Memorandum ", "memorandum__year", ": ", label("kind", TermKind), " – ", "text")


@tracked()
class TermConfirmation(Confirmation):
    """Another source says the same of what a memorandum is about."""

    RELATED = ("fact__memorandum", "source")
    PAGE = ("memorandum#", "fact__memorandum__key")
    PUBLIC: ClassVar[tuple[str, ...]] = through_fact(MemorandumTerm)

    fact = models.ForeignKey(MemorandumTerm, models.PROTECT, related_name="confirmations", verbose_name="údaj")

    class Meta(Confirmation.Meta):
        verbose_name = "potvrzení oblasti nebo formy"
        verbose_name_plural = "potvrzení oblastí a forem"
