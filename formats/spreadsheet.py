"""Files that somebody brought, as plain tables: sheets, rows with their numbers, cells with their kinds."""

import datetime
import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from formats.limits import MOST_BYTES, SECONDS
from formats.refusals import WrongFile
from formats.spreadsheet_process import TOO_DEMANDING

type Cell = str | int | float | bool | datetime.date | None


@dataclass(frozen=True, slots=True)
class Worksheet:
    """``name`` is empty for a text file.  ``wrong`` says, by addresses as „B7“, which cells must not be used."""

    name: str
    rows: list[tuple[int, list[Cell]]]
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """A file as it was read.  ``encoding`` and ``delimiter`` are empty for a workbook."""

    file: str
    format: str
    encoding: str
    delimiter: str
    sheets: list[Worksheet]


def read(file: str, content: bytes, *, encoding: str = "", delimiter: str = "") -> Book:
    """Read the file in a process of its own; what is not given is recognised.  Raises WrongFile."""
    if len(content) > MOST_BYTES:
        raise WrongFile("Soubor je větší než 10 MB. Rozdělte ho na menší.")
    answer = _read_apart(content, {"encoding": encoding, "delimiter": delimiter})
    sheets = [
        Worksheet(
            sheet["name"], [(row, [_cell(cell) for cell in cells]) for row, cells in sheet["rows"]], sheet["wrong"]
        )
        for sheet in answer["sheets"]
    ]
    if not any(sheet.rows for sheet in sheets):
        raise WrongFile("V souboru není žádný vyplněný řádek.")
    return Book(file, answer["format"], answer.get("encoding", ""), answer.get("delimiter", ""), sheets)


def _read_apart(content: bytes, options: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-I", "-c", _START, str(settings.BASE_DIR)]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(options).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env={},
            check=True,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, ValueError) as error:
        raise WrongFile(TOO_DEMANDING) from error
    if "refused" in answer:
        raise WrongFile(answer["refused"])
    return dict(answer["tables"])


#: Isolated from the environment and the user's site: it needs only Python, calamine and this package.
_START = "import sys; sys.path.append(sys.argv[1]); from formats.spreadsheet_process import main; main()"


def _cell(cell: Any) -> Cell:
    match cell:
        case [str(day)]:
            return datetime.date.fromisoformat(day)
        case str():
            return cell.strip() or None
        case _:
            return cell  # type: ignore[no-any-return]


def letters(column: int) -> str:
    """„B“ for the column 1: they count from zero."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
