"""A process that is killed in the midst of what it writes."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from drills.portals import Portal

#: In the control: what was written so far is committed at once.
COMMITTED = """
def committed():
    from django.db import connection
    connection.connection.commit()
"""


def killed_while(portal: Portal, send: Callable[[], Any], mark: Callable[[], bool]) -> None:
    """Kill the processes of the portal once the mark is there, while somebody waits for what they sent."""

    def sent() -> None:
        with contextlib.suppress(OSError):
            send()

    waiting = threading.Thread(target=sent, daemon=True)
    waiting.start()
    end = time.monotonic() + 60
    while not mark():
        if time.monotonic() > end:
            raise RuntimeError(f"it never came so far: {portal.output()[-1500:]}")
        time.sleep(0.05)
    before = portal.workers()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    waiting.join(30)
    portal.until(lambda: not set(portal.workers()) & set(before), 30, "others answer")
    portal.until(lambda: portal.get("/lokality/").status == 200, 60)
