"""Which strategic plans are approved, and which are being written."""

from collections.abc import Iterator
from dataclasses import replace

from council.models import Block
from formats.outline import Paragraph, Part, Run
from localities.models import IN_FORCE, Locality, LocalityKind, PlanState
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators.phrases import age, aside, in_order, is_one, listing, named, sentence

#: What several municipalities of one status are called before their names.
_MANY = {"obec": "obce", "městys": "městyse", "město": "města", "statutární město": "statutární města"}


def plans_approved(gathered: Gathered, block: Block) -> Iterator[Part]:
    """The block's sentence leads to the money that stands on plans; those without any are told before it."""
    funded = {place.locality.pk for place in gathered.allocations.places}
    approved = {lo: change for lo, change in gathered.plans.items() if change.state in IN_FORCE}
    others = in_order((lo for lo in approved if lo.pk not in funded), block)
    if others:
        names = listing([(Run(named(lo), gathered.cite(approved[lo])),) for lo in others])
        yield Paragraph((Run("Schválený strategický plán, ke kterému zdroje neuvádějí alokaci: "), *names, Run(".")))
    with_money = in_order((lo for lo in approved if lo.pk in funded), block)
    with_money.sort(key=lambda lo: lo.kind == LocalityKind.MICROREGION)  # „v obcích“ first
    if with_money:
        names = listing([(Run(_in_locative(lo), gathered.cite(approved[lo])),) for lo in with_money])
        yield sentence(block, *names, of_one=is_one(with_money))


def _in_locative(locality: Locality) -> str:
    """„v obcích Horní Lhota, Dolní Lhota a mikroregionu Lhotsko“: names stand after their genus, uninflected."""
    return f"mikroregionu {locality.proper_name}" if locality.kind == LocalityKind.MICROREGION else locality.name


def plans_in_preparation(gathered: Gathered, block: Block) -> Iterator[Part]:
    """Who is writing a plan."""
    prepared = {lo: ch for lo, ch in gathered.plans.items() if ch.state == PlanState.IN_PREPARATION}
    if not prepared:
        return
    ordered = in_order(prepared, block)
    statuses = [_status(gathered, lo) for lo in ordered]
    together = _MANY.get(statuses[0], "") if len(ordered) > 1 and len(set(statuses)) == 1 else ""
    said = [
        named(lo) if together or not status else f"{status} {lo.name}"
        for lo, status in zip(ordered, statuses, strict=True)
    ]
    ages = {lo: age(prepared[lo]) for lo in ordered}
    common = ages[ordered[0]] if len(set(ages.values())) == 1 else ""
    names = [
        (Run(words if common else f"{words}{aside(ages[lo])}", gathered.cite(prepared[lo])),)
        for lo, words in zip(ordered, said, strict=True)
    ]
    verb = "své strategické plány zpracovávají" if len(prepared) > 1 else "svůj strategický plán zpracovává"
    if together:
        lead = [Run(f"{together.capitalize()} ")]
    else:
        lead, first = [], names[0][0]
        names[0] = (replace(first, text=first.text[:1].upper() + first.text[1:]),)
    yield Paragraph((*lead, *listing(names), Run(f" {verb}{aside(common)}.")))


def _status(gathered: Gathered, locality: Locality) -> str:
    """„město“, „statutární město“ of a municipality; a micro-region has none."""
    members = gathered.members.get(locality.pk, [])
    if locality.kind == LocalityKind.MICROREGION or not members:
        return ""
    return members[0].municipality.get_status_display()
