"""What is measured of the served portal, beside its peers.  Equality first: what differs is not compared in speed."""

import gzip
import json
import shutil
import statistics
import threading
import time
from collections.abc import Iterator

import psutil
import psycopg

from bench import servers
from bench.measure import (
    Figure,
    Load,
    at_least,
    at_most,
    beside,
    cost,
    load,
    memory,
    not_measured,
    number,
    paired,
    ratio,
    reached,
)
from bench.tables import fill
from bench.world import World

PAGES = ("/", "/lokality/", "/lokality/ralsko/", "/obce/", "/obce/563820/", "/finance/", "/zmeny/", "/memorandum/")
MORE = (
    *("/zastupitelstvo/", "/informace/", "/informace/sestava/", "/usneseni/", "/zdroje/", "/rozpory/"),
    "/hledat/?q=ralsko",
)
_GOALS = {"/obce/": 10, "/lokality/ralsko/": 6, "/": 10, "/zmeny/": 8}  # milliseconds of processor time
_GZIP = "Accept-Encoding: gzip"


def equality(world: World) -> Iterator[Figure]:
    """A kept answer, in each form, is the answer that is made anew."""
    differ = set()
    for path in (*PAGES, *MORE):
        anew = world.uncached.get(path)[2].replace(world.uncached.url.encode(), world.kept.url.encode())
        for _ in range(2):
            packed = world.kept.get(path, Accept_Encoding="gzip")[2]
            differ |= {path} if {world.kept.get(path)[2], gzip.decompress(packed)} != {anew} else set()
    told = f"{len(differ)} of {len(PAGES + MORE)} differ"
    yield Figure("equality", "kept answers = answers made anew", told, **reached("none differs", when=not differ))


def kept(world: World) -> Iterator[Figure]:
    """A kept page against nginx that serves the same bytes as a file, and against an empty Django view."""
    if servers.NGINX is None or shutil.which("wrk") is None:
        yield not_measured("kept", "everything", "nginx or wrk is not installed")
        return
    files = {"page.html": world.kept.get("/")[2], "page.html.gz": world.kept.get("/", Accept_Encoding="gzip")[2]}
    folder = world.folder / "nginx"
    with servers.nginx(folder, files, world.kept) as (plain, front), servers.empty_django(folder) as empty:
        assert front is not None
        front.get("/")
        tag = world.kept.get("/", Accept_Encoding="gzip")[1]["ETag"]
        file_tag = plain.get("/page.html", Accept_Encoding="gzip")[1]["ETag"]
        page, file = f"{world.kept.url}/", f"{plain.url}/page.html"
        nginx = "nginx, its file"
        unchanged, file_unchanged = f"If-None-Match: {tag}", f"If-None-Match: {file_tag}"
        yield _beside(world, "page, gzip", (world.kept, page, [_GZIP]), (plain, file, [_GZIP]), nginx, 3)
        yield _beside(world, "page, as it is", (world.kept, page, []), (plain, file, []), nginx, 3)
        not_modified = (plain, file, [_GZIP, file_unchanged])
        yield _beside(world, "304", (world.kept, page, [_GZIP, unchanged]), not_modified, nginx, 4)
        yield _beside(
            world, "page behind nginx", (front, f"{front.url}/", [_GZIP]), (plain, file, [_GZIP]), nginx, 1.2
        )
        view = (empty, f"{empty.url}/", list[str]())
        name = "page, gzip, beside a view that does nothing"
        yield _beside(world, name, (world.kept, page, [_GZIP]), view, "empty Django view", 1)


type _Asked = tuple[servers.Server, str, list[str]]


def _beside(world: World, name: str, ours: _Asked, theirs: _Asked, peer: str, limit: float) -> Figure:
    """Processor time for a request, of both."""

    def once(asked: _Asked) -> Load:
        server, url, headers = asked
        return load(url, server.pids, seconds=world.effort.load, headers=headers)

    pairs = paired(lambda: once(ours), lambda: once(theirs), world.effort.pairs, world.noise)
    middle = ratio((own.cpu, other.cpu) for own, other in pairs)[1]
    told = beside(((own.cpu, other.cpu) for own, other in pairs), "µs CPU", peer)
    rates = " : ".join(number(statistics.median(pair[side].rate for pair in pairs)) for side in (0, 1))
    told["ratio"] += f"; {rates} a second"
    failed = sum(own.failed for own, _ in pairs)
    goal = reached(f"none failed, {failed} did", when=False) if failed else at_most(middle, limit)
    return Figure("kept", name, **told, **goal)


def beside_datasette(world: World) -> Iterator[Figure]:
    """The same rows in datasette: its page of one row, its page of a table and its JSON."""
    if not world.has_datasette:
        yield not_measured("datasette", "everything", "datasette is not installed")
        return
    if shutil.which("wrk") is None:
        yield not_measured("datasette", "page of a municipality", "wrk is not installed")
        return
    file = world.folder / "region.db"
    file.unlink(missing_ok=True)
    counts = {}
    for table, key in (("obce", "code"), ("zdroje", "url")):
        rows = json.loads(world.kept.get(f"/{table}/export.json")[2])["radky"]
        keyed = key if len({row[key] for row in rows}) == len(rows) else ""
        fill(file, table, [*rows[0]], (tuple(row.values()) for row in rows), key=keyed)
        counts[table] = len(rows)
    with world.datasette(file) as other:
        pairs = paired(
            lambda: load(f"{world.kept.url}/obce/563820/", world.kept.pids, seconds=world.effort.load),
            lambda: load(f"{other.url}/region/obce/563820", other.pids, seconds=world.effort.load),
            world.effort.pairs,
            world.noise,
        )
        rates = [(ours.rate, theirs.rate) for ours, theirs in pairs]
        told = beside(rates, "a second", "datasette, row page")
        yield Figure("datasette", "page of a municipality, kept", **told, **at_least(ratio(rates)[1], 100))
        for table, limit, kind in (("obce", 8, ""), ("obce", None, ".json"), ("zdroje", None, ".json")):
            yield _made_beside(world, other, table, counts[table], limit, kind)


def _made_beside(world: World, other: servers.Server, table: str, rows: int, limit: float | None, kind: str) -> Figure:
    """A list made anew, as a page or as JSON, against datasette's of the same rows; JSON has a goal by its rows."""
    own = world.uncached
    ours = own.asking(f"/{table}/export{kind}" if kind else f"/{table}/")
    theirs = other.asking(f"/region/{table}{kind}?_size={rows}&_shape=objects")
    pairs = paired(
        lambda: cost(ours, own.own, own.database, seconds=world.effort.alone),
        lambda: cost(theirs, other.own, seconds=world.effort.alone),
        world.effort.pairs,
        world.noise,
    )
    told = beside([(theirs.cpu, ours.cpu) for ours, theirs in pairs], "ms CPU", "")
    told["ours"], told["theirs"] = told["theirs"].removeprefix(": "), f"datasette: {told['ours']}"
    told["ratio"] = f"{told['ratio']} cheaper"
    if limit is not None:
        goal = at_least(ratio((theirs.cpu, ours.cpu) for ours, theirs in pairs)[1], limit)
    else:
        goal = at_most(statistics.median(ours.cpu for ours, _ in pairs) * 100 / max(rows, 100), 3, "ms for 100 rows")
    name = f"/{table}/, {rows} rows{' as JSON' if kind else ''}, made anew"
    return Figure("datasette", name, **told, **goal)


def made_anew(world: World) -> Iterator[Figure]:
    """Every kind of page made anew: processor time of the portal and of its database."""
    server = world.uncached
    for path in (*PAGES, *MORE):
        asked, goal = server.asking(path), _GOALS.get(path)
        runs = [
            cost(asked, server.own, server.database, seconds=world.effort.alone, warm=16 if first else 0)
            for first in (True, False, False)
        ]
        middle = sorted(runs, key=lambda run: run.cpu)[1]
        spread = f"{number(min(run.cpu for run in runs))}–{number(max(run.cpu for run in runs))} ms CPU"
        yield Figure(
            "made anew", path, str(middle), ratio=spread, **(at_most(middle.cpu, goal, "ms CPU") if goal else {})
        )


def starts(world: World) -> Iterator[Figure]:
    cold, warm = world.start_anew()
    yield Figure("start", "first start to the first page", f"{cold:.1f} s", **at_most(cold, 15, "s"))
    yield Figure("start", "second start to the first page", f"{warm:.2f} s", **at_most(warm, 1.5, "s"))
    for path in (*PAGES, *MORE):
        world.kept.get(path)
    workers: list[psutil.Process] = psutil.Process(world.kept.process.pid).children()
    most = max(memory(worker.pid) for worker in workers)
    yield Figure("start", "memory of a worker after all pages", f"{most:.0f} MB", **at_most(most, 150, "MB"))


def under_load(world: World) -> Iterator[Figure]:
    """Sixty-four visitors while a change is committed every second: each is seen, and soon."""
    if shutil.which("wrk") is None:
        yield not_measured("under load", "everything", "wrk is not installed")
        return
    server, seconds = world.kept, world.effort.visitors
    stop, seen, hidden = threading.Event(), [], []

    def save() -> None:
        with psycopg.connect(servers.url(world.var, "portal", "portal"), autocommit=True) as connection:
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
            connection.execute("UPDATE localities_locality SET name = 'Ralsko' WHERE slug = 'ralsko'")

    writer = threading.Thread(target=save)
    writer.start()
    found = load(f"{server.url}/lokality/ralsko/", server.pids, seconds=seconds, connections=64)
    stop.set()
    writer.join()
    told = f"{len(seen)} changes, {len(hidden)} unseen, slowest {max(seen, default=0):.0f} ms"
    name = f"64 visitors, {seconds:.0f} s: changes seen within a second"
    yield Figure("under load", name, told, **reached("all", when=bool(seen) and not hidden))
    yield Figure("under load", "… failed requests", f"{found.failed}", **reached("none", when=not found.failed))
    yield Figure("under load", "… 99 % of answers", f"{found.p99:.1f} ms", **at_most(found.p99, 100, "ms"))
