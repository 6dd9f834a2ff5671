"""What the public may read of this room, and of files, which are public through what was issued."""

from typing import Any

from django.db.models import Q, QuerySet

from council.models import (
    AgendaItem,
    AgendaStep,
    Block,
    IssuedPaper,
    LedgerEntry,
    Memorandum,
    MemorandumChange,
    MemorandumConfirmation,
    MemorandumParty,
    MemorandumTerm,
    Paper,
    PaperEntry,
    Session,
    Template,
    TermConfirmation,
    TimeStamp,
    Withdrawal,
)
from evidence.models import File
from evidence.published import CITED, QUOTED, Published, cited, confirmation

_OF_PUBLIC_PAPER = Q(issued__paper__is_public=True) | Q(withdrawal__issued__paper__is_public=True)


def _of_public_papers(model: Any) -> QuerySet[Any]:
    """Parts of papers: each is public with its paper, whatever source it quotes."""
    rows: QuerySet[Any] = model._default_manager.filter(paper__in=Paper.objects.public())
    return rows


def _memoranda() -> QuerySet[Any]:
    """A memorandum is public when anything that is told of it is."""
    told = (MemorandumChange.objects, MemorandumTerm.objects, MemorandumParty.objects)
    condition = Q()
    for rows in told:
        condition |= Q(pk__in=rows.public().values("memorandum"))
    return Memorandum.objects.filter(condition)


def _templates() -> QuerySet[Any]:
    return Template.objects.exclude(activated_at=None)


def _files() -> QuerySet[Any]:
    issued = IssuedPaper.objects.public()
    condition = Q(pk__in=_templates().values("file"))
    for name in ("docx", "pdf", "xlsx"):
        condition |= Q(pk__in=issued.exclude(**{name: None}).values(name))
    return File.objects.filter(condition)


PUBLISHED = (
    Published(File, _files, ("id", "name", "media_type", "content", "sha256", "added_at")),
    cited(Session, "body", "number", "held_on"),
    Published(
        Paper,
        Paper.objects.public,
        (*CITED, "session", "kind", "subject", "addressee", "day", "known", "is_public"),
        QUOTED,
    ),
    Published(
        PaperEntry,
        lambda: _of_public_papers(PaperEntry),
        (*CITED, "paper", "role", "position", "person", "function", "body", "resolution", "held_on", "taken_from"),
        QUOTED | {"resolution": ("resolution",), "taken_from": ("taken_from",)},
    ),
    Published(
        Block,
        lambda: _of_public_papers(Block),
        (*CITED, "paper", "position", "kind", "text", "order", "is_unsupported", "at_session_only", "taken_from"),
        QUOTED | {"taken_from": ("taken_from",)},
    ),
    cited(
        AgendaItem,
        *("session", "position", "title", "presented_by", "paper", "resolution"),
        paper=("paper",),
        resolution=("resolution",),
    ),
    cited(AgendaStep, "item", "state", "happened_on", "body", "votes_for", "votes_against", "abstentions", "note"),
    Published(
        LedgerEntry,
        LedgerEntry.objects.all,
        ("id", "number", "statement", "previous_hash", "hash", "public_key", "signature", "written_at"),
        # Nobody who checks the chain may miss an entry; what it says of a paper that is not public is not told.
        only={"statement": _OF_PUBLIC_PAPER},
    ),
    Published(
        IssuedPaper,
        IssuedPaper.objects.public,
        (
            *("id", "entry", "paper", "day", "known", "issued_at", "issuer_name", "is_edited", "content"),
            *("content_sha256", "docx", "pdf", "xlsx", "template_sha256"),
        ),
    ),
    Published(
        Withdrawal,
        lambda: Withdrawal.objects.filter(issued__in=IssuedPaper.objects.public()),
        ("id", "entry", "issued", "reason", "withdrawn_at", "withdrawer_name"),
    ),
    Published(TimeStamp, TimeStamp.objects.all, ("id", "entry", "response", "authority", "stamped_at")),
    Published(Template, _templates, ("id", "name", "file", "activated_at")),
    Published(Memorandum, _memoranda, ("id", "key", "title", "year")),
    cited(MemorandumParty, "memorandum", "body", "named_as", "signed_by", "position"),
    cited(MemorandumChange, "memorandum", "state", "body", "resolution", resolution=("resolution",)),
    confirmation(MemorandumConfirmation),
    cited(MemorandumTerm, "memorandum", "kind", "text", "genitive", "position"),
    confirmation(TermConfirmation),
)
NOT_PUBLISHED: tuple[Any, ...] = ()
