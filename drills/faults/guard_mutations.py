"""Guards are taken out of the portal's own sources, one at a time, and the tests that should miss them are run."""

from typing import Any

from drills.faults._tested import copied, passes
from drills.mutations import MUTATIONS
from drills.world import World

PROVES = "Odstraní-li kdokoli pojistku ze zdrojového kódu, některý test zčervená: žádná nejde vyndat potichu."
LIMIT = 3600


def fault(world: World, guarded: bool) -> dict[str, Any]:
    copy = copied(world.folder / "copy")
    unseen = []
    tried = MUTATIONS[::4] if world.short or not guarded else MUTATIONS
    for mutation in tried:
        source = copy / mutation.path
        whole = source.read_text()
        assert mutation.text in whole, f"{mutation.path}: pojistka „{mutation.text}“ tam není"
        if guarded:  # the control: nothing is taken out, so the tests must be green
            source.write_text(whole.replace(mutation.text, mutation.other, 1))
        if passes(copy, world.folder / "var-tests", [mutation.tests], word=mutation.word):
            unseen.append(f"{mutation.path} bez „{mutation.text.strip()}“: {mutation.tests}")
        source.write_text(whole)
    assert not unseen, f"testy to nepoznaly: {'; '.join(unseen)}"
    return {"vyndaných pojistek": len(tried), "nepoznaných": 0}
