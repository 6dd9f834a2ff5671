"""A process that answers takes more and more memory and gives none of it back."""

from typing import Any

import psutil

from drills.faults._visitors import Visitors
from drills.world import World

PROVES = "Proces, kterému přeroste paměť, se vymění za nový, aniž by někdo zůstal bez odpovědi."
#: In both arms: an address that hoards, and memory that is looked at each second instead of twice a minute.
_HOARD = """
from functools import partial
import memorandum.management.commands.serve as serve
from memorandum.server import workers
from memorandum.portal.pages import standing
hoard, plain = [], standing.robots
def robots(request):
    hoard.append(bytes([1]) * 150_000_000)
    return plain(request)
standing.robots = robots
serve.Workers = partial(workers.Workers, rss_sample_interval=1)
"""
_OFF = "workers.LARGEST = None"


def fault(world: World, guarded: bool) -> dict[str, Any]:
    portal = world.portal(world.cluster(), code=_HOARD if guarded else _HOARD + _OFF, workers=1, is_awaited=False)
    portal.until(lambda: portal.get("/lokality/").status == 200)
    (first,) = portal.workers()
    with Visitors(portal.url, ["/lokality/", "/obce/?q={turn}"], count=2) as visitors:
        for number in range(4):  # each under a name of its own, for what is kept is not made again
            portal.get("/robots.txt", X_Forwarded_Proto=f"h{number}")
        most = psutil.Process(first).memory_info().rss / 2**20
        portal.until(lambda: first not in portal.workers(), 30, "the worker was replaced")
        portal.until(lambda: portal.get("/lokality/").status == 200)
    (second,) = portal.workers()
    now = psutil.Process(second).memory_info().rss / 2**20
    assert now < 400, f"nový proces drží {now:.0f} MB"
    assert set(visitors.told) == {200}, dict(visitors.told)
    return {"MB předtím": round(most), "MB potom": round(now), "odpovědí": visitors.asked, "bez odpovědi": 0}
