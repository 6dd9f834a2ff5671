"""A packed file from outside: a zip of XML parts, unpacked within limits before anybody reads it.

A zip and XML can both be made to hurt: sizes that a zip declares may be lies, and a short XML may unfold into
gigabytes. So each part is unpacked piece by piece, counted, and XML is read once by a parser that knows no entities.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple
from xml.parsers import expat

from formats.refusals import WrongFile

MOST_RATIO = 200  #: how many times larger a part may become; real ones reach some 30, a bomb a thousand
_SMALL = 2**20  # below this size the ratio says nothing
_PIECE = 2**16
_SYMLINK = 0o120000
_NO_PATH = re.compile(r"^/|[\\:\x00]|(^|/)\.\.(/|$)")
_XML = (".xml", ".rels", ".vml", ".rdf")
_ENCODINGS = {
    "utf-8",
    "utf-16",
    "us-ascii",
}  # office programs write the first; in others two parsers may read two things
MOST_NESTED = 200  #: elements one in another; a table in a text box in a table reaches some 60
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)


class Expected(NamedTuple):
    """Which kind of packed file should have come, in words for refusals, and how large it may grow."""

    name: str
    program: str
    in_program: str
    not_packed: str
    """What is said of bytes that are no zip."""
    most_parts: int
    most_unpacked: int


class PartReader:
    """Reads one part as it is unpacked. This one reads nothing: pictures, settings of printers."""

    def feed(self, piece: bytes) -> None: ...

    def close(self) -> None: ...


class Strongbox:
    """A packed file whose directory is in order. Raise WrongFile for any other, here or when it is read."""

    def __init__(self, content: bytes, expected: Expected) -> None:
        self._expected = expected
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN as error:
            raise WrongFile(expected.not_packed) from error
        self._members = self._archive.infolist()
        self.names = [member.filename for member in self._members]
        self._check_directory()

    def read(self, reader_of: Callable[[str], PartReader]) -> None:
        """Unpack every part and show it to the reader that is made for its name."""
        for member in self._members:
            if not member.is_dir():
                self._unpack(member, reader_of(member.filename))

    def _check_directory(self) -> None:
        name = self._expected.name
        if len(self.names) > self._expected.most_parts:
            raise WrongFile(f"{name} má uvnitř {len(self.names)} částí; tolik jich běžný {name.lower()} nemá.")
        if len({each.lower() for each in self.names}) < len(self.names):
            raise WrongFile(f"{name} má uvnitř dvě části téhož jména; je poškozený.")
        for member in self._members:
            self._check_member(member)
        if sum(member.file_size for member in self._members) > self._expected.most_unpacked:
            most = self._expected.most_unpacked // 2**20
            raise WrongFile(f"{name} po rozbalení zabírá víc než {most} MB. Rozdělte ho na menší.")

    def _check_member(self, member: zipfile.ZipInfo) -> None:
        name, program, in_program, *_ = self._expected
        if _NO_PATH.search(member.filename):
            raise WrongFile(f"{name} má uvnitř část s cestou mimo {name.lower()}. Takový soubor nečteme.")
        if member.external_attr >> 16 & 0o170000 == _SYMLINK:
            raise WrongFile(f"{name} má uvnitř odkaz na jiný soubor. Takový soubor nečteme.")
        if member.flag_bits & 0x1:
            raise WrongFile(f"{name} je zamčený heslem. Uložte ho bez hesla.")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise WrongFile(f"{name} je zabalený způsobem, jaký {program} nepoužívá. Uložte ho {in_program} znovu.")

    def _unpack(self, member: zipfile.ZipInfo, reader: PartReader) -> None:
        """Read the part to its end, which is no further than the directory has said."""
        name = self._expected.name
        size = 0
        try:
            with self._archive.open(member) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > _SMALL and size > MOST_RATIO * max(member.compress_size, 1):
                        raise WrongFile(f"{name} se rozbaluje do nezvyklé velikosti. Takový soubor nečteme.")
                    reader.feed(piece)
        except _BROKEN as error:
            raise WrongFile(f"{name} je poškozený: jeho část nejde rozbalit. Uložte ho znovu.") from error
        reader.close()


class XmlReader(PartReader):
    """XML without a document type: entities are what bombs are made of, and no office program needs them."""

    def __init__(self, expected: Expected) -> None:
        self._expected = expected
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._refuse_definition
        self.parser.EntityDeclHandler = self._refuse_definition
        self.parser.XmlDeclHandler = self._refuse_encoding
        self.parser.buffer_text = True

    def _refuse_definition(self, *_: object) -> None:
        name, program, *_rest = self._expected
        raise WrongFile(f"{name} má uvnitř definici (DOCTYPE), jakou {program} nepíše. Takový soubor nečteme.")

    def _refuse_encoding(self, _: str, encoding: str | None, *__: object) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            name, program, *_rest = self._expected
            raise WrongFile(f"{name} má uvnitř kódování, jaké {program} nepíše. Takový soubor nečteme.")

    def feed(self, piece: bytes) -> None:
        try:
            self.parser.Parse(piece, False)  # noqa: FBT003 (the parser takes no keywords)
        except expat.ExpatError as error:
            name = self._expected.name
            raise WrongFile(f"{name} je poškozený: jeho část není správné XML. Uložte ho znovu.") from error

    def close(self) -> None:
        try:
            self.parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            name = self._expected.name
            raise WrongFile(
                f"{name} je poškozený: jeho část je neúplná, takže není správné XML. Uložte ho znovu."
            ) from error


def is_xml(name: str) -> bool:
    return name.lower().endswith(_XML)


def unpacked(content: bytes, expected: Expected) -> dict[str, bytes]:
    """All parts by name, within limits; nobody has read them yet: see ``elements_in``. Raise WrongFile."""
    kept: dict[str, _Kept] = {}

    def reader_of(name: str) -> _Kept:
        kept[name] = _Kept()
        return kept[name]

    Strongbox(content, expected).read(reader_of)
    return {name: b"".join(part.pieces) for name, part in kept.items()}


def elements_in(part: bytes, expected: Expected) -> int:
    """How many elements the part of XML has. Raise WrongFile unless it is well-formed, shallow and defines nothing."""
    reader = _Counting(expected)
    reader.feed(part)
    reader.close()
    return reader.elements


class _Kept(PartReader):
    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def feed(self, piece: bytes) -> None:
        self.pieces.append(piece)


class _Counting(XmlReader):
    """Counts elements, and how deep they lie in one another: who walks through them step by step may fall."""

    def __init__(self, expected: Expected) -> None:
        super().__init__(expected)
        self.elements = self.depth = 0
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, *_: object) -> None:
        self.elements += 1
        self.depth += 1
        if self.depth > MOST_NESTED:
            name = self._expected.name
            raise WrongFile(
                f"{name} má uvnitř části vnořené do sebe víc než {MOST_NESTED}krát. Takový soubor nečteme."
            )

    def _end(self, _: str) -> None:
        self.depth -= 1
