"""What it takes to load a record with a hundred thousand projects, from files as ``import_record`` reads them.

    python bench/record.py                # 100 000
    python bench/record.py --rows 10000

It is loaded into an empty database of its own, which goes away at the end.  See README.md.
"""

import argparse
import csv
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memorandum.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from bench.databases import switch
from bench.pages import of_database, of_process
from memorandum.imports import record_files

_NAME = "bench_record"
_MOST = 40  # seconds for a hundred thousand


def write(folder: Path, rows: int) -> None:
    """One list of projects as a source, one programme, the projects."""
    tables = {
        "sources": [{"key": "seznam", "kind": "register", "title": "Seznam projektů", "issued_on": "2024-01-01"}],
        "programmes": [
            {"code": "op", "abbreviation": "OP", "name": "Program", "year_from": "2014", "year_to": "2020"}
        ],
        "operations": [
            {
                "key": f"projekt-{n}",
                "registration_number": f"CZ.{n}",
                "name": f"Projekt {n}",
                "recipient": f"Obec {n % 6000}",
                "programme": "op",
                "total": f"{100_000 + n}.00",
                "starts_on": "2016-01-01",
                "source": "seznam",
                "passage": f"CZ.{n}, Projekt {n}",
            }
            for n in range(rows)
        ],
    }
    for name, told in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*told[0]])
            writer.writeheader()
            writer.writerows(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    portal = str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_NAME}")
        cursor.execute(f"CREATE DATABASE {_NAME}")
    switch(_NAME)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), rows)
            process, database, began = of_process(), of_database(), time.perf_counter()
            record_files.load(Path(folder))
            taken = time.perf_counter() - began
            of_both = f"procesor {of_process() - process:.1f} + databáze {of_database() - database:.1f} s"
        print(f"{rows} projektů: čekání {taken:.1f} s (nejvýš {_MOST * rows / 100_000:.0f} s), {of_both}")
    finally:
        switch(portal)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {_NAME}")


if __name__ == "__main__":
    main()
