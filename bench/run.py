"""./run bench: the portal measured beside its peers in one run; writes docs/bench.md and docs/bench.svg.

    ./run bench [--quick | --full] [--only PART ...] [--keep-report]

It makes its own world in VAR_DIR/bench (a portal with an embedded database of its own, nginx, datasette), uses
loopback alone, and stops what it has started.  A peer that is not there is „not measured“, never a pass.
"""

import argparse
import contextlib
import datetime as dt
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import cases, servers
from bench.measure import Figure, Noise, machine, not_measured
from bench.report import write

VAR = Path(os.environ.get("VAR_DIR") or servers.ROOT / "var") / "bench"
DATASETTE = VAR / "peers" / "bin" / "datasette"
PARTS = ("start", "equality", "kept", "datasette", "made anew", "under load")
EFFORTS = {"quick": (3, 2.0, 10, 8.0), "": (5, 4.0, 25, 30.0), "full": (9, 8.0, 60, 60.0)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_const", dest="effort", const="quick", default="")
    parser.add_argument("--full", action="store_const", dest="effort", const="full")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--keep-report", action="store_true", help="print only")
    asked = parser.parse_args()
    noise, figures = Noise(), []
    for figure in _measured(asked.effort, set(asked.only), noise):
        print(figure, flush=True)
        figures.append(figure)
    print(noise)
    if not asked.keep_report:
        write(figures, noise, _versions(), asked.effort or "usual")


def _versions() -> str:
    told = [
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in ("Django", "granian", "psycopg")),
    ]
    return f"{machine()}; {', '.join(told)}; {dt.datetime.now(dt.UTC).date().isoformat()}"


def _measured(effort: str, only: set[str], noise: Noise) -> Iterator[Figure]:
    times, seconds, singly, soak = EFFORTS[effort]
    var = VAR / "portal"
    if "start" in only or not (var / "pg18").exists():
        yield from _starts(var)
    with contextlib.ExitStack() as stack:
        kept = stack.enter_context(servers.portal(var))
        uncached = stack.enter_context(servers.portal(var, PAGE_CACHE_MB="0"))
        if "equality" in only:
            yield from cases.check_equality(kept, uncached)
        if "kept" in only:
            yield from _kept(kept, times, seconds, noise)
        if "datasette" in only:
            yield from _datasette(kept, uncached, times, seconds, noise)
        if "made anew" in only:
            yield from cases.uncached_pages(uncached, singly)
        if "start" in only:
            yield from cases.memory_of_workers(kept)
        if "under load" in only:
            yield from cases.while_staff_save(kept, _dsn(var), soak)


def _starts(var: Path) -> Iterator[Figure]:
    shutil.rmtree(var, ignore_errors=True)
    with servers.portal(var) as first:
        cold = first.seconds_to_first_page
    with servers.portal(var) as second:
        warm = second.seconds_to_first_page
    yield Figure("start", "first start to the first page", f"{cold:.1f} s", "≤ 15 s", cold <= 15)
    yield Figure("start", "second start to the first page", f"{warm:.2f} s", "≤ 1.5 s", warm <= 1.5)


def _kept(kept: servers.Server, times: int, seconds: float, noise: Noise) -> Iterator[Figure]:
    if servers.NGINX is None or shutil.which("wrk") is None:
        yield not_measured("kept", "everything", "nginx or wrk is not installed")
        return
    page = kept.get("/")[2]
    packed = kept.get("/", Accept_Encoding="gzip")[2]
    files = {"page.html": page, "page.html.gz": packed}
    with servers.nginx(VAR / "nginx", files, kept) as (plain, front), servers.empty_django(VAR / "nginx") as empty:
        assert front is not None
        front.get("/")
        yield from cases.cached(kept, plain, front, empty, times, seconds, noise)


def _datasette(
    kept: servers.Server, uncached: servers.Server, times: int, seconds: float, noise: Noise
) -> Iterator[Figure]:
    if not DATASETTE.exists():
        yield not_measured("datasette", "everything", "datasette is not installed")
        return
    file = VAR / "obce.db"
    cases.fill_sqlite(kept, file)
    with servers.datasette(DATASETTE, file) as other:
        yield from cases.beside_datasette(kept, uncached, other, times, seconds, noise)


def _dsn(var: Path) -> str:
    told = (var / "pg18/data/postmaster.pid").read_text().splitlines()
    return f"host={told[4]} port={told[3]} user=portal dbname=portal"


if __name__ == "__main__":
    main()
