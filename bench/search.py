"""Finding a name among as many municipalities as the country has, in the national record; see README.md."""

import random
from collections.abc import Iterator
from itertools import cycle

from bench.databases import NATIONAL, switch
from bench.inside import asked, ours
from bench.measure import Effort, Figure, Noise, at_most, cost, program
from czech.sought import Sought
from evidence.models import AsOf
from localities.models import Municipality
from localities.names import meant


def _mistyped(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def figures(effort: Effort, noise: Noise) -> Iterator[Figure]:
    switch(NATIONAL)
    chance, at = random.Random(2), AsOf.now()
    called = [*Municipality.objects.order_by("code").values_list("name", flat=True)]
    some = chance.sample(called, 40)
    typed = {
        "as it is": some,
        "in another case": [name.rstrip("aáeéiíoy") + "u" for name in some],
        "with a mistake": [_mistyped(name, chance) for name in some],
        "one word of it": [name.split()[-1] for name in some],
    }
    for how, words in typed.items():
        next_word = cycle(words).__next__
        taken = cost(lambda ask=next_word: meant(Sought(ask()), at), *ours(), seconds=effort.alone, least=len(words))  # type: ignore[misc]
        yield Figure("search", f"a name of {len(called)}, {how}", str(taken), **at_most(taken.cpu, 20, "ms CPU"))
    try:
        told = str(cost(asked("/hledat/", q=some[0]), *ours(), seconds=0, warm=1, least=1))
    except OSError as error:
        told = f"no answer ({error})"
    yield Figure("search", "the page of search, all kinds of records", told)


if __name__ == "__main__":
    program(figures)
