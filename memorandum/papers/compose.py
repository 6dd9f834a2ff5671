"""The council paper, composed from the record as of a day: fixed text is the paper's own, the rest comes from facts.

``compose`` returns one outline; what it looks like as HTML, DOCX or PDF is told by its neighbours.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import czech
from council.models import Block, BlockKind, Paper, PaperEntry, PaperKind, PaperRole, TermKind
from evidence.changes import Change
from evidence.models import AsOf, Cited, ReferenceKind, Source, SourceKind
from formats.outline import Details, Heading, Items, Note, Outline, Paragraph, Part, Remark, Run, Runs, Table
from funding.models import Exactness
from localities.models import (
    IN_FORCE,
    Locality,
    LocalityKind,
    PlanChange,
    PlanState,
    Stage,
    SupportChange,
    SupportKind,
)
from localities.models.discrepancies import CountUnit
from memorandum.papers.gathered import Evidence, is_known

#: How a sentence counts what the Agency cooperates with: „spolupracuje s 37 lokalitami“.
_WITH = {
    CountUnit.LOCALITIES: "lokalitami",
    CountUnit.KPSVL: "lokalitami Koordinovaného přístupu",
    CountUnit.EVER: "lokalitami za celou dobu",
    CountUnit.MUNICIPALITIES: "obcemi",
    CountUnit.TOWNS: "městy a obcemi",
}
_UNSUPPORTED = "Tvrzení předkladatele. Údaj, o který by se opíralo, v evidenci není."


def compose(
    at: AsOf, paper: Paper | None = None, *, evidence: Evidence | None = None, as_paper: bool = False
) -> Outline | None:
    """The paper as of the two days of ``at``; None while no paper says how it is written.

    On the day of a session it is that session's paper.  On any other day the last paper before it lends its blocks,
    and the head says that this is no paper of a session.  A paper given is composed whatever the day, with
    ``as_paper`` as the paper of its session, although it tells of another day.  Who wants to know from which facts it
    was made gives the ``evidence`` and looks into it afterwards.
    """
    papers = Paper.objects.public().for_day(at) if paper is None else Paper.objects.filter(pk=paper.pk)
    blocks = list(Block.objects.filter(paper__in=papers.values("pk")).select_related("paper__session__body", "source"))
    if not blocks:
        return None
    paper = blocks[0].paper
    evidence = evidence or Evidence(at)
    at_session = as_paper or paper.session.held_on == at.day
    parts: list[Part] = [_head(paper, at)] if at_session else [_borrowed(paper)]
    if at.is_hindsight or (as_paper and paper.session.held_on != at.day):
        text = f"Stav ke dni {czech.day(at.day)} podle poznatků ke dni {czech.day(at.known)}."
        parts.append(Remark((Run(text),)))
    # A draft resolution goes before the reasons; an annex gives none.
    blocks.sort(key=lambda block: block.kind != BlockKind.RESOLUTION)
    told_reasons = paper.kind == PaperKind.ANNEX
    for block in blocks:
        if not is_known(block.source, at) or (block.at_session_only and not at_session):
            continue
        if not told_reasons and block.kind != BlockKind.RESOLUTION:
            parts.append(Heading("Důvodová zpráva"))
            told_reasons = True
        for part in GENERATORS[BlockKind(block.kind)](evidence, block):
            if isinstance(part, Items) and isinstance(parts[-1], Items):
                parts[-1] = Items((*parts[-1].items, *part.items))  # bullets one after another are one list
            else:
                parts.append(part)
    kind = paper.get_kind_display().upper()
    ordinal = f"{kind} pro {paper.session.number}. zasedání {paper.addressee}"
    return Outline(
        kicker=ordinal if at_session else f"{kind} – sestava z evidence",
        dateline=f"dne {czech.day(paper.session.held_on)}" if at_session else f"stav ke dni {czech.day(at.day)}",
        title=paper.subject,
        description=f"{paper.get_kind_display().capitalize()}: {paper.subject}; stav ke dni {czech.day(at.day)}",
        blocks=tuple(parts),
        filename=f"sestava-{at.day.isoformat()}-znamo-{at.known.isoformat()}",
    )


def note(cited: Cited) -> Note | None:
    """What a figure or a statement stands on: the source and its words, with the way to them on the portal."""
    if cited.source is None or not cited.source.is_public:
        return None
    words = f"„{cited.passage}“" if cited.source.text else cited.passage
    return Note(f"{cited.source.title}: {words}" if words else cited.source.title, cited.citation_url)


# --- The head ----------------------------------------------------------------------------------------------------


def _head(paper: Paper, at: AsOf) -> Details:
    rows: dict[str, list[Runs]] = {}
    for entry in paper.entries.select_related("body", "resolution", "source"):
        if is_known(entry.source, at):
            label = PaperRole(entry.role).label
            rows.setdefault(label, []).extend((Run(line, note(entry)),) for line in _lines(entry))
    return Details(tuple((label, tuple(lines)) for label, lines in rows.items()))


def _lines(entry: PaperEntry) -> list[str]:
    """The lines of one entry: a resolution with number and day, a person with the function, a body with the day."""
    if entry.resolution is not None:
        dated = f" ze dne {czech.day(entry.resolution.issued_on)}" if entry.resolution.issued_on else ""
        return [f"{entry.function or 'usnesení'} č. {entry.resolution.number}{dated}"]
    held = f" dne {czech.day(entry.held_on)}" if entry.held_on else ""
    who = entry.person or (entry.body.name if entry.body else "")
    return [line for line in (f"{who}{held}", entry.function) if line]


def _borrowed(paper: Paper) -> Remark:
    model = f"{paper.session.number}. zasedání {paper.addressee} dne {czech.day(paper.session.held_on)}"
    return Remark((Run(f"Sestaveno z evidence podle předlohy písemnosti pro {model}; není to materiál zasedání."),))


# --- The generators: each says one kind of thing that the record knows -------------------------------------------


def _sentence(block: Block, *runs: Run) -> Paragraph:
    """The block's own sentence with the runs in place of ``{}``, or after it."""
    before, braces, after = block.text.partition("{}")
    lead = before if braces or not before else f"{before} "
    return Paragraph((Run(lead), *runs, Run(after)))


def _listed(items: Iterable[Runs], between: str = ", ", last: str = " a ") -> Runs:
    """The items as a sentence lists them: „a, b a c“."""
    listed = [list(item) for item in items]
    for index, item in enumerate(listed[1:], start=1):
        item.insert(0, Run(last if index == len(listed) - 1 else between))
    return tuple(run for item in listed for run in item)


def _ordered(localities: Iterable[Locality], block: Block) -> list[Locality]:
    """The localities in the order that the block gives, the others after them by the Czech alphabet."""
    order = {slug: place for place, slug in enumerate(block.order.split())}
    return sorted(localities, key=lambda locality: (order.get(locality.slug, len(order)), locality.name_key))


def _named(locality: Locality) -> str:
    return f"mikroregion {locality.name}" if locality.kind == LocalityKind.MICROREGION else locality.name


def _heading(evidence: Evidence, block: Block) -> Iterator[Part]:
    yield Heading(block.text)


def _text(evidence: Evidence, block: Block) -> Iterator[Part]:
    cited = note(block)
    if block.is_unsupported and block.source is not None:
        cited = Note(f"{_UNSUPPORTED} {block.source.title}: „{block.passage}“", block.citation_url)
    for paragraph in filter(None, block.text.split("\n\n")):
        yield Paragraph((Run(paragraph, cited),))


def _bullet(evidence: Evidence, block: Block) -> Iterator[Part]:
    yield Items(((Run(block.text, note(block)),),))


def _legal_basis(evidence: Evidence, block: Block) -> Iterator[Part]:
    rests = [r for r in evidence.references if r.kind == ReferenceKind.RESTS_ON and r.earlier.issued_on]
    said = [
        (Run(f"usnesením ze dne {czech.long_day(r.earlier.issued_on)} č. {r.earlier.number}", note(r)),)
        for r in rests
        if r.earlier.issued_on
    ]
    if said:
        yield _sentence(block, *_listed(said))


def _previous_memorandum(evidence: Evidence, block: Block) -> Iterator[Part]:
    for r in evidence.references:
        if r.kind == ReferenceKind.FOLLOWS and r.earlier.issued_on:
            text = f"dne {czech.day(r.earlier.issued_on)} usnesením č. {r.earlier.number}"
            yield _sentence(block, Run(text, note(r)))


def _placement(evidence: Evidence, block: Block) -> Iterator[Part]:
    if change := evidence.placement:
        yield _sentence(block, Run(f"{change.body.name} {change.placement}", note(change)), Run("."))


def _national_context(evidence: Evidence, block: Block) -> Iterator[Part]:
    count = evidence.national
    if count is None:
        return
    number = Run(f"{czech.number(count.value)} {_WITH[CountUnit(count.unit)]}", note(count))
    if count.effective_on == evidence.at.day:
        yield _sentence(block, number)
    else:
        preposition = "se" if _spoken_with_se(count.value) else "s"
        lead = f"Podle posledního známého údaje ({count.when}) Agentura spolupracovala {preposition} "
        yield Paragraph((Run(lead), number, Run(".")))


def _spoken_with_se(number: int) -> bool:
    """Whether Czech says „se“ before the number: se čtyřmi, se šesti, se sedmi, se sto devíti; but s 37."""
    return str(number)[0] in "467" or 100 <= number < 200 or number in (14, 16, 17)


def _support(evidence: Evidence, block: Block) -> Iterator[Part]:
    """Who has intensive support and since when; each start is told, the latest first, as sources give several."""
    supported = {lo: ch for lo, ch in evidence.support.items() if ch[0].kind.code == "intensive"}
    entries = [entry for lo in _ordered(supported, block) for entry in _starts(evidence, lo, supported[lo])]
    if entries:
        yield _sentence(block, *_listed(entries, last=", "), Run("."))
    else:
        day = czech.day(evidence.at.day)
        yield Remark((Run(f"Ke dni {day} evidence neuvádí žádnou lokalitu s intenzivní podporou."),))


def _starts(evidence: Evidence, locality: Locality, changes: list[SupportChange]) -> Iterator[Runs]:
    kind = changes[0].kind_id
    for change in changes:
        if change.kind_id != kind:
            return  # what came before the present kind of support belongs to another sentence
        members = evidence.members.get(locality.pk, []) if locality.kind == LocalityKind.MICROREGION else []
        named = [Run(_named(locality)), Run(" – " if members else " ")]
        listed = _listed([(Run(m.municipality.name, note(m)),) for m in members], last=", ")
        yield (*named, *listed, Run(" ") if members else Run(""), Run(f"({change.since})", note(change)))


def _transitions(evidence: Evidence, block: Block) -> Iterator[Part]:
    """Localities whose kind of support has changed, since when and to what."""
    moved = {lo: ch for lo, ch in evidence.support.items() if ch[0].kind.transition and len(ch) > 1}
    for locality in _ordered(moved, block):
        now, before = moved[locality][0], moved[locality][1]
        yield _sentence(
            block,
            Run(f"{_genus(locality)} {locality.name} "),
            Run(f"({before.since})", note(before)),
            Run(", " + ("který" if locality.kind == LocalityKind.MICROREGION else "která") + " "),
            Run(f"{now.since} {now.kind.transition}", note(now)),
            Run("."),
        )


def _genus(locality: Locality) -> str:
    return "mikroregion" if locality.kind == LocalityKind.MICROREGION else "obec"


def _plans(plans: dict[Locality, PlanChange], block: Block) -> list[Runs]:
    ordered = sorted(_ordered(plans, block), key=lambda lo: lo.kind == LocalityKind.MICROREGION)  # „v obcích“ first
    return [(Run(_in_locative(lo), note(plans[lo])),) for lo in ordered]


def _in_locative(locality: Locality) -> str:
    """„v obcích Horní Lhota, Dolní Lhota a mikroregionu Lhotsko“: names stand after their genus, uninflected."""
    return f"mikroregionu {locality.name}" if locality.kind == LocalityKind.MICROREGION else locality.name


def _plans_approved(evidence: Evidence, block: Block) -> Iterator[Part]:
    """The block's sentence leads to the money that stands on plans; those without any are told before it."""
    funded = {amount.locality_id for amount in evidence.allocations.amounts}
    approved = {lo: change for lo, change in evidence.plans.items() if change.state in IN_FORCE}
    others = _ordered((lo for lo in approved if lo.pk not in funded), block)
    if others:
        named = _listed([(Run(_named(lo), note(approved[lo])),) for lo in others])
        yield Paragraph((Run("Schválený strategický plán, ke kterému zdroje neuvádějí alokaci: "), *named, Run(".")))
    if plans := _plans({lo: change for lo, change in approved.items() if lo.pk in funded}, block):
        yield _sentence(block, *_listed(plans))


def _plans_in_preparation(evidence: Evidence, block: Block) -> Iterator[Part]:
    prepared = {lo: ch for lo, ch in evidence.plans.items() if ch.state == PlanState.IN_PREPARATION}
    if not prepared:
        return
    named = [(Run(_with_status(lo, evidence), note(prepared[lo])),) for lo in _ordered(prepared, block)]
    verb = "své strategické plány zpracovávají" if len(prepared) > 1 else "svůj strategický plán zpracovává"
    first = named[0][0]
    named[0] = (Run(first.text[:1].upper() + first.text[1:], first.note),)
    yield Paragraph((*_listed(named), Run(f" {verb}.")))


def _with_status(locality: Locality, evidence: Evidence) -> str:
    """„město Horní Lhota“, „statutární město Dolní Lhota“, „mikroregion Lhotsko“."""
    members = evidence.members.get(locality.pk, [])
    if locality.kind == LocalityKind.MICROREGION or not members:
        return _named(locality)
    return f"{members[0].municipality.get_status_display()} {locality.name}"


def _allocations(evidence: Evidence, block: Block) -> Iterator[Part]:
    coverage = evidence.allocations
    if not coverage.amounts:
        return
    order = _ordered({amount.locality for amount in coverage.amounts}, block)
    amounts = sorted(coverage.amounts, key=lambda amount: order.index(amount.locality))
    total = f"Celkem za {coverage.covered} z {czech.count(coverage.expected, 'lokality', 'lokalit', 'lokalit')}"
    yield Table(
        caption=block.text or "Alokované prostředky",
        head=("Lokalita", "Alokace"),
        rows=tuple(
            ((Run(amount.locality.name),), (Run(czech.paper_money(amount.amount), note(amount)),))
            for amount in amounts
        ),
        foot=((Run(total),), (Run(czech.paper_money(coverage.total), strong=True),)),
        numeric=frozenset({1}),
    )
    remarks = [f"{locality.name}: neuvedeno – {reason}." for locality, reason in coverage.missing]
    if coverage.without_programme:
        remarks.append("Rozdělení do programů a období čerpání zdroje neuvádějí.")
    remarks += [
        f"Částka pro lokalitu {amount.locality.name} je uvedena {amount.get_exactness_display()} korun."
        for amount in amounts
        if amount.exactness != Exactness.CROWN
    ]
    if remarks:
        yield Remark((Run(" ".join(remarks)),))


def _candidates(evidence: Evidence, block: Block) -> Iterator[Part]:
    considering = {lo: ch[0] for lo, ch in evidence.support.items() if ch[0].kind.code == "considering"}
    if considering:
        named = [(Run(_named(lo), note(considering[lo])),) for lo in _ordered(considering, block)]
        yield _sentence(block, *_listed(named), Run("."))


def _terms(evidence: Evidence, kind: TermKind) -> list[Any]:
    return [term for term in evidence.terms if term.kind == kind]


def _forms(evidence: Evidence, block: Block) -> Iterator[Part]:
    forms = _terms(evidence, TermKind.FORM)
    if forms:
        if block.text:
            yield Paragraph((Run(block.text),))
        yield Items(tuple((Run(form.text, note(form)),) for form in forms))


def _areas(evidence: Evidence, block: Block) -> Iterator[Part]:
    areas = [(Run(area.genitive or area.text, note(area)),) for area in _terms(evidence, TermKind.AREA)]
    also = [(Run(term.genitive or term.text, note(term)),) for term in _terms(evidence, TermKind.ACTIVITY)]
    if not areas:
        return
    yield _sentence(block, *_listed(areas), Run(", včetně " if also else ""), *_listed(also), Run("."))
    told, latest = evidence.terms[0].memorandum.year, evidence.latest_year
    if told < latest:
        text = f"Oblasti jsou z memoranda z roku {told}; pro memorandum z roku {latest} je zdroje neuvádějí."
        yield Remark((Run(text),))


def _resolution(evidence: Evidence, block: Block) -> Iterator[Part]:
    """A draft of what the body should adopt: who decides, then each point on its own line."""
    yield Heading("Návrh usnesení")
    for line in filter(None, block.text.splitlines()):
        yield Paragraph((Run(line, note(block)),))


def _supported(evidence: Evidence) -> dict[SupportKind, dict[Locality, list[SupportChange]]]:
    """The supported localities by the kind of support, in the order of the kinds."""
    kinds: dict[SupportKind, dict[Locality, list[SupportChange]]] = {}
    for locality, changes in evidence.support.items():
        if changes[0].kind.stage == Stage.DURING:
            kinds.setdefault(changes[0].kind, {})[locality] = changes
    return dict(sorted(kinds.items(), key=lambda item: item[0].position))


def _support_by_kind(evidence: Evidence, block: Block) -> Iterator[Part]:
    """For each kind of support who has it, and since when."""
    kinds = _supported(evidence)
    if not kinds:
        yield Remark((Run(f"Ke dni {czech.day(evidence.at.day)} evidence neuvádí žádnou podporovanou lokalitu."),))
        return
    if block.text:
        yield Paragraph((Run(block.text),))
    for kind, supported in kinds.items():
        entries = [entry for lo in _ordered(supported, block) for entry in _starts(evidence, lo, supported[lo])]
        yield Items(((Run(f"{kind.name}: "), *_listed(entries, last=", ")),))


def _support_table(evidence: Evidence, block: Block) -> Iterator[Part]:
    current = {lo: changes[0] for found in _supported(evidence).values() for lo, changes in found.items()}
    if not current:
        return
    yield Table(
        caption=block.text or f"Podpora lokalit ke dni {czech.day(evidence.at.day)}",
        head=("Lokalita", "Druh podpory", "Od kdy"),
        rows=tuple(
            ((Run(lo.name),), (Run(current[lo].kind.name),), (Run(current[lo].since, note(current[lo])),))
            for lo in _ordered(current, block)
        ),
    )


def _chain(evidence: Evidence, block: Block) -> Iterator[Part]:
    """Which decision rests on or follows which, the oldest first."""
    told = [
        (
            Run(f"{_decision(r.later)} {r.get_kind_display()} "),
            Run(_decision(r.earlier), note(r)),
        )
        for r in evidence.chain
    ]
    if told:
        if block.text:
            yield Paragraph((Run(block.text),))
        yield Items(tuple(told))


def _decision(source: Source) -> str:
    """„usnesení č. 116/14/RK ze dne 4. 2. 2014“; what is no resolution goes by its title."""
    if source.kind != SourceKind.RESOLUTION or not source.number:
        return f"„{source.title}“"
    dated = f" ze dne {czech.day(source.issued_on)}" if source.issued_on else ""
    return f"usnesení č. {source.number}{dated}"


def _changed(evidence: Evidence, block: Block) -> Iterator[Part]:
    """What is different from the last paper: what began to hold since its day, and what was learned since."""
    previous = Paper.objects.public().before(block.paper).select_related("session__body").first()
    if previous is None:
        yield Remark((Run("Dřívější písemnost téhož druhu v evidenci není, změny od ní proto nelze uvést."),))
        return
    before = previous.at
    day = czech.day(previous.session.held_on)
    yield Heading(block.text or f"Co se změnilo od písemnosti ze dne {day}")
    changes = evidence.changed_since(before)
    if not changes:
        yield Paragraph((Run(f"Od písemnosti ze dne {day} se údaje nezměnily."),))
        return
    yield Items(tuple((Run(f"{change.dated}: "), Run(change.sentence, _note_of_change(change))) for change in changes))


def _note_of_change(change: Change) -> Note | None:
    return note(change.fact) if isinstance(change.fact, Cited) else None


def _discrepancies(evidence: Evidence, block: Block) -> Iterator[Part]:
    if not evidence.discrepancies:
        return
    yield Heading(block.text or "V čem se zdroje liší")
    for discrepancy, claims in evidence.discrepancies.items():
        told = [(Run(f"{claim.claim} ({claim.source.title})", note(claim)),) for claim in claims]
        said = _listed(told, between="; ", last="; ")
        yield Paragraph((Run(f"{discrepancy.title}: ", strong=True), *said, Run(f". {discrepancy.held}")))


type Generator = Callable[[Evidence, Block], Iterator[Part]]

#: What each kind of block writes; every kind has its generator (a test holds them together).
GENERATORS: dict[BlockKind, Generator] = {
    BlockKind.HEADING: _heading,
    BlockKind.TEXT: _text,
    BlockKind.BULLET: _bullet,
    BlockKind.RESOLUTION: _resolution,
    BlockKind.LEGAL_BASIS: _legal_basis,
    BlockKind.PREVIOUS_MEMORANDUM: _previous_memorandum,
    BlockKind.PLACEMENT: _placement,
    BlockKind.NATIONAL_CONTEXT: _national_context,
    BlockKind.SUPPORT: _support,
    BlockKind.SUPPORT_BY_KIND: _support_by_kind,
    BlockKind.SUPPORT_TABLE: _support_table,
    BlockKind.TRANSITIONS: _transitions,
    BlockKind.PLANS_APPROVED: _plans_approved,
    BlockKind.ALLOCATIONS: _allocations,
    BlockKind.PLANS_IN_PREPARATION: _plans_in_preparation,
    BlockKind.CANDIDATES: _candidates,
    BlockKind.FORMS: _forms,
    BlockKind.AREAS: _areas,
    BlockKind.CHAIN: _chain,
    BlockKind.CHANGED: _changed,
    BlockKind.DISCREPANCIES: _discrepancies,
}
