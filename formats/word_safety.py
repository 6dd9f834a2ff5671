"""What must hold of a Word file from outside: it runs nothing and fetches nothing, whoever opens it.

One check for templates into which papers are poured and for papers that were edited and are to be issued or read.
"""

import re
from collections.abc import Iterator, Mapping

from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from formats.limits import MB, MOST_BYTES
from formats.refusals import WrongFile
from formats.strongbox import Expected, unpacked

_WORD = Expected(
    name="Dokument",
    program="Word",
    in_program="ve Wordu",
    not_packed="Soubor není dokument Word (.docx), nebo je poškozený.",
    most_parts=500,
    most_unpacked=60 * MB,
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ACTIVE = re.compile(r"vba|macro|activex|/ole|oleobject|embedd|webextension|\.(bin|exe|js)$", re.IGNORECASE)
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
_FETCHES = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|RD|DATABASE)\b", re.IGNORECASE)
_WEB = re.compile(r"https?://|mailto:", re.IGNORECASE)


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of the file by name, unpacked within limits. Raise WrongFile for what is no Word document."""
    if len(content) > MOST_BYTES:
        raise WrongFile(f"Soubor má víc než {MOST_BYTES // MB} MB.")
    return unpacked(content, _WORD)


def media_types(parts: Mapping[str, bytes]) -> dict[str, str]:
    """What each part is said to be, by its path (`/word/document.xml`) or by its extension (`*.png`)."""
    return {
        element.get("PartName", "*." + element.get("Extension", "")): element.get("ContentType", "")
        for element in xml(parts.get("[Content_Types].xml", b"<Types/>"))
    }


def xml(part: bytes) -> etree._Element:
    """The root of a part. Raise WrongFile when the library cannot read it."""
    try:
        return etree.fromstring(part)
    except etree.XMLSyntaxError as error:
        raise WrongFile("Dokument je poškozený: jeho část nejde přečíst. Uložte ho znovu.") from error


def dangers(parts: Mapping[str, bytes], *, links: bool = False, fields: frozenset[str] | None = None) -> Iterator[str]:
    """Yield a Czech sentence about each thing in the document that runs, fetches, or is no document at all.

    Links to pages of the web and to addresses are let through with `links`. Of fields those that fetch are never;
    with `fields` only those are whose first word is among them.
    """
    declared = media_types(parts).values()
    if any(_ACTIVE.search(kind) for kind in declared):
        yield "Dokument má makra nebo vložené programy. Uložte ho jako dokument Word (.docx) bez nich."
    elif _MAIN not in declared:
        yield "Soubor není dokument Word (.docx). Uložte ho ve Wordu jako „Dokument aplikace Word (.docx)“."
    for name, part in parts.items():
        if _ACTIVE.search(f"/{name}"):
            yield f"Dokument má uvnitř část {name}, která do něj nepatří (makro, objekt, doplněk)."
        if name.lower().endswith(".rels"):
            yield from _of_relations(xml(part), links=links)
        elif name.lower().endswith(".xml"):
            root = xml(part)
            yield from _of_fields(name, root, fields)
            if name.startswith("word/"):
                yield from _of_addresses(name, root, links=links)


def _of_relations(root: etree._Element, *, links: bool) -> Iterator[str]:
    for relation in root.iter("{*}*"):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        if kind in _LIVE_RELATIONS:
            yield f"Dokument obsahuje {_LIVE_RELATIONS[kind]} ({target[:80]}). Odstraňte to ve Wordu."
        elif relation.get("TargetMode", "").lower() == "external" and not (
            links and kind == "hyperlink" and _WEB.match(target)
        ):
            yield f"Dokument odkazuje ven: {target[:80]}. Vložte obrázky přímo do dokumentu a odkazy odstraňte."


def _of_fields(name: str, root: etree._Element, allowed: frozenset[str] | None) -> Iterator[str]:
    if root.find(f".//{qn('w:mailMerge')}") is not None:
        yield "Dokument je napojený na hromadnou korespondenci. Zrušte ji ve Wordu."
    for instruction in _instructions(root):
        word = (instruction.split() or [""])[0].upper()
        if (word and allowed is not None and word not in allowed) or _FETCHES.search(instruction.split('"')[0]):
            yield f"V části {name} je pole {word[:30]}, které by se v písemnosti samo měnilo nebo bralo data odjinud."


def _of_addresses(name: str, root: etree._Element, *, links: bool) -> Iterator[str]:
    """Old drawings name what they show, and where they lead, without any relationship."""
    for element in root.iter("{*}*"):
        for attribute, value in element.attrib.items():
            kind = etree.QName(attribute).localname.lower()
            if kind in ("src", "althref") or (kind == "href" and not (links and _WEB.match(value))):
                yield f"V části {name} je odkaz na obrázek mimo dokument. Vložte obrázek přímo do dokumentu."
                return


def _instructions(root: etree._Element) -> list[str]:
    """What the fields of a part are told to do; of a field that is written in pieces the pieces are put together."""
    instructions = [field.get(qn("w:instr"), "") for field in root.iter(qn("w:fldSimple"))]
    open_fields: list[list[str]] = []
    for element in root.iter(qn("w:fldChar"), qn("w:instrText")):
        if element.tag == qn("w:instrText"):
            if open_fields:
                open_fields[-1].append(element.text or "")
            else:
                instructions.append(element.text or "")
        elif element.get(qn("w:fldCharType")) == "begin":
            open_fields.append([])
        elif open_fields and element.get(qn("w:fldCharType")) == "end":
            instructions.append("".join(open_fields.pop()))
    return instructions + ["".join(pieces) for pieces in open_fields]
