"""The processes that answer die again and again within seconds of their start."""

import contextlib
import os
import signal
import time
from typing import Any

from drills.world import World

PROVES = "Umírají-li procesy portálu stále dokola, portál je spouští dál s rostoucí přestávkou a neskončí."
#: The control: granian remembers when it replaced a worker, and gives up at the second time.
_OFF = "from memorandum.server import workers; workers._Unremembered = dict; workers._SOON = -1"


def fault(world: World, guarded: bool) -> dict[str, Any]:
    portal = world.portal(world.cluster(), code="" if guarded else _OFF)
    killed, end = 0, time.monotonic() + (8 if world.short else 20)
    while time.monotonic() < end:
        for pid in portal.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
        time.sleep(0.2)
        assert portal.process is not None
        assert portal.process.poll() is None, f"po {killed} zabitích portál skončil"
    try:
        seconds = portal.until(lambda: portal.get("/lokality/", timeout=5).status == 200, 60, "somebody answers")
    except RuntimeError as ended:
        raise AssertionError(f"po {killed} zabitích portál skončil: {str(ended)[-200:]}") from None
    return {"zabití": killed, "zpět za s": seconds}
