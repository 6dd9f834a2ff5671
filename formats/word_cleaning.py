"""What a Word document holds beside what it shows: found, told in Czech, and taken out.

Comments, tracked changes, hidden text, names of people and machines would all be published with an issued document.
Finding and taking out are one walk through the document: what the walk had to take out is what was found, so a
document once cleaned has nothing to be found.
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator

from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

import czech
from formats.word_hidden import HidingStyles, take_out_drawings, take_out_rows, take_out_words
from formats.word_package import TYPES, PackageRelation, WordPackage
from formats.word_revisions import accept_revisions, remove
from formats.word_safety import ATTACHED_TEMPLATE, COMMENTS, UNSEEN, UNSEEN_RELATIONS

_MOST_TOLD = 5  # names or pieces of text in one sentence
_LONGEST_TOLD = 60  # characters of one
_STYLES = ("styles+xml", "styleswitheffects+xml")
_COMMENT_MARKS = tuple(qn(f"w:comment{name}") for name in ("RangeStart", "RangeEnd", "Reference"))
_EDITORS = (qn("w:permStart"), qn("w:permEnd"))
#: What would lead to parts that are gone, and marks of each sitting at the document: taken out without a word.
_LEFT_OVER = (
    *(qn("w:printerSettings"), qn("w:dataBinding"), qn("w:attachedTemplate"), qn("w:rsids")),
    "{http://schemas.microsoft.com/office/word/2012/wordml}dataBinding",
)
_SITTING = qn("w:rsid")  # begins the names of attributes that tell apart who wrote when
#: Properties that tell of people, offices and machines, or may say anything; by the end of the part's type.
_PROPERTIES = {
    "core-properties+xml": {
        "creator": "autor",
        "lastModifiedBy": "naposledy uložil",
        "description": "komentář",
        "keywords": "klíčová slova",
        "category": "kategorie",
        "contentStatus": "stav",
    },
    "extended-properties+xml": {"Manager": "vedoucí", "Company": "společnost", "HyperlinkBase": "základ odkazů"},
}


class WordCleaning:
    """The document without what it does not show, and what that was.

    ``author`` may stay as the one whom the portal has written among the properties. Raise WrongFile when a part
    cannot be read.
    """

    def __init__(self, package: WordPackage, author: str = "") -> None:
        self._package = package
        self._author = author
        self._told: defaultdict[str, list[str]] = defaultdict(list)
        """What was taken out, by its kind: who made it, what it said, how it is called."""
        gone = {relation for relation in package.relations if _is_unseen(package, relation)}
        self._kept = package.reachable(without=gone)
        self._tell_parts(gone)
        self._trees = {name: package.tree(name) for name in self._kept if package.is_xml(name)}
        styles = HidingStyles([tree for name, tree in self._trees.items() if package.kinds[name].endswith(_STYLES)])
        for name, tree in self._trees.items():
            if name == TYPES:
                self._clean_types(tree)
            elif package.is_relations(name):
                _clean_relations(tree, {each.id for each in gone if each.owner == package.owner_of(name)})
            else:
                self._clean(tree, styles)
                self._clean_properties(tree, package.kinds[name])

    @property
    def found(self) -> tuple[str, ...]:
        """What would be published with the document though it does not show it, as Czech phrases."""
        return tuple(czech.vlna(phrase) for phrase in self._phrases())

    @property
    def is_uncertain(self) -> bool:
        """Whether something of that makes it uncertain what the document says."""
        return any(self._told[kind] for kind in ("changes", "words"))

    def content(self) -> bytes:
        """The cleaned file; equal documents give equal bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
            for name, part in self._package.parts.items():
                if name in self._trees:
                    part = etree.tostring(self._trees[name], encoding="UTF-8", standalone=True)
                if name in self._kept:
                    made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    # --- Taking out -----------------------------------------------------------------------------------------------

    def _tell_parts(self, gone: Iterable[PackageRelation]) -> None:
        package = self._package
        for relation in sorted(gone):
            what = _unseen(package, relation)
            if relation.kind == ATTACHED_TEMPLATE:
                self._told["templates"].append(relation.target)
                continue
            self._told["parts"].append(what)
            if what == COMMENTS and relation.part and package.is_xml(relation.part):
                comments = package.tree(relation.part).iter(qn("w:comment"))
                self._told["comments"] += [each.get(qn("w:author"), "?") for each in comments]
        self._told["orphans"] += sorted(package.parts.keys() - package.reachable())

    def _clean(self, tree: etree._Element, styles: HidingStyles) -> None:
        self._told["changes"] += accept_revisions(tree)
        self._told["words"] += take_out_rows(tree)
        self._told["words"] += take_out_words(tree, styles)
        self._told["drawings"] += [""] * take_out_drawings(tree)
        for mark in [*tree.iter(*_COMMENT_MARKS)]:
            run = mark.getparent()
            remove(mark)
            if run is not None and run.tag == qn("w:r") and all(child.tag == qn("w:rPr") for child in run):
                remove(run)
        for mark in [*tree.iter(*_EDITORS)]:
            self._told["editors"] += filter(None, [mark.get(qn("w:ed"))])
            remove(mark)
        for variables in [*tree.iter(qn("w:docVars"))]:
            self._told["variables"] += [each.get(qn("w:name"), "") for each in variables]
            remove(variables)
        for element in [*tree.iter(*_LEFT_OVER)]:
            remove(element)
        for element in tree.iter("{*}*"):
            for name in [name for name in element.attrib if name.startswith(_SITTING)]:
                del element.attrib[name]

    def _clean_properties(self, tree: etree._Element, kind: str) -> None:
        names = next((names for end, names in _PROPERTIES.items() if kind.endswith(end)), {})
        for element in [*tree]:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            value = "".join(element.itertext()).strip()
            if name in names and value and not (name == "creator" and value == self._author):
                self._told["properties"].append(f"{names[name]} „{_short(value)}“")
                remove(element)

    def _clean_types(self, tree: etree._Element) -> None:
        kept = {name.lower() for name in self._kept}
        for element in [*tree.iter("{*}Override")]:
            if element.get("PartName", "").lstrip("/").lower() not in kept:
                remove(element)

    # --- Telling --------------------------------------------------------------------------------------------------

    def _phrases(self) -> Iterator[str]:
        told = self._told
        if names := told["comments"]:
            yield czech.count(len(names), "komentář", "komentáře", "komentářů") + _listed(names)
        if names := told["changes"]:
            count = czech.count(len(names), "sledovaná změna", "sledované změny", "sledovaných změn")
            yield f"{count}{_listed(names)}; vložené zůstane, smazané zmizí"
        if words := told["words"]:
            count = czech.count(len(words), "úsek skrytého textu", "úseky skrytého textu", "úseků skrytého textu")
            yield count + _listed(f"„{_short(each)}“" for each in words if each.strip())
        if number := len(told["drawings"]):
            yield czech.count(number, "skrytý obrázek", "skryté obrázky", "skrytých obrázků")
        if names := told["editors"]:
            yield "kdo smí upravovat zamčené úseky" + _listed(names)
        if names := told["variables"]:
            yield "proměnné dokumentu" + _listed(names)
        if values := told["properties"]:
            yield f"vlastnosti dokumentu: {', '.join(values)}"
        yield from dict.fromkeys(each for each in told["parts"] if each != COMMENTS or not told["comments"])
        if targets := told["templates"]:
            yield f"odkaz na šablonu {_short(targets[0])}"
        if names := told["orphans"]:
            yield "části, které dokument nepoužívá" + _listed(names)


def _unseen(package: WordPackage, relation: PackageRelation) -> str:
    """What the relation leads to, when it is none of what a reader sees."""
    kind = package.kinds[relation.part] if relation.part else ""
    return UNSEEN_RELATIONS.get(relation.kind) or UNSEEN.get(kind, "")


def _is_unseen(package: WordPackage, relation: PackageRelation) -> bool:
    return relation.kind == ATTACHED_TEMPLATE or bool(_unseen(package, relation))


def _clean_relations(tree: etree._Element, ids: set[str]) -> None:
    for element in [*tree.iter("{*}Relationship")]:
        if element.get("Id", "") in ids:
            remove(element)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_TOLD else f"{plain[: _LONGEST_TOLD - 1]}…"


def _listed(told: Iterable[str]) -> str:
    """The first few different ones in brackets, nothing when there are none."""
    different = [_short(each) for each in dict.fromkeys(told) if each.strip()]
    if not different:
        return ""
    more = " a další" if len(different) > _MOST_TOLD else ""
    return f" ({', '.join(different[:_MOST_TOLD])}{more})"
