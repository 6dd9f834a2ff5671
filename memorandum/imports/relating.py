"""Amounts of a table beside those that the record has: a row says in a column how it stands to them."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

import czech
from funding import relations
from funding.models import Amount
from funding.relations import DOES, Beside, Relation
from memorandum.imports import values
from memorandum.imports.columns import RELATION, TableColumn
from memorandum.imports.outcomes import Comparison, RowOutcome, RowState


def relate(comparison: Comparison) -> None:
    """Ask of each new amount what it is, or do what its row answers."""
    fresh = [outcome for outcome in comparison.of(RowState.NEW) if not outcome.changes_held]
    if comparison.kind.model is not Amount or not fresh:
        return
    for outcome, beside in zip(fresh, relations.beside([outcome.made for outcome in fresh]), strict=True):
        if beside is not None:
            comparison.outcomes += _settled(outcome, beside, comparison.kind.columns)


def _settled(outcome: RowOutcome, beside: Beside, columns: Sequence[TableColumn]) -> list[RowOutcome]:
    cell = outcome.line.cells.get(RELATION.name)
    if cell is None:
        offered = czech.joined((f"„{relation.label}“" for relation in beside.offered), "nebo")
        outcome.refuse(f"{beside.question} Napište do sloupce „{RELATION.heading}“ {offered}.", RELATION)
        return []
    relation = Relation(values.choice(cell, Relation))
    by_name = {column.name: column for column in columns}
    try:
        outcome.settled = settled = beside.settle(relation)
    except ValidationError as refused:
        named = refused.error_dict if hasattr(refused, "error_dict") else {RELATION.name: [refused]}
        for name, problems in named.items():
            outcome.refuse(" ".join(ValidationError(problems).messages), by_name.get(name, RELATION))
        return []
    outcome.remarks.append(f"{relation.label}: {DOES[relation]}.")
    label = f"{outcome.label} · celek"
    return [RowOutcome(outcome.line, RowState.NEW, label, {}, made=whole) for whole in settled.wholes]
