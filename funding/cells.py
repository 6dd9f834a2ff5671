"""Amounts as files tell them, each cell said by the database: what a column says, ``datasets`` says of an amount."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

from czech import days
from evidence.copied import CellsAsked, span_told
from evidence.models import AsOf, Precision, label, recent_since
from evidence.models.prepared import Prepared
from formats.sheet import SheetRow
from funding import totals
from funding.datasets import AMOUNT_COLUMNS, EXPECTED, UNKNOWN, missing_row
from funding.filters import AmountFilter
from funding.models import Amount, AmountKind, Exactness, Share, order_of_money

_LISTED = (Path(__file__).parent / "sql/amounts.sql").read_text()
_OF_STATE = ("attested_on", "confirmed_by")  # which hang on the days asked about


def _cells() -> dict[str, Combinable]:
    """What the columns say of an amount whatever the day."""
    texts = [NullIf(F(column), Value("")) for column in ("basis", "note")]
    return {
        "kind": label("kind", AmountKind),
        "locality": F("locality__name"),
        "amount": F("amount"),
        "programme": Coalesce("programme__abbreviation", Value(UNKNOWN)),
        "plan": Coalesce("plan__title", Value("")),
        "since": span_told("effective_on", Precision, days.since),
        "exactness": label("exactness", Exactness),
        "share": label("share", Share),
        "designation": F("designation"),
        "note": Func(Value("; "), *texts, function="concat_ws", output_field=TextField()),
        "source": F("source__title"),
        "passage": F("passage"),
    }


@Prepared
def _said(at: AsOf) -> QuerySet[Any, Any]:
    cells = {f"cell_{name}": cell for name, cell in _cells().items()}
    order = {f"order_{number}": key for number, key in enumerate(order_of_money())}
    return Amount.objects.public().order_by().values("id", **cells, **order)


@Prepared
def _confirmed(at: AsOf) -> QuerySet[Any, Any]:
    return Amount.objects.public().confirmed(at)


def amount_cells(asked: AmountFilter) -> Iterator[CellsAsked | list[SheetRow]]:
    """What was asked for, in order: amounts as questions, and after those of their kind the missing ones as rows."""
    missing = totals.without_allocation(asked.at) if asked.expects_allocations else []
    if not missing:
        yield _question(asked.in_brief, asked.at)
        return
    others = [kind for kind in asked.kinds if kind != EXPECTED]
    yield _question(asked.in_brief_of([EXPECTED]), asked.at)
    yield [missing_row(EXPECTED, *each) for each in missing]
    if others:
        yield _question(asked.in_brief_of(others), asked.at)


def _question(amounts: Any, at: AsOf) -> CellsAsked:
    changes, told, confirmed = (CellsAsked.of(rows) for rows in (amounts, _said.pages(at), _confirmed.pages(at)))
    sql = _LISTED.format(
        asked=changes.sql,
        told=told.sql,
        confirmed=confirmed.sql,
        columns=", ".join(_column(name) for name, *_ in AMOUNT_COLUMNS),
        order=", ".join(f"order_{number}" for number in range(len(order_of_money()))),
    )
    params = (*changes.params, recent_since(at.day), *told.params, *confirmed.params)
    return CellsAsked(sql, params, changes.alias, ("is_last_known",), Amount)


def _column(name: str) -> str:
    if name not in _OF_STATE:
        return f"cell_{name}"
    return "coalesce(confirmed_by, '')" if name == "confirmed_by" else name
