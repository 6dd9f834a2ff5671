"""What it takes to load a record with many projects, from files as ``import_record`` reads them; see README.md.

It is loaded into an empty database of its own, which goes away at the end.
"""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from bench.databases import switch
from bench.inside import ours
from bench.measure import Effort, Figure, Noise, at_most, cost, number, program
from memorandum.imports import record_files

_NAME = "bench_record"
_ROWS, _MOST = 100_000, 40  # so many projects in so many seconds


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


def figures(effort: Effort, noise: Noise) -> Iterator[Figure]:
    rows = min(effort.rows, _ROWS)
    portal = str(connection.settings_dict["NAME"])
    _drop()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {_NAME}")
    switch(_NAME)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), rows)
            # It can be loaded once.
            taken = cost(lambda: record_files.load(Path(folder)), *ours(), seconds=0, warm=0, least=1)
    finally:
        switch(portal)
        _drop()
    told = f"{number(taken.waited / 1000)} s wait, {number(taken.cpu / 1000)} s CPU"
    yield Figure("record", f"loading {rows} projects", told, **at_most(taken.waited / 1000, _MOST * rows / _ROWS, "s"))


def _drop() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_NAME}")


if __name__ == "__main__":
    program(figures)
