"""Times the heaviest documents: a paper of 40 blocks over 300 localities, each with sources of its own; see README.md.

Everything is made in a transaction that is taken back; nothing stays in the database.
"""

import datetime as dt
import itertools
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memorandum.settings")

import django

django.setup()

from django.db import connection, connections, transaction
from django.test import Client

from council.models import FIXED, Block, BlockKind, Paper, Session
from evidence.models import Source, SourceKind
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

PLACES, BLOCKS = 300, 40
BEGAN = dt.date(2018, 1, 1)
TIMES = 5


for alias in ("public", "moments"):  # what is filled in here is seen over this connection alone
    connections.settings.pop(alias, None)


def fill() -> None:
    numbers = range(PLACES)
    sources = Source.objects.bulk_create(
        Source(
            key=f"zatez-{n}-{m}",
            kind=SourceKind.REPORT,
            title=f"Zpráva o spolupráci s lokalitou Zátěž {n}, {m}. část",
            issued_on=BEGAN,
            is_public=True,
            text=f"Lokalita Zátěž {n} má podporu.",
        )
        for n in numbers
        for m in range(3)
    )
    places = Locality.objects.bulk_create(
        Locality(slug=f"zatez-{n}", name=f"Zátěž {n}", kind=LocalityKind.MUNICIPALITY, is_public=True) for n in numbers
    )
    towns = Municipality.objects.bulk_create(
        Municipality(code=f"{900_000 + n}", name=f"Zátěž {n}", status="obec", district="Okres", orp="ORP")
        for n in numbers
    )
    kinds = [*SupportKind.objects.order_by("position")]
    plans = Plan.objects.bulk_create(
        Plan(key=f"zatez-{n}", locality=places[n], kind="spsz", title=f"Strategický plán Zátěž {n}") for n in numbers
    )
    for n in numbers:
        about, of_plan, of_money = sources[3 * n : 3 * n + 3]
        said = {"effective_on": BEGAN, "known_on": BEGAN, "passage": f"Lokalita Zátěž {n} má podporu."}
        SupportChange(locality=places[n], kind=kinds[n % len(kinds)], source=about, **said).save()
        Membership(locality=places[n], municipality=towns[n], source=about, **said).save()
        state = "approved" if n % 3 else "in_preparation"
        PlanChange(key=f"zatez-{n}", plan=plans[n], state=state, source=of_plan, **said).save()
        money = Decimal(1_000_000 + n)
        Amount(key=f"zatez-{n}", locality=places[n], kind="allocated", amount=money, source=of_money, **said).save()
    told = [kind for kind in BlockKind if kind not in FIXED]
    wanted = [*told, *[BlockKind.TEXT] * (BLOCKS - len(told))]
    body = Session.objects.select_related("body")[0].body
    session = Session.objects.create(key="zatez", body=body, number=9, held_on=dt.date(2018, 6, 1))
    paper = Paper.objects.create(
        key="informace", session=session, subject="Zátěž", addressee="Zastupitelstva", is_public=True
    )
    Block.objects.bulk_create(
        Block(
            paper=paper, position=n, kind=kind, text="Lokality: {}" if kind in told else "Předkládáme na vědomí. " * 9
        )
        for n, kind in enumerate(wanted)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def asked(path: str, **query: str) -> Callable[[], bytes]:
    client = Client(headers={"host": "127.0.0.1"})
    days = itertools.count()

    def answer() -> bytes:
        day = (dt.date(2018, 6, 2) + dt.timedelta(days=next(days))).isoformat()
        response = client.get(path, {"ke_dni": day, "znamo_k": day, **query})
        if response.status_code != 200:
            raise SystemExit(f"{path}: {response.status_code}")
        content: bytes = response.content
        return content

    return answer


def main() -> None:
    with transaction.atomic():
        fill()
        for name, answer, limit in (
            ("HTML", asked("/informace/sestava/"), 300),
            ("DOCX", asked("/informace/sestava.docx"), 500),
            ("DOCX se zdroji", asked("/informace/sestava.docx", zdroje="ano"), 500),
            ("DOCX podle dokumentů", asked("/informace/sestava.docx", zdroje="dokumenty"), 500),
            ("PDF", asked("/informace/sestava.pdf"), 1500),
            ("PDF se zdroji", asked("/informace/sestava.pdf", zdroje="ano"), 1500),
            ("PDF podle dokumentů", asked("/informace/sestava.pdf", zdroje="dokumenty"), 1500),
            ("seznam lokalit PDF", asked("/lokality/export.pdf"), 1500),
            ("seznam lokalit DOCX", asked("/lokality/export.docx"), 500),
        ):
            taken = []
            for _ in range(TIMES + 1):
                began = time.perf_counter()
                content = answer()
                taken.append(1000 * (time.perf_counter() - began))
            median = statistics.median(taken[1:])
            told = "ok" if median <= limit else "OVER"
            print(f"{name:22} {median:6.0f} ms  {len(content) / 1000:8.0f} kB   limit {limit} {told}", flush=True)
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"memory: {own:.0f} MB here, {children:.0f} MB in the largest child")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
