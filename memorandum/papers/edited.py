"""A document edited in Word on its way to being issued: kept between two looks, cleaned, put beside the record."""

import secrets
from typing import Any

from django.db import transaction

from council.models import Paper
from evidence.actions import drop_old_imports
from evidence.models import Import, ImportFile
from formats.outline import Citing, Heading, Outline, text
from formats.word_to_pdf import NoPdf, pdf_of
from formats.word_upload import cleaned, outline_of, unseen_in
from localities.models import Locality
from memorandum.papers import office_template
from memorandum.papers.figures import ChangedFigures, changed_figures

KIND = "edited-paper"  #: of the import that keeps the document; no kind of table is called so
_SOURCES = "Zdroje údajů"  # heads the list of sources in a paper with notes


class EditedDocument:
    """What one person has brought instead of the composed document and has not issued yet."""

    def __init__(self, waiting: Import) -> None:
        self.waiting = waiting
        files = {file.name: bytes(file.content or b"") for file in waiting.files.all()}
        self.docx = files["docx"]
        self.pdf = files.get("pdf")

    @property
    def unseen(self) -> list[str]:
        """What the document holds and does not show, as Czech phrases; with any it cannot be issued."""
        found: list[str] = self.waiting.options["unseen"]
        return found

    @property
    def removed(self) -> list[str]:
        """What of that was removed here."""
        removed: list[str] = self.waiting.options["removed"]
        return removed

    @property
    def without_pdf(self) -> str:
        """Why there is no PDF, as a sentence."""
        reason: str = self.waiting.options["without_pdf"]
        return reason

    def outline(self, composed: Outline) -> Outline:
        """What it says. Raise WrongFile when it must not be issued."""
        return outline_of(self.docx, composed)

    def changed_figures(self, composed: Outline, site: str) -> list[ChangedFigures]:
        """Where its figures differ from those of the composed document. Raise WrongFile when it must not be issued.

        The composed one is put into Word and read in the same way, so that only what was edited differs.
        """
        edited = self.outline(composed)
        cites = any(isinstance(block, Heading) and block.text == _SOURCES for block in edited.blocks)
        names, words = Locality.objects.values_list("name", flat=True), text(edited)
        # It does not say in which way the one that was downloaded told its sources: in the one that fits it best.
        ways = (Citing.EACH, Citing.BY_SOURCE) if cites else (Citing.NOT,)
        return min((changed_figures(self._composed(composed, site, way), words, names) for way in ways), key=len)

    @staticmethod
    def _composed(composed: Outline, site: str, citing: Citing) -> str:
        original = office_template.rendering(site=site, citing=citing).paper(composed, "docx")
        return text(outline_of(cleaned(original), composed))


def waiting(paper: Paper, by: Any) -> EditedDocument | None:
    """The document that the person has brought last for this paper, unless it was issued or forgotten."""
    found = _waiting(paper, by).order_by("-made_at").prefetch_related("files").first()
    return None if found is None else EditedDocument(found)


def bring(*, paper: Paper, docx: bytes, by: Any) -> None:
    """Keep the document until it is issued, for a day at most. Raise WrongFile when it runs or fetches anything."""
    _keep(paper, docx, by, unseen=unseen_in(docx))


def clean(*, paper: Paper, edited: EditedDocument, by: Any) -> None:
    """Put the document without what it does not show in its place. Raise WrongFile when that cannot be done."""
    _keep(paper, cleaned(edited.docx), by, removed=edited.unseen)


@transaction.atomic
def drop(*, paper: Paper, by: Any) -> None:
    """Forget what the person has brought for this paper."""
    found = _waiting(paper, by)
    ImportFile.objects.filter(imported__in=found).delete()
    found.delete()


def _waiting(paper: Paper, by: Any) -> Any:
    return Import.objects.filter(kind=KIND, by=by, options__paper=paper.pk, applied_at=None)


def _keep(paper: Paper, docx: bytes, by: Any, *, unseen: Any = (), removed: Any = ()) -> None:
    pdf, reason = (None, "") if unseen else _pdf(docx)  # before anything is locked: it takes seconds
    options = {"paper": paper.pk, "unseen": [*unseen], "removed": [*removed], "without_pdf": reason}
    with transaction.atomic():
        drop_old_imports()
        drop(paper=paper, by=by)
        kept = Import.objects.create(token=secrets.token_hex(16), kind=KIND, by=by, options=options)
        files = {"docx": docx, "pdf": pdf}
        ImportFile.objects.bulk_create(
            ImportFile(imported=kept, position=position, name=name, content=content)
            for position, (name, content) in enumerate(files.items())
            if content is not None
        )


def _pdf(docx: bytes) -> tuple[bytes | None, str]:
    try:
        return pdf_of(docx), ""
    except NoPdf as reason:
        return None, str(reason)
