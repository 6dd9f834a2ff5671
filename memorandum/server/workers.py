"""The processes that answer: one that ends is replaced, however often, and one that has grown too large."""

import logging
import os
import resource
import time
from collections.abc import Callable
from typing import Any

from granian.http import HTTP1Settings
from granian.server import Server

_log = logging.getLogger("memorandum.server.workers")

#: Of each worker: how many requests may ask the database at once; beside them as many threads again, which only say
#: what is kept.
MAKERS = min((os.cpu_count() or 1) * 2, 4)
LARGEST = 400  # megabytes that a worker may hold; one that is above it twice in a minute is replaced
CONNECTIONS = 4096  # of a worker, also such that say nothing; a thread answers when a request has come
SILENCE = 15_000  # milliseconds for which a connection may say nothing; nginx keeps one that it does not use for less
_SOON = 5.0  # seconds after its start within which a worker that ends did not do well
_LONGEST_PAUSE = 10.0  # seconds


def _is_news(record: logging.LogRecord) -> bool:
    """Not that there are more threads than cores want: half of them only say what is kept (``makers``)."""
    return "Python threads" not in str(record.msg)


logging.getLogger("_granian").addFilter(_is_news)


class _Unremembered(dict[int, float]):
    """When each worker was replaced; nothing of it is told, or the server would end at the second within seconds."""

    def get(self, key: int, default: Any = None) -> Any:
        return float("-inf")


class Workers(Server):  # type: ignore[misc, valid-type]
    """granian's server, which goes on when a worker ends again and again, with pauses that grow meanwhile."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a connection each; the usual limit is 1 024
        super().__init__(
            *args,
            backlog=CONNECTIONS,
            backpressure=CONNECTIONS,
            http1_settings=HTTP1Settings(header_read_timeout=SILENCE),
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            workers_max_rss=LARGEST,
            rss_samples=2,
            **settings,
        )
        self.respawned_wrks = _Unremembered()
        self._replaced_at = float("-inf")
        self._pause = 0.0

    def _respawn_workers(
        self, workers: list[int], spawn_target: Callable[..., Any], target_loader: Callable[..., Any], delay: float = 0
    ) -> None:
        now = time.monotonic()
        self._pause = min(2 * self._pause + 0.5, _LONGEST_PAUSE) if now - self._replaced_at < _SOON else 0.0
        if self._pause:
            _log.warning("procesy portálu končí krátce po sobě, další se spustí za %.1f s", self._pause)
            time.sleep(self._pause)
        self._replaced_at = time.monotonic()
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
