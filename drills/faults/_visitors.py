"""Visitors who go on asking, one after another, while something is done to the portal."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import Self

from drills.portals import ask


class Visitors:
    """``told`` counts the statuses, 0 for those whom nobody answered; ``slowest`` is in seconds."""

    def __init__(self, url: str, paths: Sequence[str], *, count: int = 4, timeout: float = 20.0) -> None:
        self.url, self.paths, self.timeout = url, paths, timeout
        self.told: Counter[int] = Counter()
        self.slowest = 0.0
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._threads = [threading.Thread(target=self._visit, args=[n], daemon=True) for n in range(count)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(self.timeout + 5)

    @property
    def asked(self) -> int:
        return sum(self.told.values())

    def _visit(self, number: int) -> None:
        turn = number
        while not self._stop.is_set():
            turn += 1
            began, status = time.monotonic(), 0
            try:
                path = self.paths[turn % len(self.paths)].replace("{turn}", f"{number}a{turn}")
                status = ask(self.url + path, timeout=self.timeout).status
            except OSError:
                pass
            with self._lock:
                self.told[status] += 1
                self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.02)
