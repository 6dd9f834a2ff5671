"""The department's own words."""

from collections.abc import Iterator

import czech
from council.models import Block, PaperEntry
from formats.outline import Heading, Items, Paragraph, Part, Run, Runs
from memorandum.papers.gathered import Gathered, note

_UNSUPPORTED = "tvrzení předkladatele, údaj k němu v evidenci není"


def heading(gathered: Gathered, block: Block) -> Iterator[Part]:
    """A heading between paragraphs."""
    yield Heading(block.text)


def text(gathered: Gathered, block: Block) -> Iterator[Part]:
    """A paragraph for each part between empty lines; the last one says what the reader should know of them."""
    paragraphs = [*filter(None, block.text.split("\n\n"))]
    for paragraph in paragraphs[:-1]:
        yield Paragraph((Run(paragraph, note(block)),))
    yield Paragraph((Run(paragraphs[-1], note(block)), *_marks(gathered, block)))


def bullet(gathered: Gathered, block: Block) -> Iterator[Part]:
    """A bullet; bullets one after another become one list."""
    yield Items(((Run(block.text, note(block)), *_marks(gathered, block)),))


def resolution(gathered: Gathered, block: Block) -> Iterator[Part]:
    """A draft of what the body should adopt: who decides, then each point on its own line."""
    yield Heading("Návrh usnesení")
    *lines, last = filter(None, block.text.splitlines())
    for line in lines:
        yield Paragraph((Run(line, note(block)),))
    yield Paragraph((Run(last, note(block)), *_marks(gathered, block)))


def _marks(gathered: Gathered, block: Block) -> Runs:
    """That nothing in the record supports the words, and that they come from a paper for another day."""
    marks = [_UNSUPPORTED] if block.is_unsupported else []
    if taken := taken_over(gathered, block):
        marks.append(taken)
    return (Run(f" [{'; '.join(marks)}]", emphasis=True),) if marks else ()


def taken_over(gathered: Gathered, part: Block | PaperEntry) -> str:
    """From which earlier paper the words were taken while nobody has confirmed them; empty where they are its own."""
    if part.taken_from is not None:
        return f"převzato z roku {part.taken_from.session.held_on.year}, zkontrolujte"
    if gathered.is_borrowed and part.paper.session.held_on != gathered.at.day:
        return f"převzato z písemnosti ze dne {czech.day(part.paper.session.held_on)}"
    return ""
