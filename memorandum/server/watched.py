"""For who watches the portal: whether the process lives, and what it has been doing, in the words of Prometheus.

Each worker counts for itself and tells the others by a file, so that whichever is asked can tell of all.  What stands
in front (``page_cache``) counts what it answers by itself in plain numbers; here come only the requests that are made.
"""

import ipaddress
import json
import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from memorandum.server.page_cache import Application, Environ
from memorandum.server.variables import Network

logger = logging.getLogger(__name__)

LIVE, METRICS = "/zdravi/zije", "/metrics"
_TOLD_EVERY = 5.0  # seconds
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_KINDS = (("/sprava/", "staff"), ("/static/", "static"), ("/zdravi", "health"), ("/api/", "api"))
_PLAIN = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]


def asked_from(environ: Environ, proxies: int) -> str:
    """The address of who asks, by the word of so many proxies; „“ where one stands between that nobody vouches for."""
    told = environ.get("HTTP_X_FORWARDED_FOR", "")
    if not told:
        return str(environ.get("REMOTE_ADDR", ""))
    addresses = told.split(",")
    return addresses[-proxies].strip() if 0 < proxies <= len(addresses) else ""


def is_among(address: str, networks: Sequence[Network]) -> bool:
    try:
        asks = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(asks in network for network in networks)


class Watched:
    """The application with counters around it, and two addresses that answer without it: LIVE to everybody, METRICS
    to ``networks``, else nobody knows of it.

    ``about`` gives what is so of the whole portal, by the names of measures; it may say that the database is away.
    """

    def __init__(
        self,
        application: Application,
        *,
        networks: Sequence[Network],
        proxies: int,
        folder: Path,
        about: Callable[[], dict[str, float]],
    ) -> None:
        self._application = application
        self._networks, self._proxies = networks, proxies
        self._folder, self._about = folder, about
        self._lock = threading.Lock()
        self._teller: threading.Thread | None = None
        self._requests: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._buckets: dict[str, list[int]] = {}
        self._sums: defaultdict[str, float] = defaultdict(float)
        #: What others count in this process, by the names of measures.
        self.beside: Callable[[], dict[str, float]] = dict

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == LIVE:
            start_response("200 OK", _PLAIN)
            return [b""] if environ["REQUEST_METHOD"] == "HEAD" else ["žije\n".encode()]
        if path == METRICS and is_among(asked_from(environ, self._proxies), self._networks):
            text = "".join(f"{line}\n" for line in self._lines())
            start_response("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8"), _PLAIN[1]])
            return [text.encode()]
        if not self._networks:
            return self._application(environ, start_response)
        return self._counted(path, environ, start_response)

    def _counted(self, path: str, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        kind = next((kind for start, kind in _KINDS if path.startswith(start)), "public")
        status = "none"

        def take(told: str, *more: Any) -> Any:
            nonlocal status
            status = told[:3]
            return start_response(told, *more)

        began = time.perf_counter()
        try:
            return self._application(environ, take)
        finally:
            self._count(kind, status, time.perf_counter() - began)

    def _count(self, kind: str, status: str, seconds: float) -> None:
        with self._lock:
            self._requests[kind, status] += 1
            buckets = self._buckets.setdefault(kind, [0] * (len(_SECONDS) + 1))
            buckets[next((at for at, most in enumerate(_SECONDS) if seconds <= most), len(_SECONDS))] += 1
            self._sums[kind] += seconds
            if self._teller is None:
                self._teller = threading.Thread(target=self._tell_again, name="metrics", daemon=True)
                self._teller.start()

    # --- Of all workers ------------------------------------------------------------------------------------------

    def _tell_again(self) -> None:
        while True:
            try:
                self._tell()
            except OSError as error:  # a full disk: the others hear of it later, and who asks this worker hears now
                logger.warning("What this worker counts cannot be told to the others: %s", error.strerror)
            time.sleep(_TOLD_EVERY)

    def _tell(self) -> None:
        """Leave what was counted where the other workers find it; one thread of a process does."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{os.getpid()}.json"
        new = file.with_suffix(".new")
        new.write_text(json.dumps(self._counts()))
        new.replace(file)

    def _counts(self) -> dict[str, Any]:
        with self._lock:
            return {
                "requests": [[*key, count] for key, count in self._requests.items()],
                "seconds": [[kind, list(counts), self._sums[kind]] for kind, counts in self._buckets.items()],
                "beside": {**self.beside(), "portal_process_resident_bytes": _resident()},
            }

    def _told(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What this worker has counted, and what each other living one told last; of those gone nothing is left."""
        own = str(os.getpid())
        yield own, self._counts()
        for file in sorted(self._folder.glob("*.json")):
            if file.stem == own:
                continue
            if _lives(int(file.stem)):
                yield file.stem, json.loads(file.read_text())
            else:
                file.unlink(missing_ok=True)

    def _lines(self) -> Iterator[str]:
        workers = list(self._told())
        yield from _head("portal_requests_total", "counter", "Requests that were made, by kind and status.")
        for worker, told in workers:
            for kind, status, count in told["requests"]:
                yield f'portal_requests_total{{worker="{worker}",kind="{kind}",status="{status}"}} {count}'
        yield from _head("portal_request_seconds", "histogram", "Seconds until an answer began.")
        for worker, told in workers:
            for kind, counts, total in told["seconds"]:
                labels = f'worker="{worker}",kind="{kind}"'
                for at, most in enumerate((*_SECONDS, "+Inf")):
                    yield f'portal_request_seconds_bucket{{{labels},le="{most}"}} {sum(counts[: at + 1])}'
                yield f"portal_request_seconds_sum{{{labels}}} {total}"
                yield f"portal_request_seconds_count{{{labels}}} {sum(counts)}"
        for name in sorted({name for _, told in workers for name in told["beside"]}):
            yield from _head(name, "counter" if name.endswith("_total") else "gauge")
            for worker, told in workers:
                yield f'{name}{{worker="{worker}"}} {told["beside"].get(name, 0)}'
        for name, value in self._about().items():
            yield from _head(name, "gauge")
            yield f"{name} {value}"


def _head(name: str, kind: str, help_text: str = "") -> Iterator[str]:
    if help_text:
        yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {kind}"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _resident() -> int:
    """Bytes of memory that the process holds; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
