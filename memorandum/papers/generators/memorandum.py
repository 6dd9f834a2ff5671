"""The memorandum: which decisions it rests on and follows, what forms and areas of cooperation it has."""

from collections.abc import Iterator

import czech
from council.models import Block, MemorandumState, MemorandumTerm, TermKind
from czech import days
from evidence.models import Precision, ReferenceKind, Source, SourceKind
from formats.outline import Items, Paragraph, Part, Remark, Run, Runs
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators.phrases import listing, sentence


def legal_basis(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Which decisions the memorandum rests on."""
    decisions = [
        (Run(f"usnesením {_long(r.earlier)} č. {r.earlier.number}", gathered.cite(r)),)
        for r in gathered.references
        if r.kind == ReferenceKind.RESTS_ON and r.earlier.issued_on
    ]
    if decisions:
        yield sentence(block, *listing(decisions))


def previous_memorandum(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Which memorandum the present one follows."""
    for r in gathered.references:
        if r.kind == ReferenceKind.FOLLOWS and r.earlier.issued_on:
            text = f"{_when(r.earlier)} usnesením č. {r.earlier.number}"
            yield sentence(block, Run(text, gathered.cite(r)))


def in_force(gathered: Gathered, block: Block) -> Iterator[Part]:
    """The latest version of the memorandum, what became of it, and between whom it is."""
    change = gathered.agreement
    if change is None:
        yield Remark((Run(f"Ke dni {czech.day(gathered.at.day)} evidence neuvádí žádné memorandum."),))
        return
    year = f"memorandum z roku {change.memorandum.year} ("
    if change.state == MemorandumState.TERMINATED:
        lead = f"Poslední {year}"
    else:
        lead = f"Poslední memorandum, které evidence zná, je {year[11:]}" if change.is_last_known else f"Platí {year}"
    parties = [(Run(party.named_as, gathered.cite(party)),) for party in gathered.parties]
    between = (Run("; strany: "), *listing(parties, last=" a ")) if parties else ()
    yield Paragraph((Run(lead), Run(f"{change.statement}", gathered.cite(change)), Run(")"), *between, Run(".")))


def forms(gathered: Gathered, block: Block) -> Iterator[Part]:
    """In which forms the Agency cooperates."""
    terms = _terms(gathered, TermKind.FORM)
    if terms:
        if block.text:
            yield Paragraph((Run(block.text),))
        yield Items(tuple((Run(term.text, gathered.cite(term)),) for term in terms))


def areas(gathered: Gathered, block: Block) -> Iterator[Part]:
    """In which areas they cooperate, and with which activities; from which memorandum, if it is not the latest."""
    named, also = _in_genitive(gathered, TermKind.AREA), _in_genitive(gathered, TermKind.ACTIVITY)
    if not named:
        return
    yield sentence(block, *listing(named), Run(", včetně " if also else ""), *listing(also), Run("."))
    year, latest = gathered.terms[0].memorandum.year, gathered.latest_year
    if year < latest:
        text = f"Oblasti jsou z memoranda z roku {year}; pro memorandum z roku {latest} je zdroje neuvádějí."
        yield Remark((Run(text),))


def _in_genitive(gathered: Gathered, kind: TermKind) -> list[Runs]:
    return [(Run(term.genitive or term.text, gathered.cite(term)),) for term in _terms(gathered, kind)]


def _terms(gathered: Gathered, kind: TermKind) -> list[MemorandumTerm]:
    return [term for term in gathered.terms if term.kind == kind]


def chain(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Which decision rests on or follows which, the oldest first."""
    links = tuple(
        (Run(f"{_decision(r.later)} {r.get_kind_display()} "), Run(_decision(r.earlier), gathered.cite(r)))
        for r in gathered.chain
    )
    if links:
        if block.text:
            yield Paragraph((Run(block.text),))
        yield Items(links)


def _decision(source: Source) -> str:
    """„usnesení č. 116/14/RK ze dne 4. 2. 2014“; what is no resolution goes by its title."""
    if source.kind != SourceKind.RESOLUTION or not source.number:
        return f"„{source.title}“"
    return f"usnesení č. {source.number} {source.dated}".rstrip()


def _long(source: Source) -> str:
    """„ze dne 23. ledna 2008“, „z ledna 2008“."""
    is_exact = source.issued_on and source.precision == Precision.DAY
    return f"ze dne {czech.long_day(source.issued_on)}" if is_exact else source.dated  # type: ignore[arg-type]


def _when(source: Source) -> str:
    """„dne 4. 2. 2014“, „v únoru 2014“."""
    assert source.issued_on is not None
    when = days.when(source.issued_on, source.precision)
    return czech.vlna(f"dne {when}") if source.precision == Precision.DAY else when
