"""Visitors who all wait for the database, and what is asked of the portal meanwhile."""

import contextlib
import re
import threading
import time
from typing import Any

from drills.portals import Portal

#: What a portal is without: no place is kept, and nobody looks whether the database says anything.
OFF = """
from memorandum.server import record_changes, workers
workers.MAKERS = 1_000
record_changes.RecordChanges.is_silent = False
import memorandum.management.commands.serve as serve
serve.MAKERS = 4
"""
KEPT = "/pristupnost/"
_AT_ONCE = 2.0  # seconds


def crowd(portal: Portal, count: int) -> list[threading.Thread]:
    """So many visitors, each with a question of their own that the database must answer."""

    def visit(number: int) -> None:
        with contextlib.suppress(OSError):
            portal.get(f"/lokality/?q=cekam{number}", timeout=40)

    threads = [threading.Thread(target=visit, args=[number], daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    return threads


def prepared(portal: Portal) -> str:
    """Have the kept page kept; the address of a static file."""
    page = ""
    for _ in range(6):
        page = portal.get(KEPT).text
    found = re.search(r"/static/portal\.[0-9a-f]{12}\.css", page)
    assert found, page[:500]
    return found[0]


def watched(portal: Portal, static: str, seconds: float) -> dict[str, Any]:
    """Static files, the kept page and the watch's address are answered at once, all the while."""
    end, asked, slowest = time.monotonic() + seconds, 0, 0.0
    while time.monotonic() < end:
        for path, wanted in ((static, {200}), (KEPT, {200}), ("/zdravi", {200, 503})):
            try:
                answer = portal.get(path, timeout=_AT_ONCE * 3)
            except OSError as problem:
                raise AssertionError(f"{path} se nedočkal odpovědi: {problem}") from None
            asked, slowest = asked + 1, max(slowest, answer.seconds)
            assert answer.status in wanted, f"{path}: {answer.status}"
            assert answer.seconds < _AT_ONCE, f"{path} odpověděl až za {answer.seconds:.1f} s"
        time.sleep(0.05)
    return {"odpovědí": asked, "nejpomalejší s": slowest}
