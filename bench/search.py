"""Times finding a name among as many municipalities as the country has.

Everything is made in a transaction that is taken back; nothing stays in the database.  See README.md.
"""

import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memorandum.settings")

import django

django.setup()

from django.db import connection, connections, transaction

from bench import national
from czech.sought import Sought
from evidence.models import AsOf
from localities.models import Municipality
from localities.names import meant

TOWNS = 6_258
ROUNDS = 5


for alias in ("public", "moments"):  # what is filled in here is seen over this connection alone
    connections.settings.pop(alias, None)


def fill(called: list[str]) -> None:
    Municipality.objects.bulk_create(
        Municipality(code=str(100_000 + number), name=name, status="obec", district="Okres", orp="ORP")
        for number, name in enumerate(called)
        if not Municipality.objects.filter(code=str(100_000 + number)).exists()
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def mistyped(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def times(typed: list[str], find: Callable[[str], object]) -> tuple[float, float]:
    """Medians of processor time and of what a visitor waits, in milliseconds for one search, warm."""
    cpu, wall = [], []
    for text in typed:
        before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        find(text)
        wall.append(1000 * (time.perf_counter() - began))
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu.append(1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return statistics.median(cpu), statistics.median(wall)


def main() -> None:
    chance, at = random.Random(2), AsOf.now()
    with transaction.atomic():
        called = national.names(TOWNS, random.Random(1))
        fill(called)
        some = chance.sample(called, 40)
        asked = {
            "přesně": some,
            "v jiném pádě (po slovech bez koncovky)": [name.rstrip("aáeéiíoy") + "u" for name in some],
            "s překlepem": [mistyped(name, chance) for name in some],
            "jedno slovo z názvu": [name.split()[-1] for name in some],
        }
        for name, typed in asked.items():
            for _ in range(2):
                cpu, wall = times(typed, lambda text: meant(Sought(text), at))
            print(f"{TOWNS} obcí, {name}: procesor {cpu:.1f} ms, čekání {wall:.1f} ms")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
