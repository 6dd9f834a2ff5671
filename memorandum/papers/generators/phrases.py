"""How the paper puts facts into sentences: what generators share."""

import re
from collections.abc import Collection, Iterable

from council.models import Block
from evidence.models import Fact
from formats.outline import Paragraph, Run, Runs
from localities.models import Locality, LocalityKind

_BY_NUMBER = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")


def sentence(block: Block, *runs: Run, of_one: bool = False) -> Paragraph:
    """The block's own sentence with the runs in place of ``{}``, or after it.

    Of „{obec|obce}“ it says the first word where it tells of one, else the second.
    """
    text = _BY_NUMBER.sub(r"\1" if of_one else r"\2", block.text)
    before, braces, after = text.partition("{}")
    lead = before if braces or not before else f"{before} "
    return Paragraph((Run(lead), *runs, Run(after)))


def listing(items: Iterable[Runs], between: str = ", ", last: str = " a ") -> Runs:
    """The items as a sentence lists them: „a, b a c“."""
    parts = list(items)
    links = [(), *((Run(between),) for _ in parts[1:-1]), (Run(last),)]
    return tuple(run for link, part in zip(links, parts, strict=False) for run in (*link, *part))


def in_order(localities: Iterable[Locality], block: Block) -> list[Locality]:
    """The localities in the order that the block gives, the others after them by the Czech alphabet."""
    order = {slug: place for place, slug in enumerate(block.order.split())}
    return sorted(localities, key=lambda locality: (order.get(locality.slug, len(order)), locality.name_key))


def age(fact: Fact) -> str:
    """How old the attestation of a state is, where it is no news: „naposledy doloženo k 30. 8. 2016“; else empty.

    A moment that nothing attests later than its own day says so by that day.
    """
    if not fact.is_last_known:
        return ""
    if fact.attested_on is None:
        return "podle nedatovaného zdroje"
    return "" if fact.is_moment and fact.attested == fact.when else f"naposledy doloženo {fact.attested}"


def dated(fact: Fact) -> str:
    """„(od 2014)“, „(od 2014, naposledy doloženo k 30. 8. 2016)“."""
    return f"({', '.join(filter(None, (fact.since, age(fact))))})"


def aside(words: str) -> str:
    """The words in brackets after what they are about; empty where there are none."""
    return f" ({words})" if words else ""


def is_one(localities: Collection[Locality]) -> bool:
    """Whether they are one municipality; a micro-region is several."""
    return len(localities) == 1 and all(lo.kind == LocalityKind.MUNICIPALITY for lo in localities)


def named(locality: Locality) -> str:
    """„mikroregion Lhotsko“, „Horní Lhota“."""
    return f"mikroregion {locality.proper_name}" if locality.kind == LocalityKind.MICROREGION else locality.name
