"""Tracked changes of a Word document, accepted as they show: what was inserted stays, what was deleted goes."""

import re

from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

_INSERTED = (qn("w:ins"), qn("w:moveTo"))
_DELETED = (qn("w:del"), qn("w:moveFrom"))
#: How a paragraph, a table or words looked before; marks of where a move or a change of custom XML begins and ends.
_EARLIER = re.compile(
    r"\{[^}]*\}((rPr|pPr|sectPr|tblPr|tblPrEx|tblGrid|trPr|tcPr|numbering)Change"
    r"|(moveFrom|moveTo)Range(Start|End)|customXml(Ins|Del|MoveFrom|MoveTo)Range(Start|End)"
    r"|cellIns|cellMerge)"
)
_PARAGRAPH, _CELL, _ROW = qn("w:p"), qn("w:tc"), qn("w:tr")


def accept_revisions(root: etree._Element) -> list[str]:
    """Accept every tracked change of the part; return who made each, an empty text where that is not said."""
    changes = [*root.iter(*_INSERTED, *_DELETED, qn("w:cellDel"))]
    changes += [each for each in root.iter() if isinstance(each.tag, str) and _EARLIER.fullmatch(each.tag)]
    authors = [each.get(qn("w:author"), "") for each in changes]
    _delete_rows_and_cells(root)
    merged = [mark.getparent().getparent().getparent() for mark in root.iter(*_DELETED) if _is_of_paragraph(mark)]
    for change in [*root.iter(*_DELETED)]:
        if not _is_of_paragraph(change):
            remove(change)
    for change in [*root.iter(*_INSERTED)]:
        unwrap(change)
    for change in changes:
        if _EARLIER.fullmatch(change.tag):
            remove(change)
    for paragraph in merged:
        if paragraph.getparent() is not None:
            _join_next(paragraph)
    return authors


def remove(element: etree._Element) -> None:
    """Take the element out of its part, if it is still there."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Leave what the element holds in its place."""
    for child in list(element):
        element.addprevious(child)
    remove(element)


def remove_row(row: etree._Element) -> None:
    """Take a row out; a table without rows goes too, and a cell that held it keeps the paragraph it must have."""
    table = row.getparent()
    remove(row)
    if table is None or next(table.iter(_ROW), None) is not None:
        return
    holder = table.getparent()
    remove(table)
    if holder is not None and holder.tag == _CELL and not holder.findall(_PARAGRAPH):
        etree.SubElement(holder, _PARAGRAPH)


def _is_of_paragraph(mark: etree._Element) -> bool:
    """Whether it says that the end of its paragraph was deleted."""
    look = mark.getparent()
    return look.tag == qn("w:rPr") and look.getparent() is not None and look.getparent().tag == qn("w:pPr")


def _delete_rows_and_cells(root: etree._Element) -> None:
    for row in [*root.iter(_ROW)]:
        look = row.find(qn("w:trPr"))
        if look is not None and look.find(qn("w:del")) is not None:
            remove_row(row)
    for mark in [*root.iter(qn("w:cellDel"))]:
        cell = mark.getparent().getparent()
        row = cell.getparent() if cell is not None else None
        if row is not None and cell.tag == _CELL and len(row.findall(_CELL)) > 1:
            remove(cell)
        else:
            remove(mark)


def _join_next(paragraph: etree._Element) -> None:
    """The end of the paragraph was deleted: its words begin the next one."""
    look = paragraph.find(qn("w:pPr"))
    following = paragraph.getnext()
    while following is not None and following.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
        following = following.getnext()
    ends_section = look is not None and look.find(qn("w:sectPr")) is not None
    words = [child for child in paragraph if child is not look]
    if following is not None and following.tag == _PARAGRAPH and not ends_section:
        look_of_next = following.find(qn("w:pPr"))
        place = 0 if look_of_next is None else following.index(look_of_next) + 1
        following[place:place] = words
        remove(paragraph)
        return
    for mark in [*look.iter(*_DELETED)]:
        remove(mark)
