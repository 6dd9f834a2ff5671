"""The database server is restarted while visitors read what was already made and what was not."""

import time
from typing import Any

from drills.faults._visitors import Visitors
from drills.portals import Portal
from drills.world import World

PROVES = "Restart databáze pod zátěží nestojí nikoho chybu 500: hotové stránky jdou dál, ostatní nejvýš na chvíli 503."
#: The control: that the database is away is a fault like any other, and what was so at the last is told to nobody.
_OFF = """
from memorandum.portal.pages import standing
from memorandum.server.page_cache import PageCache
standing.OperationalError = standing.InterfaceError = ZeroDivisionError
PageCache._unheard = lambda self, key, environ, start_response: self._application(environ, start_response)
"""
_KEPT = ("/", "/lokality/", "/obce/", "/zmeny/")


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF)
    _make_all(portal)
    restarts = 1 if world.short else 3
    with Visitors(portal.url, _KEPT) as kept, Visitors(portal.url, ["/lokality/?q=nove{turn}"], count=2) as fresh:
        time.sleep(1)
        for _ in range(restarts):
            cluster.stop()
            time.sleep(1)
            cluster.start()
            portal.until(lambda: portal.get("/lokality/?q=zpet").status == 200, 20, "pages are made again")
            _make_all(portal)  # by both workers, for what was heard of no change is not used any more
    told = kept.told + fresh.told
    assert set(kept.told) == {200}, f"hotové stránky: {dict(kept.told)}"
    assert set(fresh.told) <= {200, 503}, f"nové stránky: {dict(fresh.told)}"
    assert portal.get("/lokality/?q=potom").status == 200
    return {"restartů": restarts, "odpovědí": told.total(), "z toho 503": told[503], "jiných chyb": 0}


def _make_all(portal: Portal) -> None:
    for path in _KEPT * 10:
        portal.get(path)
