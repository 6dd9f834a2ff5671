"""What a Word document holds and does not show: words, rows and drawings marked as hidden, also by their styles."""

from collections.abc import Mapping

from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from formats.word_revisions import remove, remove_row

_OFF = {"0", "false", "off"}
_LOOK, _STYLE = qn("w:rPr"), qn("w:style")
_RUNS = (qn("w:r"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}r")
_PARAGRAPH, _TABLE = qn("w:p"), qn("w:tbl")
_HOLDERS = {qn("w:drawing"), qn("w:pict"), qn("w:object")}
_FIELD_MARK = qn("w:fldChar")
_INVISIBLE = ("visibility:hidden", "display:none")


class HidingStyles:
    """Which styles hide the words that they are given to."""

    def __init__(self, roots: list[etree._Element]) -> None:
        styles = {each.get(qn("w:styleId"), ""): each for root in roots for each in root.iter(_STYLE)}
        own = {name: _vanish(style.find(_LOOK)) for name, style in styles.items()}
        bases = {name: _value(style, "w:basedOn") for name, style in styles.items()}
        self.hiding = frozenset(name for name in styles if _inherited(name, own, bases))
        self.always = any(
            _vanish(look) for root in roots for look in root.iterfind(f".//{qn('w:rPrDefault')}/{_LOOK}")
        )
        self.defaults = {
            each.get(qn("w:type"), ""): name
            for name, each in styles.items()
            if each.get(qn("w:default"), "0") not in _OFF
        }

    def hides(self, run: etree._Element) -> bool:
        """Whether nobody sees the words: said of them, else by an odd number of the styles of words, line, table.

        Two styles that both hide show again (ECMA-376, part 1, 17.7.3).
        """
        look = run.find(_LOOK)
        said = None if look is None else _vanish(look)
        if said is not None:
            return said
        if not self.hiding and not self.always:
            return False
        paragraph = next(run.iterancestors(_PARAGRAPH), None)
        table = next(run.iterancestors(_TABLE), None)
        names = (
            _value(look, "w:rStyle") or self.defaults.get("character", ""),
            _value(_child(paragraph, "w:pPr"), "w:pStyle") or self.defaults.get("paragraph", ""),
            "" if table is None else _value(_child(table, "w:tblPr"), "w:tblStyle") or self.defaults.get("table", ""),
        )
        return self.always or sum(name in self.hiding for name in names) % 2 == 1


def _vanish(look: etree._Element | None) -> bool | None:
    """Whether words of this look are hidden; None where it does not say."""
    found = None if look is None else look.find(qn("w:vanish"))
    return None if found is None else _is_on(found)


def _is_on(mark: etree._Element) -> bool:
    return mark.get(qn("w:val"), "1").lower() not in _OFF


def _child(element: etree._Element | None, tag: str) -> etree._Element | None:
    return None if element is None else element.find(qn(tag))


def _value(element: etree._Element | None, tag: str) -> str:
    found = _child(element, tag)
    return "" if found is None else str(found.get(qn("w:val"), ""))


def _inherited(name: str, own: Mapping[str, bool | None], bases: Mapping[str, str]) -> bool:
    seen = set()
    while name in own and name not in seen:
        seen.add(name)
        said = own[name]
        if said is not None:
            return said
        name = bases[name]
    return False


def take_out_words(root: etree._Element, styles: HidingStyles) -> list[str]:
    """Take hidden words out of the part; return what was hidden in each paragraph."""
    found: dict[etree._Element | None, str] = {}
    for run in [*root.iter(*_RUNS)]:
        if not styles.hides(run):
            continue
        paragraph = next(run.iterancestors(_PARAGRAPH), None)
        found[paragraph] = found.get(paragraph, "") + "".join(run.itertext())
        marks = run.findall(_FIELD_MARK)
        if marks:  # a field keeps its beginning and its end, or the document would be broken
            run[:] = [etree.Element(_LOOK), *marks]
            etree.SubElement(run[0], qn("w:vanish")).set(qn("w:val"), "0")
        else:
            remove(run)
    return list(found.values())


def take_out_rows(root: etree._Element) -> list[str]:
    """Take hidden rows out of the tables of the part; return what each said."""
    hidden = [mark for mark in root.iter(qn("w:hidden")) if mark.getparent().tag == qn("w:trPr") and _is_on(mark)]
    rows = [mark.getparent().getparent() for mark in hidden]
    said = [" ".join(row.itertext()) for row in rows]
    for row in rows:
        remove_row(row)
    return said


def take_out_drawings(root: etree._Element) -> int:
    """Take hidden pictures and text boxes out of the part; return how many there were."""
    count = 0
    for element in [*root.iter()]:
        if isinstance(element.tag, str) and _is_invisible(element):
            holders = [each for each in element.iterancestors() if each.tag in _HOLDERS]
            remove(holders[0] if holders else element)
            count += 1
    return count


def _is_invisible(element: etree._Element) -> bool:
    if element.tag.endswith(("}docPr", "}cNvPr")):
        return element.get("hidden", "0").lower() not in _OFF
    style = "".join(element.get("style", "").lower().split())
    return any(each in style for each in _INVISIBLE)
