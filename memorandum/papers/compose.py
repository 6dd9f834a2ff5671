"""The council paper, composed from the record as of a day: fixed text is the paper's own, the rest comes from facts.

``compose`` returns one outline; ``generators`` say what its parts say, ``formats`` what it looks like.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet

import czech
from council.models import OF_SUPPORT, Block, BlockKind, Paper, PaperEntry, PaperKind, PaperRole
from evidence.models import AsOf
from evidence.models.prepared import Prepared
from formats.outline import Details, Heading, Items, Outline, Part, Remark, Run, Runs
from memorandum.papers.gathered import Gathered, is_known, note
from memorandum.papers.generators import GENERATORS
from memorandum.papers.generators.fixed import taken_over
from memorandum.papers.generators.support import others


def compose(
    at: AsOf, paper: Paper | None = None, *, gathered: Gathered | None = None, as_paper: bool = False
) -> Outline | None:
    """The paper as of the two days of ``at``; None while no paper says how it is written.

    On the day of a session it is that session's paper.  On any other day the last paper before it lends its blocks,
    and the head says that this is no paper of a session.  A paper given is composed whatever the day, with
    ``as_paper`` as the paper of its session, although it tells of another day.  Who wants to know which facts the
    notes cite gives ``gathered`` and asks it afterwards.
    """
    blocks = _of_the_day(at) if paper is None else _of_paper(at, paper.pk)
    if not blocks:
        return None
    paper = blocks[0].paper
    at_session = as_paper or paper.session.held_on == at.day
    written = [block for block in blocks if is_known(block.source, at) and (at_session or not block.at_session_only)]
    kind = paper.get_kind_display()
    gathered = gathered or Gathered(at)
    gathered.paper, gathered.is_borrowed = paper, not at_session
    gathered.quoting += written
    # The subject of a paper speaks of the memorandum of its own day.
    agreement = None if at_session else gathered.agreement
    title = agreement.memorandum.title if agreement else paper.subject
    return Outline(
        kicker=f"{kind.upper()} pro {_session(paper)}" if at_session else f"{kind.upper()} – sestava z evidence",
        dateline=f"dne {czech.day(paper.session.held_on)}" if at_session else f"stav ke dni {czech.day(at.day)}",
        title=title,
        description=f"{kind.capitalize()}: {title}; stav ke dni {czech.day(at.day)}",
        blocks=(
            _head(paper, gathered) if at_session else _borrowed(paper),
            *(() if as_paper else _withdrawn(paper)),
            *hindsight(paper, at, as_paper=as_paper),
            *_joined(_body(paper, written, gathered)),
        ),
        filename=f"sestava-{at.day.isoformat()}-znamo-{at.known.isoformat()}",
    )


def _blocks(papers: QuerySet[Paper]) -> QuerySet[Block]:
    blocks = Block.objects.filter(paper__in=papers.values("pk")).defer("paper__issued__content")
    return blocks.select_related("paper__session__body", "paper__issued__withdrawal", "source", "taken_from__session")


@Prepared
def _of_the_day(at: AsOf) -> QuerySet[Block]:
    return _blocks(Paper.objects.public().for_day(at))


@Prepared
def _of_paper(at: AsOf, paper: int) -> QuerySet[Block]:
    return _blocks(Paper.objects.filter(pk=paper))


@Prepared
def _entries(at: AsOf, paper: int) -> QuerySet[PaperEntry]:
    entries = PaperEntry.objects.filter(paper=paper).order_by("position", "pk")
    return entries.select_related("body", "resolution", "source", "paper__session", "taken_from__session")


# --- The head ------------------------------------------------------------------------------------------------------


def _head(paper: Paper, gathered: Gathered) -> Details:
    rows: dict[str, list[Runs]] = {}
    for entry in _entries(gathered.at, paper.pk):
        if is_known(entry.source, gathered.at):
            gathered.quoting.append(entry)
            label = PaperRole(entry.role).label
            lines: list[Runs] = [(Run(line, note(entry)),) for line in _lines(entry)]
            if taken := taken_over(gathered, entry):
                lines[-1] = (*lines[-1], Run(f" [{taken}]", emphasis=True))
            rows.setdefault(label, []).extend(lines)
    return Details(tuple((label, tuple(lines)) for label, lines in rows.items()))


def _lines(entry: PaperEntry) -> list[str]:
    """The lines of one entry: a resolution with number and day, a person with the function, a body with the day."""
    if entry.resolution is not None:
        named = f"{entry.function or 'usnesení'} č. {entry.resolution.number} {entry.resolution.dated}"
        return [named.rstrip()]
    held = f" dne {czech.day(entry.held_on)}" if entry.held_on else ""
    who = entry.person or (entry.body.name if entry.body else "")
    return [line for line in (f"{who}{held}", entry.function) if line]


def _borrowed(paper: Paper) -> Remark:
    model = f"{_session(paper)} dne {czech.day(paper.session.held_on)}"
    text = f"Sestaveno z evidence podle předlohy písemnosti „{paper.subject}“ pro {model}; není to materiál zasedání."
    return Remark((Run(text),))


def _session(paper: Paper) -> str:
    return f"{paper.session.number}. zasedání {paper.addressee}"


def _withdrawn(paper: Paper) -> Iterator[Remark]:
    """What is composed by the blocks of a withdrawn paper must not pass for it, nor it for one that stands."""
    if paper.withdrawn:
        yield Remark((Run(f"Písemnost, podle které je sestaveno: {paper.withdrawn}."),))


def hindsight(paper: Paper, at: AsOf, *, as_paper: bool) -> Iterator[Remark]:
    """Of which day, and by the knowledge of which one, the paper tells, where that is not its session's."""
    if at.is_hindsight or (as_paper and paper.session.held_on != at.day):
        text = f"Stav ke dni {czech.day(at.day)} podle poznatků ke dni {czech.day(at.known)}."
        yield Remark((Run(text),))
    if at.not_come:
        yield Remark((Run(f"{at.not_come.capitalize()}."),))


# --- The body ------------------------------------------------------------------------------------------------------


def _body(paper: Paper, blocks: Sequence[Block], gathered: Gathered) -> Iterator[Part]:
    """What the blocks write: a draft resolution before the reasons; an annex gives none.

    After the last block that tells of support stand the localities that none of them tells of.
    """
    has_reasons = paper.kind == PaperKind.ANNEX
    is_told = not gathered.is_borrowed or any(block.kind == BlockKind.IN_FORCE for block in blocks)
    of_support = [block for block in blocks if block.kind in OF_SUPPORT]
    told: list[Part] = []
    for block in sorted(blocks, key=lambda block: block.kind != BlockKind.RESOLUTION):
        if not has_reasons and block.kind != BlockKind.RESOLUTION:
            yield Heading("Důvodová zpráva")
            has_reasons = True
        if not is_told and block.kind != BlockKind.RESOLUTION:
            yield from GENERATORS[BlockKind.IN_FORCE](gathered, block)
            is_told = True
        parts = [*GENERATORS[BlockKind(block.kind)](gathered, block)]
        yield from parts
        told += parts
        if of_support and block is of_support[-1]:
            gathered.elsewhere = gathered.untold(told)
            yield from others(gathered, gathered.elsewhere)


def _joined(parts: Iterable[Part]) -> list[Part]:
    """The parts with lists one after another made one."""
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, Items) and joined and isinstance(joined[-1], Items):
            joined[-1] = Items((*joined[-1].items, *part.items))
        else:
            joined.append(part)
    return joined
