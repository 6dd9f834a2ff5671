"""Bytes to plain tables, in a process of its own: ``python -m formats.spreadsheet_process`` reads one file from its
standard input and writes what it found as JSON.

Knows nothing of Django or of the database, and may neither take long nor much memory: a workbook is read by a
library, and a library may have a weakness that nobody knows yet.
"""

import contextlib
import datetime
import io
import json
import resource
import sys
from typing import Any

from formats import delimited_text, workbook_safety
from formats.limits import LONGEST_CELL, MEMORY, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, MOST_TEXT, SECONDS
from formats.refusals import WrongFile

_NOT_TABLES = {
    b"%PDF": "Soubor je PDF. Tabulku z něj uložte jako sešit .xlsx.",
    b"\xd0\xcf\x11\xe0": (
        "Soubor je ve starém formátu Excelu (.xls), nebo je zamčený heslem. Uložte ho jako sešit .xlsx bez hesla."
    ),
    b"\x09\x08": "Soubor je ve starém formátu Excelu (.xls). Uložte ho jako sešit .xlsx.",
    b"\x89PNG": "Soubor je obrázek, ne tabulka.",
    b"\xff\xd8\xff": "Soubor je obrázek, ne tabulka.",
    b"GIF8": "Soubor je obrázek, ne tabulka.",
    b"{\\rtf": "Soubor je dokument RTF. Tabulku z něj uložte jako sešit .xlsx.",
    b"\x1f\x8b": "Soubor je zabalený (gzip). Rozbalte ho.",
    b"7z\xbc\xaf": "Soubor je zabalený (7-Zip). Rozbalte ho.",
    b"Rar!": "Soubor je zabalený (RAR). Rozbalte ho.",
}


def read(content: bytes, *, encoding: str = "", delimiter: str = "") -> dict[str, Any]:
    """The tables of the file.  Raises WrongFile."""
    if not content.strip():
        raise WrongFile("Soubor je prázdný.")
    for magic, reason in _NOT_TABLES.items():
        if content.startswith(magic):
            raise WrongFile(reason)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _workbook(content)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() in (b"<html", b"<?xml", b"<!doc", b"<tabl"):
        raise WrongFile("Soubor je webová stránka nebo XML, i když se jmenuje jinak. Uložte ho v Excelu jako .xlsx.")
    text, encoding = delimited_text.decode(content, encoding)
    delimiter = delimiter or delimited_text.delimiter_of(text)
    rows = delimited_text.rows(text, delimiter)
    return {"format": "csv", "encoding": encoding, "delimiter": delimiter, "sheets": [_sheet("", rows, {})]}


def _sheet(name: str, rows: list[tuple[int, list[Any]]], wrong: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "rows": rows, "wrong": wrong}


def _workbook(content: bytes) -> dict[str, Any]:
    checked = workbook_safety.check(content)
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        if len(names) > MOST_SHEETS:
            raise WrongFile(f"Sešit má {len(names)} listů; nejvýše jich smí být {MOST_SHEETS}.")
        sheets = []
        counts = _Counts()
        for name in names:
            sheet = workbook.get_sheet_by_name(name)
            first, left = sheet.start or (0, 0)
            counts.area(name, sheet.total_height - first, left + sheet.width)
            rows = []
            for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
                plain: list[Any] = [None] * left + [counts.cell(name, number, cell) for cell in cells]
                if any(cell is not None for cell in plain):
                    rows.append((number, plain))
            sheets.append(_sheet(name, rows, checked.wrong_cells.get(name, {})))
    except (CalamineError, ValueError, OSError) as error:
        raise WrongFile("Sešit je poškozený a nejde přečíst. Otevřete ho v Excelu a uložte znovu.") from error
    return {"format": checked.flavour, "sheets": sheets}


class _Counts:
    def __init__(self) -> None:
        self.cells = self.text = 0

    def area(self, name: str, height: int, width: int) -> None:
        if width > MOST_COLUMNS:
            raise WrongFile(f"List „{name}“ má {width} sloupců; nejvýše jich smí být {MOST_COLUMNS}.")
        if height > MOST_ROWS + 50:
            raise WrongFile(f"List „{name}“ má {height} řádků; nejvýše jich smí být 50 000. Rozdělte ho na menší.")
        self.cells += height * width
        if self.cells > MOST_CELLS:
            raise WrongFile("Sešit má příliš mnoho buněk. Rozdělte ho na menší.")

    def cell(self, name: str, row: int, value: Any) -> Any:
        """As JSON can say it: a day is a list of one text, so that it is not taken for one."""
        match value:
            case str():
                if not value or value.isspace():
                    return None
                self.text += len(value)
                if len(value) > LONGEST_CELL or self.text > MOST_TEXT:
                    raise WrongFile(f"List „{name}“, řádek {row}: text je příliš dlouhý.")
                return value
            case datetime.datetime():
                return [value.date().isoformat()]
            case datetime.date():
                return [value.isoformat()]
            case datetime.time() | datetime.timedelta():
                return str(value)
            case float() if value.is_integer() and abs(value) < 1e15:
                return int(value)
            case _:
                return value


def main() -> None:
    """One line of options, then the file; out goes {"tables": …} or {"refused": sentence}."""
    with contextlib.suppress(ValueError, OSError):  # a lower limit of the system stays
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    options, _, content = sys.stdin.buffer.read().partition(b"\n")
    answer: dict[str, Any]
    try:
        answer = {"tables": read(content, **json.loads(options))}
    except WrongFile as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": TOO_DEMANDING}
    sys.stdout.write(json.dumps(answer))


TOO_DEMANDING = (
    "Soubor nejde přečíst v mezích paměti a času. Bývá to buňkou zapsanou daleko od tabulky: zkopírujte tabulku do "
    "nového sešitu."
)

if __name__ == "__main__":
    main()
