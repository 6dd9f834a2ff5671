"""A paper as it would be issued now, and what its publisher should know before it is too late."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from council.models import FIXED, OF_SUPPORT, Block, BlockKind, Paper, PaperRole
from evidence.models import AsOf
from formats.outline import Outline, text
from memorandum.papers.compose import compose
from memorandum.papers.gathered import Gathered, is_known
from memorandum.papers.generators import GENERATORS
from memorandum.papers.issue import reasons_not_to_issue
from memorandum.papers.statements import Stated, facts_of

_NEEDED = (PaperRole.REASON, PaperRole.DRAFTED, PaperRole.SUBMITTED)


class Preview:
    """The outline of the paper as of the two days, None without any text, and the facts that its notes cite."""

    def __init__(self, paper: Paper, at: AsOf) -> None:
        self.paper = paper
        self.gathered = Gathered(at)
        self.outline: Outline | None = compose(at, paper, gathered=self.gathered, as_paper=True)

    @cached_property
    def facts(self) -> list[Stated]:
        return facts_of(self.outline, self.gathered) if self.outline else []

    @property
    def seen(self) -> str:
        """What tells this preview from any other."""
        words = text(self.outline) if self.outline else ""
        return hashlib.sha256(f"{words}\n{self.facts}".encode()).hexdigest()

    @property
    def can_be_issued(self) -> bool:
        return self.outline is not None and not self.hindrances

    @cached_property
    def hindrances(self) -> list[str]:
        """What must be mended before it may be issued."""
        return [*reasons_not_to_issue(self.paper)]

    def lacking(self) -> list[str]:
        """What the paper lacks, as sentences: in its head, then block by block."""
        blocks = Block.objects.filter(paper=self.paper).select_related("source")
        told = (sentence for block in blocks for sentence in self._of_block(block))
        return [*self.hindrances, *self._of_head(), *told, *self._of_places(blocks)]

    def _of_head(self) -> Iterator[str]:
        roles = set(self.paper.entries.values_list("role", flat=True))
        yield from (f"V záhlaví chybí údaj „{role.label}“." for role in _NEEDED if role not in roles)

    def _of_places(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Which localities no block tells of, and why; the paper tells of them in a paragraph of its own."""
        if not any(block.kind in OF_SUPPORT for block in blocks):
            if self.gathered.support:
                yield "Písemnost nemá žádný blok o podpoře, o lokalitách jako takových proto nemluví."
            return
        for state in self.gathered.elsewhere:
            yield (
                f"{state.locality.name} – {state.statement}: žádný blok písemnosti o takovém stavu nemluví; "
                "lokalitu uvede odstavec „Další lokality, které evidence vede“."
            )

    def _of_block(self, block: Block) -> Iterator[str]:
        if not is_known(block.source, self.gathered.at):
            yield f"Odstavec „{block}“ se vynechá: jeho zdroj ten den ještě nebyl znám."
        elif block.kind not in FIXED:
            yield from self._of_generated(block)
        elif block.is_unsupported:
            yield f"Tvrzení bez opory v údajích: „{block}“."

    def _of_generated(self, block: Block) -> Iterator[str]:
        parts = tuple(GENERATORS[BlockKind(block.kind)](self.gathered, block))
        if self.outline is None or self.gathered.cited_by(replace(self.outline, blocks=parts)):
            return
        name = block.get_kind_display().removeprefix("▸ ")
        left_out = "a písemnost to říká" if parts else "a vynechá se"
        yield f"Blok „{name}“ k tomuto dni nemá žádný údaj {left_out}."
