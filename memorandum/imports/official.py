"""Official lists of municipalities, several files together, put into rows as our own table has them.

The statistical office gives the list of municipalities (CIS0043) and what belongs to what (VAZ0043 to districts,
ORP and POU); the surveying office gives UI_OBEC, which leads over UI_POU to UI_ORP, and UI_OKRES.  Files are known
by their headings, older ones in capitals, newer ones in small letters; their order does not matter.  National files
are narrowed to the groups (districts, ORP) in which the record already has a municipality.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import czech
from evidence.models import today
from formats.refusals import WrongFile
from formats.spreadsheet import Book, Cell, letters
from localities.models import Municipality, MunicipalityStatus
from memorandum.imports.headings import RowPlace, TableRow
from memorandum.imports.values import folded

_HEADS: dict[str, set[str]] = {
    "list": {"akrcis", "kodcis", "chodnota", "text", "admplod", "admnepo"},
    "link": {"akrcis1", "chodnota1", "akrcis2", "chodnota2", "text2"},
    "obec": {"kod", "nazev", "status_kod", "pou_kod", "okres_kod", "plati_do"},
    "pou": {"kod", "nazev", "orp_kod", "plati_do"},
    "orp": {"kod", "nazev", "spravni_obec_kod", "vusc_kod", "plati_do"},
    "okres": {"kod", "nazev", "vusc_kod", "nuts_lau", "plati_do"},
}
#: By codes of the register (STATUS_KOD); what the record has no word for is not here.
_STATUS = {
    "2": MunicipalityStatus.VILLAGE,
    "3": MunicipalityStatus.TOWN,
    "4": MunicipalityStatus.STATUTORY_CITY,
    "6": MunicipalityStatus.MARKET_TOWN,
}
_MUNICIPALITIES, _DISTRICTS, _ORPS, _POUS = "43", "101", "65", "61"
_DAY = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})(?: 00:00:00)?|([0-9]{4})-([0-9]{2})-([0-9]{2}).*")
_MANY = 1_000  # municipalities; no region has so many, the whole country has six times as many


@dataclass(slots=True)
class _OfficialMunicipality:
    """A municipality as the files tell it; the place is where its name stands."""

    place: RowPlace
    letters: dict[str, str]
    cells: dict[str, Cell]
    groups: set[tuple[str, str]] = field(default_factory=set)
    wrong: dict[str, str] = field(default_factory=dict)

    def say(self, name: str, value: str, letter: str) -> None:
        """Two files that say different things about one municipality are of different days."""
        before = self.cells.get(name)
        if before is not None and before != value:
            self.wrong[name] = f"Soubory si odporují: „{before}“ a „{value}“. Nejsou každý z jiné doby?"
            return
        self.cells[name] = value
        self.letters.setdefault(name, letter)


type _Entries = dict[str, _OfficialMunicipality]
"""By their codes."""


@dataclass(frozen=True, slots=True)
class _OfficialList:
    form: str
    book: Book
    at: dict[str, int]
    rows: Sequence[tuple[int, list[Cell]]]

    def cell(self, row: Sequence[Cell], name: str) -> str:
        index = self.at.get(name)
        value = row[index] if index is not None and index < len(row) else None
        return "" if value is None else str(value).strip()

    def letter(self, name: str) -> str:
        return letters(self.at[name]) if name in self.at else ""


class OfficialRows(NamedTuple):
    lines: list[TableRow]
    remarks: list[str]


def recognised(books: Iterable[Book]) -> bool:
    """Whether all the files are official lists."""
    return all(_form(book) is not None for book in books)


def _form(book: Book) -> _OfficialList | None:
    for sheet in book.sheets:
        if not sheet.rows:
            continue
        _, head = sheet.rows[0]
        at = {folded(cell): index for index, cell in enumerate(head) if isinstance(cell, str)}
        for form, wanted in _HEADS.items():
            if wanted <= at.keys():
                return _OfficialList(form, book, at, sheet.rows[1:])
    return None


def together(books: Sequence[Book], districts: Sequence[str] = ()) -> OfficialRows:
    """The rows of all files for one table of municipalities; ``districts`` narrow them where the record is empty.

    Raises WrongFile.
    """
    sheets = [sheet for sheet in map(_form, books) if sheet is not None]
    entries: _Entries = {}
    for sheet in sheets:
        if sheet.form == "list" and _is_of(sheet, "kodcis", _MUNICIPALITIES):
            _read_list(sheet, entries)
        elif sheet.form == "obec":
            _read_register(sheet, entries)
    if not entries:
        raise WrongFile("Chybí seznam obcí: přidejte CIS0043 (ČSÚ) nebo UI_OBEC (RÚIAN).")
    for sheet in sheets:
        if sheet.form == "link":
            _read_links(sheet, entries)
    _follow_register(sheets, entries)
    return _narrowed(entries, districts)


def _is_of(sheet: _OfficialList, column: str, number: str) -> bool:
    return any(sheet.cell(row, column) == number for _, row in sheet.rows)


def _ended(text: str) -> bool:
    """Whether the day has passed; an open end is empty or in the year 9999."""
    written = _DAY.fullmatch(text.strip())
    if not written:
        return bool(text.strip())
    day, month, year = written.group(1, 2, 3) if written[3] else written.group(6, 5, 4)
    try:
        return datetime.date(int(year), int(month), int(day)) < today()
    except ValueError:
        return True


def _read_list(sheet: _OfficialList, entries: _Entries) -> None:
    for number, row in sheet.rows:
        if sheet.cell(row, "kodcis") != _MUNICIPALITIES or sheet.cell(row, "kodjaz") not in ("CS", "cs", ""):
            continue
        if not _ended(sheet.cell(row, "admnepo")):
            _enter(sheet, entries, number, row, "chodnota", "text")


def _enter(
    sheet: _OfficialList, entries: _Entries, number: int, row: Sequence[Cell], code_at: str, name_at: str
) -> _OfficialMunicipality:
    at = {"code": sheet.letter(code_at), "name": sheet.letter(name_at)}
    code, name = sheet.cell(row, code_at), sheet.cell(row, name_at)
    place = RowPlace(sheet.book.file, sheet.book.sheets[0].name, number)
    entry = entries.setdefault(code, _OfficialMunicipality(place, at, {"code": code}))
    if name:
        entry.say("name", name, at["name"])
    return entry


def _read_register(sheet: _OfficialList, entries: _Entries) -> None:
    for number, row in sheet.rows:
        if sheet.cell(row, "plati_do"):
            continue
        entry = _enter(sheet, entries, number, row, "kod", "nazev")
        status = _STATUS.get(sheet.cell(row, "status_kod"))
        if status is not None:
            entry.say("status", status.value, sheet.letter("status_kod"))
        else:
            entry.wrong["status"] = f"Postavení s kódem „{sheet.cell(row, 'status_kod')}“ evidence nezná."
            entry.letters.setdefault("status", sheet.letter("status_kod"))
        entry.groups |= {("okres", sheet.cell(row, "okres_kod")), ("pou", sheet.cell(row, "pou_kod"))}


def _read_links(sheet: _OfficialList, entries: _Entries) -> None:
    names = {_DISTRICTS: "district", _ORPS: "orp", _POUS: ""}
    for _, row in sheet.rows:
        entry = entries.get(sheet.cell(row, "chodnota1"))
        to = sheet.cell(row, "kodcis2")
        if entry is None or sheet.cell(row, "kodcis1") != _MUNICIPALITIES or to not in names:
            continue
        entry.groups.add((to, sheet.cell(row, "chodnota2")))
        if names[to]:
            entry.say(names[to], sheet.cell(row, "text2"), "")


def _follow_register(sheets: Sequence[_OfficialList], entries: _Entries) -> None:
    """From codes in UI_OBEC to names: the district at once, the ORP over the POU."""
    named: dict[str, dict[str, str]] = {"okres": {}, "orp": {}}
    orp_of: dict[str, str] = {}
    for sheet in sheets:
        if sheet.form not in ("okres", "orp", "pou"):
            continue
        for _, row in sheet.rows:
            if sheet.cell(row, "plati_do"):
                continue
            if sheet.form == "pou":
                orp_of[sheet.cell(row, "kod")] = sheet.cell(row, "orp_kod")
            else:
                named[sheet.form][sheet.cell(row, "kod")] = sheet.cell(row, "nazev")
    for entry in entries.values():
        for kind, code in sorted(entry.groups):
            if kind == "okres" and code in named["okres"]:
                entry.say("district", named["okres"][code], "")
            elif kind == "pou" and orp_of.get(code) in named["orp"]:
                entry.say("orp", named["orp"][orp_of[code]], "")


def _narrowed(entries: _Entries, districts: Sequence[str]) -> OfficialRows:
    held = dict(Municipality.objects.values_list("code", "name"))
    remarks = []
    if districts:
        wanted = {folded(name) for name in districts}
        lies_in = {code: folded(str(entry.cells.get("district", ""))) for code, entry in entries.items()}
        chosen = [entry for code, entry in entries.items() if lies_in[code] in wanted]
        if unknown := [name for name in districts if folded(name) not in lies_in.values()]:
            raise WrongFile(
                f"Okres {czech.joined(f'„{name}“' for name in unknown)} v souborech není. Okresy obcí jsou v souboru"
                " VAZ0043_0101 (ČSÚ) nebo UI_OKRES (RÚIAN)."
            )
    elif held:
        own = set().union(*(entry.groups for code, entry in entries.items() if code in held))
        # POU are small: a municipality may move between them.  What is larger tells the region better.
        large = {group for group in own if group[0] in ("okres", _DISTRICTS)} or own
        chosen = [entry for code, entry in entries.items() if code in held or entry.groups & large]
    elif len(entries) > _MANY:
        raise WrongFile(
            f"V souborech je {czech.count(len(entries), 'obec', 'obce', 'obcí')} z celé republiky a evidence žádnou"
            " obec nemá. Napište, ze kterých okresů mají být."
        )
    else:
        chosen = list(entries.values())
    left_out = len(entries) - len(chosen)
    if left_out:
        remarks.append(f"Obce jiných krajů se vynechají ({czech.number(left_out)}).")
    gone = sorted(name for code, name in held.items() if code not in entries)
    if gone and not districts:
        more = f" a další ({len(gone) - 20})" if len(gone) > 20 else ""
        remarks.append(f"V souborech nejsou tyto obce evidence: {', '.join(gone[:20])}{more}. Import je nechá být.")
    lines = [TableRow(entry.place, dict(entry.cells), entry.letters, entry.wrong) for entry in chosen]
    return OfficialRows(lines, remarks)
