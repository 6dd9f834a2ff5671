"""What must hold of a Word file from outside: it runs nothing and fetches nothing, whoever opens it.

One check for templates into which papers are poured and for papers that were edited and are to be issued or read.
"""

import re
from collections.abc import Iterator, Mapping

from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from formats.word_package import NOT_WORD, SAVE_AGAIN, TYPES, PackageRelation, WordPackage

_WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PRINTER = f"{_WORDML}printersettings"
_MAIN = f"{_WORDML}document.main+xml"
#: Types of the parts that a reader of the document sees, or that say how it looks.
_SHOWN = frozenset(
    (
        _MAIN,
        *(f"{_WORDML}{name}+xml" for name in ("styles", "settings", "websettings", "fonttable", "numbering")),
        *(f"{_WORDML}{name}+xml" for name in ("header", "footer", "footnotes", "endnotes")),
        *(f"{_OFFICE}{name}+xml" for name in ("theme", "themeoverride", "extended-properties")),
        *(f"{_OFFICE}drawingml.{name}+xml" for name in ("chart", "chartshapes")),
        *(f"{_OFFICE}drawingml.diagram{name}+xml" for name in ("data", "layout", "style", "colors")),
        "application/vnd.ms-office.drawingml.diagramdrawing+xml",
        "application/vnd.ms-office.chartstyle+xml",
        "application/vnd.ms-office.chartcolorstyle+xml",
        "application/vnd.ms-word.styleswitheffects+xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        "application/vnd.openxmlformats-package.relationships+xml",
    )
)
#: Types of parts that a reader does not see, and what they are.  They are let in, to be taken out before issuing.
COMMENTS = "komentáře"
UNSEEN: Mapping[str, str] = {
    f"{_WORDML}comments+xml": COMMENTS,
    f"{_WORDML}commentsextended+xml": COMMENTS,
    f"{_WORDML}commentsids+xml": COMMENTS,
    f"{_WORDML}commentsextensible+xml": COMMENTS,
    f"{_WORDML}people+xml": "jména těch, kdo dokument komentovali nebo měnili",
    "application/vnd.ms-office.documenttasks+xml": "úkoly",
    f"{_WORDML}document.glossary+xml": "stavební bloky (rychlé části)",
    _PRINTER: "nastavení tiskárny",
    f"{_OFFICE}custom-properties+xml": "vlastní vlastnosti dokumentu",
    f"{_OFFICE}customxmlproperties+xml": "vložená data XML",
    "application/xml": "vložená data XML",
    "application/vnd.ms-office.classificationlabels+xml": "štítek důvěrnosti",
    "application/vnd.ms-office.intelligence2+xml": "poznámky Editoru",
}
#: Last words of types of relations that lead to such parts, whatever the parts say of themselves.
UNSEEN_RELATIONS: Mapping[str, str] = {
    **dict.fromkeys(("comments", "commentsExtended", "commentsIds", "commentsExtensible"), COMMENTS),
    "people": UNSEEN[f"{_WORDML}people+xml"],
    "documenttasks": "úkoly",
    "glossaryDocument": UNSEEN[f"{_WORDML}document.glossary+xml"],
    "printerSettings": "nastavení tiskárny",
    "custom-properties": "vlastní vlastnosti dokumentu",
    "customXml": "vložená data XML",
    "customXmlProps": "vložená data XML",
    "classificationlabels": "štítek důvěrnosti",
    "thumbnail": "obrázek první strany",
}
PICTURES = frozenset(
    f"image/{kind}" for kind in ("png", "jpeg", "jpg", "gif", "bmp", "tiff", "x-emf", "emf", "x-wmf", "wmf")
)
_PICTURES_BEGIN = (
    *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"),
    *(b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00"),
)
_FONT = f"{_OFFICE}obfuscatedfont"
#: What is not XML may be reached only as what it is: a program could read another part as XML that nobody checked.
_NO_XML = {"image": PICTURES, "thumbnail": PICTURES, "font": {_FONT}, "printerSettings": {_PRINTER}}
_ACTIVE = re.compile(r"vba|macro|activex|/ole|oleobject|embedd|webextension|\.(bin|exe|js)$", re.IGNORECASE)
#: Last words of the types of relationships that bring in something that is not the document's own.
_LIVE_RELATIONS = {
    "vbaProject": "makra",
    "aFChunk": "vložený cizí dokument",
    "oleObject": "vložený objekt",
    "package": "vložený soubor",
    "control": "ovládací prvek ActiveX",
    "subDocument": "vložený dokument",
    "frame": "rámec s jiným dokumentem",
    "mailMergeSource": "zdroj hromadné korespondence",
    "webextension": "doplněk",
}
ATTACHED_TEMPLATE = "attachedTemplate"
_WEB = re.compile(r"https?://|mailto:|#", re.IGNORECASE)
_STRICT = "http://purl.oclc.org/ooxml/"
_NAMED_EXAMPLE = 80  # characters of an address or a name in a sentence

#: Fields that number, refer within the document or tell of it, and the day.  Others fetch, run, ask or print.
ORDINARY_FIELDS = frozenset(
    (
        *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ", "LISTNUM"),
        *("TOC", "TC", "TOA", "TA", "XE", "INDEX", "HYPERLINK", "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "COMMENTS"),
        *("DOCPROPERTY", "FILENAME", "NUMWORDS", "NUMCHARS", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE"),
        *("EDITTIME", "REVNUM", "SYMBOL", "EQ", "ADVANCE", "QUOTE", "BIBLIOGRAPHY", "CITATION"),
    )
)


def dangers(package: WordPackage, *, links: bool = False, fields: frozenset[str] = ORDINARY_FIELDS) -> Iterator[str]:
    """Yield a Czech sentence about each thing in the document that runs, fetches, or is no document at all.

    Links to pages of the web and to addresses are let through with `links`; of fields those whose first word is among
    `fields`.
    """
    if any(_ACTIVE.search(kind) for kind in package.declared):
        yield "Dokument má makra nebo vložené programy. Uložte ho jako dokument Word (.docx) bez nich."
    elif package.main is None or package.kinds.get(package.main) not in (_MAIN, None):
        yield NOT_WORD
    elif package.main in package.parts and package.tree(package.main).tag != qn("w:document"):
        yield (
            "Dokument je v jiném zápisu, než jaký Word běžně ukládá (Strict Open XML). " + NOT_WORD.partition(". ")[2]
        )
    for relation in package.relations:
        yield from _of_relation(package, relation, links=links)
    for name, kind in package.kinds.items():
        yield from _of_part(package, name, kind)
    for name, kind in package.kinds.items():
        if name != TYPES and package.is_xml(name) and not package.is_relations(name):
            root = package.tree(name)
            yield from _of_fields(name, root, fields, links=links)
            if kind not in UNSEEN:
                yield from _of_addresses(name, root, links=links)


def _of_part(package: WordPackage, name: str, kind: str) -> Iterator[str]:
    if _ACTIVE.search(f"/{name}") and kind != _PRINTER:
        yield f"Dokument má uvnitř část {name}, která do něj nepatří (makro, objekt, doplněk)."
    elif kind.startswith("image/"):
        if kind not in PICTURES or not package.parts[name].startswith(_PICTURES_BEGIN):
            yield f"Obrázek {name.rpartition('/')[2]} vložte jako PNG nebo JPEG."
    elif name != TYPES and not (kind in _SHOWN or kind in UNSEEN or kind == _FONT):
        said = f"druhu „{kind[:_NAMED_EXAMPLE]}“" if kind else "neuvedeného druhu"
        yield f"Dokument má uvnitř část {name} {said}, jakou písemnosti nemívají. Odstraňte ji ve Wordu."


def _of_relation(package: WordPackage, relation: PackageRelation, *, links: bool) -> Iterator[str]:
    kind, target = relation.kind, relation.target[:_NAMED_EXAMPLE]
    if kind in _LIVE_RELATIONS:
        yield f"Dokument obsahuje {_LIVE_RELATIONS[kind]} ({target}). Odstraňte to ve Wordu."
    elif kind == ATTACHED_TEMPLATE:
        return  # it is taken out before issuing; nobody follows it until then
    elif relation.part is not None and relation.part not in package.parts:
        yield f"Dokument je poškozený: odkazuje na svou část {target}, která v něm není. {SAVE_AGAIN}"
    elif relation.part is None:
        if not (links and kind == "hyperlink" and _WEB.match(relation.target)):
            yield f"Dokument odkazuje ven: {target}. Vložte obrázky přímo do dokumentu a odkazy odstraňte."
    elif not package.is_xml(relation.part) and package.kinds[relation.part] not in _NO_XML.get(kind, ()):
        yield f"Dokument vydává svou část {relation.part} za něco jiného, než je. Takový soubor nečteme."


def _of_fields(name: str, root: etree._Element, allowed: frozenset[str], *, links: bool) -> Iterator[str]:
    if root.find(f".//{qn('w:mailMerge')}") is not None:
        yield "Dokument je napojený na hromadnou korespondenci. Zrušte ji ve Wordu."
    for instruction in _instructions(root):
        word, rest = [*instruction.split(maxsplit=1), "", ""][:2]
        word = word.upper()
        if word.startswith("="):
            word, rest = "", ""  # a sum of the document's own table
        if (word and word not in allowed) or (word == "HYPERLINK" and not (links and _leads_to_web(rest))):
            yield (
                f"V části {name} je pole {word[:30]}, které by se v písemnosti samo měnilo nebo bralo data odjinud. "
                "Označte ho ve Wordu a stiskněte Ctrl+Shift+F9: zůstane z něj text."
            )


def _leads_to_web(rest: str) -> bool:
    address = rest.strip().lstrip('"')
    return address.startswith("\\l") or _WEB.match(address) is not None


def _of_addresses(name: str, root: etree._Element, *, links: bool) -> Iterator[str]:
    """Old drawings name what they show, and where they lead, without any relationship."""
    for element in root.iter("{*}*"):
        if element.tag.startswith(f"{{{_STRICT}"):
            yield f"Část {name} je v jiném zápisu, než jaký Word ukládá (Strict Open XML). Uložte dokument znovu."
            return
        for attribute, value in element.attrib.items():
            kind = attribute.rpartition("}")[2].lower()
            if kind in ("src", "althref") or (kind == "href" and not (links and _WEB.match(value))):
                yield f"V části {name} je odkaz na obrázek mimo dokument. Vložte obrázek přímo do dokumentu."
                return


_INSIDE = "\ufffc"  # stands for a field inside the instruction of another: what comes of it is not known


def _instructions(root: etree._Element) -> list[str]:
    """What the fields of a part are told to do; of a field that is written in pieces the pieces are put together."""
    instructions = [field.get(qn("w:instr"), "") for field in root.iter(qn("w:fldSimple"))]
    fields: list[list[str]] = []  # those open here, the innermost last
    told: list[bool] = []  # whether the instruction of each is over
    words = (qn("w:instrText"), qn("w:delInstrText"), qn("w:t"))
    for element in root.iter(qn("w:fldChar"), *words):
        if element.tag in words:
            if fields and not told[-1]:
                fields[-1].append(element.text or "")
            elif element.tag != qn("w:t"):
                instructions.append(element.text or "")
            continue
        match element.get(qn("w:fldCharType")):
            case "begin":
                if fields and not told[-1]:
                    fields[-1].append(_INSIDE)
                fields.append([])
                told.append(False)
            case "separate" if fields:
                told[-1] = True
            case "end" if fields:
                told.pop()
                instructions.append("".join(fields.pop()))
    return instructions + ["".join(pieces) for pieces in fields]
