"""What has changed since the paper before."""

from collections.abc import Iterator

import czech
from council.models import Block
from evidence.changes import Change
from evidence.models import Cited
from formats.outline import Heading, Items, Paragraph, Part, Remark, Run, Runs
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators.phrases import listing


def changed(gathered: Gathered, block: Block) -> Iterator[Part]:
    """What is different from the last paper: what began to hold since its day, and what was learned since."""
    previous = gathered.previous
    if previous is None:
        yield Remark((Run("Dřívější písemnost téhož druhu v evidenci není, změny od ní proto nelze uvést."),))
        return
    day = czech.day(previous.session.held_on)
    yield Heading(block.text or f"Co se změnilo od písemnosti ze dne {day}")
    changes = gathered.changed_since(previous.at)
    if not changes:
        yield Paragraph((Run(f"Od písemnosti ze dne {day} se údaje nezměnily."),))
        return
    yield Items(tuple((Run(f"{change.dated}: "), *_runs_of_change(gathered, change)) for change in changes))


def _runs_of_change(gathered: Gathered, change: Change) -> Runs:
    """The change in a sentence; that sources differ is no fact of its own, there each source is cited."""
    if isinstance(change.fact, Cited):
        return (Run(change.sentence, gathered.cite(change.fact)),)
    claims = gathered.discrepancies.get(change.fact, [])
    sources = listing(((Run(claim.source.title, gathered.cite(claim)),) for claim in claims), between="; ", last="; ")
    return (Run(change.sentence), Run(" ("), *sources, Run(")")) if sources else (Run(change.sentence),)
