"""The portal's rows as tables of SQLite, for datasette."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import batched
from pathlib import Path
from typing import Any


def fill(
    file: Path,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    key: str = "",
    indexes: Iterable[str] = (),
) -> None:
    """Add a table with the rows to the file; ``key`` is its key, else rows are numbered; each index is its columns."""
    named = ", ".join(f'"{column}"{" PRIMARY KEY" if column == key else ""}' for column in columns)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(f"CREATE TABLE {table} ({named})")
        added = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"
        for part in batched(rows, 10_000):
            database.executemany(added, [[_plain(value) for value in row] for row in part])
        for number, index in enumerate(indexes):
            database.execute(f"CREATE INDEX {table}_{number} ON {table} ({index})")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    return json.dumps(value) if isinstance(value, list | dict) else str(value)
