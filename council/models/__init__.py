"""Decisions, and what facts stand on.  This app knows none of the others."""

from council.models.asof import AsOf, WrongDay, today
from council.models.bodies import BodyChange, Reference, ReferenceKind, Session
from council.models.fact import Cited, CitedQuerySet, Fact, FactQuerySet, new_key, said
from council.models.ledger import LoadedKey
from council.models.memoranda import (
    Memorandum,
    MemorandumChange,
    MemorandumParty,
    MemorandumState,
    MemorandumTerm,
    TermKind,
)
from council.models.papers import Block, BlockKind, Paper, PaperEntry, PaperKind, PaperRole
from council.models.precision import Precision
from council.models.sources import Body, BodyKind, File, Source, SourceKind, tracked

__all__ = [
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
    "LoadedKey",
    "Memorandum",
    "MemorandumChange",
    "MemorandumParty",
    "MemorandumState",
    "MemorandumTerm",
    "Paper",
    "PaperEntry",
    "PaperKind",
    "PaperRole",
    "Precision",
    "Reference",
    "ReferenceKind",
    "Session",
    "Source",
    "SourceKind",
    "TermKind",
    "WrongDay",
    "new_key",
    "said",
    "today",
    "tracked",
]
