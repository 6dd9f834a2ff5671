"""Papers as they were issued: rows that are only ever added, chained by their hashes.

The database refuses to change or to remove any of them, whoever asks (see the migration that makes the guards);
``memorandum.papers.verify`` tells when somebody has taken the guards away.
"""

import datetime
import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

import czech
from council.models.papers import Paper
from evidence.models.events import tracked
from evidence.models.files import File

#: What stands in the first entry in place of the hash of the one before it.
NOTHING_BEFORE = "0" * 64


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def head(self) -> "LedgerEntry | None":
        """The last entry: its hash stands for all that was ever issued or withdrawn."""
        return self.order_by("-number").first()


@tracked()
class LedgerEntry(models.Model):
    """One line of the ledger of issued papers: what happened, word for word, the hash of those words, their signature.

    ``statement`` is plain text whose SHA-256 is ``hash``; it names the hash of each file, the public key and the hash
    of the entry before it.  So anybody can compute the chain again with ``sha256sum``, and the last hash stands for
    everything before.  ``signature`` (Ed25519, by a key that no database holds) shows that the portal wrote it.
    """

    number = models.PositiveIntegerField("číslo zápisu", unique=True)
    statement = models.TextField("znění zápisu")
    previous_hash = models.CharField("otisk předchozího zápisu", max_length=64, unique=True)
    hash = models.CharField("otisk zápisu", max_length=64, unique=True)
    public_key = models.CharField("veřejný klíč", max_length=64)
    signature = models.CharField("podpis", max_length=128)
    written_at = models.DateTimeField("zapsáno")

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "zápis v knize vydání"
        verbose_name_plural = "kniha vydání"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="council_ledgerentry_number_positive",
                condition=Q(number__gte=1),
                violation_error_message="Zápisy se číslují od jedné.",
            ),
            models.CheckConstraint(
                name="council_ledgerentry_is_signed",
                condition=Q(public_key__regex=r"^[0-9a-f]{64}$", signature__regex=r"^[0-9a-f]{128}$"),
                violation_error_message="Zápis má podpis Ed25519 a veřejný klíč k němu, šestnáctkovými číslicemi.",
            ),
        ]

    def __str__(self) -> str:
        return f"zápis {self.number}"

    @property
    def words(self) -> str:
        """The whole entry as it is told outside: what it says, its hash and its signature."""
        return f"{self.statement}{self.proof}"

    @property
    def proof(self) -> str:
        return f"otisk zápisu SHA-256: {self.hash}\npodpis zápisu Ed25519: {self.signature}\n"

    @property
    def is_withdrawal(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def is_stamped(self) -> bool:
        return hasattr(self, "time_stamp")

    @staticmethod
    def state(number: int, lines: Iterable[tuple[str, str]], public_key: str, previous_hash: str) -> str:
        """The words of an entry: a line for each thing it says, then who signs and the hash of the entry before it."""
        last = [("podepsáno klíčem Ed25519", public_key), ("předchozí zápis SHA-256", previous_hash)]
        told = [("kniha vydání, zápis", str(number)), *lines, *last]
        return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in told)

    @staticmethod
    def hash_of(statement: str) -> str:
        return hashlib.sha256(statement.encode()).hexdigest()


class IssuedPaperQuerySet(models.QuerySet["IssuedPaper"]):
    def public(self) -> "IssuedPaperQuerySet":
        """Those whose paper the department has made public; a withdrawn one stays among them."""
        return self.filter(paper__is_public=True)


@tracked(exclude=["content"])
class IssuedPaper(models.Model):
    """A paper as it was issued: its files as bytes, its outline, and the facts that it was made from."""

    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="issued", verbose_name="zápis v knize vydání"
    )
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="issued", verbose_name="písemnost")
    day = models.DateField("platilo ke dni")
    known = models.DateField("podle poznatků ke dni")
    issued_at = models.DateTimeField("vydáno")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="issued_papers", verbose_name="účet toho, kdo vydal"
    )
    issuer_name = models.CharField("vydal", max_length=200)
    is_edited = models.BooleanField(
        "upravený dokument", help_text="Vydán byl dokument upravený ve Wordu, ne ten, který složil portál."
    )
    content = models.TextField("osnova a údaje", help_text="JSON: co písemnost říká a z jakých údajů vznikla.")
    content_sha256 = models.CharField("otisk osnovy a údajů", max_length=64)
    docx = models.ForeignKey(File, models.PROTECT, related_name="issued_as_docx", verbose_name="dokument Word")
    pdf = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="issued_as_pdf", verbose_name="dokument PDF"
    )
    xlsx = models.ForeignKey(File, models.PROTECT, related_name="issued_as_xlsx", verbose_name="příloha s údaji")
    template_sha256 = models.CharField("otisk šablony", max_length=64)

    objects = IssuedPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "vydaná písemnost"
        verbose_name_plural = "vydané písemnosti"
        ordering = ["-entry__number"]
        constraints = [
            models.CheckConstraint(
                name="council_issuedpaper_sha256_is_hex",
                condition=Q(content_sha256__regex=r"^[0-9a-f]{64}$", template_sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Otisk SHA-256 má 64 šestnáctkových číslic.",
            ),
            models.CheckConstraint(
                name="council_issuedpaper_pdf_is_of_the_same_text",
                condition=Q(is_edited=True) | Q(pdf__isnull=False),
                violation_error_message="Bez PDF se vydává jen dokument upravený ve Wordu; portál skládá vždy obojí.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper}"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def withdrawn(self) -> str:
        """„odvoláno 1. 2. 2020: důvod“, to be said wherever it is named; empty while it stands."""
        return self.withdrawal.words if self.is_withdrawn else ""

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What the ledger says of it; only what can no more be changed may stand here."""
        paper, session = self.paper, self.paper.session
        return [
            ("událost", "vydání písemnosti"),
            ("písemnost", paper.key),
            ("druh", paper.kind),
            ("název", paper.subject),
            ("zasedání", f"{session.number}/{session.held_on.year}"),
            ("den zasedání", session.held_on.isoformat()),
            ("platilo ke dni", self.day.isoformat()),
            ("podle poznatků ke dni", self.known.isoformat()),
            ("vydáno", _utc(self.issued_at)),
            ("vydal", f"{self.issuer_name} (účet {self.issued_by_id})"),
            ("dokument", "upravený ve Wordu" if self.is_edited else "složený portálem"),
            *((f"{name.upper()} SHA-256", file.sha256) for name, file in self.files.items()),
            ("JSON SHA-256", self.content_sha256),
            ("šablona SHA-256", self.template_sha256),
        ]

    @property
    def files(self) -> dict[str, File]:
        """The stored files by extension; an edited document has a PDF only where LibreOffice has made one of it."""
        found = {"docx": self.docx, "pdf": self.pdf, "xlsx": self.xlsx}
        return {extension: file for extension, file in found.items() if file is not None}


@tracked()
class Withdrawal(models.Model):
    """An issued paper was withdrawn.  It stays where it is, with the reason above it."""

    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="withdrawal", verbose_name="zápis v knize vydání"
    )
    issued = models.OneToOneField(
        IssuedPaper, models.PROTECT, related_name="withdrawal", verbose_name="vydaná písemnost"
    )
    reason = models.TextField("důvod")
    withdrawn_at = models.DateTimeField("odvoláno")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="withdrawals", verbose_name="účet toho, kdo odvolal"
    )
    withdrawer_name = models.CharField("odvolal", max_length=200)

    class Meta:
        verbose_name = "odvolání písemnosti"
        verbose_name_plural = "odvolání písemností"
        ordering = ["-entry__number"]
        constraints = [
            models.CheckConstraint(
                name="council_withdrawal_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Odvolání má důvod.",
            )
        ]

    def __str__(self) -> str:
        return f"odvoláno: {self.issued}"

    @property
    def words(self) -> str:
        """„odvoláno 1. 2. 2020: důvod“."""
        return f"odvoláno {czech.day(timezone.localdate(self.withdrawn_at))}: {self.reason.rstrip('.')}"

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What the ledger says of it."""
        return [
            ("událost", "odvolání písemnosti"),
            ("písemnost", self.issued.paper.key),
            ("vydána zápisem", str(self.issued.entry.number)),
            ("důvod", self.reason),
            ("odvoláno", _utc(self.withdrawn_at)),
            ("odvolal", f"{self.withdrawer_name} (účet {self.withdrawn_by_id})"),
        ]


@tracked(exclude=["response"])
class TimeStamp(models.Model):
    """What an authority of the operator's choice says: that the entry was there at that moment (RFC 3161).

    ``response`` is the authority's answer, byte for byte; it stamps the SHA-256 of the entry's statement.
    """

    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="time_stamp", verbose_name="zápis v knize vydání"
    )
    response = models.BinaryField("odpověď autority")
    authority = models.CharField("autorita", max_length=300)
    stamped_at = models.DateTimeField("čas razítka")

    class Meta:
        verbose_name = "časové razítko"
        verbose_name_plural = "časová razítka"
        ordering = ["-entry__number"]

    def __str__(self) -> str:
        return f"časové razítko: {self.entry}"


def _utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")
