"""A process that answers is killed (SIGKILL) while visitors ask."""

import os
import signal
import time
from functools import partial
from typing import Any

from drills.faults._visitors import Visitors
from drills.portals import Portal
from drills.world import World

PROVES = "Zabije-li se proces, který odpovídá, přijde o odpověď jen ten, komu právě odpovídal, a proces se nahradí."
#: The control: granian's own server, which ends with its first worker.
_OFF = """
import memorandum.management.commands.serve as serve
from granian.server import Server
serve.Workers = Server
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    began = time.monotonic()
    portal = world.portal(cluster, code="" if guarded else _OFF)
    start = time.monotonic() - began  # a process is there before it answers; it must have answered before the next
    kills = 2 if world.short else 10
    paths = ["/lokality/", "/obce/?q=a{turn}", "/", "/zmeny/?strana={turn}"]
    with Visitors(portal.url, paths, count=4) as visitors:
        for _ in range(kills):
            time.sleep(1.5 * start)
            before = portal.workers()
            assert len(before) == 2, f"procesů je {len(before)}"
            os.kill(before[0], signal.SIGKILL)
            try:
                portal.until(partial(_are_two, portal, before[0]), 20, "two answer")
            except RuntimeError as ended:
                raise AssertionError(f"portál skončil se svým procesem: {str(ended)[-200:]}") from None
        time.sleep(start)
    told = visitors.told
    assert set(told) <= {200, 404, 0}, dict(told)
    assert told[0] <= kills * 4, f"bez odpovědi zůstalo {told[0]} při {kills} zabitích"
    return {"zabití": kills, "odpovědí": visitors.asked - told[0], "bez odpovědi": told[0], "odpovědí 5xx": 0}


def _are_two(portal: Portal, killed: int) -> bool:
    return len(set(portal.workers()) - {killed}) == 2
