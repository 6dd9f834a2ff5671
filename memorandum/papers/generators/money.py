"""How much money stands behind the plans."""

from collections.abc import Iterable, Iterator

import czech
from council.models import Block
from formats.outline import Part, Remark, Run, Table
from funding.models import Amount, Coverage, Exactness
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators.phrases import in_order


def allocations(gathered: Gathered, block: Block) -> Iterator[Part]:
    """The allocations in a table with their total, what it covers and what it does not."""
    coverage = gathered.allocations
    if not coverage.amounts:
        return
    order = in_order({amount.locality for amount in coverage.amounts}, block)
    amounts = sorted(coverage.amounts, key=lambda amount: order.index(amount.locality))
    total = f"Celkem za {coverage.covered} z {czech.count(coverage.expected, 'lokality', 'lokalit', 'lokalit')}"
    yield Table(
        caption=block.text or "Alokované prostředky",
        head=("Lokalita", "Alokace"),
        rows=tuple(
            ((Run(amount.locality.name),), (Run(czech.paper_money(amount.amount), gathered.cite(amount)),))
            for amount in amounts
        ),
        foot=((Run(total),), (Run(czech.paper_money(coverage.total), strong=True),)),
        numeric=frozenset({1}),
    )
    if remarks := _remarks(coverage, amounts):
        yield Remark((Run(" ".join(remarks)),))


def _remarks(coverage: Coverage, amounts: Iterable[Amount]) -> list[str]:
    remarks = [f"{locality.name}: neuvedeno – {reason}." for locality, reason in coverage.missing]
    if coverage.without_programme:
        remarks.append("Rozdělení do programů a období čerpání zdroje neuvádějí.")
    remarks += [
        f"Částka pro lokalitu {amount.locality.name} je uvedena {amount.get_exactness_display()} korun."
        for amount in amounts
        if amount.exactness != Exactness.CROWN
    ]
    return remarks
