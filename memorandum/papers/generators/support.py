"""Who is supported, how and since when, who has moved to another support, and who thinks of it."""

import datetime
from collections.abc import Iterator

import czech
from council.models import Block
from formats.outline import Items, Paragraph, Part, Remark, Run, Runs, Table
from localities.models import Locality, LocalityKind, Stage, SupportChange, SupportKind
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators.phrases import in_order, is_one, listing, named, sentence

#: For how long it is told in the present that a locality moves to another support.
_NEWS = datetime.timedelta(days=365)


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
            Run(f"({change.since})", gathered.cite(change)),
        )


def transitions(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Localities whose kind of support has changed, since when and to what."""
    moved = {lo: ch for lo, ch in gathered.support.items() if ch[0].kind.transition and len(ch) > 1}
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


def _moved(change: SupportChange, gathered: Gathered) -> str:
    """„od 1. 7. 2016 přechází k podpoře“; of what is over a year old „v roce 2019 přešla k podpoře“."""
    if gathered.at.day - change.effective_on < _NEWS:
        return f"{change.since} {change.kind.transition}"
    gender: czech.Gender = "masculine" if change.locality.kind == LocalityKind.MICROREGION else "feminine"
    return f"{change.when} {czech.in_the_past(change.kind.transition, gender)}"


def _genus(locality: Locality) -> str:
    return "mikroregion" if locality.kind == LocalityKind.MICROREGION else "obec"


def candidates(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Localities that think of cooperation."""
    considering = {lo: ch[0] for lo, ch in gathered.support.items() if ch[0].kind.code == "considering"}
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
    yield Table(
        caption=block.text or f"Podpora lokalit ke dni {czech.day(gathered.at.day)}",
        head=("Lokalita", "Druh podpory", "Od kdy"),
        rows=tuple(
            ((Run(lo.name),), (Run(current[lo].kind.name),), (Run(current[lo].since, gathered.cite(current[lo])),))
            for lo in in_order(current, block)
        ),
    )


def _by_kind(gathered: Gathered) -> dict[SupportKind, dict[Locality, list[SupportChange]]]:
    """The supported localities by the kind of support, in the order of the kinds."""
    kinds: dict[SupportKind, dict[Locality, list[SupportChange]]] = {}
    for locality, changes in gathered.support.items():
        if changes[0].kind.stage == Stage.DURING:
            kinds.setdefault(changes[0].kind, {})[locality] = changes
    return dict(sorted(kinds.items(), key=lambda item: item[0].position))
