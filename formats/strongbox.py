"""What must hold of a workbook before anything reads it: a workbook is a zip of XML, and both can be made to hurt.

Every part is unpacked here once, piece by piece, and thrown away: sizes that a zip declares may be lies.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from posixpath import normpath
from typing import Literal
from xml.parsers import expat

from formats.limits import MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED, SMALL, WrongFile

type Flavour = Literal["xlsx", "ods"]

_PIECE = 1 << 16
_SYMLINK = 0o120000
_NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".ods", ".jar", ".7z", ".rar", ".gz", ".docx")
_MACROS = re.compile(r"vbaproject|(^|/)macrosheets/|activex|^basic/|^scripts/", re.IGNORECASE)
_MACRO_TYPE = b"macroEnabled"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)


@dataclass(slots=True)
class Contents:
    """What the check found on its way: cells that show an error or a formula that was never reckoned, by sheet."""

    flavour: Flavour
    wrong_cells: dict[str, dict[str, str]] = field(default_factory=dict)


def check(content: bytes) -> Contents:
    """Unpack and read all parts of the workbook within limits.  Raises WrongFile."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise WrongFile(
            "Soubor začíná jako sešit, ale je poškozený nebo neúplný. Stáhněte či uložte ho znovu."
        ) from error
    with archive:
        members = archive.infolist()
        _check_directory(members)
        names = {member.filename for member in members}
        flavour: Flavour
        if "xl/workbook.xml" in names:
            flavour = "xlsx"
        elif "content.xml" in names and "mimetype" in names:
            flavour = "ods"
        elif "xl/workbook.bin" in names:
            raise WrongFile("Binární sešit .xlsb neumíme. Uložte ho jako sešit Excelu (.xlsx).")
        else:
            raise WrongFile("Soubor je archiv ZIP, ale ne sešit. Vložte sešit .xlsx, .ods, nebo soubor CSV.")
        parts = _Parts()
        left = MOST_UNPACKED
        for member in members:
            left -= _unpack(archive, member, left, parts)
    return Contents(flavour, parts.by_sheet())


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise WrongFile(f"Sešit má uvnitř {len(members)} částí; to není tabulka.")
    names = [member.filename for member in members]
    if len({name.lower() for name in names}) < len(names):
        raise WrongFile("Sešit má dvě části téhož jména; je poškozený.")
    for member in members:
        name = member.filename
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\x00" in name or ":" in name:
            raise WrongFile("Sešit má uvnitř část s cestou mimo sešit. Takový soubor nečteme.")
        if member.external_attr >> 16 & 0o170000 == _SYMLINK:
            raise WrongFile("Sešit má uvnitř odkaz na jiný soubor. Takový soubor nečteme.")
        if member.flag_bits & 0x1:
            raise WrongFile("Sešit je zamčený heslem. Uložte ho bez hesla.")
        if _MACROS.search(name):
            raise WrongFile("Soubor je sešit s makry. Uložte ho jako sešit bez maker (.xlsx).")
        if name.lower().endswith(_NESTED):
            raise WrongFile("Sešit má uvnitř další archiv nebo dokument. Takový soubor nečteme.")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise WrongFile("Sešit je zabalený způsobem, jaký Excel nepoužívá. Uložte ho v Excelu znovu.")
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _too_large()


def _too_large() -> WrongFile:
    return WrongFile(f"Sešit po rozbalení zabírá víc než {MOST_UNPACKED // 2**20} MB. Rozdělte ho na menší.")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, parts: "_Parts") -> int:
    """Read the part to its end, or to a limit; return how many bytes it has."""
    size = 0
    part = parts.begin(member.filename)
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > left:
                    raise _too_large()
                if size > SMALL and size > MOST_RATIO * max(member.compress_size, 1):
                    raise WrongFile("Část sešitu se rozbaluje do nezvyklé velikosti. Takový soubor nečteme.")
                part.feed(piece)
    except _BROKEN as error:
        raise WrongFile("Sešit je poškozený: jeho část nejde rozbalit. Uložte ho znovu.") from error
    part.close()
    return size


class _Part:
    """A part that nobody reads as XML: pictures, settings of printers."""

    def feed(self, piece: bytes) -> None: ...

    def close(self) -> None: ...


class _Text(_Part):
    """The short ``mimetype`` of an ODS."""

    def __init__(self) -> None:
        self.start = b""

    def feed(self, piece: bytes) -> None:
        self.start = (self.start + piece)[:200]

    def close(self) -> None:
        if self.start.strip() != b"application/vnd.oasis.opendocument.spreadsheet":
            raise WrongFile("Soubor je dokument, ale ne tabulka. Vložte sešit .xlsx, .ods, nebo soubor CSV.")


class _Xml(_Part):
    """XML without a document type: entities are what bombs are made of, and no workbook needs them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.buffer_text = True

    def _refuse(self, *_: object) -> None:
        raise WrongFile("Sešit má uvnitř definice (DOCTYPE), jaké Excel nepíše. Takový soubor nečteme.")

    def feed(self, piece: bytes) -> None:
        try:
            self.parser.Parse(piece, False)  # noqa: FBT003 (the parser takes no keywords)
        except expat.ExpatError as error:
            raise WrongFile("Sešit je poškozený: jeho část není správné XML. Uložte ho znovu.") from error

    def close(self) -> None:
        try:
            self.parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise WrongFile("Sešit je poškozený: jeho část je neúplná. Uložte ho znovu.") from error


class _Types(_Xml):
    """[Content_Types].xml says of a workbook whether it has macros, whatever its name is."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.parser.StartElementHandler = self._element

    def _element(self, _: str, attributes: dict[str, str]) -> None:
        if _MACRO_TYPE.decode() in attributes.get("ContentType", ""):
            raise WrongFile("Soubor je sešit s makry. Uložte ho jako sešit bez maker (.xlsx).")


class _Manifest(_Xml):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.parser.StartElementHandler = self._element

    def _element(self, name: str, _: dict[str, str]) -> None:
        if name.endswith(" encryption-data"):
            raise WrongFile("Sešit je zamčený heslem. Uložte ho bez hesla.")


class _Relations(_Xml):
    """Which sheet of the workbook is which part."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.found: dict[str, str] = {}
        self.parser.StartElementHandler = self._element

    def _element(self, _: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
        self.found[attributes.get("Id", "")] = path


class _Workbook(_Xml):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sheets: dict[str, str] = {}
        self.parser.StartElementHandler = self._element

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" sheet"):
            relation = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            self.sheets[attributes.get("name", "")] = relation


class _Sheet(_Xml):
    """Cells that calamine would give as empty though they are not: errors, and formulas never reckoned.

    Programs that write workbooks without reckoning leave a formula without its value: read as empty, an amount
    would silently be missing.
    """

    MOST = 200

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.wrong: dict[str, str] = {}
        self.cell = ""
        self.is_error = self.has_formula = self.in_value = False
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


class _Parts:
    def __init__(self) -> None:
        self.sheets: dict[str, _Sheet] = {}
        self.workbook: _Workbook | None = None
        self.relations: _Relations | None = None

    def begin(self, name: str) -> _Part:
        if name == "mimetype":
            return _Text()
        if not name.lower().endswith((".xml", ".rels", ".vml", ".rdf")):
            return _Part()
        if name == "[Content_Types].xml":
            return _Types(name)
        if name == "META-INF/manifest.xml":
            return _Manifest(name)
        if name == "xl/workbook.xml":
            self.workbook = _Workbook(name)
            return self.workbook
        if name == "xl/_rels/workbook.xml.rels":
            self.relations = _Relations(name)
            return self.relations
        if _SHEET.fullmatch(name):
            self.sheets[name] = _Sheet(name)
            return self.sheets[name]
        return _Xml(name)

    def by_sheet(self) -> dict[str, dict[str, str]]:
        if self.workbook is None or self.relations is None:
            return {}
        paths = {title: self.relations.found.get(key, "") for title, key in self.workbook.sheets.items()}
        return {title: self.sheets[path].wrong for title, path in paths.items() if path in self.sheets}
