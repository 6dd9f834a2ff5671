"""The database server stands still (SIGSTOP): it takes connections and says nothing."""

import time
from typing import Any

from drills.faults import _waiting
from drills.world import World

PROVES = "Když databáze ztuhne a mlčí, portál to řekne hned (503), uložené stránky ukazuje dál a sám se vzpamatuje."


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _waiting.OFF, workers=1)
    static = _waiting.prepared(portal)
    assert portal.get("/zdravi").status == 200
    cluster.freeze()
    try:
        threads = _waiting.crowd(portal, 24)
        time.sleep(5.0)  # it is known after four seconds
        threads += _waiting.crowd(portal, 24)
        told = _waiting.watched(portal, static, 3 if world.short else 15)
        page = portal.get("/lokality/?q=ted", timeout=3)
        assert page.status == 503, f"stránka z databáze: {page.status}"
    finally:
        cluster.thaw()
    seconds = portal.until(lambda: portal.get("/lokality/?q=potom").status == 200, 10, "pages are made again")
    return told | {"po probuzení s": seconds}
