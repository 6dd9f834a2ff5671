"""The paper as a page, DOCX and PDF; a long table; the heaviest papers and lists of 300 localities; see README.md.

The latter are made in a transaction that is taken back; nothing stays in the database.
"""

import datetime as dt
import resource
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from bench.inside import alone, asked_of_days, ours
from bench.measure import Effort, Figure, Noise, at_most, cost, program
from council.models import FIXED, Block, BlockKind, Paper, Session
from evidence.models import Source, SourceKind
from formats.rendering import Rendering
from formats.sheet import Sheet, SheetColumn
from funding.models import Amount
from localities.models import (
    Locality,
    LocalityKind,
    Membership,
    Municipality,
    Plan,
    PlanChange,
    SupportChange,
    SupportKind,
)

_PAPER, _LATER = dt.date(2016, 8, 30), dt.date(2018, 6, 2)
_PLACES, _BLOCKS, _BEGAN = 300, 40, dt.date(2018, 1, 1)
_ROWS = 6_300  # municipalities in the country
_COLUMNS = (
    *(SheetColumn(name, name) for name in ("code", "name", "status", "district", "orp")),
    SheetColumn("population", "Obyvatel", "integer"),
    SheetColumn("since", "První den", "date"),
    SheetColumn("amount", "Alokace", "money"),
    SheetColumn("number", "Usnesení"),
    SheetColumn("source", "Zdroj"),
)


def figures(effort: Effort, noise: Noise) -> Iterator[Figure]:
    for kind, path, limit in (("page", "", 150), ("DOCX", ".docx", 150), ("PDF", ".pdf", 400)):
        address = f"/informace/sestava{path or '/'}"
        yield _waited(f"the paper as {kind}", asked_of_days(address, _PAPER), limit, effort.alone)
    taken = cost(_table, *ours(), seconds=effort.alone, warm=1, least=2)
    yield Figure("documents", f"XLSX, {_ROWS} rows of 10 columns", str(taken), **at_most(taken.cpu, 1000, "ms CPU"))
    yield from _heavy(effort)


def _waited(name: str, ask: Callable[[], bytes], limit: int, seconds: float) -> Figure:
    """By what somebody waits."""
    taken = cost(ask, *ours(), seconds=seconds, warm=1, least=3)
    return Figure("documents", name, str(taken), **at_most(taken.waited, limit, "ms wait"))


def _table() -> bytes:
    rows = (
        {
            "code": f"{500_000 + number}",
            "name": f"Obec {number}",
            "status": "obec",
            "district": f"Okres {number % 77}",
            "orp": f"ORP {number % 206}",
            "population": number,
            "since": dt.date(2016, 1, 1) + dt.timedelta(days=number % 365),
            "amount": Decimal(number) * 1_000,
            "number": f"{number}/16/RK",
            "source": f"Registr, výpis {number}",
        }
        for number in range(_ROWS)
    )
    return Rendering().table(Sheet("Obce", _COLUMNS, rows, "", (_PAPER, _PAPER), None, "obce"), "xlsx")


def _heavy(effort: Effort) -> Iterator[Figure]:
    """A paper of 40 blocks over 300 localities, each with sources of its own, and lists of them."""
    alone()
    ways = (("", ""), (" with its sources", "ano"), (" by documents", "dokumenty"))
    with transaction.atomic():
        _fill()
        yield _waited("heaviest paper as page", asked_of_days("/informace/sestava/", _LATER), 300, effort.alone)
        for kind, limit in (("docx", 500), ("pdf", 1500)):
            for words, citing in ways:
                path = f"/informace/sestava.{kind}"
                ask = asked_of_days(path, _LATER, **({"zdroje": citing} if citing else {}))
                yield _waited(f"heaviest paper as {kind.upper()}{words}", ask, limit, effort.alone)
            ask = asked_of_days(f"/lokality/export.{kind}", _LATER)
            yield _waited(f"list of {_PLACES} localities as {kind.upper()}", ask, limit, effort.alone)
        transaction.set_rollback(True)
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    yield Figure("documents", "memory for all of that", f"{own:.0f} MB here, {child:.0f} MB in a child")


def _fill() -> None:
    sources = Source.objects.bulk_create(
        Source(
            key=f"zatez-{n}-{m}",
            kind=SourceKind.REPORT,
            title=f"Zpráva o spolupráci s lokalitou Zátěž {n}, {m}. část",
            issued_on=_BEGAN,
            is_public=True,
            text=f"Lokalita Zátěž {n} má podporu.",
        )
        for n in range(_PLACES)
        for m in range(3)
    )
    places = Locality.objects.bulk_create(
        Locality(slug=f"zatez-{n}", name=f"Zátěž {n}", kind=LocalityKind.MUNICIPALITY, is_public=True)
        for n in range(_PLACES)
    )
    towns = Municipality.objects.bulk_create(
        Municipality(code=f"{900_000 + n}", name=f"Zátěž {n}", status="obec", district="Okres", orp="ORP")
        for n in range(_PLACES)
    )
    plans = Plan.objects.bulk_create(
        Plan(key=f"zatez-{n}", locality=place, kind="spsz", title=f"Strategický plán Zátěž {n}")
        for n, place in enumerate(places)
    )
    kinds = [*SupportKind.objects.order_by("position")]
    facts: list[list[Any]] = [[], [], [], []]
    for n, place in enumerate(places):
        about, of_plan, of_money = sources[3 * n : 3 * n + 3]
        said = {"effective_on": _BEGAN, "known_on": _BEGAN, "passage": f"Lokalita Zátěž {n} má podporu."}
        state, money = "approved" if n % 3 else "in_preparation", Decimal(1_000_000 + n)
        told = (
            SupportChange(key=f"zatez-{n}", locality=place, kind=kinds[n % len(kinds)], source=about, **said),
            Membership(key=f"zatez-{n}", locality=place, municipality=towns[n], source=about, **said),
            PlanChange(key=f"zatez-{n}", plan=plans[n], state=state, source=of_plan, **said),
            Amount(key=f"zatez-{n}", locality=place, kind="allocated", amount=money, source=of_money, **said),
        )
        for rows, fact in zip(facts, told, strict=True):
            rows.append(fact)
    for rows in facts:
        type(rows[0])._default_manager.bulk_create(rows)
    body = Session.objects.select_related("body")[0].body
    session = Session.objects.create(key="zatez", body=body, number=9, held_on=dt.date(2018, 6, 1))
    paper = Paper.objects.create(
        key="informace", session=session, subject="Zátěž", addressee="Zastupitelstva", is_public=True
    )
    told_of = [kind for kind in BlockKind if kind not in FIXED]
    Block.objects.bulk_create(
        Block(
            paper=paper,
            position=n,
            kind=kind,
            text="Předkládáme na vědomí. " * 9 if kind == BlockKind.TEXT else "Lokality: {}",
        )
        for n, kind in enumerate([*told_of, *[BlockKind.TEXT] * (_BLOCKS - len(told_of))])
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    program(figures)
