"""How much money stands behind the plans."""

from collections.abc import Iterable, Iterator

import czech
from council.models import Block
from formats.outline import Part, Remark, Run, Runs, Table
from funding.models import Amount, Exactness
from funding.totals import Coverage
from localities.models import PlanState
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators.phrases import age, in_order, listing


def allocations(gathered: Gathered, block: Block) -> Iterator[Part]:
    """The allocations in a table with their total, what it covers and what it does not."""
    coverage = gathered.allocations
    if not coverage.places:
        return
    ordered = in_order({amount.locality for amount in gathered.allocated}, block)
    place = {locality: index for index, locality in enumerate(ordered)}
    amounts = sorted(gathered.allocated, key=lambda amount: place[amount.locality])
    total = f"Celkem za {coverage.covered} {czech.out_of_counted(coverage.expected, 'lokality', 'lokalit')}"
    yield Table(
        caption=block.text or "Alokované prostředky",
        head=("Lokalita", "Alokace"),
        rows=tuple(
            ((Run(_named(amount)),), (Run(czech.paper_money(amount.amount), gathered.cite(amount)),))
            for amount in amounts
        ),
        foot=((Run(total),), (Run(_sum(coverage), strong=True),)),
        numeric=frozenset({1}),
    )
    told = (_aged(amounts), _missing(gathered), _without_programme(coverage), _unclear(coverage))
    if remarks := [*(remark for part in told for remark in part), *_imprecise(gathered, amounts)]:
        yield Remark(listing(remarks, between=" ", last=" "))


def _named(amount: Amount) -> str:
    """The locality; of a part of an amount the programme, too."""
    return f"{amount.locality.name} – {amount.programme.abbreviation}" if amount.programme else amount.locality.name


def _sum(coverage: Coverage) -> str:
    return "neuvádíme" if coverage.total is None else czech.paper_money(coverage.total)


def _unclear(coverage: Coverage) -> Iterator[Runs]:
    for locality, reason in coverage.unclear:
        yield (Run(f"Částky pro lokalitu {locality.name} do součtu nepočítáme: {reason}."),)


def _missing(gathered: Gathered) -> Iterator[Runs]:
    """Which localities have no allocation and why; where the state of its plan says why, that is cited."""
    coverage = gathered.allocations
    for locality, reason in coverage.missing:
        plan = gathered.plans.get(locality)
        cited = gathered.cite(plan) if plan and plan.state != PlanState.EXPIRED else None
        yield Run(f"{locality.name}: neuvedeno – {reason}", cited), Run(".")


def _without_programme(coverage: Coverage) -> Iterator[Runs]:
    """That no source divides the money; where some of it is divided, of which localities none does."""
    places = coverage.undivided
    if len(places) == len(coverage.places):
        yield (Run("Rozdělení do programů zdroje neuvádějí."),)
    elif places:
        named = czech.joined([locality.name for locality in places])
        yield (Run(f"Rozdělení celé částky do programů zdroje neuvádějí u lokalit: {named}."),)


def _aged(amounts: Iterable[Amount]) -> Iterator[Runs]:
    """Until when sources say so, of amounts for which that is long ago."""
    ages: dict[str, list[str]] = {}
    for amount in amounts:
        if words := age(amount):
            ages.setdefault(words, []).append(amount.locality.name)
    for words, names in ages.items():
        yield (Run(f"{words[:1].upper()}{words[1:]}: {czech.joined([*dict.fromkeys(names)])}."),)


def _imprecise(gathered: Gathered, amounts: Iterable[Amount]) -> Iterator[Runs]:
    for amount in amounts:
        if amount.exactness != Exactness.CROWN:
            text = f"Částka pro lokalitu {amount.locality.name} je uvedena {amount.get_exactness_display()} korun."
            yield (Run(text, gathered.cite(amount)),)
