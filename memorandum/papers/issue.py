"""Issuing a paper: what it says, what it was made from and its files become rows that nobody can change any more."""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

import czech
from council.actions import open_ledger, write_entry
from council.models import NOTHING_BEFORE, BlockKind, IssuedPaper, LedgerEntry, Paper, PaperKind, Session, Withdrawal
from czech.refusals import Refusal
from evidence.models import AsOf, File, today
from formats.attachments import MEDIA_TYPES
from formats.outline import Citing, Outline, Remark, Run
from formats.word_upload import outline_of
from memorandum.papers import heads, office_template
from memorandum.papers.annex import annex
from memorandum.papers.compose import compose
from memorandum.papers.content import to_json
from memorandum.papers.gathered import Gathered
from memorandum.papers.statements import facts_of
from memorandum.server import ledger_key


class CannotIssue(Refusal):
    """The paper cannot be issued or withdrawn."""


@transaction.atomic
def issue(
    *,
    paper: Paper,
    at: AsOf,
    by: Any,
    edited_docx: bytes | None = None,
    edited_pdf: bytes | None = None,
    citing: Citing = Citing.NOT,
    site: str = "",
    publish: bool = False,
) -> IssuedPaper:
    """Issue the paper as of the two days; from then on it cannot be changed, only withdrawn.

    An edited document takes the place of the composed one, and a PDF that was made of it that of the other PDF:
    without one there is none, for the composed one would say something else.
    Raise CannotIssue, or WrongFile when the edited one is none that may be issued; nothing is written then.
    """
    number, previous_hash = open_ledger()
    paper = _locked(paper)
    if at.known > today():
        raise CannotIssue("Písemnost nelze vydat podle poznatků, které teprve přijdou.")
    moment = timezone.now().replace(microsecond=0)
    gathered = Gathered(at)
    outline = _outline(paper, gathered, moment, number, previous_hash)
    facts = facts_of(outline, gathered)
    edited = outline_of(edited_docx, outline) if edited_docx is not None else None
    content = to_json(paper, outline, facts, at, edited=edited, issued_at=moment)
    rendering = office_template.rendering(site=site, citing=citing)
    if edited_docx is None:
        docx = rendering.paper(outline, "docx")
        pdf: File | None = _kept(outline, "pdf", rendering.paper(outline, "pdf"))
    else:
        docx = edited_docx
        pdf = _kept(outline, "pdf", edited_pdf) if edited_pdf else None
    issued = IssuedPaper(
        paper=paper,
        day=at.day,
        known=at.known,
        issued_at=moment,
        issued_by=by,
        issuer_name=_name(by),
        is_edited=edited_docx is not None,
        content=content,
        content_sha256=_sha256(content.encode()),
        docx=_kept(outline, "docx", docx),
        pdf=pdf,
        xlsx=_kept(outline, "xlsx", rendering.table(annex(outline, facts, at, moment), "xlsx")),
        template_sha256=_sha256(rendering.template()),
    )
    issued.entry = _entry(issued.lines, moment)
    issued.save(force_insert=True)
    if publish and not paper.is_public:
        paper.is_public = True
        paper.save(update_fields=["is_public"])
    heads.tell(issued.entry)
    return issued


@transaction.atomic
def withdraw(*, issued: IssuedPaper, reason: str, by: Any) -> Withdrawal:
    """Withdraw an issued paper: it stays where it is, with the reason above it."""
    open_ledger()
    reason = " ".join(reason.split())
    if not reason:
        raise CannotIssue("Odvolání potřebuje důvod; bude ho vidět každý, kdo písemnost otevře.")
    if Withdrawal.objects.filter(issued=issued).exists():
        raise CannotIssue("Tato písemnost už byla odvolána.")
    moment = timezone.now().replace(microsecond=0)
    withdrawal = Withdrawal(
        issued=issued, reason=reason, withdrawn_at=moment, withdrawn_by=by, withdrawer_name=_name(by)
    )
    withdrawal.entry = _entry(withdrawal.lines, moment)
    withdrawal.save(force_insert=True)
    heads.tell(withdrawal.entry)
    return withdrawal


def _entry(lines: list[tuple[str, str]], moment: datetime.datetime) -> LedgerEntry:
    try:
        return write_entry(lines=lines, written_at=moment, public_key=ledger_key.public_key(), sign=ledger_key.sign)
    except ledger_key.CannotSign as problem:
        raise CannotIssue(str(problem)) from None


def _locked(paper: Paper) -> Paper:
    """The paper with its session, both kept as they are until the end of the transaction; refused if none to issue.

    Its blocks wait for the lock too, so that what is composed is what stays.
    """
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    paper.session = Session.objects.select_for_update(of=("self",)).select_related("body").get(pk=paper.session_id)
    if IssuedPaper.objects.filter(paper=paper).exists():
        raise CannotIssue("Tato písemnost už byla vydána. Nové znění se vydává jako nová písemnost.")
    for reason in reasons_not_to_issue(paper):
        raise CannotIssue(reason)
    return paper


def reasons_not_to_issue(paper: Paper) -> Iterator[str]:
    """What must be mended before the paper may be issued, each as a sentence."""
    if paper.session.number is None:
        yield "Zasedání nemá číslo. Doplňte ho: písemnost se vydává pod číslem zasedání."
    if paper.kind == PaperKind.PROPOSAL and not paper.blocks.filter(kind=BlockKind.RESOLUTION).exists():
        yield "Materiál s návrhem usnesení nemá žádný blok „návrh usnesení“. Doplňte ho, nebo změňte druh písemnosti."
    taken = paper.blocks.exclude(taken_from=None).count() + paper.entries.exclude(taken_from=None).count()
    if taken:
        parts = czech.count(taken, "převzatou část", "převzaté části", "převzatých částí")
        yield f"Písemnost má {parts}, které nikdo nezkontroloval. Projděte je ve formuláři písemnosti a potvrďte."


def _outline(paper: Paper, gathered: Gathered, moment: datetime.datetime, number: int, previous_hash: str) -> Outline:
    outline = compose(gathered.at, paper, gathered=gathered, as_paper=True)
    if outline is None:
        raise CannotIssue("Písemnost nemá žádný text, není co vydat.")
    # Printed, the head of the ledger is where nobody who alters the database can reach it.
    colophon = (
        f"Vydáno z portálu {czech.moment(timezone.localtime(moment))} podle poznatků ke dni "
        f"{czech.day(gathered.at.known)}; zápis {number} v knize vydání."
    )
    if previous_hash != NOTHING_BEFORE:
        colophon += f" Otisk předchozího zápisu: {previous_hash}"
    return replace(
        outline, blocks=(*outline.blocks, Remark((Run(colophon),))), filename=file_name(paper), made_at=moment
    )


def file_name(paper: Paper) -> str:
    """What the paper's files are called: as its address; those of a withdrawn one say it first."""
    begins = "ODVOLANO-informace" if paper.withdrawn else "informace"
    numbered = f"{begins}-{paper.session.held_on.year}-{paper.session.number}"
    return numbered if paper.comes_first else f"{numbered}-{paper.key}"


def _kept(outline: Outline, extension: str, content: bytes) -> File:
    """The file with these bytes; the same bytes are kept once."""
    return File.keep(f"{outline.filename}.{extension}", MEDIA_TYPES[extension], content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _name(user: AbstractBaseUser) -> str:
    full = getattr(user, "get_full_name", str)()
    return " ".join((full or user.get_username()).split())
