"""What becomes of the rows of a table: what is wrong with each, and what it would write."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import czech
from funding.relations import Settled
from memorandum.imports.columns import RowValues, TableColumn
from memorandum.imports.confirming import Confirming
from memorandum.imports.headings import RowPlace, TableRow
from memorandum.imports.kinds import TableKind


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be written.  ``letter`` and ``column`` are empty where the whole row is at fault."""

    place: RowPlace
    letter: str
    column: str
    reason: str

    def __str__(self) -> str:
        where = (
            f", sloupec {self.letter} ({self.column})" if self.letter else f", {self.column}" if self.column else ""
        )
        return f"{self.place}{where}: {self.reason}"


class RowState(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    CONFIRMS = "confirms"
    SAME = "same"
    WRONG = "wrong"


#: What is written, in this order: a row may confirm what another one adds.
WRITTEN = (RowState.NEW, RowState.CHANGED, RowState.CONFIRMS)


@dataclass(slots=True)
class RowOutcome:
    """What becomes of a row.  ``changes`` are (heading, old, new); ``made`` is what it would write or confirm by.

    ``aside`` is what the row says beside the columns of the model; by that it ``adds`` records of other models, and
    ``mends`` some.
    """

    line: TableRow
    state: RowState
    label: str
    values: RowValues
    pk: Any = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    made: Any = None
    confirms: Confirming | None = None
    settled: Settled | None = None
    #: What the row corrects of the record; or what is there later and only repeats it, with what becomes of that.
    corrects: Any = None
    later: Any = None
    aside: RowValues = field(default_factory=dict)
    adds: list[Any] = field(default_factory=list)
    mends: list[Any] = field(default_factory=list)

    @property
    def changes_held(self) -> bool:
        """Whether what the record has is changed by the row."""
        return self.corrects is not None or self.later is not None

    def refuse(self, reason: str, column: TableColumn | None = None, heading: str = "") -> None:
        """Hold the row wrong: for what stands in the column, or as a whole."""
        letter = self.line.letters.get(column.name, "") if column else ""
        heading = column.heading if column else heading
        self.problems.append(RowProblem(self.line.place, letter, heading, czech.vlna(reason)))
        self.state = RowState.WRONG


@dataclass(slots=True)
class Comparison:
    """What the rows of a table would do to the record."""

    kind: TableKind
    outcomes: list[RowOutcome]

    def of(self, state: RowState) -> list[RowOutcome]:
        return [outcome for outcome in self.outcomes if outcome.state == state]

    @property
    def counts(self) -> dict[str, int]:
        return {state.value: len(self.of(state)) for state in RowState}

    @property
    def problems(self) -> list[RowProblem]:
        return [problem for outcome in self.outcomes for problem in outcome.problems]

    @property
    def writes(self) -> bool:
        return any(outcome.state in WRITTEN for outcome in self.outcomes)

    @property
    def digest(self) -> str:
        """The same only for comparisons that would do the same to the same record."""
        digest = hashlib.sha256(self.kind.code.encode())
        for outcome in self.outcomes:
            effect = (
                *(str(outcome.line.place), outcome.state.value, str(outcome.pk), outcome.changes, outcome.remarks),
                sorted((name, str(value)) for name, value in outcome.values.items()),
            )
            digest.update(repr(effect).encode())
        return digest.hexdigest()
