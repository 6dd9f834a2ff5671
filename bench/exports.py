"""Times exports of long lists against COPY and a bare loop of the library; see README.md.

Everything is made in a transaction that is taken back; nothing stays in the database.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memorandum.settings")

import django

django.setup()

from django.db import connection, connections, transaction
from django.http import QueryDict
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from evidence.models import AsOf
from formats.rendering import Rendering
from formats.sheet import AT_ONCE, Sheet
from memorandum.portal.lists import CHANGES, SOURCES, PublicList

CHANGES_OF_A_PLACE = 20
_TICKS = os.sysconf("SC_CLK_TCK")

SOURCES_SQL = """
INSERT INTO evidence_source
    (key, kind, title, number, issuer_name, issued_on, precision, read_on, url, text, note, is_public)
SELECT 'bench-' || n, 'report', 'Zpráva o plnění č. ' || n, n || '/2020', 'Úřad č. ' || n %% 97,
       DATE '2010-01-01' + n %% 3000, 'day', DATE '2020-01-01', 'https://example.cz/zprava/' || n, '', '', true
FROM generate_series(1, %s) AS n
"""
PLACES_SQL = """
INSERT INTO localities_locality (slug, name, kind, is_plural, is_public)
SELECT 'bench-' || n, 'Lhota č. ' || n, 'municipality', false, true FROM generate_series(1, %s) AS n
"""
CHANGES_SQL = """
INSERT INTO localities_supportchange
    (key, locality_id, kind_id, source_id, passage, effective_on, precision, known_on, restarts, recorded_at,
     correction, struck_why, note)
SELECT 'bench-' || n, place.id, kinds.ids[1 + (n / %(places)s) %% 2], source.id, 'má podporu od tohoto dne',
       DATE '1990-01-01' + n / %(places)s, 'day', DATE '2020-01-01', false, now(), '', '', ''
FROM generate_series(0, %(count)s - 1) AS n
JOIN (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS nth FROM localities_locality WHERE slug LIKE 'bench-%%'
) AS place ON place.nth = n %% %(places)s
CROSS JOIN (SELECT array_agg(id ORDER BY position) AS ids FROM localities_supportkind) AS kinds
JOIN evidence_source AS source ON source.key = 'bench-' || 1 + n %% 1000
"""
#: What the list of sources tells, as the table holds it.
PLAIN_SQL = """
SELECT kind, title, number, coalesce(nullif(issuer_name, ''), ''), issued_on, issued_on, url FROM evidence_source
WHERE is_public ORDER BY kind, issued_on DESC, key
"""


for alias in ("public", "moments"):  # what is filled in here is seen over this connection alone
    connections.settings.pop(alias, None)


def fill(count: int, changes: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # history would be written for each row
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
        cursor.execute(SOURCES_SQL, [count])
        places = changes // CHANGES_OF_A_PLACE
        cursor.execute(PLACES_SQL, [places])
        cursor.execute(CHANGES_SQL, {"count": changes, "places": places})
        cursor.execute("ANALYZE")


def backend_cpu() -> float:
    """Processor time of the database's process that answers us, in seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / _TICKS


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(name: str, action: Callable[[IO[bytes]], object]) -> float:
    """Processor time of both processes together, in seconds."""
    held, own, other, wall = peak(), time.process_time(), backend_cpu(), time.perf_counter()
    with tempfile.TemporaryFile() as file:
        action(file)
        size = file.tell()
    own, other = time.process_time() - own, backend_cpu() - other
    print(
        f"{name:34} {own + other:7.2f} s CPU (here {own:6.2f}, database {other:5.2f})"
        f" {time.perf_counter() - wall:7.2f} s wall {size / 1e6:7.1f} MB, peak +{peak() - held:.0f} MB",
        flush=True,
    )
    return own + other


def listed(which: PublicList, extension: str, **query: str) -> Callable[[IO[bytes]], object]:
    asked = QueryDict(mutable=True)
    asked.update(query)

    def write(file: IO[bytes]) -> None:
        Rendering().write(which.sheet(asked, AsOf.now(), None), extension, file)

    return write


def copied(file: IO[bytes]) -> None:
    """What \\copy of psql does."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({PLAIN_SQL}) TO STDOUT (FORMAT csv, DELIMITER ';')") as copy,
    ):
        for part in copy:
            file.write(part)


def looped(sheet: Sheet) -> Callable[[IO[bytes]], object]:
    """The plainest program that writes the same cells by the library."""

    def write(file: IO[bytes]) -> None:
        with Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
            page = book.add_worksheet()
            day = book.add_format({"num_format": "d. m. yyyy"})
            for number, row in enumerate(sheet.cells()):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(number, column, value)
                    elif value is not None:
                        page.write_datetime(number, column, value, day)

    return write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=20_000)
    told = parser.parse_args()
    with transaction.atomic():
        fill(told.rows, told.changes)
        for extension in ("csv", "json", "xlsx"):  # what is loaded and compiled once
            with tempfile.TemporaryFile() as file:
                listed(SOURCES, extension, druh="resolution")(file)
        print(f"{told.rows} sources, {told.changes} changes; {AT_ONCE} rows at a time; idle {peak():.0f} MB")
        plain = timed("COPY of the table", copied)
        ratios: list[tuple[str, float]] = []
        ratios.append(("CSV / COPY", timed("sources CSV", listed(SOURCES, "csv")) / plain))
        timed("sources JSON", listed(SOURCES, "json"))
        ours = timed("sources XLSX", listed(SOURCES, "xlsx"))
        loop = timed("bare loop of XlsxWriter", looped(SOURCES.sheet(QueryDict(), AsOf.now(), None)))
        ratios.append(("XLSX / bare loop", ours / loop))
        everything: dict[str, Any] = {"od": "1900-01-01"}
        for extension in ("csv", "xlsx"):
            timed(f"changes {extension.upper()}", listed(CHANGES, extension, **everything))
        for name, ratio in ratios:
            print(f"{name}: {ratio:.2f}")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
