"""What must hold of a workbook before anything reads it: no macros, no files inside; and which cells are wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from posixpath import normpath
from typing import Literal

from formats.limits import MOST_MEMBERS, MOST_UNPACKED
from formats.refusals import WrongFile
from formats.strongbox import Expected, PartReader, Strongbox, XmlReader, is_xml

WORKBOOK = Expected(
    name="Sešit",
    program="Excel",
    in_program="v Excelu",
    not_packed="Soubor začíná jako sešit, ale je poškozený nebo neúplný. Stáhněte či uložte ho znovu.",
    most_parts=MOST_MEMBERS,
    most_unpacked=MOST_UNPACKED,
)

type Flavour = Literal["xlsx", "ods"]

_NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".ods", ".jar", ".7z", ".rar", ".gz", ".docx")
_MACROS = re.compile(r"vbaproject|(^|/)macrosheets/|activex|^basic/|^scripts/", re.IGNORECASE)
_MACRO_TYPE = "macroEnabled"
_WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_WITH_MACROS = "Soubor je sešit s makry. Uložte ho jako sešit bez maker (.xlsx)."


@dataclass(slots=True)
class Contents:
    """What the check found on its way: cells that show an error or a formula that was never reckoned, by sheet."""

    flavour: Flavour
    wrong_cells: dict[str, dict[str, str]] = field(default_factory=dict)


def check(content: bytes) -> Contents:
    """Unpack and read all parts of the workbook within limits. Raise WrongFile."""
    box = Strongbox(content, WORKBOOK)
    for name in box.names:
        if _MACROS.search(name):
            raise WrongFile(_WITH_MACROS)
        if name.lower().endswith(_NESTED):
            raise WrongFile("Sešit má uvnitř další archiv nebo dokument. Takový soubor nečteme.")
    flavour = _flavour({*box.names})
    readers = _Readers()
    box.read(readers.reader_of)
    return Contents(flavour, readers.wrong_cells())


def _flavour(names: set[str]) -> Flavour:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise WrongFile("Binární sešit .xlsb neumíme. Uložte ho jako sešit Excelu (.xlsx).")
    raise WrongFile("Soubor je archiv ZIP, ale ne sešit. Vložte sešit .xlsx, .ods, nebo soubor CSV.")


class _MimeType(PartReader):
    """The short ``mimetype`` of an ODS."""

    def __init__(self) -> None:
        self.start = b""

    def feed(self, piece: bytes) -> None:
        self.start = (self.start + piece)[:200]

    def close(self) -> None:
        if self.start.strip() != _ODS:
            raise WrongFile("Soubor je dokument, ale ne tabulka. Vložte sešit .xlsx, .ods, nebo soubor CSV.")


class _Elements(XmlReader):
    """Shows each element of a part, with its attributes, to ``see``."""

    def __init__(self, see: Callable[[str, dict[str, str]], None]) -> None:
        super().__init__(WORKBOOK)
        self.parser.StartElementHandler = see


def _refuse_macros(_: str, attributes: dict[str, str]) -> None:
    """[Content_Types].xml says of a workbook whether it has macros, whatever its name is."""
    if _MACRO_TYPE in attributes.get("ContentType", ""):
        raise WrongFile(_WITH_MACROS)


def _refuse_password(name: str, _: dict[str, str]) -> None:
    if name.endswith(" encryption-data"):
        raise WrongFile("Sešit je zamčený heslem. Uložte ho bez hesla.")


class _Cells(XmlReader):
    """Cells that calamine would give as empty though they are not: errors, and formulas never reckoned.

    Programs that write workbooks without reckoning leave a formula without its value: read as empty, an amount
    would silently be missing.
    """

    MOST = 200

    def __init__(self) -> None:
        super().__init__(WORKBOOK)
        self.wrong: dict[str, str] = {}
        self.cell = ""
        self.is_error = self.has_formula = False
        self.value = ""
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "c":
                self.cell = attributes.get("r", "")
                self.is_error = attributes.get("t") == "e"
                self.has_formula = False
                self.value = ""
            case "f":
                self.has_formula = True
            case "v" | "t" if self.is_error or self.has_formula:
                self.parser.CharacterDataHandler = self._text

    def _text(self, text: str) -> None:
        self.value = (self.value + text)[:100]

    def _end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "v" | "t":
                self.parser.CharacterDataHandler = None
            case "c" if len(self.wrong) < self.MOST:
                if self.is_error:
                    self.wrong[self.cell] = f"Buňka ukazuje chybu {self.value or '#'}."
                elif self.has_formula and not self.value:
                    self.wrong[self.cell] = "Vzorec nemá spočítanou hodnotu. Otevřete sešit v Excelu a uložte ho."


class _Readers:
    """A reader for each part, and what those of the sheets found.  Which sheet is which part stands in two others."""

    def __init__(self) -> None:
        self.cells: dict[str, _Cells] = {}
        self.sheets: dict[str, str] = {}
        self.paths: dict[str, str] = {}

    def _see_sheet(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" sheet"):
            relation = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            self.sheets[attributes.get("name", "")] = relation

    def _see_relation(self, _: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
        self.paths[attributes.get("Id", "")] = path

    def reader_of(self, name: str) -> PartReader:
        match name:
            case "mimetype":
                return _MimeType()
            case "[Content_Types].xml":
                return _Elements(_refuse_macros)
            case "META-INF/manifest.xml":
                return _Elements(_refuse_password)
            case "xl/workbook.xml":
                return _Elements(self._see_sheet)
            case "xl/_rels/workbook.xml.rels":
                return _Elements(self._see_relation)
            case _ if _WORKSHEET.fullmatch(name):
                self.cells[name] = _Cells()
                return self.cells[name]
            case _ if is_xml(name):
                return XmlReader(WORKBOOK)
        return PartReader()

    def wrong_cells(self) -> dict[str, dict[str, str]]:
        paths = {title: self.paths.get(relation, "") for title, relation in self.sheets.items()}
        return {title: self.cells[path].wrong for title, path in paths.items() if path in self.cells}
