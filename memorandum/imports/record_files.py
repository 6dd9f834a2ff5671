"""The record in files: one readable CSV per kind of record, rows told apart by natural keys.

Loading only ever adds.  A row that was loaded once is never loaded again, so whatever staff have changed or
deleted since stays as they left it.  All files are read and checked first; then everything is written in one
transaction, or nothing is.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import (
    AutoField,
    BooleanField,
    DateField,
    DateTimeField,
    Field,
    ForeignKey,
    GeneratedField,
    Model,
)

from council import models as council
from czech.refusals import Refusal
from evidence import models as evidence
from evidence.history import signed
from evidence.refusals import refusal
from formats.refusals import WrongFile
from funding import models as funding
from localities import models as localities
from memorandum.imports import outlines, rows

_LOCK = 1_145_162_016  # any number; held while a record is loaded, so that two starts do not load it twice
_MANY = 20  # so many problems are told at once; a hundred more of the same kind help nobody
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

#: Files in the order of loading: a row may refer only to rows above it and to files before its own.
TABLES: dict[str, type[Model]] = {
    "bodies": evidence.Body,
    "sources": evidence.Source,
    "body_changes": evidence.BodyChange,
    "body_confirmations": evidence.BodyConfirmation,
    "sessions": council.Session,
    "references": evidence.Reference,
    "memoranda": council.Memorandum,
    "memorandum_parties": council.MemorandumParty,
    "memorandum_changes": council.MemorandumChange,
    "memorandum_confirmations": council.MemorandumConfirmation,
    "memorandum_terms": council.MemorandumTerm,
    "term_confirmations": council.TermConfirmation,
    "municipalities": localities.Municipality,
    "former_registrations": localities.FormerRegistration,
    "population_counts": localities.PopulationCount,
    "localities": localities.Locality,
    "locality_aliases": localities.LocalityAlias,
    "discrepancies": localities.Discrepancy,
    "discrepancy_claims": localities.DiscrepancyClaim,
    "conclusions": localities.Conclusion,
    "memberships": localities.Membership,
    "membership_confirmations": localities.MembershipConfirmation,
    "support_kinds": localities.SupportKind,
    "support_changes": localities.SupportChange,
    "support_confirmations": localities.SupportConfirmation,
    "plans": localities.Plan,
    "plan_changes": localities.PlanChange,
    "plan_confirmations": localities.PlanConfirmation,
    "national_counts": localities.NationalCount,
    "count_confirmations": localities.CountConfirmation,
    "programmes": funding.Programme,
    "amounts": funding.Amount,
    "amount_confirmations": funding.AmountConfirmation,
    "operations": funding.Operation,
    "operation_links": funding.OperationLink,
    "papers": council.Paper,
    "paper_entries": council.PaperEntry,
    "blocks": council.Block,
    "agenda_items": council.AgendaItem,
    "agenda_steps": council.AgendaStep,
}


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """Why a file cannot be loaded: the file, the line on which the row begins (1 is the head), the reason in Czech."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, řádek {self.line}: {self.reason}"


class RecordError(Refusal):
    """The record in the files is wrong; nothing was loaded.  ``problems`` says where and why."""

    def __init__(self, problems: list[RecordProblem]) -> None:
        self.problems = problems
        more = len(problems) - _MANY
        first = [str(problem) for problem in problems[:_MANY]]
        super().__init__("\n".join([*first, f"… a dalších {more}"] if more > 0 else first))


@dataclass(slots=True)
class LoadedCount:
    """How many rows of a file were added, and how many were there (or had been there) before."""

    added: int = 0
    kept: int = 0


@dataclass(slots=True)
class _RecordRow:
    line: int
    key: str
    values: dict[str, Any]


@dataclass(slots=True)
class _RecordTable:
    file: str
    model: type[Model]
    rows: list[_RecordRow] = field(default_factory=list)


def is_empty() -> bool:
    """Whether nothing was ever loaded into this database."""
    return not evidence.LoadedKey.objects.exists()


def load(directory: Path) -> dict[str, LoadedCount]:
    """Load the record from the folder; return what became of each file.

    Raises RecordError, and then nothing has changed.
    """
    with transaction.atomic(), signed(command="import_record"):
        with connection.cursor() as cursor:
            # Who gives a command may wait; another import takes minutes.
            cursor.execute("SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        reader = _Reader(directory)
        tables, areas = reader.read(), reader.outlines()
        if reader.problems:
            raise RecordError(reader.problems)
        counts = {table.file: _write(table) for table in tables}
        if areas:
            counts[outlines.FILE] = LoadedCount(*outlines.write(areas))
        _ask_the_rest()
        return counts


def _ask_the_rest() -> None:
    """Let the database check now what it leaves to the end of a transaction: two claims of each discrepancy."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        raise RecordError([RecordProblem("discrepancies.csv", 1, refusal(error))]) from error


# --- Reading -----------------------------------------------------------------------------------------------------


class _Reader:
    """Reads and checks all files before anything is written, so that all problems are told at once."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.problems: list[RecordProblem] = []
        self.known: dict[type[Model], set[str]] = {}
        sources = evidence.Source.objects.values_list("key", "known_on")
        self.dates: dict[str, datetime.date] = dict(sources)

    def read(self) -> list[_RecordTable]:
        present = {path.stem for path in self.directory.glob("*.csv")}
        if not present:
            self._problem(str(self.directory), 0, "Ve složce není žádný soubor evidence (*.csv).")
        for stem in sorted(present - TABLES.keys()):
            self._problem(f"{stem}.csv", 0, "Takový soubor evidence neznáme; není název překlep?")
        return [self._table(stem, model) for stem, model in TABLES.items() if stem in present]

    def outlines(self) -> list[localities.Boundary]:
        try:
            return outlines.outlines(self.directory)
        except WrongFile as error:
            self._problem(outlines.FILE, 1, str(error))
            return []

    def _table(self, stem: str, model: type[Model]) -> _RecordTable:
        table = _RecordTable(f"{stem}.csv", model)
        columns = _columns(model)
        known = self._keys(model)
        seen: dict[str, int] = {}
        for line, cells in self._lines(table.file, columns):
            row = self._row(table, line, cells, columns)
            if row is None:
                continue
            if row.key in seen:
                self._problem(table.file, line, f"Klíč „{row.key}“ už je na řádku {seen[row.key]}.")
                continue
            seen[row.key] = line
            known.add(row.key)
            table.rows.append(row)
        return table

    def _lines(self, file: str, columns: dict[str, Field[Any, Any]]) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (line, cells by column); a file that cannot be read at all yields nothing and is a problem."""
        raw = (self.directory / file).read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self._problem(file, line, "Soubor není v kódování UTF-8.")
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        begins = 1
        head: list[str] = []
        try:
            for cells in reader:
                if begins == 1:
                    head = cells
                    if not self._head_fits(file, head, columns):
                        return
                elif cells and len(cells) != len(head):
                    self._problem(
                        file, begins, f"Řádek má jiný počet sloupců ({len(cells)}) než záhlaví ({len(head)})."
                    )
                elif cells:
                    yield begins, dict(zip(head, cells, strict=True))
                begins = reader.line_num + 1
        except csv.Error as error:
            self._problem(file, begins, f"Řádek nejde přečíst jako CSV ({error}).")
        if not head:
            self._problem(file, 1, "Soubor je prázdný, chybí i záhlaví.")

    def _head_fits(self, file: str, head: list[str], columns: dict[str, Field[Any, Any]]) -> bool:
        reasons = [f"Sloupec „{name}“ neznáme." for name in head if name not in columns]
        reasons += [f"Chybí sloupec „{name}“." for name in sorted(rows.required(columns) - set(head))]
        reasons += [f"Sloupec „{name}“ je v záhlaví dvakrát." for name in sorted(set(head)) if head.count(name) > 1]
        for reason in reasons:
            self._problem(file, 1, reason)
        return not reasons

    def _row(
        self, table: _RecordTable, line: int, cells: dict[str, str], columns: dict[str, Field[Any, Any]]
    ) -> _RecordRow | None:
        before = len(self.problems)
        values: dict[str, Any] = {}
        for name, cell in cells.items():
            try:
                value = self._value(columns[name], name, cell)
            except ValidationError as error:
                self._problem(table.file, line, f"{name}: {' '.join(error.messages)}")
                continue
            if value is not None:
                values["text" if name == "text_file" else name] = value
        key = str(values.get(evidence.natural_key(table.model), ""))
        if len(self.problems) == before and not key:
            self._problem(table.file, line, f"Chybí klíč ({evidence.natural_key(table.model)}).")
        if len(self.problems) == before:
            self._check(table, line, values)
        if len(self.problems) > before:
            return None
        if table.model is evidence.Source:
            told = {name: values[name] for name in ("issued_on", "precision", "read_on") if name in values}
            self.dates.setdefault(key, evidence.Source(**told).dated_on)
        elif issubclass(table.model, evidence.Fact) and "known_on" not in values:
            values["known_on"] = self.dates[values["source"]]
        return _RecordRow(line, key, values)

    def _value(self, column: Field[Any, Any], name: str, cell: str) -> Any:
        """The cell as a value of the column; None when it is empty.  A reference stays a natural key."""
        if "\x00" in cell:
            raise ValidationError("Buňka obsahuje nulový znak.")
        if not cell:
            return None
        if name == "text_file":
            return self._text(cell)
        if isinstance(column, ForeignKey):
            if cell not in self._keys(column.related_model):
                raise ValidationError(f"Záznam „{cell}“ ({column.related_model._meta.verbose_name}) v evidenci není.")
            return cell
        if isinstance(column, BooleanField):
            if cell not in ("ano", "ne"):
                raise ValidationError(f"„{cell}“ není ani „ano“, ani „ne“.")
            return cell == "ano"
        if isinstance(column, DateField) and not _ISO_DAY.fullmatch(cell):
            raise ValidationError(f"„{cell}“ není den ve tvaru 2016-08-30.")
        return column.to_python(cell)

    def _keys(self, model: type[Model]) -> set[str]:
        if model not in self.known:
            self.known[model] = set(_primary_keys(model))
        return self.known[model]

    def _text(self, name: str) -> str:
        path = self.directory / "texts" / name
        if path.resolve().parent != (self.directory / "texts").resolve() or not path.is_file():
            raise ValidationError(f"Soubor texts/{name} ve složce není.")
        try:
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise ValidationError(f"Soubor texts/{name} není v kódování UTF-8.") from None

    def _check(self, table: _RecordTable, line: int, values: dict[str, Any]) -> None:
        """What the columns themselves demand: lengths, choices, patterns, nothing missing."""
        columns = _columns(table.model)
        references = {name for name, column in columns.items() if isinstance(column, ForeignKey)}
        candidate = table.model(**{name: value for name, value in values.items() if name not in references})
        missing = [name for name in references if not columns[name].null and name not in values]
        for name in sorted(missing):
            self._problem(table.file, line, f"{name}: Odkaz na záznam chybí.")
        for name, reason in rows.wrong_columns(candidate, references).items():
            self._problem(table.file, line, f"{name}: {reason}")

    def _problem(self, file: str, line: int, reason: str) -> None:
        self.problems.append(RecordProblem(file, line, reason))


@cache
def _columns(model: type[Model]) -> dict[str, Field[Any, Any]]:
    """The columns a file of this model may have.  The text of a source lies in a file of its own beside it."""
    columns: dict[str, Field[Any, Any]] = {}
    for column in model._meta.concrete_fields:
        said_by_the_database = isinstance(column, DateTimeField) and not column.editable
        if isinstance(column, (AutoField, GeneratedField)) or said_by_the_database:
            continue
        columns["text_file" if (model, column.name) == (evidence.Source, "text") else column.name] = column
    return columns


# --- Writing -----------------------------------------------------------------------------------------------------


def _write(table: _RecordTable) -> LoadedCount:
    """Add the rows of one file that were never loaded and are not there."""
    present = set(_primary_keys(table.model))
    present |= set(evidence.LoadedKey.objects.filter(table=table.file).values_list("key", flat=True))
    fresh = [row for row in table.rows if row.key not in present]
    for wave in _waves(table.model, fresh):
        _insert(table, wave)
    evidence.LoadedKey.objects.bulk_create(
        [evidence.LoadedKey(table=table.file, key=row.key) for row in table.rows], ignore_conflicts=True
    )
    return LoadedCount(added=len(fresh), kept=len(table.rows) - len(fresh))


def _waves(model: type[Model], rows: list[_RecordRow]) -> Iterator[list[_RecordRow]]:
    """Split rows so that each refers only to rows of the waves before it (a programme follows a programme)."""
    own = [c.name for c in model._meta.concrete_fields if isinstance(c, ForeignKey) and c.related_model is model]
    wave: dict[str, _RecordRow] = {}
    for row in rows:
        if any(row.values.get(name) in wave for name in own):
            yield [*wave.values()]
            wave = {}
        wave[row.key] = row
    if wave:
        yield [*wave.values()]


def _primary_keys(model: type[Model]) -> dict[str, Any]:
    return dict(model._default_manager.values_list(evidence.natural_key(model), "pk"))


def _insert(table: _RecordTable, wave: list[_RecordRow]) -> None:
    links = [column for column in table.model._meta.concrete_fields if isinstance(column, ForeignKey)]
    references = {link.name: _primary_keys(link.related_model) for link in links}

    def made(row: _RecordRow) -> Model:
        plain = {name: value for name, value in row.values.items() if name not in references}
        linked = {f"{name}_id": references[name][row.values[name]] for name in references if name in row.values}
        return table.model(**plain, **linked)

    try:
        rows.write([made(row) for row in wave])
    except rows.RowRefused as refused:
        raise RecordError([RecordProblem(table.file, wave[refused.index].line, str(refused))]) from refused
