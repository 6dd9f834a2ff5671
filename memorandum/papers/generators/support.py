"""Who is supported, how and since when, who has moved to another support, and who thinks of it."""

import datetime
from collections.abc import Iterable, Iterator

import czech
from council.models import Block
from evidence.models import AsOf
from formats.outline import Items, Paragraph, Part, Remark, Run, Runs, Table
from localities.models import Locality, LocalityKind, Stage, SupportChange, SupportKind
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators.phrases import age, aside, dated, in_order, is_one, listing, named, sentence

#: For how long it is told in the present that a locality moves to another support.
_NEWS = datetime.timedelta(days=92)


def support(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Who has intensive support and since when; each start is told, the latest first, as sources give several."""
    supported = {lo: ch for lo, ch in gathered.support.items() if ch[0].kind.code == "intensive"}
    entries = [entry for lo in in_order(supported, block) for entry in _starts(gathered, lo, supported[lo])]
    if entries:
        yield sentence(block, *listing(entries, last=", "), Run("."), of_one=is_one(supported))
    else:
        day = czech.day(gathered.at.day)
        yield Remark((Run(f"Ke dni {day} evidence neuvádí žádnou lokalitu s intenzivní podporou."),))


def _starts(gathered: Gathered, locality: Locality, changes: list[SupportChange]) -> Iterator[Runs]:
    """The locality once for each start of the present support, a micro-region with its municipalities."""
    kind = changes[0].kind_id
    for change in changes:
        if change.kind_id != kind:
            return  # what came before the present kind of support belongs to another sentence
        members = gathered.members.get(locality.pk, []) if locality.kind == LocalityKind.MICROREGION else []
        towns = listing([(Run(m.municipality.name, gathered.cite(m)),) for m in members], last=", ")
        yield (
            Run(named(locality)),
            Run(" – " if members else " "),
            *towns,
            Run(" " if members else ""),
            Run(dated(change) if change is changes[0] else f"({change.since})", gathered.cite(change)),
        )


def transitions(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Localities whose kind of support has changed since the last paper, or of which it was learned since."""
    last = gathered.previous.at if gathered.previous else None
    yield from _moves(gathered, block, last)


def all_transitions(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Localities whose kind of support has ever changed, although an earlier paper has told it."""
    yield from _moves(gathered, block, None)


def _moves(gathered: Gathered, block: Block, last: AsOf | None) -> Iterator[Part]:
    moved = {
        lo: ch
        for lo, ch in gathered.support.items()
        if ch[0].kind.transition and len(ch) > 1 and (last is None or _is_later(ch[0], last))
    }
    for locality in in_order(moved, block):
        now, before = moved[locality][0], moved[locality][1]
        yield sentence(
            block,
            Run(f"{_genus(locality)} {locality.proper_name} "),
            Run(f"({before.since})", gathered.cite(before)),
            Run(", " + ("který" if locality.kind == LocalityKind.MICROREGION else "která") + " "),
            Run(_moved(now, gathered), gathered.cite(now)),
            Run("."),
        )


def _is_later(change: SupportChange, last: AsOf) -> bool:
    return change.effective_on > last.day or change.known_on > last.known


def _moved(change: SupportChange, gathered: Gathered) -> str:
    """„od 1. 7. 2016 přechází k podpoře“; of what has long been so „v roce 2019 přešla k podpoře“."""
    if gathered.at.day - change.effective_on < _NEWS:
        return f"{change.since} {change.kind.transition}"
    gender: czech.Gender = "masculine" if change.locality.kind == LocalityKind.MICROREGION else "feminine"
    return f"{change.when} {czech.in_the_past(change.kind.transition, gender)}{aside(age(change))}"


def _genus(locality: Locality) -> str:
    return "mikroregion" if locality.kind == LocalityKind.MICROREGION else "obec"


def candidates(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Localities that think of cooperation; of whom nobody has said so lately, they are told among the others."""
    latest = {lo: ch[0] for lo, ch in gathered.support.items() if ch[0].kind.code == "considering"}
    considering = {lo: change for lo, change in latest.items() if not change.is_last_known}
    if considering:
        names = [(Run(named(lo), gathered.cite(considering[lo])),) for lo in in_order(considering, block)]
        yield sentence(block, *listing(names), Run("."), of_one=is_one(considering))


def support_by_kind(gathered: Gathered, block: Block) -> Iterator[Part]:
    """For each kind of support who has it, and since when."""
    kinds = _by_kind(gathered)
    if not kinds:
        yield Remark((Run(f"Ke dni {czech.day(gathered.at.day)} evidence neuvádí žádnou podporovanou lokalitu."),))
        return
    if block.text:
        yield Paragraph((Run(block.text),))
    for kind, supported in kinds.items():
        entries = [entry for lo in in_order(supported, block) for entry in _starts(gathered, lo, supported[lo])]
        yield Items(((Run(f"{kind.name}: "), *listing(entries, last=", ")),))


def support_table(gathered: Gathered, block: Block) -> Iterator[Part]:
    """The supported localities in a table."""
    current = {lo: changes[0] for supported in _by_kind(gathered).values() for lo, changes in supported.items()}
    if not current:
        return
    ordered = in_order(current, block)
    is_old = any(age(state) for state in current.values())
    yield Table(
        caption=block.text or f"Podpora lokalit ke dni {czech.day(gathered.at.day)}",
        head=("Lokalita", "Druh podpory", "Od kdy", *(("Doloženo",) if is_old else ())),
        rows=tuple(
            (
                (Run(lo.name),),
                (Run(current[lo].kind.name),),
                (Run(current[lo].since, gathered.cite(current[lo])),),
                *(((Run(age(current[lo])),),) if is_old else ()),
            )
            for lo in ordered
        ),
    )


def others(gathered: Gathered, states: Iterable[SupportChange]) -> Iterator[Part]:
    """The states of localities that no block of the paper tells: a paper forgets nobody."""
    told = [
        (
            Run(f"{named(state.locality)} – "),
            Run(", ".join(filter(None, (state.statement, age(state)))), gathered.cite(state)),
        )
        for state in states
    ]
    if told:
        yield Paragraph(
            (Run("Další lokality, které evidence vede: "), *listing(told, between="; ", last="; "), Run("."))
        )


def _by_kind(gathered: Gathered) -> dict[SupportKind, dict[Locality, list[SupportChange]]]:
    """The supported localities by the kind of support, in the order of the kinds."""
    kinds: dict[SupportKind, dict[Locality, list[SupportChange]]] = {}
    for locality, changes in gathered.support.items():
        if changes[0].kind.stage == Stage.DURING:
            kinds.setdefault(changes[0].kind, {})[locality] = changes
    return dict(sorted(kinds.items(), key=lambda item: item[0].position))
