"""Decisions, and what facts stand on.  This app knows none of the others."""

from council.models.agenda import AgendaItem
from council.models.asof import AsOf, Misunderstood, WrongDay, read_day, today
from council.models.bodies import BodyChange, Reference, ReferenceKind, Session, SessionQuerySet
from council.models.citations import Statement, cited_models, statements
from council.models.constraints import one_value_a_day
from council.models.fact import Cited, CitedQuerySet, Fact, FactQuerySet, label, new_key, said
from council.models.imports import Import, ImportFile
from council.models.issued import NOTHING_BEFORE, IssuedPaper, LedgerEntry, Withdrawal
from council.models.ledger import LoadedKey
from council.models.memoranda import (
    Memorandum,
    MemorandumChange,
    MemorandumParty,
    MemorandumState,
    MemorandumTerm,
    TermKind,
)
from council.models.papers import FIXED, Block, BlockKind, Paper, PaperEntry, PaperKind, PaperRole
from council.models.precision import SPOKEN_EXAMPLES, Precision, read_when, spoken
from council.models.search import Fold, NamedQuerySet
from council.models.sources import Body, BodyKind, File, Source, SourceKind, tracked
from council.models.templates import Template
from council.models.verdicts import Verdict

__all__ = [
    "FIXED",
    "NOTHING_BEFORE",
    "SPOKEN_EXAMPLES",
    "AgendaItem",
    "AsOf",
    "Block",
    "BlockKind",
    "Body",
    "BodyChange",
    "BodyKind",
    "Cited",
    "CitedQuerySet",
    "Fact",
    "FactQuerySet",
    "File",
    "Fold",
    "Import",
    "ImportFile",
    "IssuedPaper",
    "LedgerEntry",
    "LoadedKey",
    "Memorandum",
    "MemorandumChange",
    "MemorandumParty",
    "MemorandumState",
    "MemorandumTerm",
    "Misunderstood",
    "NamedQuerySet",
    "Paper",
    "PaperEntry",
    "PaperKind",
    "PaperRole",
    "Precision",
    "Reference",
    "ReferenceKind",
    "Session",
    "SessionQuerySet",
    "Source",
    "SourceKind",
    "Statement",
    "Template",
    "TermKind",
    "Verdict",
    "Withdrawal",
    "WrongDay",
    "cited_models",
    "label",
    "new_key",
    "one_value_a_day",
    "read_day",
    "read_when",
    "said",
    "spoken",
    "statements",
    "today",
    "tracked",
]
