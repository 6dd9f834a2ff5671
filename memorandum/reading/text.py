"""The words of a file that staff hand in: DOCX as Word writes it, or a plain text in an encoding of this country."""

import io
from collections.abc import Iterator
from typing import Any

from czech.refusals import Refusal
from formats.limits import MOST_BYTES
from formats.refusals import WrongFile
from formats.word_upload import check_docx

MOST_CHARACTERS = 1_000_000

#: What people hand in by mistake, told by its first bytes.
_OTHERS = {
    b"%PDF": "Soubor je PDF. Otevřete ho, označte text, zkopírujte a vložte ho do pole „Text“.",
    b"\xd0\xcf\x11\xe0": "Soubor je ve starém formátu Wordu (DOC). Uložte ho jako „Dokument aplikace Word“ (DOCX).",
    b"{\\rtf": "Soubor je ve formátu RTF. Uložte ho ve Wordu jako „Dokument aplikace Word“ (DOCX).",
}


class NoText(Refusal):
    """The file holds no text that can be read."""


def of_file(content: bytes) -> str:
    """The text of the file, its layout kept.  Raise NoText when there is none to be read."""
    if len(content) > MOST_BYTES:
        raise NoText(f"Soubor je větší než {MOST_BYTES // 2**20} MB.")
    for beginning, sentence in _OTHERS.items():
        if content.startswith(beginning):
            raise NoText(sentence)
    text = _of_docx(content) if content.startswith(b"PK") else _of_plain(content)
    if "\x00" in text:
        raise NoText("Soubor není text: obsahuje nulové znaky.")
    if not text.strip():
        raise NoText("V souboru není žádný text.")
    if len(text) > MOST_CHARACTERS:
        raise NoText("Text je delší než milion znaků. Rozdělte ho.")
    return text


def _of_plain(content: bytes) -> str:
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1250"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoText("Soubor není text v kódování UTF-8 ani windows-1250. Uložte ho jako prostý text nebo jako DOCX.")


def _of_docx(content: bytes) -> str:
    try:
        check_docx(content)
    except WrongFile as problem:
        raise NoText(str(problem)) from None
    import docx

    try:
        return "\n\n".join(_lines(docx.Document(io.BytesIO(content))))
    except (KeyError, ValueError, AttributeError) as error:
        raise NoText("Dokument nejde přečíst; je poškozený.") from error


def _lines(document: Any) -> Iterator[str]:
    """Paragraphs as lines, with a sign before the items of lists; cells of a table's row parted by tabs."""
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            for row in part._tbl.tr_lst:  # through `table.cell` it would take time with the square of the cells
                cells = ["\n".join(filter(None, map(_text, cell.p_lst))) for cell in row.tc_lst]
                if any(cells):
                    yield "\t".join(cells)
            continue
        style = part.style.name or "" if part.style is not None else ""
        listed = style.startswith(("List", "Seznam")) or bool(part._p.xpath("./w:pPr/w:numPr"))
        if part.text.strip():
            yield f"• {part.text}" if listed else part.text


def _text(paragraph: Any) -> str:
    return str(paragraph.text).strip()
