"""Official lists of municipalities, several files together, put into rows as our own table has them.

The statistical office gives the list of municipalities (CIS0043) and what belongs to what (VAZ0043 to districts,
ORP and POU); the surveying office gives UI_OBEC, which leads over UI_POU to UI_ORP, and UI_OKRES.  Files are known
by their headings, older ones in capitals, newer ones in small letters; their order does not matter.  National files
are narrowed to the groups (districts, ORP) in which the record already has a municipality.

Rows have their time: of several rows of one code the last one tells what holds now, those that ended before tell what
held earlier, and a code whose last row has ended is a municipality that is no more.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from operator import itemgetter
from typing import Any, NamedTuple

import czech
from formats.refusals import WrongFile
from formats.spreadsheet import Book, Cell, letters
from localities.models import Municipality, MunicipalityStatus
from memorandum.imports.headings import RowPlace, TableRow
from memorandum.imports.values import WrongCell, folded, shown

_HEADS: dict[str, set[str]] = {
    "list": {"akrcis", "kodcis", "chodnota", "text", "admplod", "admnepo"},
    "link": {"akrcis1", "chodnota1", "akrcis2", "chodnota2", "text2"},
    "obec": {"kod", "nazev", "status_kod", "pou_kod", "okres_kod", "plati_do"},
    "pou": {"kod", "nazev", "orp_kod", "plati_do"},
    "orp": {"kod", "nazev", "spravni_obec_kod", "vusc_kod", "plati_do"},
    "okres": {"kod", "nazev", "vusc_kod", "nuts_lau", "plati_do"},
}
#: By codes of the register (STATUS_KOD).
_STATUS = {
    "1": MunicipalityStatus.MILITARY_AREA,
    "2": MunicipalityStatus.VILLAGE,
    "3": MunicipalityStatus.TOWN,
    "4": MunicipalityStatus.STATUTORY_CITY,
    "5": MunicipalityStatus.CAPITAL,
    "6": MunicipalityStatus.MARKET_TOWN,
}
_MUNICIPALITIES, _DISTRICTS, _ORPS, _POUS = "43", "101", "65", "61"
_LAU = re.compile(r"CZ[0-9A-Z]{4}")
_CODE = re.compile(r"[1-9][0-9]{5}")
_IN_TITLE = re.compile(r"([0-9]{1,2})\.\s*([0-9]{1,2})\.\s*([0-9]{4})")
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
    earlier: dict[datetime.date, dict[str, Any]] = field(default_factory=dict)

    @property
    def in_order(self) -> list[dict[str, Any]]:
        """What held before, the oldest first."""
        return [told for _, told in sorted(self.earlier.items(), key=itemgetter(0))]

    @property
    def is_half_told(self) -> bool:
        """Whether the files tell too little to enter it: one that has ended, or of which they only count people."""
        told = {"name", "status", "district", "orp"} <= self.cells.keys() | self.wrong.keys()
        return not told and ("ended_on" in self.cells or "name" not in self.cells)

    def say(self, name: str, value: Cell, letter: str) -> None:
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
        if people := _counts(book, sheet.rows):
            return people
    return None


def _counts(book: Book, rows: Sequence[tuple[int, list[Cell]]]) -> _OfficialList | None:
    """The yearly workbook of the statistical office: district, code, name and people, and the day in its title."""
    at = {"lau": 0, "kod": 1, "nazev": 2, "celkem": 3}
    sheet = _OfficialList("people", book, at, rows)
    return sheet if any(_is_count(sheet, row) for _, row in rows) else None


def _is_count(sheet: _OfficialList, row: Sequence[Cell]) -> bool:
    return bool(_LAU.fullmatch(sheet.cell(row, "lau")) and _CODE.fullmatch(sheet.cell(row, "kod")))


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
        elif sheet.form == "people":
            _read_counts(sheet, entries)
    if not entries:
        raise WrongFile("Chybí seznam obcí: přidejte CIS0043 (ČSÚ) nebo UI_OBEC (RÚIAN).")
    for sheet in sheets:
        if sheet.form == "link":
            _read_links(sheet, entries)
    _follow_register(sheets, entries)
    return _narrowed(entries, districts)


def _is_of(sheet: _OfficialList, column: str, number: str) -> bool:
    return any(sheet.cell(row, column) == number for _, row in sheet.rows)


def _day(text: str) -> datetime.date | None:
    """The day of a cell; an open end is empty or in the year 9999.  Raises WrongCell."""
    if not text.strip():
        return None
    try:
        written = _DAY.fullmatch(text.strip())
        day, month, year = (written.group(1, 2, 3) if written[3] else written.group(6, 5, 4)) if written else ("",) * 3
        return None if year == "9999" else datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise WrongCell(f"„{shown(text)}“ není den, kterému rozumíme.") from None


@dataclass(frozen=True, slots=True)
class _Validity:
    """A row of a list, and from when until when it holds."""

    number: int
    row: list[Cell]
    since: datetime.date | None
    until: datetime.date | None
    wrong: str = ""

    @property
    def order(self) -> tuple[datetime.date, datetime.date]:
        return self.until or datetime.date.max, self.since or datetime.date.min


def _by_code(
    sheet: _OfficialList, numbered: Iterable[tuple[int, list[Cell]]], code: str, *days: str
) -> list[list[_Validity]]:
    """The rows of each code, the last one last; ``days`` are the columns of the first and the last day."""
    rows: dict[str, list[_Validity]] = {}
    for number, row in numbered:
        try:
            since, until = (_day(sheet.cell(row, name)) for name in days)
            wrong = "Konec platnosti řádku je dřív než její začátek." if since and until and until < since else ""
        except WrongCell as problem:
            since, until, wrong = None, None, str(problem)
        rows.setdefault(sheet.cell(row, code), []).append(_Validity(number, row, since, until, wrong))
    return [sorted(found, key=lambda validity: validity.order) for found in rows.values()]


def _read_list(sheet: _OfficialList, entries: _Entries) -> None:
    told = [
        (number, row)
        for number, row in sheet.rows
        if sheet.cell(row, "kodcis") == _MUNICIPALITIES and sheet.cell(row, "kodjaz") in ("CS", "cs", "")
    ]
    for validities in _by_code(sheet, told, "chodnota", "admplod", "admnepo"):
        for validity, entry in _enter(sheet, entries, validities, "chodnota", "text"):
            _keep(entry, validity, {"name": sheet.cell(validity.row, "text")})


def _keep(entry: _OfficialMunicipality, validity: _Validity, says: dict[str, Any]) -> None:
    """What held until a day; two lists may each say a part of it."""
    if validity.until is not None:
        told = entry.earlier.setdefault(validity.until, {"until": validity.until})
        told |= {name: value for name, value in says.items() if value}


def _enter(
    sheet: _OfficialList, entries: _Entries, validities: list[_Validity], code_at: str, name_at: str
) -> Iterator[tuple[_Validity, _OfficialMunicipality]]:
    """Enter what the last row of a code says, and every one that has not ended; give back those that came before."""
    letters = {"code": sheet.letter(code_at), "name": sheet.letter(name_at)}
    last = validities[-1]
    code = sheet.cell(last.row, code_at)
    place = RowPlace(sheet.book.file, sheet.book.sheets[0].name, last.number)
    entry = entries.setdefault(code, _OfficialMunicipality(place, letters, {"code": code}))
    for validity in validities:
        if validity is last or validity.until is None:
            if name := sheet.cell(validity.row, name_at):
                entry.say("name", name, letters["name"])
        else:
            yield validity, entry
        if validity.wrong:
            entry.wrong.setdefault("code", validity.wrong)
    if any(after.since and before.until and after.since < before.until for before, after in pairwise(validities)):
        entry.wrong.setdefault("code", "Řádky této obce v souboru se časem překrývají.")
    if last.until is not None:
        entry.say("ended_on", last.until, "")
    if last.since is not None:  # of two lists the one that changed later
        told = entry.cells.get("valid_from")
        entry.cells["valid_from"] = max(last.since, told) if isinstance(told, datetime.date) else last.since


def _read_register(sheet: _OfficialList, entries: _Entries) -> None:
    for validities in _by_code(sheet, sheet.rows, "kod", "plati_od", "plati_do"):
        for validity, entry in _enter(sheet, entries, validities, "kod", "nazev"):
            says = {"name": sheet.cell(validity.row, "nazev"), "groups": _groups(sheet, validity.row)}
            status = _STATUS.get(sheet.cell(validity.row, "status_kod"))
            _keep(entry, validity, says | ({"status": status.value} if status else {}))
        last = validities[-1]
        entry = entries[sheet.cell(last.row, "kod")]
        _say_status(sheet, entry, sheet.cell(last.row, "status_kod"))
        try:
            if founded := _day(sheet.cell(last.row, "datum_vzniku")):
                entry.say("founded_on", founded, sheet.letter("datum_vzniku"))
        except WrongCell as problem:
            entry.wrong["founded_on"] = str(problem)
        entry.groups |= _groups(sheet, last.row)


def _groups(sheet: _OfficialList, row: Sequence[Cell]) -> set[tuple[str, str]]:
    return {("okres", sheet.cell(row, "okres_kod")), ("pou", sheet.cell(row, "pou_kod"))}


def _say_status(sheet: _OfficialList, entry: _OfficialMunicipality, code: str) -> None:
    status = _STATUS.get(code)
    if status is not None:
        entry.say("status", status.value, sheet.letter("status_kod"))
    else:
        entry.wrong["status"] = f"Postavení s kódem „{code}“ evidence nezná."
        entry.letters.setdefault("status", sheet.letter("status_kod"))


def _read_counts(sheet: _OfficialList, entries: _Entries) -> None:
    """Raises WrongFile where the workbook does not say of which day it is."""
    above = takewhile(lambda numbered: not _is_count(sheet, numbered[1]), sheet.rows)
    titles = " ".join(cell for _, row in above for cell in row if isinstance(cell, str))
    days = {tuple(map(int, found.groups())) for found in _IN_TITLE.finditer(titles)}
    try:
        ((day, month, year),) = days
        counted_on = datetime.date(year, month, day)
    except ValueError:
        raise WrongFile("V záhlaví počtů obyvatel není jeden den, ke kterému platí.") from None
    for number, row in sheet.rows:
        if not _is_count(sheet, row):
            continue
        code = sheet.cell(row, "kod")
        place = RowPlace(sheet.book.file, sheet.book.sheets[0].name, number)
        entry = entries.setdefault(code, _OfficialMunicipality(place, {"code": sheet.letter("kod")}, {"code": code}))
        entry.say("population", row[sheet.at["celkem"]], sheet.letter("celkem"))
        entry.say("counted_on", counted_on, "")
        entry.groups.add(("lau", sheet.cell(row, "lau")))


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
        for name, value in _named_groups(entry.groups, named, orp_of):
            entry.say(name, value, "")
        for earlier in entry.earlier.values():
            earlier |= dict(_named_groups(earlier.pop("groups", ()), named, orp_of))


def _named_groups(
    groups: Iterable[tuple[str, str]], named: dict[str, dict[str, str]], orp_of: dict[str, str]
) -> Iterator[tuple[str, str]]:
    for kind, code in sorted(groups):
        if kind == "okres" and code in named["okres"]:
            yield "district", named["okres"][code]
        elif kind == "pou" and orp_of.get(code) in named["orp"]:
            yield "orp", named["orp"][orp_of[code]]


def _narrowed(entries: _Entries, districts: Sequence[str]) -> OfficialRows:
    held = dict(Municipality.objects.values_list("code", "name"))
    lasting = dict(Municipality.objects.filter(ended_on=None).values_list("code", "name"))
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
        large = {group for group in own if group[0] in ("okres", _DISTRICTS, "lau")} or own
        chosen = [entry for code, entry in entries.items() if code in held or entry.groups & large]
    elif len(entries) > _MANY:
        raise WrongFile(
            f"V souborech je {czech.count(len(entries), 'obec', 'obce', 'obcí')} z celé republiky a evidence žádnou"
            " obec nemá. Napište, ze kterých okresů mají být."
        )
    else:
        chosen = list(entries.values())
    left_out = len(entries) - len(chosen)
    if untold := [entry for entry in chosen if entry.cells["code"] not in held and entry.is_half_told]:
        chosen = [entry for entry in chosen if entry not in untold]
        remarks.append(f"Obce, které evidence nemá a soubory o nich neříkají vše, se vynechají ({len(untold)}).")
    if left_out:
        remarks.append(f"Obce jiných krajů se vynechají ({czech.number(left_out)}).")
    gone = sorted(name for code, name in lasting.items() if code not in entries)
    if gone and not districts:
        more = f" a další ({len(gone) - 20})" if len(gone) > 20 else ""
        remarks.append(f"V souborech nejsou tyto obce evidence: {', '.join(gone[:20])}{more}. Import je nechá být.")
    lines = [TableRow(entry.place, dict(entry.cells), entry.letters, entry.wrong, entry.in_order) for entry in chosen]
    return OfficialRows(lines, remarks)
