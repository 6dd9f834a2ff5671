"""Word documents that people hand in: checked before they are kept, and read for what they say."""

import io
import re
from collections.abc import Iterator
from typing import Any

from formats import package
from formats.outline import Block, Heading, Items, Outline, Paragraph, Run, Runs, Table

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ACTIVE = re.compile(r"vba|macro|activex|/ole|oleobject|embedd|\.bin$|\.exe$|\.js$", re.IGNORECASE)
_FETCHES = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|RD|DATABASE)\b", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGES = (f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo")


class WrongDocument(Exception):
    """The file is no Word document that may be kept; the text is a Czech sentence."""


def check_docx(content: bytes) -> None:
    """Raise WrongDocument unless this is a Word document that runs nothing, fetches nothing and hides no changes."""
    try:
        parts = package.parts(content)
    except package.WrongPackage as error:
        raise WrongDocument(str(error)) from error
    active = sorted(name for name in parts if _ACTIVE.search(name))
    if active:
        raise WrongDocument(f"Dokument obsahuje makra nebo vložené programy ({active[0]}). Uložte ho bez nich.")
    types = parts.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    if _MAIN not in types or "word/document.xml" not in parts:
        raise WrongDocument("Soubor není dokument Word (DOCX). Uložte ho ve Wordu jako „Dokument aplikace Word“.")
    if _ACTIVE.search(types):
        raise WrongDocument("Dokument obsahuje makra nebo vložené programy. Uložte ho bez nich.")
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            _check_part(name, part)


def _check_part(name: str, part: bytes) -> None:
    from lxml import etree  # type: ignore[import-untyped]

    from formats.office import instructions

    root = etree.fromstring(part)
    if name.endswith(".rels"):
        for link in root:
            if link.get("TargetMode") != "External":
                continue
            kind, target = link.get("Type", "").rpartition("/")[2], link.get("Target", "")
            if kind != "hyperlink" or not re.match(r"(https?://|mailto:)", target, re.IGNORECASE):
                raise WrongDocument(f"Dokument si při otevření bere obsah odjinud ({target[:80]}). Vložte ho přímo.")
        return
    for instruction in instructions(root):
        if _FETCHES.search(instruction.split('"')[0]):
            raise WrongDocument(f"Dokument obsahuje pole, které bere obsah odjinud ({instruction.strip()[:80]}).")
    if name == "word/document.xml" and next(root.iter(*_CHANGES), None) is not None:
        raise WrongDocument("Dokument má sledované změny. Přijměte je nebo odmítněte a nahrajte dokument znovu.")


# --- What the document says ---------------------------------------------------------------------------------------


def outline_of(content: bytes, composed: Outline) -> Outline:
    """What an edited document says, without its look; the head is told as the paper composed has it.

    Raise WrongDocument when it is no document that may be kept.
    """
    check_docx(content)
    import docx

    try:
        document = docx.Document(io.BytesIO(content))
        blocks = tuple(_joined(_blocks(document)))
    except (KeyError, ValueError, AttributeError) as error:
        raise WrongDocument("Dokument nejde přečíst; je poškozený.") from error
    if not blocks:
        raise WrongDocument("Dokument nemá žádný text.")
    return Outline(
        kicker="",
        dateline="",
        title=composed.title,
        description=composed.description,
        blocks=blocks,
        filename=composed.filename,
        made_at=composed.made_at,
    )


def _blocks(document: Any) -> Iterator[Block]:
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            if table := _table(part):
                yield table
            continue
        text = " ".join(part.text.split())
        style = part.style.name or "" if part.style is not None else ""
        level = re.fullmatch(r"(?:Heading|Nadpis) ([1-9])|Title|Název", style)
        if not text:
            continue
        if level:
            yield Heading(text, 2 if (level[1] or "1") < "3" else 3)
        elif style.startswith(("List", "Seznam")) or part._p.xpath("./w:pPr/w:numPr"):
            yield Items(((Run(text),),))
        else:
            yield Paragraph((Run(text),))


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Bullets one after another are one list."""
    items: tuple[Runs, ...] = ()
    for block in blocks:
        if isinstance(block, Items):
            items += block.items
            continue
        if items:
            yield Items(items)
            items = ()
        yield block
    if items:
        yield Items(items)


def _table(table: Any) -> Table | None:
    # Through `table.cell` it would take time with the square of the cells.
    rows = [[" ".join("".join(cell.itertext(f"{_W}t")).split()) for cell in row.tc_lst] for row in table._tbl.tr_lst]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return None
    head, *others = ([*row, *[""] * (width - len(row))] for row in rows)
    return Table("", tuple(head), tuple(tuple((Run(text),) for text in row) for row in others))
