"""Documents that facts stand on, who issued them, and how they follow one another."""

import hashlib
import re
from collections.abc import Callable
from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from council.models.asof import AsOf, today
from council.models.search import NamedQuerySet


def tracked(**options: Any) -> Callable[[type[models.Model]], type[models.Model]]:
    """Decorate a model that people edit: triggers keep every insert, update and delete, also by bulk and by SQL."""
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    return pghistory.track(*events, **options)  # type: ignore[no-any-return]


def is_pattern(text: str) -> None:
    """Raise ValidationError for what is no regular expression."""
    try:
        re.compile(text)
    except re.error:
        raise ValidationError("Tento vzor není regulární výraz.") from None


class BodyKind(models.TextChoices):
    GOVERNMENT = "government", "vláda"
    OFFICE = "office", "ústřední úřad"
    AGENCY = "agency", "agentura"
    REGION = "region", "kraj"
    ASSEMBLY = "assembly", "zastupitelstvo kraje"
    COUNCIL = "council", "rada kraje"
    COMMITTEE = "committee", "výbor zastupitelstva"
    COMMISSION = "commission", "komise rady"
    DEPARTMENT = "department", "odbor úřadu"
    MUNICIPAL_ASSEMBLY = "municipal_assembly", "zastupitelstvo obce"


@tracked()
class Body(models.Model):
    """An organ or organisation that decides, issues or takes part.  Names over time are BodyChange facts."""

    key = models.SlugField("klíč", max_length=40, unique=True)
    kind = models.CharField("druh", max_length=20, choices=BodyKind)
    name = models.CharField("název", max_length=200)
    short_name = models.CharField("zkratka", max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="nadřízený orgán"
    )
    number_pattern = models.CharField(
        "vzor čísla usnesení",
        max_length=100,
        blank=True,
        validators=[is_pattern],
        help_text="Regulární výraz, například [0-9]+/[0-9]{2}/RK. Číslování má každý orgán své.",
    )

    class Meta:
        verbose_name = "orgán"
        verbose_name_plural = "orgány"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked(exclude=["content"])
class File(models.Model):
    """Bytes kept in the database: one transaction, one backup.  The name of the bytes is their SHA-256."""

    name = models.CharField("název souboru", max_length=200)
    media_type = models.CharField("typ", max_length=120)
    content = models.BinaryField("obsah")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    added_at = models.DateTimeField("vloženo", auto_now_add=True)

    class Meta:
        verbose_name = "soubor"
        verbose_name_plural = "soubory"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="council_file_sha256_is_hex",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Otisk SHA-256 má 64 šestnáctkových číslic.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, name: str, media_type: str, content: bytes) -> "File":
        """An unsaved file with its hash computed."""
        return cls(name=name, media_type=media_type, content=content, sha256=hashlib.sha256(content).hexdigest())


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
        """Those that were known on the day of knowledge: by their own date, else by the day of entry."""
        dated: SourceQuerySet = self.alias(since=Coalesce("issued_on", "entered_on"))
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
    entered_on = models.DateField("zapsáno", default=today, help_text="Den, kdy se zdroj dostal do evidence.")
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
                name="council_source_number_once_a_day",
                fields=["issuer", "number", "issued_on"],
                condition=Q(kind=SourceKind.RESOLUTION) & ~Q(number=""),
                violation_error_message="Usnesení tohoto orgánu s tímto číslem a datem už v evidenci je.",
            ),
            models.CheckConstraint(
                name="council_source_url_is_web",
                condition=Q(url="") | Q(url__regex=r"^https?://"),
                violation_error_message="Adresa zdroje začíná http:// nebo https://.",
            ),
        ]
        indexes = [GinIndex(OpClass("title", name="gin_trgm_ops"), name="council_source_title_trgm")]

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
        return re.fullmatch(pattern, self.number) is not None

    @property
    def dated_on(self) -> Any:
        """The day since which the source's words count as known: its own date, else the day of entry."""
        return self.issued_on or self.entered_on
