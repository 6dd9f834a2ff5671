"""An outline as a Word document, poured into the office's template.

Only named styles are used, so that the office changes the look of all papers by changing the template in Word.
Tables are built as XML, once: reaching each cell through python-docx takes time with the square of their number.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree  # type: ignore[import-untyped]

from czech import NBSP
from formats.outline import (
    Citing,
    Details,
    Heading,
    Items,
    ListedSource,
    Mark,
    Outline,
    Paragraph,
    Remark,
    Runs,
    Sources,
    Table,
    sources,
)
from formats.table_layout import laid_out

#: The styles that a template must have, by the names under which Word shows them.
STYLES: dict[str, WD_STYLE_TYPE] = {
    **dict.fromkeys(
        (
            *("Normal", "Nadtitul", "Den zasedání", "Heading 1", "Heading 2", "Heading 3", "List Bullet"),
            *("Údaj", "Popisek údaje", "Poznámka k textu", "Caption", "Text tabulky", "Číslo v tabulce"),
            *("Text široké tabulky", "Číslo v široké tabulce", "Za tabulkou", "Zdroj údaje"),
        ),
        WD_STYLE_TYPE.PARAGRAPH,
    ),
    **dict.fromkeys(("Odkaz na zdroj", "Hyperlink"), WD_STYLE_TYPE.CHARACTER),
    **dict.fromkeys(("Údaje v záhlaví", "Tabulka"), WD_STYLE_TYPE.TABLE),
}
#: Of them those that make lists.
NUMBERED = ("List Bullet", "Zdroj údaje")

_LANGUAGE = "cs-CZ"
_TWIPS_PER_EMU = 635
_LABEL_CHARACTER = 118  # twentieths of a point, in bold
_LABEL_PADDING = 250
_TABLE_STYLES = ("Text tabulky", "Číslo v tabulce")
_WIDE_TABLE_STYLES = ("Text široké tabulky", "Číslo v široké tabulce")
_ROOM, _ROOM_WIDE = 86, 160  # characters on a line of a table


def render(outline: Outline, *, template: bytes, citing: Citing = Citing.NOT, site: str = "") -> bytes:
    """Return the paper as a .docx file; the same outline and template always give the same bytes.

    The template is the office's own, checked (see `word_template`), or the one that comes with the portal. Its header,
    footer, page and styles are kept; what stands in its body is not.

    Where it is to cite, each cited run carries a number that leads to the list of sources at the end. `site` is the
    portal's address (`https://portal.example.cz`); with it the sources there lead on to their passages on the portal.
    """
    document = docx.Document(io.BytesIO(template))
    _empty(document)
    _Writer(document, sources(outline, citing), site.rstrip("/")).write(outline)
    buffer = io.BytesIO()
    document.save(buffer)
    return _dated(buffer.getvalue(), outline.made_at)


def _empty(document: Document) -> None:
    """Leave of the body only what says how the page looks, and let everything be read as Czech."""
    body = document.element.body
    for element in [*body]:
        if element is not body.sectPr:
            body.remove(element)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = None if defaults is None else defaults.find(qn("w:lang"))
    if language is not None:
        language.set(qn("w:val"), _LANGUAGE)
    elif defaults is not None:
        _add(defaults, "w:lang", val=_LANGUAGE)


class _Writer:
    """Pours one outline into one document."""

    def __init__(self, document: Document, cited: Sources, site: str) -> None:
        self.document = document
        self.body = document.element.body
        self.end = document.element.body.sectPr  # Word wants the section's properties last
        styles = {(str(style.name), style.type): style.style_id for style in document.styles}
        self.styles = {name: styles[name, kind] for name, kind in STYLES.items()}
        self.cited = cited
        self.site = site
        self.landscape = False
        self.bookmarks = count(1)
        self.targets: dict[str, str] = {}

    def write(self, outline: Outline) -> None:
        self._describe(outline)
        self.landscape = outline.landscape
        if outline.landscape:
            self._turn_page()
        for text, style in ((outline.kicker, "Nadtitul"), (outline.dateline, "Den zasedání")):
            if text:
                self._text(self._block(style), text)
        self._text(self._block("Heading 1"), outline.title)
        for block in outline.blocks:
            match block:
                case Heading(text, level):
                    self._text(self._block(f"Heading {level}"), text)
                case Paragraph(runs):
                    self._runs(self._block("Normal"), runs)
                case Remark(runs):
                    self._runs(self._block("Poznámka k textu"), runs)
                case Items(items):
                    for item in items:
                        self._runs(self._block("List Bullet"), item)
                case Details():
                    self._details(block)
                case Table():
                    self._table(block)
        if self.cited.listed:
            self._sources()

    def _describe(self, outline: Outline) -> None:
        properties = self.document.core_properties
        properties.title = outline.title.replace(NBSP, " ")[:255]
        properties.subject = outline.description[:255]
        properties.author = outline.author[:255]
        properties.language = _LANGUAGE
        if outline.made_at is not None:
            properties.created = properties.modified = _utc(outline.made_at)

    def _turn_page(self) -> None:
        section = self.document.sections[-1]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        section.left_margin = section.right_margin = Cm(1.6)  # such pages carry wide tables

    # --- Paragraphs -------------------------------------------------------------------------------------------

    def _block(self, style: str, *, kept: bool = False) -> etree._Element:
        paragraph = self._paragraph(None, style, kept=kept)
        self.end.addprevious(paragraph)
        return paragraph

    def _paragraph(self, parent: etree._Element | None, style: str, *, kept: bool = False) -> etree._Element:
        """A paragraph in a style; one that is kept stays on a page with the next."""
        paragraph = _new("w:p") if parent is None else _add(parent, "w:p")
        properties = _add(paragraph, "w:pPr")
        _add(properties, "w:pStyle", val=self.styles[style])
        if kept:
            _add(properties, "w:keepNext")
        return paragraph

    def _text(self, parent: etree._Element, text: str, *look: etree._Element) -> None:
        run = _add(parent, "w:r")
        if look:
            _add(run, "w:rPr").extend(look)
        words = _add(run, "w:t")
        words.text = text
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _runs(self, parent: etree._Element, runs: Runs) -> None:
        for run in runs:
            look = [_new(name) for name, wanted in (("w:b", run.strong), ("w:i", run.emphasis)) if wanted]
            self._text(parent, run.text, *look)
            if run.note is not None and run.note in self.cited.marks:
                mark = self.cited.marks[run.note]
                link = _add(parent, "w:hyperlink", anchor=_place(mark), history="1")
                self._text(link, str(mark.number), _new("w:rStyle", val=self.styles["Odkaz na zdroj"]))

    # --- Tables -----------------------------------------------------------------------------------------------

    def _details(self, details: Details) -> None:
        room = self._room()
        longest = max((len(label) for label, _ in details.rows), default=0)
        left = min(longest * _LABEL_CHARACTER + _LABEL_PADDING, room * 2 // 5)
        table = self._grid("Údaje v záhlaví", (left, room - left), look="0000")
        for label, lines in details.rows:
            row = _add(table, "w:tr")
            _add(_add(row, "w:trPr"), "w:cantSplit")
            self._text(self._paragraph(_cell(row, left), "Popisek údaje"), label)
            cell = _cell(row, room - left)
            for line in lines or ((),):  # a cell without a paragraph is an error in Word
                self._runs(self._paragraph(cell, "Údaj"), line)
        self._block("Za tabulkou")

    def _table(self, table: Table) -> None:
        if table.caption:
            self._text(self._block("Caption", kept=True), table.caption)
        room = self._room()
        layout = laid_out(table, _ROOM_WIDE if self.landscape else _ROOM)
        sizes = [int(part * room) for part in layout.widths]
        # 0020 first row, 0040 last row, 0400 no bands of columns, 0200 no bands of rows
        grid = self._grid("Tabulka", sizes, look="0660" if table.foot else "0620", caption=table.caption)
        plain, numeric = _WIDE_TABLE_STYLES if self.landscape else _TABLE_STYLES
        styles = [numeric if index in table.numeric else plain for index in range(len(sizes))]
        head = _add(grid, "w:tr")
        flags = _add(head, "w:trPr")
        _add(flags, "w:cantSplit")
        _add(flags, "w:tblHeader")
        for title, size, style in zip(table.head, sizes, styles, strict=True):
            self._text(self._paragraph(_cell(head, size), style, kept=bool(table.all_rows)), title)
        for cells, whole, kept in zip(table.all_rows, layout.whole, layout.kept, strict=True):
            row = _add(grid, "w:tr")
            if whole:
                _add(_add(row, "w:trPr"), "w:cantSplit")
            for runs, size, style in zip(cells, sizes, styles, strict=True):
                self._runs(self._paragraph(_cell(row, size), style, kept=kept), runs)
        self._block("Za tabulkou")

    def _grid(self, style: str, sizes: Iterable[int], *, look: str, caption: str = "") -> etree._Element:
        table = _new("w:tbl")
        properties = _add(table, "w:tblPr")
        _add(properties, "w:tblStyle", val=self.styles[style])
        _add(properties, "w:tblW", w=str(sum(sizes := [*sizes])), type="dxa")
        _add(properties, "w:tblLayout", type="fixed")  # else a very long word pushes the table off the page
        _add(properties, "w:tblLook", val=look)
        if caption:
            _add(properties, "w:tblCaption", val=caption)
        grid = _add(table, "w:tblGrid")
        for size in sizes:
            _add(grid, "w:gridCol", w=str(size))
        self.end.addprevious(table)
        return table

    def _room(self) -> int:
        section = self.document.sections[-1]
        width, left, right = section.page_width, section.left_margin, section.right_margin
        if width is None or left is None or right is None:
            raise ValueError("the template does not say how wide its page is")
        return (width - left - right) // _TWIPS_PER_EMU

    # --- Sources ----------------------------------------------------------------------------------------------

    def _sources(self) -> None:
        self._text(self._block("Heading 2"), "Zdroje údajů")
        for number, source in enumerate(self.cited.listed, start=1):
            self._source(self._block("Zdroj údaje"), number, source)

    def _source(self, paragraph: etree._Element, number: int, source: ListedSource) -> None:
        with self._bookmark(paragraph, Mark(number)):
            self._text(paragraph, source.text)
        if self.site:
            self._text(paragraph, " ")
            self._link(paragraph, source.url, self.site + source.url, "Hyperlink")
        for place, (passage, url) in enumerate(source.passages, start=1):
            # One after another: a line for each would make of a page of sources three.
            if place == 1:
                _add(_add(paragraph, "w:r"), "w:br")
            else:
                self._text(paragraph, "; ")
            with self._bookmark(paragraph, Mark(number, place)):
                self._link(paragraph, url, passage)

    @contextmanager
    def _bookmark(self, paragraph: etree._Element, mark: Mark) -> Iterator[None]:
        number = str(next(self.bookmarks))
        _add(paragraph, "w:bookmarkStart", id=number, name=_place(mark))
        yield
        _add(paragraph, "w:bookmarkEnd", id=number)

    def _link(self, paragraph: etree._Element, path: str, text: str, style: str = "") -> None:
        look = [_new("w:rStyle", val=self.styles[style])] if style else []
        if not self.site:
            self._text(paragraph, text, *look)
            return
        link = _add(paragraph, "w:hyperlink", history="1")
        link.set(_name("r:id"), self._target(self.site + path))
        self._text(link, text, *look)

    def _target(self, address: str) -> str:
        """The key under which the document keeps the address; python-docx would look through all others for it."""
        if address not in self.targets:
            key = self.targets[address] = f"rIdZdroj{len(self.targets) + 1}"
            self.document.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, key, is_external=True)
        return self.targets[address]


def _place(mark: Mark) -> str:
    return f"zdroj_{mark.number}_{mark.passage}" if mark.passage else f"zdroj_{mark.number}"


# --- XML -------------------------------------------------------------------------------------------------------

_name = cache(qn)


def _new(tag: str, **attributes: str) -> etree._Element:
    element = etree.Element(_name(tag), nsmap={"w": _name("w:x")[1:-2]})
    for name, value in attributes.items():
        element.set(_name(f"w:{name}"), value)
    return element


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, _name(tag))
    for name, value in attributes.items():
        element.set(_name(f"w:{name}"), value)
    return element


def _cell(row: etree._Element, size: int) -> etree._Element:
    cell = _add(row, "w:tc")
    _add(_add(cell, "w:tcPr"), "w:tcW", w=str(size), type="dxa")
    return cell


# --- The file --------------------------------------------------------------------------------------------------


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _dated(package: bytes, made_at: dt.datetime | None) -> bytes:
    """Return the package with each part's time set to the paper's, not the clock's: equal papers are equal bytes."""
    stamp = (1980, 1, 1, 0, 0, 0)  # the oldest time that ZIP can hold
    if made_at is not None and made_at.year >= 1980:
        stamp = _utc(made_at).timetuple()[:6]
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, stamp), source.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
