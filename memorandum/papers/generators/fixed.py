"""The department's own words."""

from collections.abc import Iterator

from council.models import Block
from formats.outline import Heading, Items, Note, Paragraph, Part, Run
from memorandum.papers.gathered import Gathered, note

_UNSUPPORTED = "Tvrzení předkladatele. Údaj, o který by se opíralo, v evidenci není."


def heading(gathered: Gathered, block: Block) -> Iterator[Part]:
    """A heading between paragraphs."""
    yield Heading(block.text)


def text(gathered: Gathered, block: Block) -> Iterator[Part]:
    """A paragraph for each part between empty lines; a claim that no fact supports says so in its note."""
    cited = note(block)
    if block.is_unsupported and block.source is not None:
        cited = Note(f"{_UNSUPPORTED} {block.source.title}: {block.quoted}", block.citation_url)
    for paragraph in filter(None, block.text.split("\n\n")):
        yield Paragraph((Run(paragraph, cited),))


def bullet(gathered: Gathered, block: Block) -> Iterator[Part]:
    """A bullet; bullets one after another become one list."""
    yield Items(((Run(block.text, note(block)),),))


def resolution(gathered: Gathered, block: Block) -> Iterator[Part]:
    """A draft of what the body should adopt: who decides, then each point on its own line."""
    yield Heading("Návrh usnesení")
    for line in filter(None, block.text.splitlines()):
        yield Paragraph((Run(line, note(block)),))
