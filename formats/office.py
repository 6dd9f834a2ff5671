"""What must hold of a Word file before papers are poured into it: the styles are there, and nothing in it is alive.

A paper handed to the council must not fetch anything, run anything, or change by itself when it is opened.
"""

import datetime as dt
import io
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import docx as python_docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.styles.style import BaseStyle
from lxml import etree  # type: ignore[import-untyped]

from formats import docx
from formats.outline import Details, Heading, Items, Note, Outline, Paragraph, Remark, Run, Table
from formats.package import WrongPackage, parts

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_KINDS = {
    WD_STYLE_TYPE.PARAGRAPH: "odstavce",
    WD_STYLE_TYPE.CHARACTER: "znaků",
    WD_STYLE_TYPE.TABLE: "tabulky",
}
_LIVE_PARTS = ("vbaproject", "vbadata", "activex", "/embeddings/", "macrosheet", "webextension")
#: Last words of the types of relationships that bring in something that is not the document's own.
_LIVE_RELATIONS = {
    "vbaProject": "makra",
    "attachedTemplate": "odkaz na jinou šablonu",
    "aFChunk": "vložený cizí dokument",
    "oleObject": "vložený objekt",
    "package": "vložený soubor",
    "control": "ovládací prvek ActiveX",
    "subDocument": "vložený dokument",
    "frame": "rámec s jiným dokumentem",
    "mailMergeSource": "zdroj hromadné korespondence",
    "webextension": "doplněk",
}
_PICTURES = {"image/png", "image/jpeg", "image/gif"}
#: Fields that only repeat what the document itself says.  Others fetch, run, or change with the day.
_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "TITLE", "SUBJECT", "AUTHOR", "STYLEREF", "DOCPROPERTY"}
_NARROWEST = 5600  # twentieths of a point between the margins, about 10 cm


@dataclass(frozen=True, slots=True)
class WrongTemplate(Exception):
    """A file that cannot be a template; ``problems`` are Czech sentences, all that was found."""

    problems: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.problems)


def check(content: bytes) -> None:
    """Raise WrongTemplate unless papers can be poured into the file and nothing in it is alive."""
    try:
        unpacked = parts(content)
    except WrongPackage as error:
        raise WrongTemplate((str(error),)) from error
    problems = [*_live(unpacked)] or [*_unfit(content)]
    if problems:
        raise WrongTemplate(tuple(dict.fromkeys(problems)))


# --- Nothing in it is alive --------------------------------------------------------------------------------------


def _live(unpacked: Mapping[str, bytes]) -> Iterator[str]:
    types = unpacked.get("[Content_Types].xml")
    if types is None:
        yield "Soubor není dokument Word (.docx)."
        return
    declared = {
        element.get("PartName", "*." + element.get("Extension", "")): element.get("ContentType", "")
        for element in etree.fromstring(types)
    }
    if any("macroenabled" in kind.lower() or "vba" in kind.lower() for kind in declared.values()):
        yield "Dokument má makra. Uložte ho jako dokument Word (.docx) bez maker."
    elif _MAIN not in declared.values():
        yield "Soubor není dokument Word (.docx). Uložte šablonu ve Wordu jako „Dokument aplikace Word (.docx)“."
    for name in unpacked:
        if any(word in f"/{name.lower()}" for word in _LIVE_PARTS):
            yield f"Dokument má uvnitř část {name}, která do šablony nepatří (makro, objekt, doplněk)."
    yield from _pictures(unpacked, declared)
    for name, part in unpacked.items():
        if name.lower().endswith(".rels"):
            yield from _relations(part)
        elif name.lower().endswith(".xml") and name.startswith("word/"):
            yield from _fields(name, part)


def _pictures(unpacked: Mapping[str, bytes], declared: Mapping[str, str]) -> Iterator[str]:
    for name in unpacked:
        kind = declared.get(f"/{name}") or declared.get(f"*{posixpath.splitext(name)[1]}", "")
        if kind.startswith("image/") and kind not in _PICTURES:
            yield f"Obrázek {posixpath.basename(name)} vložte jako PNG nebo JPEG."


def _relations(part: bytes) -> Iterator[str]:
    for relation in etree.fromstring(part).iter(_RELATION):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")[:80]
        if kind in _LIVE_RELATIONS:
            yield f"Dokument obsahuje {_LIVE_RELATIONS[kind]} ({target}). Odstraňte to ve Wordu."
        elif relation.get("TargetMode", "").lower() == "external":
            yield f"Dokument odkazuje ven: {target}. Vložte obrázky přímo do dokumentu a odkazy odstraňte."


def instructions(root: etree._Element) -> list[str]:
    """What the fields of a part are told to do; of a field that is written in pieces the pieces are put together."""
    told = [field.get(qn("w:instr"), "") for field in root.iter(qn("w:fldSimple"))]
    open_fields: list[list[str]] = []
    for element in root.iter(qn("w:fldChar"), qn("w:instrText")):
        if element.tag == qn("w:instrText"):
            if open_fields:
                open_fields[-1].append(element.text or "")
            else:
                told.append(element.text or "")
        elif element.get(qn("w:fldCharType")) == "begin":
            open_fields.append([])
        elif open_fields and element.get(qn("w:fldCharType")) == "end":
            told.append("".join(open_fields.pop()))
    told += ["".join(pieces) for pieces in open_fields]
    return told


def _fields(name: str, part: bytes) -> Iterator[str]:
    """Fields are told by their first word."""
    root = etree.fromstring(part)
    if root.find(f".//{qn('w:mailMerge')}") is not None:
        yield "Dokument je napojený na hromadnou korespondenci. Zrušte ji ve Wordu."
    if any(etree.QName(key).localname.lower() in ("src", "href", "althref") for e in root.iter() for key in e.attrib):
        yield f"V části {name} je odkaz na obrázek mimo dokument. Vložte obrázek přímo do dokumentu."
    for instruction in instructions(root):
        word = instruction.split()[0].upper() if instruction.split() else ""
        if word and word not in _FIELDS:
            yield f"V části {name} je pole {word[:30]}, které by se v písemnosti samo měnilo nebo bralo data odjinud."


# --- Papers can be poured into it --------------------------------------------------------------------------------


def _unfit(content: bytes) -> Iterator[str]:
    try:
        document = python_docx.Document(io.BytesIO(content))
        styles: dict[tuple[str, WD_STYLE_TYPE], BaseStyle] = {(str(s.name), s.type): s for s in document.styles}
    except Exception:  # whatever a broken document makes of the library
        yield "Dokument se nepodařilo otevřít. Otevřete ho ve Wordu a uložte znovu."
        return
    missing = [f"{name} (styl {_KINDS[kind]})" for name, kind in docx.STYLES.items() if (name, kind) not in styles]
    if missing:
        yield f"V dokumentu chybí styly: {', '.join(missing)}. Vyjděte ze šablony, kterou lze stáhnout zde."
        return
    for name in docx.NUMBERED:
        if not _is_numbered(styles[name, WD_STYLE_TYPE.PARAGRAPH]):
            yield f"Styl {name} nemá odrážku ani číslo, seznamy by splynuly s textem."
    if document.element.body.sectPr is None:
        yield "Dokument neříká, jak velkou má stránku. Nastavte ve Wordu rozložení stránky."
        return
    section = document.sections[-1]
    width, left, right = section.page_width, section.left_margin, section.right_margin
    if width is None or left is None or right is None or (width - left - right) // 635 < _NARROWEST:
        yield "Stránka má mezi okraji méně než 10 cm, tabulky by se na ni nevešly."
        return
    try:
        python_docx.Document(io.BytesIO(docx.render(SAMPLE, with_notes=True, template=content)))
    except Exception:  # the last trial: whatever goes wrong here would go wrong on the day of the session
        yield "Zkušební písemnost se do této šablony nepodařilo vložit."


def _is_numbered(style: BaseStyle) -> bool:
    while style is not None:
        if style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
            return True
        style = style.base_style  # type: ignore[attr-defined]
    return False


_CITED = Note("Zdroj údaje", "/zdroje/")
#: Something of everything that papers are made of.
SAMPLE = Outline(
    kicker="Písemnost na zkoušku",
    dateline="dne, kdy byla vložena šablona",
    title="Zkouška šablony",
    description="Něco od všeho, z čeho se písemnosti skládají.",
    blocks=(
        Details((("Zpracoval:", ((Run("portál"),),)),)),
        Heading("Nadpis druhé úrovně", 2),
        Paragraph(
            (Run("Odstavec se "), Run("zdrojem", _CITED, strong=True), Run(" a "), Run("důrazem", emphasis=True))
        ),
        Heading("Nadpis třetí úrovně", 3),
        Items(((Run("první"),), (Run("druhý"),))),
        Table(
            "Tabulka", ("Co", "Kolik"), (((Run("a"),), (Run("1"),)),), ((Run("celkem"),), (Run("1"),)), frozenset({1})
        ),
        Remark((Run("Poznámka."),)),
    ),
    filename="zkouska",
    made_at=dt.datetime(2016, 8, 30, tzinfo=dt.UTC),
)
