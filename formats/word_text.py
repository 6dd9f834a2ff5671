"""The words of a Word document in their order: paragraphs and tables, those of content controls and text boxes too."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from formats.word_package import WordPackage

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same once more, drawn simply
_TEXT, _BREAK = qn("w:t"), qn("w:br")
_SIGNS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_LISTS = re.compile(r"list|seznam", re.IGNORECASE)
_NOTES = (qn("w:footnote"), qn("w:endnote"))


class WordParagraph(NamedTuple):
    """``style`` is the name of its style as the document has it; ``is_item`` says whether it stands in a list."""

    text: str
    style: str
    is_item: bool


class WordTable(NamedTuple):
    """Rows of cells, each the texts of its paragraphs."""

    rows: list[list[list[str]]]


def word_blocks(package: WordPackage) -> Iterator[WordParagraph | WordTable]:
    """Yield paragraphs and tables of the document, then its footnotes as paragraphs. Raise WrongFile."""
    styles = _styles(package)
    main = package.main
    assert main is not None, "checked before"
    yield from _blocks(package.tree(main), styles)
    for name, kind in package.kinds.items():
        if kind.endswith(("footnotes+xml", "endnotes+xml")) and name in package.reachable():
            for note in package.tree(name).iter(*_NOTES):
                if note.get(qn("w:type")) is None:  # others are the lines that part notes from the text
                    yield from _blocks(note, styles)


def _styles(package: WordPackage) -> dict[str, str]:
    names = {}
    for part, kind in package.kinds.items():
        if kind.endswith(".styles+xml"):
            for style in package.tree(part).iter(qn("w:style")):
                name = style.find(qn("w:name"))
                names[style.get(qn("w:styleId"), "")] = "" if name is None else name.get(qn("w:val"), "")
    return names


def _blocks(root: etree._Element, styles: dict[str, str]) -> Iterator[WordParagraph | WordTable]:
    for block in root.iter(_PARAGRAPH, _TABLE):
        if next(block.iterancestors(_TABLE, _FALLBACK), None) is not None:
            continue
        if block.tag == _TABLE:
            yield WordTable([[_texts(cell) for cell in _own(row, _CELL)] for row in _own(block, _ROW)])
            continue
        look = block.find(qn("w:pPr"))
        named = None if look is None else look.find(qn("w:pStyle"))
        style = "" if named is None else styles.get(named.get(qn("w:val"), ""), "")
        is_numbered = look is not None and look.find(qn("w:numPr")) is not None
        yield WordParagraph(_words(block), style, is_numbered or _LISTS.match(style) is not None)


def _own(element: etree._Element, tag: str) -> list[etree._Element]:
    """Rows of this table, cells of this row: not of a table inside."""
    return [each for each in element.iter(tag) if next(each.iterancestors(element.tag)) is element]


def _texts(cell: etree._Element) -> list[str]:
    paragraphs = (each for each in cell.iter(_PARAGRAPH) if next(each.iterancestors(_FALLBACK), None) is None)
    return [words for words in map(_words, paragraphs) if words.strip()]


def _words(paragraph: etree._Element) -> str:
    """What the paragraph says, without what stands in a text box that hangs on it."""
    return "".join(
        _said(element)
        for element in paragraph.iter(_TEXT, _BREAK, *_SIGNS)
        if next(element.iterancestors(_PARAGRAPH, _FALLBACK)) is paragraph and element.getparent().tag != qn("w:tabs")
    )


def _said(element: etree._Element) -> str:
    if element.tag == _TEXT:
        return element.text or ""
    if element.tag == _BREAK:
        return "\n" if element.get(qn("w:type"), "textWrapping") == "textWrapping" else ""
    return _SIGNS[element.tag]
