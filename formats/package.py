"""An office document that came from outside: a zip of XML parts, unpacked within limits before anybody reads it.

Sizes that a zip declares may be lies, and a short XML may unfold into gigabytes.  So each part is unpacked piece by
piece, counted, and read once by a parser that knows no entities.
"""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 60 * 2**20
MOST_PARTS = 500
MOST_RATIO = 200  # a page of styles shrinks thirty times, a bomb a thousand times
_SMALL = 2**20  # below which a part may shrink as it likes
_PIECE = 2**16
_SYMLINK = 0o120000
_NO_PATH = re.compile(r"^[/\\]|[\\:\x00]|(^|/)\.\.(/|$)")
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)


class WrongPackage(ValueError):
    """A file that is not read; its text is a Czech sentence that says why and what to do."""


def parts(content: bytes) -> dict[str, bytes]:
    """Return the parts of the document by name; those of XML are well-formed and define nothing.

    Raises WrongPackage.
    """
    if len(content) > MOST_BYTES:
        raise WrongPackage(f"Soubor má víc než {MOST_BYTES // 2**20} MB.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise WrongPackage("Soubor není dokument Word (.docx), nebo je poškozený.") from error
    with archive:
        members = archive.infolist()
        _check_directory(members)
        unpacked: dict[str, bytes] = {}
        left = MOST_UNPACKED
        for member in members:
            if not member.is_dir():
                unpacked[member.filename] = _unpacked(archive, member, left)
                left -= len(unpacked[member.filename])
    for name, part in unpacked.items():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            _check_xml(part)
    return unpacked


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_PARTS:
        raise WrongPackage(f"Dokument má uvnitř {len(members)} částí; tolik jich dokument Word nemá.")
    if len({member.filename.lower() for member in members}) < len(members):
        raise WrongPackage("Dokument má uvnitř dvě části téhož jména; je poškozený.")
    for member in members:
        if _NO_PATH.search(member.filename) or member.external_attr >> 16 & 0o170000 == _SYMLINK:
            raise WrongPackage("Dokument má uvnitř část, která vede mimo něj. Takový soubor nečteme.")
        if member.flag_bits & 0x1:
            raise WrongPackage("Dokument je zamčený heslem. Uložte ho bez hesla.")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise WrongPackage("Dokument je zabalený způsobem, jaký Word nepoužívá. Uložte ho ve Wordu znovu.")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    """The part, read to its end or to a limit."""
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > left or (size > _SMALL and size > MOST_RATIO * max(member.compress_size, 1)):
                    raise WrongPackage("Dokument se rozbaluje do nezvyklé velikosti. Takový soubor nečteme.")
                pieces.append(piece)
    except WrongPackage:
        raise
    except _BROKEN as error:
        raise WrongPackage("Dokument je poškozený: jeho část nejde rozbalit. Uložte ho znovu.") from error
    return b"".join(pieces)


def _check_xml(part: bytes) -> None:
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse_definition
    try:
        parser.Parse(part, True)  # noqa: FBT003 (the parser takes no keywords)
    except expat.ExpatError as error:
        raise WrongPackage("Dokument je poškozený: jeho část není správné XML. Uložte ho znovu.") from error


def _refuse_definition(*_: object) -> None:
    raise WrongPackage("Dokument má uvnitř definici (DOCTYPE), jakou Word nepíše. Takový soubor nečteme.")
