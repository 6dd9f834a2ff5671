"""What is measured of the served portal, beside its peers.  Equality first: what differs is not compared in speed."""

import gzip
import http.client
import json
import sqlite3
import statistics
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg

from bench.measure import Figure, Load, Noise, cpu, load, paired, ratio
from bench.servers import Server, memory

PAGES = ("/", "/lokality/", "/lokality/ralsko/", "/obce/", "/obce/563820/", "/finance/", "/zmeny/", "/memorandum/")
MORE = (
    "/zastupitelstvo/",
    "/informace/",
    "/informace/sestava/",
    "/usneseni/",
    "/zdroje/",
    "/rozpory/",
    "/hledat/?q=ralsko",
)


def _ratios(pairs: list[tuple[Load, Load]]) -> tuple[float, float, float]:
    return ratio((ours.cpu, theirs.cpu) for ours, theirs in pairs)


def _told(found: tuple[float, float, float], pairs: list[tuple[Load, Load]]) -> str:
    ours = statistics.median(pair[0].cpu for pair in pairs)
    theirs = statistics.median(pair[1].cpu for pair in pairs)
    return f"{found[1]:.2f} × ({found[0]:.2f}–{found[2]:.2f}); {ours:.0f} : {theirs:.0f} µs"


def check_equality(kept: Server, uncached: Server) -> Iterator[Figure]:
    """A kept answer, in each form, is the answer that is made anew."""
    differ = set()
    for path in (*PAGES, *MORE):
        anew = uncached.get(path)[2].replace(uncached.url.encode(), kept.url.encode())
        for _ in range(2):
            answers = {kept.get(path)[2], gzip.decompress(kept.get(path, Accept_Encoding="gzip")[2])}
            differ |= {path} if answers != {anew} else set()
    yield Figure(
        "equality", "kept answers = answers made anew", f"{len(differ)} of {len(PAGES + MORE)} differ", "0", not differ
    )


def cached(
    kept: Server, files: Server, front: Server, empty: Server, times: int, seconds: float, noise: Noise
) -> Iterator[Figure]:
    """A kept page against nginx that serves the same bytes as a file."""
    tag = kept.get("/", Accept_Encoding="gzip")[1]["ETag"]
    file_tag = files.get("/page.html", Accept_Encoding="gzip")[1]["ETag"]
    for name, ours, theirs, goal in (
        ("page, gzip", ["Accept-Encoding: gzip"], ["Accept-Encoding: gzip"], 3),
        ("page, as it is", [], [], 3),
        (
            "304",
            ["Accept-Encoding: gzip", f"If-None-Match: {tag}"],
            [f"If-None-Match: {file_tag}", "Accept-Encoding: gzip"],
            4,
        ),
    ):
        pairs = paired(
            lambda ours=ours: load(f"{kept.url}/", kept.pids, seconds=seconds, headers=ours),  # type: ignore[misc]
            lambda theirs=theirs: load(f"{files.url}/page.html", files.pids, seconds=seconds, headers=theirs),  # type: ignore[misc]
            times,
            noise,
        )
        found = _ratios(pairs)
        rates = {
            "portal": statistics.median(p[0].rate for p in pairs),
            "nginx": statistics.median(p[1].rate for p in pairs),
        }
        is_met = found[1] <= goal and not sum(p[0].failed for p in pairs)
        yield Figure(
            "kept", f"{name}: CPU of the portal ÷ nginx's file", _told(found, pairs), f"≤ {goal} ×", is_met, rates
        )
    gzipped = ["Accept-Encoding: gzip"]
    pairs = paired(
        lambda: load(f"{front.url}/", front.pids, seconds=seconds, headers=gzipped),
        lambda: load(f"{files.url}/page.html", files.pids, seconds=seconds, headers=gzipped),
        times,
        noise,
    )
    found = _ratios(pairs)
    yield Figure("kept", "behind nginx: CPU ÷ nginx's file", _told(found, pairs), "≤ 1.2 ×", found[1] <= 1.2)
    pairs = paired(
        lambda: load(f"{kept.url}/", kept.pids, seconds=seconds, headers=gzipped),
        lambda: load(f"{empty.url}/", empty.pids, seconds=seconds),
        times,
        noise,
    )
    yield Figure("kept", "page: CPU ÷ an empty Django view", _told(_ratios(pairs), pairs))


def beside_datasette(
    kept: Server, uncached: Server, other: Server, times: int, seconds: float, noise: Noise
) -> Iterator[Figure]:
    """The same rows in datasette: its page of one row, its page of a table."""
    pairs = paired(
        lambda: load(f"{kept.url}/obce/563820/", kept.pids, seconds=seconds),
        lambda: load(f"{other.url}/obce/obce/563820", other.pids, seconds=seconds),
        times,
        noise,
    )
    found = ratio((ours.rate, theirs.rate) for ours, theirs in pairs)
    rates = f"{pairs[0][0].rate:.0f} : {pairs[0][1].rate:.0f} a second"
    yield Figure(
        "datasette",
        "page of a municipality: requests ÷ its row page",
        f"{found[1]:.0f} ×; {rates}",
        "≥ 100 ×",
        found[1] >= 100,
    )
    pairs = paired(
        lambda: _one_by_one(uncached, "/obce/", 12),
        lambda: _one_by_one(other, "/obce/obce?_size=215", 12),
        times,
        noise,
    )
    found = ratio((theirs.cpu, ours.cpu) for ours, theirs in pairs)
    yield Figure(
        "datasette", "list of 215 rows, made anew: its CPU ÷ ours", f"{found[1]:.1f} × cheaper", "≥ 8 ×", found[1] >= 8
    )


_WARM = 16  # requests that are not counted: each thread compiles and prepares its questions


def _one_by_one(server: Server, path: str, times: int) -> Load:
    """One request after another over one connection: what each costs, with nobody else to wait for."""
    parts = urllib.parse.urlsplit(server.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    failed, waited = 0, []
    for number in range(times + _WARM):
        if number == _WARM:
            before = cpu(server.pids)
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        waited.append(1000 * (time.perf_counter() - began))
        failed += answer.status != 200
    connection.close()
    return Load(1e6 * (cpu(server.pids) - before) / times, 1000 / statistics.median(waited), max(waited), failed)


_GOALS = {"/obce/": 10, "/lokality/ralsko/": 6, "/": 10, "/zmeny/": 8}  # milliseconds


def uncached_pages(server: Server, times: int) -> Iterator[Figure]:
    """Every kind of page made anew: processor time of the portal and of its database."""
    for path in (*PAGES, *MORE):
        found = _one_by_one(server, path, times)
        cost, goal = found.cpu / 1000, _GOALS.get(path)
        told = f"{cost:.1f} ms CPU, {1000 / found.rate:.1f} ms waiting"
        yield Figure(
            "made anew", path, told, f"≤ {goal} ms" if goal else "", cost <= goal if goal else None, {path: cost}
        )


def memory_of_workers(server: Server) -> Iterator[Figure]:
    for path in (*PAGES, *MORE):
        server.get(path)
    most = max(memory(child.pid) for child in _workers(server))
    yield Figure("start", "memory of a worker after all pages", f"{most:.0f} MB", "≤ 150 MB", most <= 150)


def _workers(server: Server) -> list[psutil.Process]:
    children: list[psutil.Process] = psutil.Process(server.process.pid).children()
    return children


def while_staff_save(server: Server, dsn: str, seconds: float) -> Iterator[Figure]:
    """Sixty-four visitors while a change is committed every second: each is seen, and soon."""
    stop, seen, hidden = threading.Event(), [], []

    def save() -> None:
        with psycopg.connect(dsn, autocommit=True) as connection:
            number = 0
            while not stop.wait(1):
                number += 1
                connection.execute(
                    "UPDATE localities_locality SET name = %s WHERE slug = 'ralsko'", [f"Ralsko {number}."]
                )
                committed = time.perf_counter()
                while f"Ralsko {number}." not in server.get("/lokality/ralsko/")[2].decode():
                    if time.perf_counter() - committed > 1:
                        hidden.append(number)
                        break
                seen.append(1000 * (time.perf_counter() - committed))

    writer = threading.Thread(target=save)
    writer.start()
    found = load(f"{server.url}/lokality/ralsko/", server.pids, seconds=seconds, connections=64)
    stop.set()
    writer.join()
    told = f"{len(seen)} changes, {len(hidden)} unseen, slowest {max(seen):.0f} ms"
    yield Figure(
        "under load",
        f"64 visitors, {seconds:.0f} s: changes seen within a second",
        told,
        "all",
        bool(seen) and not hidden,
    )
    yield Figure("under load", "… failed requests", f"{found.failed}", "0", not found.failed)
    yield Figure("under load", "… 99 % of answers", f"{found.p99:.1f} ms", "≤ 100 ms", found.p99 <= 100)


def fill_sqlite(server: Server, file: Path) -> None:
    """The portal's own open data on municipalities, as a table of SQLite."""
    file.unlink(missing_ok=True)
    rows = json.loads(server.get("/obce/export.json")[2])
    rows = rows["radky"]
    columns, key = list(rows[0]), "code"
    with sqlite3.connect(file) as database:
        named = ", ".join(f'"{column}"{" PRIMARY KEY" if column == key else ""}' for column in columns)
        database.execute(f"CREATE TABLE obce ({named})")
        values = [
            [
                row[column] if not isinstance(row[column], list | dict) else json.dumps(row[column])
                for column in columns
            ]
            for row in rows
        ]
        database.executemany(f"INSERT INTO obce VALUES ({', '.join('?' * len(columns))})", values)
