"""Papers for a session: a head, and ordered blocks that are fixed text or composed from facts."""

from typing import ClassVar

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, ExtractYear
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator

import czech
from council.models.sessions import Session
from evidence.models.asof import AsOf, today
from evidence.models.bodies import Body
from evidence.models.cited import Cited, CitedQuerySet, label, said
from evidence.models.events import tracked
from evidence.models.sources import Source


class PaperKind(models.TextChoices):
    INFORMATION = "information", "písemná informace"
    PROPOSAL = "proposal", "materiál s návrhem usnesení"
    ANNEX = "annex", "příloha"


class OptionallyCited(Cited):
    """Parts of a paper need not quote anything: the department also writes its own words."""

    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, verbose_name="zdroj")  # type: ignore[assignment]

    class Meta(Cited.Meta):
        abstract = True


class PaperQuerySet(CitedQuerySet):
    def public(self) -> "PaperQuerySet":
        """Papers that the department has made public; the address of a paper is made of its session's number."""
        return self.filter(is_public=True, session__number__isnull=False)

    def known(self, at: AsOf) -> "PaperQuerySet":
        """Those that were known; a past day knows of none for a session that was held later.

        The day of a source that is not public decides nothing: to the public it is not there.
        """
        known = Q(source__known_on__lte=at.known) | Q(source=None) | Q(source__is_public=False)
        return self.filter(known, session__held_on__lte=at.horizon)

    def numbered(self, year: int, number: int) -> "PaperQuerySet":
        """The papers for sessions with that number in the year: as they were issued, then as they were made."""
        papers: PaperQuerySet = self.filter(session__held_on__year=year, session__number=number)
        return papers.order_by(F("issued__entry__number").asc(nulls_last=True), "pk")

    def addressed(self) -> "PaperQuerySet":
        """Fetch with each paper what its address is made of, and whether it was issued and withdrawn."""
        year, number = ExtractYear(OuterRef("session__held_on")), OuterRef("session__number")
        issued, not_issued = OuterRef("issued__entry__number"), 2**31 - 1
        told = self.select_related("session__body", "issued__withdrawal").defer("issued__content")
        papers: PaperQuerySet = told.annotate(
            comes_first=~Exists(
                Paper.objects.filter(session__held_on__year=year, session__number=number)
                .alias(place=Coalesce("issued__entry__number", not_issued))
                .filter(
                    Q(place__lt=Coalesce(issued, not_issued))
                    | Q(place=Coalesce(issued, not_issued), pk__lt=OuterRef("pk"))
                )
            )
        )
        return papers

    def before(self, paper: "Paper") -> "PaperQuerySet":
        """The papers of the same kind for earlier sessions, the last one first."""
        earlier = self.filter(kind=paper.kind, session__held_on__lt=paper.session.held_on)
        return earlier.exclude(pk=paper.pk).order_by("-session__held_on", "-pk")

    def for_day(self, at: AsOf) -> "PaperQuerySet":
        """The one paper whose blocks say how to write about this day.

        That of a session on the day, else the last one before it, else the first there is; none without papers.  One
        that was withdrawn is no model while there is another.
        """
        held_by_then = Case(When(session__held_on__lte=at.day, then=F("session__held_on")))
        stands_first = Case(When(issued__withdrawal=None, then=0), default=1)
        return self.order_by(stands_first, held_by_then.desc(nulls_last=True), "session__held_on", "-pk")[:1]


@tracked()
class Paper(OptionallyCited):
    """A paper put before a session."""

    session = models.ForeignKey(
        Session,
        models.PROTECT,
        limit_choices_to={"number__isnull": False},
        related_name="papers",
        verbose_name="zasedání",
    )
    kind = models.CharField("druh", max_length=12, choices=PaperKind, default=PaperKind.INFORMATION)
    subject = models.CharField("název", max_length=300)
    addressee = models.CharField(
        "komu", max_length=120, help_text="Orgán v genitivu, jak stojí v záhlaví: „Zastupitelstva kraje“."
    )
    day = models.DateField("platilo ke dni", null=True, blank=True, help_text="Nevyplněno znamená den zasedání.")
    known = models.DateField(
        "podle poznatků ke dni", null=True, blank=True, help_text="Nevyplněno znamená den zasedání."
    )
    is_public = models.BooleanField("veřejný", default=False)

    objects = PaperQuerySet.as_manager()

    class Meta(Cited.Meta):
        verbose_name = "písemnost"
        verbose_name_plural = "písemnosti"
        permissions = [("publish_paper", "zveřejnit písemnost"), ("issue_paper", "vydat písemnost")]
        ordering = ["-session__held_on"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def is_issued(self) -> bool:
        """Whether it was issued; then nothing of it can be changed any more."""
        return hasattr(self, "issued")

    @property
    def withdrawn(self) -> str:
        """„odvoláno 1. 2. 2020: důvod“; empty of a paper that stands, or was never issued."""
        return self.issued.withdrawn if self.is_issued else ""

    @property
    def fate(self) -> str:
        """What became of it: „vydáno 30. 8. 2016“ or „odvoláno …“; empty of a paper that was not issued here."""
        if not self.is_issued:
            return ""
        return self.withdrawn or f"vydáno {czech.day(timezone.localdate(self.issued.issued_at))}"

    @property
    def title(self) -> str:
        """What it is about, never without saying that it was withdrawn."""
        return f"{self.subject} ({self.withdrawn})" if self.withdrawn else self.subject

    @property
    def at(self) -> AsOf:
        """As of which two days it is composed and issued: those of its session, unless the department says otherwise.

        A paper is written before its session, by what is known until then.
        """
        return AsOf(self.day or self.session.held_on, min(self.known or self.session.held_on, today()))

    def get_absolute_url(self) -> str:
        """The first paper for a session has the short address; of further ones the address names the paper too.

        Whichever is issued first keeps it for ever.
        """
        if self.session.number is None:
            return self.session.get_absolute_url()
        return reverse("paper-detail", args=self._address())

    def get_file_url(self, extension: str) -> str:
        return reverse("paper-file", args=[*self._address(), extension])

    def get_files_url(self) -> str:
        return reverse("paper-files", args=self._address())

    def _address(self) -> list[str | int]:
        assert self.session.number is not None  # or the paper is not public
        numbered: list[str | int] = [self.session.held_on.year, self.session.number]
        return numbered if self.comes_first else [*numbered, self.key]

    @cached_property
    def comes_first(self) -> bool:
        """Whether it is the first of the papers ``numbered`` as it is; ``addressed`` fetches it."""
        if self.session.number is None:
            return False
        numbered = Paper.objects.numbered(self.session.held_on.year, self.session.number)
        return numbered.values_list("pk", flat=True).first() in (self.pk, None)

    @classmethod
    def says(cls) -> Combinable:
        return said(label("kind", PaperKind), ": ", "subject")


def _taken_from() -> "models.ForeignKey[Paper | None, Paper | None]":
    """Of words copied from an earlier paper: from which one, until a person has confirmed that they still hold."""
    return models.ForeignKey(
        Paper,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="převzato, zkontrolujte",
        help_text="Je zde, dokud nikdo nepotvrdil, že to platí i teď. Dokud něco zbývá, písemnost nelze vydat.",
    )


class PaperRole(models.TextChoices):
    REASON = "reason", "Důvod předložení"
    DRAFTED = "drafted", "Zpracoval"
    DISCUSSED = "discussed", "Projednal"
    SUBMITTED = "submitted", "Předkládá"


@tracked()
class PaperEntry(OptionallyCited):
    """A line of the head: who drafted, discussed, submitted the paper, and why; as it was on that day."""

    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "paper__is_public")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="entries", verbose_name="písemnost")
    role = models.CharField("role", max_length=10, choices=PaperRole)
    position = models.PositiveSmallIntegerField("pořadí", default=1)
    person = models.CharField("osoba", max_length=120, blank=True)
    function = models.CharField("funkce", max_length=200, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="orgán")
    resolution = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="reason_of", verbose_name="usnesení"
    )
    held_on = models.DateField("dne", null=True, blank=True)
    taken_from = _taken_from()

    objects = CitedQuerySet.as_manager()

    class Meta(Cited.Meta):
        verbose_name = "záhlaví písemnosti"
        verbose_name_plural = "záhlaví písemností"
        ordering = ["paper", "position"]
        constraints = [
            *Cited.Meta.constraints,
            models.CheckConstraint(
                name="council_paperentry_says_something",
                condition=~Q(person="") | Q(body__isnull=False) | Q(resolution__isnull=False),
                violation_error_message="Řádek záhlaví uvádí osobu, orgán nebo usnesení.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person or self.body or self.resolution}"

    @classmethod
    def says(cls) -> Combinable:
        nobody, no_function = Exact(F("person"), Value("")), Exact(F("function"), Value(""))
        between = Case(When(nobody, then=Value("")), When(no_function, then=Value("")), default=Value(", "))
        told = ("person", between, "function", Coalesce(F("body__name"), Value("")))
        return said("Písemnost k zasedání – ", label("role", PaperRole), ": ", *told)


class BlockKind(models.TextChoices):
    """Fixed text, or the name of a generator.  What a generator writes is told in memorandum.papers.generators."""

    HEADING = "heading", "nadpis"
    TEXT = "text", "odstavec"
    BULLET = "bullet", "odrážka"
    RESOLUTION = "resolution", "návrh usnesení"
    LEGAL_BASIS = "legal_basis", "▸ usnesení, o která se činnost opírá"
    PREVIOUS_MEMORANDUM = "previous_memorandum", "▸ na které memorandum se navazuje"
    PLACEMENT = "placement", "▸ organizační zařazení Agentury"
    NATIONAL_CONTEXT = "national_context", "▸ počet spolupracujících lokalit v republice"
    SUPPORT = "support", "▸ lokality s intenzivní podporou"
    SUPPORT_BY_KIND = "support_by_kind", "▸ lokality podle druhu podpory, s roky"
    SUPPORT_TABLE = "support_table", "▸ tabulka podpory lokalit"
    TRANSITIONS = "transitions", "▸ změny druhu podpory od poslední písemnosti"
    ALL_TRANSITIONS = "all_transitions", "▸ změny druhu podpory, i dřívější"
    PLANS_APPROVED = "plans_approved", "▸ schválené strategické plány"
    ALLOCATIONS = "allocations", "▸ tabulka alokací"
    PLANS_IN_PREPARATION = "plans_in_preparation", "▸ připravované strategické plány"
    CANDIDATES = "candidates", "▸ obce, které spolupráci zvažují"
    IN_FORCE = "memorandum_in_force", "▸ platné memorandum a jeho strany"
    FORMS = "forms", "▸ formy spolupráce"
    AREAS = "areas", "▸ oblasti spolupráce"
    CHAIN = "chain", "▸ řetězec usnesení"
    CHANGED = "changed", "▸ co se změnilo od poslední písemnosti"
    DISCREPANCIES = "discrepancies", "▸ v čem se zdroje liší"


#: Blocks whose words are all written by the department; they cannot be empty.
FIXED = (BlockKind.HEADING, BlockKind.TEXT, BlockKind.BULLET, BlockKind.RESOLUTION)

#: Blocks that tell how localities are supported: a paper with any of them accounts for every locality.
OF_SUPPORT = (
    BlockKind.SUPPORT,
    BlockKind.SUPPORT_BY_KIND,
    BlockKind.SUPPORT_TABLE,
    BlockKind.TRANSITIONS,
    BlockKind.ALL_TRANSITIONS,
    BlockKind.CANDIDATES,
)


@tracked()
class Block(OptionallyCited):
    """One part of a paper's body: fixed text, or a place where text is composed from facts."""

    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public", "paper__is_public")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="blocks", verbose_name="písemnost")
    position = models.PositiveSmallIntegerField("pořadí")
    kind = models.CharField("druh", max_length=20, choices=BlockKind)
    text = models.TextField(
        "text",
        blank=True,
        help_text="Pevný text. U bloku sestaveného z údajů věta, v níž {} drží místo pro údaje; "
        "{obec|obce} je první slovo u jedné, druhé u více.",
    )
    order = models.CharField(
        "pořadí lokalit",
        max_length=300,
        blank=True,
        help_text="Adresy lokalit oddělené mezerou; ostatní následují podle abecedy.",
    )
    is_unsupported = models.BooleanField("tvrzení bez zdroje", default=False)
    at_session_only = models.BooleanField(
        "jen pro zasedání", default=False, help_text="V sestavě k jinému dni se blok vynechá."
    )
    taken_from = _taken_from()

    objects = CitedQuerySet.as_manager()

    class Meta(Cited.Meta):
        verbose_name = "blok písemnosti"
        verbose_name_plural = "bloky písemností"
        ordering = ["paper", "position"]
        constraints = [
            *Cited.Meta.constraints,
            models.UniqueConstraint(
                name="council_block_position_once",
                fields=["paper", "position"],
                deferrable=models.Deferrable.DEFERRED,  # two blocks change places within one save
                violation_error_message="Na tomto místě písemnosti už jiný blok je.",
            ),
            models.CheckConstraint(
                name="council_block_fixed_text_is_written",
                condition=~Q(kind__in=FIXED) | ~Q(text=""),
                violation_error_message="Blok s pevným textem potřebuje text.",
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(60) or self.get_kind_display()

    @classmethod
    def says(cls) -> Combinable:
        return said("Písemnost k zasedání – text, místo ", "position")
