"""A table beside the record: what each row would do, before anything is done.

A row is new, changes something, only confirms what is there, is there already, or is wrong.  Nothing here writes,
but the database is asked whether it would take the rows: they are written and taken back.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Field, ForeignKey

import czech
from evidence.actions import confirmations_of
from formats.spreadsheet import Cell
from memorandum.imports import doubting, register, rows
from memorandum.imports.columns import HELD, RowValues, TableColumn
from memorandum.imports.confirming import confirming, written_already
from memorandum.imports.headings import RowPlace, TableRow
from memorandum.imports.kinds import TableKind
from memorandum.imports.lookups import Lookups
from memorandum.imports.outcomes import WRITTEN, Comparison, RowOutcome, RowState
from memorandum.imports.progress import OFTEN, Step, Steps
from memorandum.imports.relating import relate
from memorandum.imports.values import WrongCell, folded, shown

# --- Beside the record -------------------------------------------------------------------------------------------


def compare(kind: TableKind, brought: Sequence[TableRow], lookups: Lookups, *, asks: bool = True) -> Steps[Comparison]:
    """What each line would do.  Inside a transaction it compares with what is locked in it.

    ``asks`` the database whether it would take the rows; whoever writes them at once hears it then.
    """
    comparison = Comparison(kind, [])
    for index, line in enumerate(brought):
        if index % OFTEN == 0:
            yield Step("Čteme hodnoty", index, len(brought))
        comparison.outcomes.append(_read(kind, line, lookups))
    record = _Record(kind, lookups, comparison.outcomes)
    for index, outcome in enumerate(comparison.outcomes):
        if index % OFTEN == 0:
            yield Step("Porovnáváme s evidencí", index, len(brought))
        record.place(outcome)
    if kind.is_fact:
        _settle_repetitions(comparison, lookups)
        doubting.doubt(comparison, lookups)
        relate(comparison)
    if kind.aside:
        register.settle(comparison, lookups)
    if asks:
        yield from _ask_database(comparison)
    return comparison


def _settle_repetitions(comparison: Comparison, lookups: Lookups) -> None:
    """What is new and only repeats what is there is a confirmation; written before, it is nothing."""
    model: Any = comparison.kind.model
    fresh = comparison.of(RowState.NEW)
    for outcome in fresh:
        outcome.made = model(**outcome.values)
    found = zip(fresh, confirming(model, [outcome.made for outcome in fresh], lookups), strict=True)
    repeating = [(outcome, same) for outcome, same in found if same is not None]
    there = written_already(model, [(same, outcome.made.source_id) for outcome, same in repeating])
    for outcome, same in repeating:
        if same.is_before:
            doubting.before_the_held(outcome, same, lookups)
            continue
        if same.refused:
            outcome.refuse(same.refused)
            continue
        mark = (same.fact.pk or id(same.fact), outcome.made.source_id, same.holds_on)
        is_there = mark in there or (same.fact.pk and same.fact.source_id == outcome.made.source_id)
        outcome.state, outcome.remarks = (RowState.SAME, []) if is_there else (RowState.CONFIRMS, [same.remark])
        outcome.confirms = same
        there.add(mark)


def _read(kind: TableKind, line: TableRow, lookups: Lookups) -> RowOutcome:
    label = " · ".join(
        shown(line.cells[name]) for name in (part.removesuffix("_id") for part in kind.label) if line.cells.get(name)
    )
    outcome = RowOutcome(line, RowState.NEW, label, {})
    for column in kind.columns:
        cell = line.cells.get(column.name)
        reason = line.wrong.get(column.name, "")
        if not reason and cell is not None:
            try:
                outcome.values |= column.read(cell, lookups, outcome.values)
            except WrongCell as error:
                reason = str(error)
        elif not reason and column.required:
            reason = "Hodnota chybí."
        if reason:
            outcome.refuse(reason, column)
    if not outcome.problems:
        by_name = {column.name: column for column in kind.columns}
        for name, reason in kind.agree(outcome.values, lookups):
            outcome.refuse(reason, by_name[name])
    outcome.aside = {name: outcome.values.pop(name) for name in kind.aside if name in outcome.values}
    return outcome


class _Record:
    """The rows of the record that the file may mean, and the outcomes placed among them."""

    def __init__(self, kind: TableKind, lookups: Lookups, outcomes: list[RowOutcome]) -> None:
        self.kind, self.lookups, self.outcomes = kind, lookups, outcomes
        self.model = kind.model
        self.fields: dict[str, Field[Any, Any]] = {
            field.attname: field for field in self.model._meta.concrete_fields if not field.generated
        }
        self.by_identity: list[dict[tuple[Any, ...], list[Any]]] = [{} for _ in kind.identities]
        self.by_subject: dict[tuple[Any, ...], list[RowValues]] = {}
        self.rows: dict[Any, RowValues] = {}
        self.seen: dict[tuple[Any, ...], RowPlace] = {}
        self.taken: set[str] = set()
        self.reachable: set[Any] | None = None
        self.may_add = lookups.may("add", self.model)
        self.may_change = lookups.may("change", self.model)
        self._load()

    def _load(self) -> None:
        names = {column.name for column in self.kind.columns} | {name for way in self.kind.identities for name in way}
        wanted = [
            name
            for name, column in self.fields.items()
            if name in names or column.name in names or name in ("effective_on", "precision", "corrected_on")
        ]
        reached = self.lookups.reachable(self.model._base_manager.all())
        if reached.query.where:
            self.reachable = set(reached.values_list("pk", flat=True))
        existing = self.model._base_manager.order_by("pk")
        if self.kind.is_fact and "locality_id" in self.fields:
            places = {outcome.values.get("locality_id") for outcome in self.outcomes} - {None}
            existing = existing.filter(locality__in=places)
        for row in existing.values("pk", *wanted):
            pk = row["pk"]
            self.rows[pk] = row
            for index, way in enumerate(self.kind.identities):
                self.by_identity[index].setdefault(self._identity(way, row), []).append(pk)
            if self.kind.subject and row["corrected_on"] is None:
                subject = tuple(row[name] for name in (*self.kind.subject, "effective_on"))
                self.by_subject.setdefault(subject, []).append(row)

    def _identity(self, way: Sequence[str], row: RowValues) -> tuple[Any, ...]:
        return tuple(_comparable(row[name] if name in row else self._default(name), self.fields[name]) for name in way)

    def _default(self, name: str) -> Any:
        column = self.fields[name]
        return column.get_default() if column.has_default() or not isinstance(column, ForeignKey) else None

    def place(self, outcome: RowOutcome) -> None:
        """Find what the row means in the record, and say what would become of it."""
        if outcome.state == RowState.WRONG:
            return
        index, identity, pks = self._find(outcome.values)
        first = self.seen.setdefault((index, *identity), outcome.line.place)
        if len(pks) > 1 and not self.kind.is_fact:
            heading = self.kind.columns[0].heading
            outcome.refuse(f"V evidenci je takový záznam víckrát. Vyplňte sloupec „{heading}“.")
        elif pks and self.reachable is not None and pks[0] not in self.reachable:
            outcome.refuse(self._unreachable(outcome))
        elif first is not outcome.line.place and not (pks and self.kind.is_fact):
            outcome.refuse(f"Totéž je už na řádku {first.row}.")
        elif pks:
            self._beside(outcome, min(pks, key=lambda pk: len(self._differing(outcome.values, pk))))
        elif not self.may_add:
            outcome.refuse(self._unreachable(outcome))
        else:
            self._new(outcome)

    def _unreachable(self, outcome: RowOutcome) -> str:
        name = str(self.model._meta.verbose_name)
        return f"{name[:1].upper()}{name[1:]} „{outcome.label}“: v evidenci není, nebo k tomu nemáte přístup."

    def _find(self, values: RowValues) -> tuple[int, tuple[Any, ...], list[Any]]:
        last = len(self.kind.identities) - 1
        index = next((i for i, way in enumerate(self.kind.identities) if all(name in values for name in way)), last)
        identity = self._identity(self.kind.identities[index], values)
        return index, identity, self.by_identity[index].get(identity, [])

    def _beside(self, outcome: RowOutcome, pk: Any) -> None:
        existing = self.rows[pk]
        outcome.pk = pk
        differs = self._differing(outcome.values, pk)
        outcome.state = RowState.SAME
        if self.kind.is_fact:
            if differs:
                headings = czech.joined(f"„{column.heading}“" for column in differs)
                outcome.remarks.append(f"V evidenci už je, ale liší se {headings}. Import zapsané údaje nemění.")
            return
        differs = [column for column in differs if column.name not in ("key", "slug", "code")]
        if not differs:
            return
        if not self.may_change:
            outcome.refuse("Záznam v evidenci je jiný a měnit ho nesmíte.")
            return
        merged = existing | outcome.values
        for column in differs:
            old, new = column.write(existing, self.lookups), column.write(merged, self.lookups)
            outcome.changes.append((column.heading, _written(old), _written(new)))
        outcome.state = RowState.CHANGED
        self._check(outcome, [name for column in differs for name in self._of(column, outcome.values)])

    def _differing(self, values: RowValues, pk: Any) -> list[TableColumn]:
        """Columns in which the file says something else than the record; an empty cell says nothing."""
        existing = self.rows[pk]
        return [
            column
            for column in self.kind.columns
            if any(
                _comparable(value, self.fields[name]) != _comparable(existing[name], self.fields[name])
                for name, value in self._of(column, values).items()
                if name in existing
            )
        ]

    def _of(self, column: TableColumn, values: RowValues) -> RowValues:
        names = _SPANS.get(column.name, (column.name, f"{column.name}_id"))
        return {name: values[name] for name in names if name in values}

    def _new(self, outcome: RowOutcome) -> None:
        self.kind.complete(outcome.values, self.lookups, self.taken)
        if self.kind.subject:
            subject = tuple(
                outcome.values[name] if name in outcome.values else self._default(name)
                for name in (*self.kind.subject, "effective_on")
            )
            if self.by_subject.get(subject):
                outcome.remarks.append("K témuž dni už v evidenci jiný údaj je. Přibude další, nic se nepřepíše.")
        needed = rows.required({field.name: field for field in self.fields.values()})
        given = {name.removesuffix("_id") for name in outcome.values}
        for column in self.kind.columns:
            if column.name in needed - given:
                outcome.refuse("Nový záznam bez této hodnoty zapsat nelze.", column)
        self._check(outcome, None)

    def _check(self, outcome: RowOutcome, only: Iterable[str] | None) -> None:
        """Lengths, choices, patterns; in a new row also that nothing is missing."""
        columns = {column.name: column for column in self.kind.columns}
        names = set(self.fields) if only is None else set(only)
        left_out = {
            column.name
            for name, column in self.fields.items()
            if isinstance(column, ForeignKey)
            or (only is None and name not in outcome.values)
            or name not in names
            or (column.primary_key and name not in outcome.values)
        }
        candidate = self.model(**outcome.values)
        for name, reason in rows.wrong_columns(candidate, left_out).items():
            column = columns.get(name) or columns.get("when" if name in ("effective_on", "precision") else "")
            outcome.refuse(reason, column, heading=name)


#: The columns of which a day is made that may be known no closer than to its month, by the name of the cell.
_SPANS = {"when": ("effective_on", "precision"), "issued_on": ("issued_on", "precision")}


def _comparable(value: Any, column: Field[Any, Any]) -> Any:
    """Equal for what is the same value: names also where accents or spaces differ stay different, keys do not."""
    if isinstance(value, str) and column.name in ("title", "name", "number"):
        return folded(value) if column.name == "number" else " ".join(value.split())
    if isinstance(value, Decimal):
        return value.normalize()
    return value


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime.date():
            return czech.day(cell)
        case _:
            return str(cell)


def _ask_database(comparison: Comparison) -> Steps[None]:
    """Whether its rules would refuse some of the rows: they are written, and all is taken back."""
    with transaction.atomic():
        _join(comparison)
        try:
            with doubting.settled(comparison):
                yield from _ask_of_each(comparison)
        except rows.RowRefused as refused:
            for outcome in comparison.of(RowState.NEW):
                if outcome.changes_held:
                    outcome.refuse(str(refused), HELD)
        transaction.set_rollback(True)


def _ask_of_each(comparison: Comparison) -> Steps[None]:
    for state in WRITTEN:
        outcomes = comparison.of(state)
        for start in range(0, len(outcomes), OFTEN):
            yield Step("Ověřujeme pravidla evidence", start, len(outcomes))
            for part in _parts(comparison.kind, outcomes[start : start + OFTEN]):
                for index, reason in rows.tried(part.objects, part.columns).items():
                    part.outcomes[index].refuse(reason)


class _Part(NamedTuple):
    """Objects of one model to be written at once, each with its row; ``columns`` are empty for new ones."""

    objects: list[Any]
    columns: list[str]
    outcomes: list[RowOutcome]


def _parts(kind: TableKind, outcomes: Sequence[RowOutcome]) -> Iterator[_Part]:
    """What the rows write: their own records, then those beside them."""
    objects, columns = prepared(kind, outcomes)
    if objects:
        yield _Part(objects, columns, list(outcomes))
    beside: dict[tuple[type[Any], bool], _Part] = {}
    for outcome in outcomes:
        for record in [*outcome.adds, *outcome.mends]:
            columns = register.MENDED if record in outcome.mends else []
            part = beside.setdefault((type(record), bool(columns)), _Part([], columns, []))
            part.objects.append(record)
            part.outcomes.append(outcome)
    yield from beside.values()


def prepared(kind: TableKind, outcomes: Sequence[RowOutcome]) -> tuple[list[Any], list[str]]:
    """Objects ready to be written, and for those that exist the names of the columns that change."""
    if not outcomes or outcomes[0].pk is None:
        return [_made(kind, outcome) for outcome in outcomes], []
    headings = {heading for outcome in outcomes for heading, _, _ in outcome.changes}
    cells = [column.name for column in kind.columns if column.heading in headings]
    names = [name for cell in cells for name in _SPANS.get(cell, (cell,))]
    present = [field.name for field in kind.model._meta.concrete_fields]
    existing = kind.model._base_manager.in_bulk([outcome.pk for outcome in outcomes])
    for outcome in outcomes:
        for name, value in outcome.values.items():
            setattr(existing[outcome.pk], name, value)
    changed = [name for name in names if name in present]
    return [existing[outcome.pk] for outcome in outcomes] if changed else [], changed


def _join(comparison: Comparison) -> None:
    """Amounts that are there come to the money of new ones, where rows say that they are of it."""
    for outcome in comparison.of(RowState.NEW):
        if outcome.settled is not None:
            outcome.settled.join()


def _made(kind: TableKind, outcome: RowOutcome) -> Any:
    if outcome.confirms is None:
        return outcome.made or kind.model(**outcome.values)
    fact, row = outcome.confirms.fact, outcome.made
    confirmation: Any = confirmations_of(kind.model)  # type: ignore[arg-type]
    return confirmation(
        fact_id=fact.pk,
        source_id=row.source_id,
        passage=row.passage,
        holds_on=outcome.confirms.holds_on,
        note=row.note,
    )


def write(comparison: Comparison) -> Steps[None]:
    """Write what is new and what changes, inside the caller's transaction.  Raises rows.RowRefused."""
    _join(comparison)
    with doubting.settled(comparison):
        for state in WRITTEN:
            outcomes = comparison.of(state)
            for start in range(0, len(outcomes), OFTEN):
                yield Step("Zapisujeme", start, len(outcomes))
                for part in _parts(comparison.kind, outcomes[start : start + OFTEN]):
                    try:
                        rows.write(part.objects, part.columns)
                    except rows.RowRefused as refused:
                        at = part.outcomes[refused.index].line.place
                        raise rows.RowRefused(refused.index, f"{at}: {refused}") from refused
