"""Where the sources differ."""

from collections.abc import Iterator

from council.models import Block
from formats.outline import Heading, Paragraph, Part, Run
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators.phrases import listing


def discrepancies(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Of each discrepancy what every source claims, and which of it is held to be true."""
    if not gathered.discrepancies:
        return
    yield Heading(block.text or "V čem se zdroje liší")
    for discrepancy, claims in gathered.discrepancies.items():
        sides = [(Run(f"{claim.claim} ({claim.source.title})", gathered.cite(claim)),) for claim in claims]
        title = Run(f"{discrepancy.title}: ", strong=True)
        found = gathered.conclusions.get(discrepancy)
        ends = (Run(". "), Run(found.held, gathered.cite(found))) if found else (Run("."),)
        yield Paragraph((title, *listing(sides, between="; ", last="; "), *ends))
