"""Long lists over the heavy record: a page of each made anew, against plain SQL of the same rows and datasette.

The goals are that the database works for a page no longer than three times what plain SQL takes it, and that nobody
waits for more than 20 ms.
"""

import itertools
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote_plus

import psycopg

from bench import servers
from bench.measure import Cost, Figure, at_least, beside, cost, not_measured, number, paired, ratio, reached
from bench.plain import AMOUNTS, PLACE, SOURCES, TABLES, TODAY, changes
from bench.tables import fill
from bench.world import World

_WAIT = 20  # milliseconds
_SLOW = 2_000  # milliseconds: what takes longer is not asked in turn
_BEGIN = date(2007, 1, 1)
_ALL = f"/zmeny/?od={_BEGIN}"
_PLACE = "lokalita-0"  # of which a tenth of all amounts is
_NEXT = re.compile(r'rel="next" href="[^"]*?po=([^"&]+)')
_SOURCE = re.compile(r'href="/zdroje/([^"/?]+)/"')
_WALKED = 12  # pages that are joined and compared with one ordered query


@dataclass(frozen=True)
class Case:
    """One page: the portal's, plain SQL of the same rows, datasette's of the same table."""

    name: str
    path: str
    plain: list[tuple[str, dict[str, Any]]]
    datasette: str


def figures(world: World) -> Iterator[Figure]:
    world.need("heavy")
    with psycopg.connect(servers.url(world.var, "heavy"), autocommit=True) as plain:
        yield from _equality(world, plain)
        yield from _pages(world, plain)


def _pages(world: World, plain: psycopg.Connection[Any]) -> Iterator[Figure]:
    if not world.has_datasette:
        yield not_measured("lists", "datasette beside all lists", "it is not installed")
        yield from (_page(world, plain, None, case) for case in _cases(world, plain))
        return
    file = world.folder / "heavy.db"
    file.unlink(missing_ok=True)
    for table, (sql, indexes) in TABLES.items():
        with plain.cursor(f"all_{table}", withhold=True) as rows:
            rows.execute(sql)
            rows.itersize = 10_000
            assert rows.description
            fill(file, table, [column.name for column in rows.description], rows, key="id", indexes=indexes)
    with world.datasette(file) as other:
        yield from (_page(world, plain, other, case) for case in _cases(world, plain))
        yield from _csv(world, other)


def _cases(world: World, plain: psycopg.Connection[Any]) -> Iterator[Case]:
    rows = f"{world.effort.rows:,}".replace(",", " ")
    since, until = date(2015, 1, 1), date(2016, 1, 1)
    deep = _deep(world, plain)
    place, subject = plain.execute("SELECT slug, name FROM localities_locality WHERE slug = %s", [_PLACE]).fetchone()  # type: ignore[misc]
    table = "/heavy/zmeny?_sort_desc=day&_size=50"
    year = f"day__gt={since}&day__lte={until}"
    yield Case(f"changes, {rows}: first page", _ALL, [changes(_BEGIN)], table)
    yield Case("changes: of a year", f"/zmeny/?od={since}&do={until}", [changes(since, until)], f"{table}&{year}")
    after = _after(plain, deep)
    deeper = f"{table}&_next={after['day']},{after['pk']}"
    yield Case("changes: deep, from a change on", f"{_ALL}&po={deep}", [changes(_BEGIN, after=after)], deeper)
    of_place = f"{table}&subject={quote_plus(subject)}"
    yield Case("changes: of a locality", f"{_ALL}&lokalita={place}", [changes(_BEGIN, place=place)], of_place)
    money, last = "/heavy/castky?_size=100", world.effort.rows // 2
    page = last // 100
    yield Case(f"amounts, {rows}: first page", "/finance/", [(AMOUNTS, _of_amounts())], money)
    awarded = [(AMOUNTS, _of_amounts(kind="awarded"))]
    yield Case("amounts: of a kind", "/finance/?druh=awarded", awarded, f"{money}&kind=awarded")
    far = [(AMOUNTS, _of_amounts(skip=100 * (page - 1)))]
    yield Case("amounts: deep, by its number", f"/finance/?strana={page}", far, f"{money}&_next={last}")
    local = f"{money}&locality={quote_plus(subject)}"
    yield Case(
        "amounts: page of a locality", f"/lokality/{_PLACE}/", [(sql, {"place": _PLACE}) for sql in PLACE], local
    )
    listed, page = "/heavy/zdroje?_size=50&_sort_desc=issued_on", world.effort.rows // 100
    yield Case(f"sources, {rows}: first page", "/zdroje/", _of_sources(), listed)
    yield Case("sources: of a kind", "/zdroje/?druh=press", _of_sources(kind="press"), f"{listed}&kind=press")
    skipped = _of_sources(skip=50 * (page - 1))
    yield Case("sources: deep, by its number", f"/zdroje/?strana={page}", skipped, f"{listed}&_next=2014-01-01,{last}")


def _of_amounts(*, kind: str = "", skip: int = 0) -> dict[str, Any]:
    return {"kind": kind, "skip": skip, "day": TODAY}


def _of_sources(*, kind: str = "", skip: int = 0) -> list[tuple[str, dict[str, Any]]]:
    return [(sql, {"kind": kind, "skip": skip, "day": TODAY}) for sql in SOURCES]


def _page(world: World, plain: psycopg.Connection[Any], other: servers.Server | None, case: Case) -> Figure:
    server, name = world.heavy, case.name
    try:
        ours = cost(server.asking(case.path), server.own, server.database, seconds=0, least=1)
    except OSError as error:
        return Figure("lists", name, f"no answer ({error})", **reached(f"≤ 3 ×, ≤ {_WAIT} ms", when=False))

    def ask() -> None:
        for sql, values in case.plain:
            plain.execute(sql, values, prepare=True).fetchall()

    bare = cost(ask, [], server.database, seconds=0, least=1)
    pairs = [(ours, bare)]
    if ours.waited < _SLOW:
        asked = server.asking(case.path)
        pairs = paired(
            lambda: cost(asked, server.own, server.database, seconds=world.effort.alone, warm=0),
            lambda: cost(ask, [], server.database, seconds=world.effort.alone, warm=0),
            min(world.effort.pairs, 3),
            world.noise,
        )
    ratios = [(own.database, max(sql.database, 0.05)) for own, sql in pairs]
    least, middle, most = ratio(ratios)
    median = Cost(
        *(statistics.median(getattr(own, name) for own, _ in pairs) for name in ("server", "database", "waited"))
    )
    base = statistics.median(sql.database for _, sql in pairs)
    told = f"plain SQL: {number(base)} ms CPU"
    if other is not None:
        peer = cost(other.asking(case.datasette), other.own, seconds=world.effort.alone)
        told += f"; datasette: {number(peer.cpu)} ms CPU, {number(peer.waited)} ms wait"
    share = max(middle / 3, median.waited / _WAIT)
    goal: dict[str, Any] = {"goal": f"database ≤ 3 ×, wait ≤ {_WAIT} ms", "of_goal": share}
    spread = f"database {number(middle)} × ({number(least)}–{number(most)})"
    return Figure("lists", name, str(median), told, spread, **goal)


# --- Equality -------------------------------------------------------------------------------------------------------


def _equality(world: World, plain: psycopg.Connection[Any]) -> Iterator[Figure]:
    """Pages that follow one another, joined, are one ordered query."""
    sql, values = changes(_BEGIN, most=50 * _WALKED)
    ordered = [_as_token(row) for row in plain.execute(sql, values).fetchall()]
    path, tokens = _ALL, list[str]()
    for _ in range(_WALKED):
        tokens.append(_token(world, path))
        path = f"{_ALL}&po={tokens[-1]}"
    deep = _deep(world, plain)
    sql, values = changes(_BEGIN, after=_after(plain, deep))
    further = [_as_token(row) for row in plain.execute(sql, values).fetchall()]
    same = tokens == ordered[49::50] and _token(world, f"{_ALL}&po={deep}") == further[49]
    told = f"{_WALKED} pages and a deep one {'are' if same else 'are NOT'} its rows"
    yield Figure("lists", "pages of changes joined = one ordered query", told, **reached("the same rows", when=same))
    read = list[str]()
    for page in (1, 2, world.effort.rows // 100):
        content = world.heavy.get(f"/zdroje/?strana={page}")[2].decode()
        read += dict.fromkeys(_SOURCE.findall(content))
    expected = list[str]()
    for skip in (0, 50, 50 * (world.effort.rows // 100 - 1)):
        ((sql, values), _) = _of_sources(skip=skip)
        expected += [row[0] for row in plain.execute(sql, values).fetchall()]
    told = "3 pages are its rows" if read == expected else "they are NOT its rows"
    yield Figure(
        "lists", "pages of sources = one ordered query", told, **reached("the same rows", when=read == expected)
    )


def _token(world: World, path: str) -> str:
    """Behind which change the page after that one goes on."""
    found = _NEXT.search(world.heavy.get(path)[2].decode())
    return found[1] if found else ""


def _deep(world: World, plain: psycopg.Connection[Any]) -> str:
    """A change in the midst of the many amounts."""
    named = "SELECT effective_on, id FROM funding_amount WHERE key = %s"
    day, pk = plain.execute(named, [f"velka-{world.effort.rows // 2}"]).fetchone()  # type: ignore[misc]
    return f"3_{day}_amount_{pk}_began"


def _as_token(row: tuple[Any, ...]) -> str:
    rank, day, _, model, pk, *_ = row
    return f"{rank}_{day}_{model}_{pk}_began"


def _after(plain: psycopg.Connection[Any], token: str) -> dict[str, Any]:
    """What plain SQL must know to go on behind that change, which is an amount."""
    rank, day, _, pk, _ = token.split("_")
    named = (
        "SELECT name_key FROM localities_locality WHERE id = (SELECT locality_id FROM funding_amount WHERE id = %s)"
    )
    (place,) = plain.execute(named, [pk]).fetchone()  # type: ignore[misc]
    return {"rank": int(rank), "day": day, "place": place, "pk": int(pk)}


# --- The whole list -------------------------------------------------------------------------------------------------


def _csv(world: World, other: servers.Server) -> Iterator[Figure]:
    """The list of sources as a file, of another day each time: what was made once would be given again."""
    server = world.heavy
    days = (date(2026, 1, 1) + timedelta(days=n) for n in itertools.count())
    ours = server.asking_each(f"/zdroje/export.csv?ke_dni={day}" for day in days)
    theirs = other.asking("/heavy/zdroje.csv?_stream=on&_size=max")
    lines = [action().count(b"\n") for action in (ours, theirs)]
    name = f"sources as CSV, {lines[0] - 1} rows"
    if lines[0] != lines[1]:
        yield Figure(
            "lists", name, f"{lines[0]} lines", f"datasette: {lines[1]}", **reached("the same rows", when=False)
        )
        return
    pairs = paired(
        lambda: cost(ours, server.own, server.database, seconds=0, warm=0, least=1),
        lambda: cost(theirs, other.own, seconds=0, warm=0, least=1),
        1 if world.effort.rows > 200_000 else 3,
        world.noise,
    )
    swapped = [(theirs.cpu, ours.cpu) for ours, theirs in pairs]
    told = beside([(own, peer) for peer, own in swapped], "ms CPU", "datasette's stream")
    least, middle, most = ratio(swapped)
    told["ratio"] = f"{number(middle)} × ({number(least)}–{number(most)}) faster"
    yield Figure("lists", name, **told, **at_least(middle, 8))
