"""What a Word file is made of: its parts, found by what the file says of them and never by how they are called.

Which part is the document, which are its headers or comments, stands in the types (``[Content_Types].xml``) and in
the relations of parts (``_rels/….rels``); ``word/document.xml`` is only a habit of programs. A check that went by
names would look at one file while Word opens another.
"""

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree  # type: ignore[import-untyped]

from formats.limits import MB, MOST_BYTES
from formats.refusals import WrongFile
from formats.strongbox import Expected, elements_in, is_xml, unpacked

_WORD = Expected(
    name="Dokument",
    program="Word",
    in_program="ve Wordu",
    not_packed="Soubor není dokument Word (.docx), nebo je poškozený.",
    most_parts=500,
    most_unpacked=60 * MB,
)
NOT_WORD = "Soubor není dokument Word (.docx). Uložte ho ve Wordu jako „Dokument aplikace Word (.docx)“."
MOST_ELEMENTS = 500_000  #: in all parts together; three hundred pages have some two hundred thousand
SAVE_AGAIN = "Otevřete ho ve Wordu a uložte znovu."
TYPES = "[Content_Types].xml"
WHOLE = ""  #: in place of a part's name: what the relations of the whole file belong to
#: Names as programs write them.  Others (``%64ocument.xml``, ``a//b``, ``a.``) may mean one part to one program, and
#: another to the next.
_NAME = re.compile(
    r"(?:[A-Za-z0-9_\-.\[\]()~+ ]*[A-Za-z0-9_\-\[\]()~+]/)*[A-Za-z0-9_\-.\[\]()~+ ]*[A-Za-z0-9_\-\[\]()~+]"
)
_RELATIONS = re.compile(r"(?P<folder>(?:.*/)?)_rels/(?P<name>[^/]*)\.rels", re.IGNORECASE)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class PackageRelation(NamedTuple):
    """One part needs another, or something outside (then ``part`` is None)."""

    owner: str
    id: str
    kind: str
    """The last word of its type: „image“, „comments“."""
    target: str
    part: str | None
    """The name of the part that it should lead to, whether it is there or not."""


@dataclass
class WordPackage:
    """The parts of a file by name, unpacked within limits; all that is XML is well-formed and defines nothing."""

    parts: dict[str, bytes]
    kinds: dict[str, str] = field(init=False)
    """The media type of each part, in small letters; empty when the file does not say."""
    declared: frozenset[str] = field(init=False)
    """All media types that the file speaks of, also of parts that are not there."""
    relations: list[PackageRelation] = field(init=False)

    def __post_init__(self) -> None:
        for name in self.parts:
            if not _NAME.fullmatch(name):
                raise WrongFile(f"Dokument má uvnitř část s neobvyklým jménem ({name[:80]!a}). Takový soubor nečteme.")
        self.parts.setdefault(TYPES, b"<Types/>")
        count = elements_in(self.parts[TYPES], _WORD)
        self.kinds = self._kinds()
        for name, part in self.parts.items():
            if name != TYPES and self.is_xml(name):
                count += elements_in(part, _WORD)
                if count > MOST_ELEMENTS:
                    raise WrongFile("Dokument má uvnitř víc než půl milionu prvků. Rozdělte ho na menší.")
        self.relations = list(self._relations())

    @property
    def main(self) -> str | None:
        """The name of the part that is the document itself; None when the file names none, or several."""
        found = {each.part for each in self.relations if each.owner == WHOLE and each.kind == "officeDocument"}
        return found.pop() if len(found) == 1 else None

    def is_xml(self, name: str) -> bool:
        """Whether anybody might read the part as XML: by its type, or by its name."""
        return self.kinds[name].endswith(("+xml", "/xml")) or is_xml(name) or name == TYPES

    def is_relations(self, name: str) -> bool:
        return _RELATIONS.fullmatch(name) is not None

    def tree(self, name: str) -> etree._Element:
        """The part, parsed anew. Raise WrongFile when the library cannot read it."""
        try:
            root = etree.fromstring(self.parts[name], _PARSER)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise WrongFile("Dokument je poškozený: jeho část nejde přečíst. Uložte ho znovu.") from error
        if root.getroottree().docinfo.doctype:
            raise WrongFile("Dokument má uvnitř definici (DOCTYPE), jakou Word nepíše. Takový soubor nečteme.")
        return root

    def owner_of(self, relations: str) -> str:
        """Whose relations stand in the part of this name."""
        found = _RELATIONS.fullmatch(relations)
        assert found is not None
        return found["folder"] + found["name"]

    def reachable(self, without: Collection[PackageRelation] = ()) -> set[str]:
        """The parts to which relations lead from the whole file, with their relations, and the types."""
        leads: dict[str, set[str]] = {}
        for relation in self.relations:
            if relation.part is not None and relation not in without:
                leads.setdefault(relation.owner, set()).add(relation.part)
        found, new = set[str](), {WHOLE}
        while new:
            found |= new
            new = {part for owner in new for part in leads.get(owner, ())} - found
        relations = {name for name in self.parts if self.is_relations(name) and self.owner_of(name) in found}
        return (found | relations | {TYPES}) - {WHOLE}

    def _kinds(self) -> dict[str, str]:
        named: dict[str, str] = {}
        by_extension: dict[str, str] = {}
        for element in self.tree(TYPES).iter("{*}Default", "{*}Override"):
            kind = element.get("ContentType", "").partition(";")[0].strip().lower()
            is_default = etree.QName(element).localname == "Default"
            table = by_extension if is_default else named
            key = (element.get("Extension", "") if is_default else element.get("PartName", "").lstrip("/")).lower()
            if table.setdefault(key, kind) != kind:
                raise WrongFile(f"Dokument je poškozený: o své části {key[:80]} říká dvojí.")
        self.declared = frozenset((*named.values(), *by_extension.values()))
        return {name: named.get(name.lower()) or by_extension.get(_extension(name), "") for name in self.parts}

    def _relations(self) -> Iterator[PackageRelation]:
        for name in self.parts:
            if not self.is_relations(name):
                continue
            owner = self.owner_of(name)
            if owner != WHOLE and owner not in self.parts:
                raise WrongFile(
                    f"Dokument je poškozený: odkazuje z části {owner[:80]}, která v něm není. {SAVE_AGAIN}"
                )
            for element in self.tree(name).iter("{*}Relationship"):
                kind = element.get("Type", "").rpartition("/")[2]
                target = element.get("Target", "")
                is_outside = element.get("TargetMode", "").strip().lower() == "external"
                part = None if is_outside else _resolved(owner, target)
                yield PackageRelation(owner, element.get("Id", ""), kind, target, part)


def _resolved(owner: str, target: str) -> str:
    """The name of the part; what steps out of the file or is written in an odd way is the name of none."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(owner), target)).lstrip("/")


def _extension(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[2].lower()


def opened(content: bytes) -> WordPackage:
    """The file taken apart. Raise WrongFile for what is no Word file, or costs more to read than one may."""
    if len(content) > MOST_BYTES:
        raise WrongFile(f"Soubor má víc než {MOST_BYTES // MB} MB.")
    return WordPackage(unpacked(content, _WORD))
