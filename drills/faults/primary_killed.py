"""The server that is written to is killed while visitors read, and comes back."""

import time
from typing import Any

from drills.faults._replicated import Replicated
from drills.world import World

PROVES = "Zabije-li se hlavní databázový server, veřejné stránky jdou bez jediné chyby dál z repliky."


def fault(world: World, guarded: bool) -> dict[str, Any]:
    tried = Replicated(world, has_replica=guarded)  # the control: there is nobody else to read from
    with tried.visitors() as visitors:
        tried.change_for(2)
        tried.primary.kill()
        time.sleep(3 if world.short else 10)
        tried.primary.start()
        tried.portals[0].until(lambda: tried.portals[0].get("/sprava/ucet/prihlaseni/").status == 200, 30)
        time.sleep(1)
        tried.change_for(3)
    return tried.told(visitors)
