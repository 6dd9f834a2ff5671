"""The replica is killed while visitors read from it, and comes back."""

from typing import Any

from drills.faults._replicated import Replicated
from drills.world import World

PROVES = "Zabije-li se replika, čte se bez jediné chyby z hlavního serveru a změny je dál hned vidět."
#: The control: the portal believes that the replica is there.
_OFF = """
import memorandum.server.public_reads as reads
import memorandum.middleware as middleware
reads._has_caught_up = lambda: True
middleware.is_lost = lambda: False
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    tried = Replicated(world, code="" if guarded else _OFF)
    seconds = 3 if world.short else 10
    with tried.visitors() as visitors:
        tried.change_for(2)
        tried.replica.kill()
        tried.change_for(seconds)
        tried.replica.start()
        tried.change_for(seconds)
    return tried.told(visitors)
