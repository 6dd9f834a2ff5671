"""Decisions: sessions and their agenda, memoranda, papers and what was issued."""

from council.models.agenda import DECISIONS, RESOLVED, AgendaItem, AgendaState, AgendaStep
from council.models.issued import NOTHING_BEFORE, IssuedPaper, LedgerEntry, TimeStamp, Withdrawal
from council.models.memoranda import (
    Memorandum,
    MemorandumChange,
    MemorandumConfirmation,
    MemorandumParty,
    MemorandumState,
    MemorandumTerm,
    TermConfirmation,
    TermKind,
)
from council.models.office_templates import Template
from council.models.papers import FIXED, OF_SUPPORT, Block, BlockKind, Paper, PaperEntry, PaperKind, PaperRole
from council.models.sessions import Session, SessionQuerySet
