"""Word documents that people hand in: checked before they are kept, read for what they say, cleaned for issuing."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from formats.outline import Heading, Items, Outline, Paragraph, Part, Run, Runs, Table
from formats.refusals import WrongFile

if TYPE_CHECKING:
    from formats.word_cleaning import WordCleaning
    from formats.word_package import WordPackage
    from formats.word_text import WordParagraph, WordTable

# The document libraries are large: they are loaded when the first document comes.

_HEADINGS = re.compile(r"(?:heading|nadpis) ([1-9])|title|název", re.IGNORECASE)


def unseen_in(content: bytes, author: str = "") -> tuple[str, ...]:
    """What the document holds and does not show, as Czech phrases. Raise WrongFile when it runs or fetches anything.

    ``author`` may stand among its properties.
    """
    return _cleaning(content, author).found


def check_docx(content: bytes, author: str = "") -> None:
    """Raise WrongFile unless the Word document runs nothing, fetches nothing, and shows all that it holds."""
    if found := unseen_in(content, author):
        raise WrongFile(f"Dokument obsahuje, co v něm není vidět: {'; '.join(found)}.")


def cleaned(content: bytes, author: str = "") -> bytes:
    """The document without what it does not show; its changes are accepted. Raise WrongFile as `check_docx`."""
    made = _cleaning(content, author).content()
    check_docx(made, author)
    return made


def _cleaning(content: bytes, author: str) -> "WordCleaning":
    from formats.word_cleaning import WordCleaning

    return WordCleaning(_safe(content), author)


def _safe(content: bytes) -> "WordPackage":
    from formats.word_package import opened
    from formats.word_safety import dangers

    package = opened(content)
    for danger in dangers(package, links=True):
        raise WrongFile(danger)
    return package


def blocks_to_read(content: bytes) -> "list[WordParagraph | WordTable]":
    """What a document says. Raise WrongFile for a danger, or when two readers could differ on what it says."""
    from formats.word_cleaning import WordCleaning
    from formats.word_text import word_blocks

    package = _safe(content)
    if WordCleaning(package).is_uncertain:
        raise WrongFile(
            "Dokument má sledované změny nebo skrytý text. Změny přijměte nebo odmítněte, skrytý text zobrazte nebo "
            "odstraňte, a nahrajte dokument znovu."
        )
    return list(word_blocks(package))


# --- What the document says ---------------------------------------------------------------------------------------


def outline_of(content: bytes, composed: Outline) -> Outline:
    """What an edited document says, without its look; the head is told as the paper composed has it.

    Raise WrongFile when it is no document that may be kept.
    """
    check_docx(content, composed.author)
    blocks = tuple(_joined(_blocks(content)))
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


def _blocks(content: bytes) -> Iterator[Part]:
    from formats.word_text import WordTable

    for block in blocks_to_read(content):
        if isinstance(block, WordTable):
            if table := _table(block.rows):
                yield table
            continue
        text = " ".join(block.text.split())
        level = _HEADINGS.fullmatch(block.style)
        if not text:
            continue
        if level:
            yield Heading(text, 2 if (level[1] or "1") < "3" else 3)
        elif block.is_item:
            yield Items(((Run(text),),))
        else:
            yield Paragraph((Run(text),))


def _joined(blocks: Iterator[Part]) -> Iterator[Part]:
    """Bullets one after another are one list."""
    items: list[Runs] = []
    for block in blocks:
        if isinstance(block, Items):
            items += block.items
            continue
        if items:
            yield Items(tuple(items))
            items = []
        yield block
    if items:
        yield Items(tuple(items))


def _table(rows: list[list[list[str]]]) -> Table | None:
    plain = [[" ".join(" ".join(cell).split()) for cell in row] for row in rows]
    width = max((len(row) for row in plain), default=0)
    if not width:
        return None
    head, *others = ([*row, *[""] * (width - len(row))] for row in plain)
    return Table("", tuple(head), tuple(tuple((Run(text),) for text in row) for row in others))
