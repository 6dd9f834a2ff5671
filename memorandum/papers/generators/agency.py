"""The Agency: where it belongs, and with how many it cooperates in the whole country."""

from collections.abc import Iterator

import czech
from council.models import Block
from czech import days
from formats.outline import Paragraph, Part, Run
from localities.models.discrepancies import CountUnit
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators.phrases import age, aside, sentence

#: How a sentence counts what the Agency cooperates with: „spolupracuje s 37 lokalitami“.
_WITH = {
    CountUnit.LOCALITIES: "lokalitami",
    CountUnit.KPSVL: "lokalitami Koordinovaného přístupu",
    CountUnit.EVER: "lokalitami za celou dobu",
    CountUnit.MUNICIPALITIES: "obcemi",
    CountUnit.TOWNS: "městy a obcemi",
}


def placement(gathered: Gathered, block: Block) -> Iterator[Part]:
    """What it is called and whose part it is."""
    if change := gathered.placement:
        yield sentence(
            block, Run(f"{change.body.name} {change.placement}", gathered.cite(change)), Run(f"{aside(age(change))}.")
        )


def national_context(gathered: Gathered, block: Block) -> Iterator[Part]:
    """The latest count known; of another day it says of which."""
    count = gathered.national
    if count is None:
        return
    number = Run(f"{czech.number(count.value)} {_WITH[CountUnit(count.unit)]}", gathered.cite(count))
    if count.effective_on == gathered.at.day:
        yield sentence(block, number)
    else:
        preposition = "se" if _spoken_with_se(count.value) else "s"
        dated = days.dated(count.effective_on, count.precision)
        lead = f"Podle posledního známého údaje ({dated}) Agentura spolupracovala {preposition} "
        yield Paragraph((Run(lead), number, Run(".")))


def _spoken_with_se(number: int) -> bool:
    """Whether Czech says „se“ before the number: se čtyřmi, se šesti, se sedmi, se sto devíti; but s 37."""
    return str(number)[0] in "467" or 100 <= number < 200 or number in (14, 16, 17)
