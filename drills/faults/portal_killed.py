"""One of two portals behind nginx is killed while visitors read."""

import time
from typing import Any

from drills.faults._replicated import Replicated
from drills.world import World

PROVES = "Zabije-li se jeden ze dvou portálů za nginx, žádná odpověď neselže a změny je dál hned vidět."


def fault(world: World, guarded: bool) -> dict[str, Any]:
    tried = Replicated(world, portals=2 if guarded else 1)  # the control: there is no other one
    with tried.visitors() as visitors:
        tried.change_for(2)
        tried.portals[0].kill()
        if guarded:
            tried.change_for(3 if world.short else 10)
        else:
            time.sleep(3)
    return tried.told(visitors)
