"""Times the paper and a long table, warm; see README.md."""

import argparse
import datetime as dt
import itertools
import os
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

from django.test import Client

from formats.rendering import Rendering
from formats.sheet import Sheet, SheetColumn

ROWS = 6_300  # municipalities in the country
LOOP = 1_000_000

COLUMNS = (
    SheetColumn("code", "Kód obce"),
    SheetColumn("name", "Název"),
    SheetColumn("status", "Postavení"),
    SheetColumn("district", "Okres"),
    SheetColumn("orp", "ORP"),
    SheetColumn("population", "Obyvatel", "integer"),
    SheetColumn("since", "První den", "date"),
    SheetColumn("amount", "Alokace", "money"),
    SheetColumn("number", "Usnesení"),
    SheetColumn("source", "Zdroj"),
)


def reference() -> int:
    """A loop that does nothing but reckon: how fast the machine is just now."""
    return sum(number * number % 7 for number in range(LOOP))


def paper(path: str) -> Callable[[], object]:
    """Ask for the paper as of another day each time: what was set before must not be taken out of a memory."""
    client = Client(headers={"host": "127.0.0.1"})
    days = itertools.count()

    def asked() -> object:
        day = (dt.date(2016, 8, 30) + dt.timedelta(days=next(days))).isoformat()
        response = client.get(path, {"ke_dni": day, "znamo_k": day})
        if response.status_code != 200:
            raise SystemExit(f"{path}: {response.status_code}; is the record loaded?")
        return response.content

    return asked


def table() -> bytes:
    """As many rows as the country has municipalities, with every kind of cell."""
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
        for number in range(ROWS)
    )
    day = dt.date(2016, 8, 30)
    sheet = Sheet("Obce", COLUMNS, rows, "", (day, day), None, "obce")
    return Rendering().table(sheet, "xlsx")


def timed(action: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    action()
    return time.process_time() - cpu, time.perf_counter() - wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    asked = parser.parse_args()
    measured: list[tuple[str, Callable[[], object], str, float]] = [
        ("HTML", paper("/informace/sestava/"), "wall", 0.150),
        ("DOCX", paper("/informace/sestava.docx"), "wall", 0.150),
        ("PDF", paper("/informace/sestava.pdf"), "wall", 0.400),
        (f"XLSX, {ROWS} rows", table, "cpu", 1.0),
    ]
    print(f"{'what':18} {'CPU ms':>8} {'wall ms':>8} {'CPU/loop':>9} {'limit':>12}")
    for name, action, kind, limit in measured:
        for _ in range(3):
            action()
        times = [(timed(reference)[0], *timed(action)) for _ in range(asked.runs)]
        loop, cpu, wall = (statistics.median(column) for column in zip(*times, strict=True))
        kept = (wall if kind == "wall" else cpu) <= limit
        told = f"{kind} {limit * 1000:.0f} {'ok' if kept else 'OVER'}"
        print(f"{name:18} {cpu * 1000:8.0f} {wall * 1000:8.0f} {cpu / loop:9.2f} {told:>12}")
    print(f"reference loop: {timed(reference)[0] * 1000:.0f} ms")


if __name__ == "__main__":
    main()
