"""Connections that say nothing, heads that come letter by letter, and forms that are sent for ever."""

import contextlib
import resource
import socket
import time
from typing import Any

from drills.world import World

PROVES = "Tisíce mlčících spojení, pomalé hlavičky ani nekonečné formuláře nikomu nezavřou cestu k portálu."
#: The control: as many connections as threads, and each may be silent for an hour.
_OFF = """
from memorandum.server import workers
workers.CONNECTIONS, workers.SILENCE = 8, 3_600_000
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    portal = world.portal(world.cluster(), code="" if guarded else _OFF, workers=1)
    count = 500 if world.short else 1500
    asked, slowest = 0, 0.0
    with contextlib.ExitStack() as opened:

        def connected(first: bytes) -> socket.socket:
            made = opened.enter_context(socket.create_connection(("127.0.0.1", portal.port), 5))
            made.sendall(first)
            return made

        try:
            for _ in range(count):
                connected(b"")
            heads = [connected(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-") for _ in range(40)]
            post = b"POST /sprava/ucet/prihlaseni/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
            forms = [connected(post + b"Content-Type: application/x-www-form-urlencoded\r\n\r\na=") for _ in range(3)]
            end = time.monotonic() + (6 if world.short else 20)
            while time.monotonic() < end:
                for slow in (*heads, *forms):
                    with contextlib.suppress(OSError):
                        slow.sendall(b"a")
                answer = portal.get("/lokality/", timeout=5)
                fresh = portal.get(f"/obce/?q=p{asked}", timeout=5)
                asked, slowest = asked + 2, max(slowest, answer.seconds, fresh.seconds)
                assert (answer.status, fresh.status) == (200, 200), (answer.status, fresh.status)
                time.sleep(0.2)
        except OSError as problem:
            raise AssertionError(f"poctivý návštěvník zůstal bez odpovědi: {problem}") from None
    return {"pomalých spojení": count + 43, "poctivých odpovědí": asked, "nejpomalejší s": slowest}
