"""Documents that facts stand on, who issued them, and how they follow one another."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from evidence.models.asof import AsOf, today
from evidence.models.bodies import Body, number_fits
from evidence.models.events import tracked
from evidence.models.files import File
from evidence.models.search import NamedQuerySet


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


class SourceQuerySet(NamedQuerySet):
    def public(self) -> "SourceQuerySet":
        """Only the sources that the public may read."""
        return self.filter(is_public=True)

    def known(self, at: AsOf) -> "SourceQuerySet":
        """Those that were known on the day of knowledge: by their own date, else by the day they were read."""
        dated: SourceQuerySet = self.alias(since=Coalesce("issued_on", "read_on"))
        return dated.filter(since__lte=at.known)

    def resolutions(self) -> "SourceQuerySet":
        return self.filter(kind=SourceKind.RESOLUTION)


@tracked()
class Source(models.Model):
    """A document and, where we may hold it, its very words."""

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
    read_on = models.DateField(
        "přečteno", default=today, help_text="Den, kdy jsme zdroj četli. U nedatovaného platí za den, odkdy je znám."
    )
    url = models.URLField("adresa", max_length=500, blank=True)
    text = models.TextField("úplné znění", blank=True)
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
        ]
        indexes = [GinIndex(OpClass("title", name="gin_trgm_ops"), name="evidence_source_title_trgm")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("source-detail", args=[self.key])

    @property
    def number_fits(self) -> bool | None:
        """Whether the resolution is numbered as its body numbers; None where nothing can be said.

        Only to be pointed out, never refused: extraordinary sessions number their resolutions in their own way.
        """
        pattern = self.issuer.number_pattern if self.issuer is not None else ""
        if self.kind != SourceKind.RESOLUTION or not self.number or not pattern:
            return None
        return number_fits(self.number, pattern)

    @property
    def dated_on(self) -> Any:
        """The day since which the source's words count as known: its own date, else the day it was read."""
        return self.issued_on or self.read_on
