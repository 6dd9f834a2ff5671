"""Word documents that people hand in: checked before they are kept, and read for what they say."""

import io
import re
from collections.abc import Iterator
from typing import Any

from formats.outline import Heading, Items, Outline, Paragraph, Part, Run, Runs, Table
from formats.refusals import WrongFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGES = (f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo")


def check_docx(content: bytes) -> None:
    """Raise WrongFile unless this is a Word document that runs nothing, fetches nothing and hides no changes."""
    from formats.word_safety import dangers, parts_of, xml  # loads the document libraries

    parts = parts_of(content)
    for danger in dangers(parts, links=True):
        raise WrongFile(danger)
    if "word/document.xml" not in parts:
        raise WrongFile("Soubor není dokument Word (DOCX). Uložte ho ve Wordu jako „Dokument aplikace Word“.")
    if next(xml(parts["word/document.xml"]).iter(*_CHANGES), None) is not None:
        raise WrongFile("Dokument má sledované změny. Přijměte je nebo odmítněte a nahrajte dokument znovu.")


# --- What the document says ---------------------------------------------------------------------------------------


def outline_of(content: bytes, composed: Outline) -> Outline:
    """What an edited document says, without its look; the head is told as the paper composed has it.

    Raise WrongFile when it is no document that may be kept.
    """
    check_docx(content)
    import docx

    try:
        document = docx.Document(io.BytesIO(content))
        blocks = tuple(_joined(_blocks(document)))
    except (KeyError, ValueError, AttributeError) as error:
        raise WrongFile("Dokument nejde přečíst; je poškozený.") from error
    if not blocks:
        raise WrongFile("Dokument nemá žádný text.")
    return Outline(
        kicker="",
        dateline="",
        title=composed.title,
        description=composed.description,
        blocks=blocks,
        filename=composed.filename,
        made_at=composed.made_at,
    )


def _blocks(document: Any) -> Iterator[Part]:
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


def _joined(blocks: Iterator[Part]) -> Iterator[Part]:
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
