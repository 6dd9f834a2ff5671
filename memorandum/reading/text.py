"""The words of a file that staff hand in: DOCX as Word writes it, or a plain text in an encoding of this country."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from czech.refusals import Refusal
from formats.limits import MOST_BYTES
from formats.refusals import WrongFile
from formats.word_upload import blocks_to_read

if TYPE_CHECKING:
    from formats.word_text import WordParagraph, WordTable

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
        blocks = blocks_to_read(content)
    except WrongFile as problem:
        raise NoText(str(problem)) from None
    return "\n\n".join(line for block in blocks for line in _lines(block))


def _lines(block: "WordParagraph | WordTable") -> Iterator[str]:
    """Paragraphs as lines, with a sign before the items of lists; cells of a table's row parted by tabs."""
    match block:
        case (rows,):
            for row in rows:
                cells = ["\n".join(text.strip() for text in cell) for cell in row]
                if any(cells):
                    yield "\t".join(cells)
        case (text, _, is_item) if text.strip():
            yield f"• {text}" if is_item else text
