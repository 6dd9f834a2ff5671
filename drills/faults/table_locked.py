"""Somebody holds a table that every page reads, and visitors go on coming."""

import time
from typing import Any

from drills.faults import _waiting
from drills.world import World

PROVES = "Když všichni čekají na zamčenou tabulku, jdou statické soubory, uložené stránky i /zdravi dál hned."


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _waiting.OFF, workers=1)
    static = _waiting.prepared(portal)
    with cluster.connect(autocommit=False) as holder:
        holder.execute("LOCK TABLE localities_locality IN ACCESS EXCLUSIVE MODE")
        threads = _waiting.crowd(portal, 24)
        time.sleep(2.5)  # the first who come wait until it is clear that nobody moves
        threads += _waiting.crowd(portal, 24)
        told = _waiting.watched(portal, static, 4 if world.short else 10)
        holder.rollback()
    seconds = portal.until(lambda: portal.get("/lokality/?q=potom").status == 200, 10, "pages are made again")
    return told | {"po odemčení s": seconds}
