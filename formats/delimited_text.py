"""Tables in text files: which encoding, which delimiter, which cells."""

import codecs
import csv
import io
import re
from collections import Counter

from formats.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from formats.refusals import WrongFile

#: Codecs by the names that people meet in Excel's dialogs.
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1250": "windows-1250",
    "utf-16": "UTF-16 (text Unicode)",
    "iso8859-2": "ISO 8859-2",
    "cp852": "DOS (CP852)",
}
DELIMITERS = {";": "středník", ",": "čárka", "\t": "tabulátor", "|": "svislá čára"}

_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_DEFUSED = re.compile("'[=+\\-@\t\r]")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
_SAMPLE = 20_000  # characters, enough for the head and some rows
#: Letters that Czech text has many of; the wrong 8-bit codec makes others.
_CZECH = set("áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ„“–")


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and the name of its encoding: a key of ENCODINGS.  An encoding that is given is not doubted."""
    encoding = encoding or recognised(content)
    try:
        text = content.decode(
            "utf-8-sig" if encoding == "utf-8" else _utf_16(content) if encoding == "utf-16" else encoding
        )
    except (UnicodeDecodeError, UnicodeError) as error:
        line = content.count(b"\n", 0, getattr(error, "start", 0)) + 1
        raise WrongFile(
            f"Soubor není v kódování {ENCODINGS[encoding]}: nejde přečíst řádek {line}. Zvolte jiné kódování."
        ) from error
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise WrongFile(f"Na řádku {line} je nulový znak. Soubor není text; vložte CSV nebo sešit .xlsx.")
    if odd := _CONTROL.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise WrongFile(f"Na řádku {line} je řídicí znak, který v textu nemá co dělat. Nejde o jiné kódování?")
    return text, encoding


def recognised(content: bytes) -> str:
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = content[:2000]
    if start and start.count(0) > len(start) // 4 and {start[0::2].count(0), start[1::2].count(0)} & {0, 1, 2}:
        return "utf-16"  # without a mark: every other byte of plain letters is zero
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return max(("cp1250", "iso8859-2", "cp852"), key=lambda name: _likeness(content, name))
    return "utf-8"


def _likeness(content: bytes, encoding: str) -> int:
    try:
        text = content[:200_000].decode(encoding)
    except UnicodeDecodeError:
        return -1_000_000_000
    # The same letters of an 8-bit text, or signs and control characters nobody writes.
    counted = Counter(text)
    odd = sum(n for sign, n in counted.items() if sign > "\x7f" and sign not in _CZECH and sign != "\xa0")
    return sum(n for sign, n in counted.items() if sign in _CZECH) - 2 * odd


def _utf_16(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-16-be" if content[:2000:2].count(0) > content[1:2000:2].count(0) else "utf-16-le"


def delimiter_of(text: str) -> str:
    """Which sign parts the cells: the one that gives most rows the same number of columns, more than one."""
    if marked := _SEPARATOR_LINE.match(text):
        return marked[1] if marked[1] in DELIMITERS else ";"
    best, likely = (0, 0), ";"
    for sign in DELIMITERS:
        rows = []
        try:
            for cells in csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=sign):
                rows.append(len(cells))
                if len(rows) == 30:
                    break
        except csv.Error:
            continue
        wide = Counter(width for width in rows if width > 1)
        if wide:
            width, times = wide.most_common(1)[0]
            if (times, width) > best:
                best, likely = (times, width), sign
    return likely


def rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """(row, cells) of rows that are not empty, rows numbered as a spreadsheet would number them."""
    skipped = 0
    if marked := _SEPARATOR_LINE.match(text):
        text, skipped = text[marked.end() :], 1
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    filled: list[tuple[int, list[str]]] = []
    number = skipped
    try:
        for cells in reader:
            number += 1
            if len(cells) > MOST_COLUMNS:
                raise WrongFile(f"Řádek {number} má {len(cells)} sloupců; nejvýše jich smí být {MOST_COLUMNS}.")
            if any(cells):
                plain = [cell[1:] if _DEFUSED.match(cell) else cell for cell in cells]
                filled.append((number, plain))  # no more text than the file has, which is bounded
            if len(filled) > MOST_ROWS + 50:
                raise WrongFile(
                    f"Soubor má víc než {MOST_ROWS} řádků. Rozdělte ho na menší.".replace("50000", "50 000")
                )
    except csv.Error as error:
        if "field larger" in str(error):
            raise WrongFile(
                f"Na řádku {number + 1} je buňka delší než 100 000 znaků. Není tam neuzavřená uvozovka?"
            ) from error
        raise WrongFile(f"Řádek {number + 1} nejde přečíst jako CSV. Není tam neuzavřená uvozovka?") from error
    return filled
