"""What a session decided, as documents: the list of its decisions, and an extract for each point of its agenda.

What the record does not know is „neuvedeno“; a draft is never told as what was adopted.
"""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

import czech
from council.models import AgendaItem, Block, BlockKind, Paper, Session
from evidence.models import AsOf, Source
from evidence.models.prepared import Prepared
from formats.outline import Details, Heading, Items, Note, Outline, Paragraph, Part, Remark, Run, Runs, Table
from memorandum.papers.gathered import is_known, note

NOT_STATED = "neuvedeno"


def decisions(session: Session, items: Iterable[AgendaItem], resolutions: Iterable[Source], at: AsOf) -> Outline:
    """The list of the session's decisions: its points, then resolutions of its day that belong to none of them.

    The points came ``with_documents`` as of the two days.
    """
    rows = tuple(_row(item) for item in items)
    placed = {item.known_resolution.pk for item in items if item.known_resolution}
    others = tuple((_named(resolution),) for resolution in resolutions if resolution.pk not in placed)
    apart: tuple[Part, ...] = (Heading("Další usnesení z tohoto dne"), Items(others)) if others else ()
    return _document(
        session,
        at,
        title="Přehled usnesení",
        about="co se na zasedání usneslo",
        filename="prehled-usneseni",
        blocks=(*_points(rows), *apart),
    )


def extract(item: AgendaItem, at: AsOf) -> Outline:
    """The extract for the point: who decided, when, what and by which number, and how it came to that."""
    return _document(
        item.session,
        at,
        title="Výpis z usnesení",
        about=item.title,
        filename=f"vypis-z-usneseni-{item.key}",
        blocks=(_head(item), *_words(item, at), *_way(item)),
    )


def _document(
    session: Session, at: AsOf, *, title: str, about: str, filename: str, blocks: tuple[Part, ...]
) -> Outline:
    held = f"{session.body.name}, {session.title} {czech.day(session.held_on)}"
    made = f"Sestaveno z evidence portálu podle poznatků ke dni {czech.day(at.known)}; není to ověřená listina."
    not_come = (Remark((Run(f"{at.not_come.capitalize()}."),)),) if at.not_come else ()
    return Outline(
        kicker=f"{session.body.name} – {session.title}",
        dateline=f"dne {czech.day(session.held_on)}",
        title=title,
        description=f"{title}: {about}; {held}",
        blocks=(*not_come, *blocks, Remark((Run(made),))),
        filename=f"{filename}-{session.body.key}-{session.held_on.isoformat()}-znamo-{at.known.isoformat()}",
    )


# --- The list ------------------------------------------------------------------------------------------------------


def _points(rows: tuple[tuple[Runs, ...], ...]) -> Iterator[Part]:
    if not rows:
        yield Paragraph((Run("Program zasedání: neuvedeno. Evidence nezná žádný jeho bod."),))
        return
    yield Table("Body programu", ("Bod programu", "Stav", "Usnesení", "Hlasování"), rows)
    yield Remark((Run("Jen body, které evidence zná; nemusí to být celý program."),))


def _row(item: AgendaItem) -> tuple[Runs, ...]:
    votes = item.decision.votes if item.decision else ""
    return (Run(str(item), note(item)),), (_state(item),), (_resolution(item),), (Run(votes or NOT_STATED),)


def _state(item: AgendaItem) -> Run:
    return Run(item.state or NOT_STATED, note(item.known_steps[-1]) if item.known_steps else None)


def _resolution(item: AgendaItem) -> Run:
    return _named(item.known_resolution) if item.known_resolution else Run(NOT_STATED)


def _named(resolution: Source) -> Run:
    """The number, with the way to the source; the title where it has no number."""
    called = f"č. {resolution.number}" if resolution.number else resolution.title
    return Run(called, Note(resolution.title, resolution.get_absolute_url()))


# --- The extract ---------------------------------------------------------------------------------------------------


def _head(item: AgendaItem) -> Details:
    session, paper = item.session, item.known_paper
    told = {
        "Orgán": session.body.name,
        "Zasedání": f"{session.title if session.number else 'číslo neuvedeno,'} {czech.day(session.held_on)}",
        "Bod programu": str(item.position or NOT_STATED),
        "Předkládá": item.presented_by or NOT_STATED,
        "Písemnost": paper.title if paper else NOT_STATED,
        "Hlasování": (item.decision.votes if item.decision else "") or NOT_STATED,
    }
    rows: dict[str, Run] = {label: Run(value) for label, value in told.items()}
    rows |= {"Věc": Run(item.title, note(item)), "Stav": _state(item), "Usnesení": _resolution(item)}
    order = ("Orgán", "Zasedání", "Bod programu", "Věc", "Předkládá", "Písemnost", "Usnesení", "Stav", "Hlasování")
    return Details(tuple((label, ((rows[label],),)) for label in order))


def _words(item: AgendaItem, at: AsOf) -> Iterator[Part]:
    """What was adopted, word for word; where the record does not hold it, the draft under its own name."""
    yield Heading("Znění usnesení")
    resolution = item.known_resolution
    if resolution and resolution.text.strip():
        cited = Note(resolution.title, resolution.get_absolute_url())
        yield from (Paragraph((Run(line, cited),)) for line in _lines(resolution.text))
        return
    yield Paragraph((Run("Přijaté znění: neuvedeno, evidence ho neuchovává."),))
    if drafted := _draft(item.known_paper, at):
        yield Heading("Návrh usnesení")
        yield Remark((Run(f"Tak zněl návrh v písemnosti „{item.known_paper.title}“; přijaté znění mohlo být jiné."),))
        yield from (Paragraph((Run(line, note(block)),)) for block in drafted for line in _lines(block.text))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _draft(paper: Paper | None, at: AsOf) -> list[Block]:
    """The draft as it was put forward; of a document edited in Word nobody knows whether it kept the block."""
    if paper is None or (paper.is_issued and paper.issued.is_edited):
        return []
    return [block for block in _drafts(at, paper.pk) if is_known(block.source, at)]


@Prepared
def _drafts(at: AsOf, paper: int) -> QuerySet[Block]:
    drafts = Block.objects.filter(paper=paper, kind=BlockKind.RESOLUTION)
    return drafts.select_related("source").order_by("position")


def _way(item: AgendaItem) -> Iterator[Part]:
    yield Heading("Průběh projednání")
    if item.known_steps:
        yield Items(tuple((Run(step.statement, note(step)),) for step in item.known_steps))
    else:
        yield Paragraph((Run("Průběh projednání: neuvedeno."),))
