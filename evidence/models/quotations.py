"""Passages of sources that say what somebody seeks, whatever is built on them."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Q, QuerySet, Value

from czech.sought import Sought
from evidence.models.asof import AsOf
from evidence.models.citations import cited_models, shown
from evidence.models.cited import Cited
from evidence.models.search import Fold
from evidence.models.sources import Source

MOST_QUOTATIONS = 400  # that are looked at: whoever seeks a word of which all sources are full must say more


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage that is sought, where on the page of its source it stands, and what is built on it first.

    ``is_verbatim``: the record holds the text in which it stands word for word.
    """

    source: int
    anchor: str
    passage: str
    says: str
    is_verbatim: bool


def quotations(sought: Sought, at: AsOf) -> list[Quotation]:
    """The passages of public and known sources that say all words of a search, each once; one query."""
    found: dict[tuple[int, str], Quotation] = {}
    for _, source, passage, model, key, says, _, is_verbatim in _rows([like for _, like in sought.needed], at):
        if (source, passage) not in found and sought.met(passage) is not None:
            found[source, passage] = Quotation(source, f"{model}-{key}", passage, says, is_verbatim)
    return list(found.values())


def _rows(patterns: list[str], at: AsOf) -> list[tuple[Any, ...]]:
    sql, params = written(len(patterns), known_first=at.known < at.day)
    days = _stand_ins(known_first=at.known < at.day)
    meant = dict(zip(days, (at.day, at.known), strict=True)) | {_word(n): like for n, like in enumerate(patterns)}
    with connection.cursor() as cursor:
        cursor.execute(sql, [meant.get(param, param) for param in params])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


@lru_cache(maxsize=32)
def written(words: int, *, known_first: bool) -> tuple[str, tuple[Any, ...]]:
    """The question in SQL; among its parameters stand-ins hold the places of the days and of the words.

    Django takes four times as long to write a question to all kinds of facts as PostgreSQL takes to answer it, and
    would write the same each time.  Which of the days is the earlier one may change what is written.
    """
    at = AsOf(*_stand_ins(known_first=known_first))
    arms = [_saying(model, [_word(number) for number in range(words)], at) for model in cited_models()]
    rows = arms[0].union(*arms[1:], all=True).order_by("-learned_on", "source", "model", "pk")[:MOST_QUOTATIONS]
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)


def _stand_ins(*, known_first: bool) -> tuple[datetime.date, datetime.date]:
    early, late = datetime.date(1, 1, 1), datetime.date(1, 1, 2)  # the record tells of no such days
    return (late, early) if known_first else (early, late)


def _word(number: int) -> str:
    return f"\x00{number}"  # what no text of the database can hold


def _saying(model: type[Cited], patterns: list[str], at: AsOf) -> QuerySet[Any, dict[str, Any]]:
    rows = shown(model, at).filter(source__in=Source.objects.public().known(at)).exclude(passage="")
    for like in patterns:
        rows = rows.alias(passage_folded=Fold(F("passage"))).filter(passage_folded__like=like)
    saying: QuerySet[Any, dict[str, Any]] = rows.order_by().values(
        "pk",
        "source",
        "passage",
        model=Value(model._meta.model_name or "", CharField()),
        slug=F("key"),
        says=model.said_on(at),
        learned_on=F("source__known_on"),
        is_word_for_word=ExpressionWrapper(~Q(source__text=""), output_field=BooleanField()),
    )
    return saying
