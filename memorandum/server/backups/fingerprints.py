"""What a database holds, told so that two of them can be compared: rows and a digest of every table, and its shape.

The digests are the same on every supported version of PostgreSQL, in every order of letters and every time zone; rows
are read in a stream, so a table may be larger than memory.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import psycopg
from psycopg import sql

#: Whoever is logged in, and limits of logins: not the record, and nothing that should come to life again.
NOT_KEPT = ("django_session", "portal_cache", "security_tries")

_SAME_WORDS = """
    SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; SET bytea_output = 'hex';
    SET extra_float_digits = 1; SET statement_timeout = 0; SET lock_timeout = 0"""
_TABLES = """
    SELECT c.relname, coalesce((
               SELECT array_agg(a.attname || CASE WHEN a.attcollation <> 0 THEN '/text' ELSE '' END
                                ORDER BY array_position(i.indkey::int2[], a.attnum))
                 FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
                WHERE i.indrelid = c.oid AND i.indisprimary), '{}'),
           (SELECT array_agg(a.attname ORDER BY a.attname) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
      FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
     ORDER BY c.relname COLLATE "C" """
#: Each kind of what a database keeps beside rows: a name, and its words.
_SHAPE = {
    "columns": """
        SELECT c.relname::text || '.' || a.attname,
               format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                   || a.attidentity::text || a.attgenerated::text || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
               AND c.relnamespace = current_schema()::regnamespace""",
    "constraints": """
        SELECT c.relname::text || '.' || k.conname,
               pg_get_constraintdef(k.oid) || CASE WHEN k.convalidated THEN '' ELSE ' ?' END
          FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
         WHERE k.contype <> 'n' AND k.contype <> 't' AND k.connamespace = current_schema()::regnamespace""",
    "triggers": """
        SELECT c.relname::text || '.' || t.tgname, t.tgenabled::text || pg_get_triggerdef(t.oid)
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace""",
    "functions": """
        SELECT p.oid::regprocedure::text, md5(p.prosrc) || p.provolatile::text FROM pg_proc p
         WHERE p.pronamespace = current_schema()::regnamespace
               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "indexes": """
        SELECT tablename || '.' || indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()""",
    "sequences": """
        SELECT sequencename, concat_ws(' ', data_type, start_value, increment_by, coalesce(last_value, 0))
          FROM pg_sequences WHERE schemaname = current_schema()""",
    "extensions": "SELECT extname, '' FROM pg_extension WHERE extname <> 'plpgsql'",
}
_GROWING = "sequences"
_CZECH = {
    "columns": "sloupec",
    "constraints": "omezení",
    "triggers": "spoušť",
    "functions": "funkce",
    "indexes": "index",
    "sequences": "řada čísel",
    "extensions": "rozšíření",
}
# What PostgreSQL writes otherwise once it was dumped and restored, and means the same: casts, brackets, the schema.
_TYPE = r"character varying|double precision|timestamp with(?:out)? time zone|\"?\w+\"?"
_CAST = re.compile(rf"::(?:\w+\.)?(?:{_TYPE})(?:\(\d+\))?(?:\[\])?")
_NOISE = re.compile(r"[\s()]|\bpublic\.")


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """``tables``: rows and SHA-256 of each; ``shape``: of each kind of things their names and words."""

    tables: dict[str, tuple[int, str]] = field(default_factory=dict)
    shape: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        return cls({name: (rows, digest) for name, (rows, digest) in told["tables"].items()}, told["shape"])


def take(connection: psycopg.Connection[Any], like: Fingerprints | None = None) -> Fingerprints:
    """Of the database as the connection sees it; within a transaction all of it is of one moment.

    ``like``: only of the tables and columns that those had, for a database that has grown since.
    """
    connection.execute(_SAME_WORDS)
    # First: what a dump made afterwards says of sequences, which know no transactions, is the same or further on.
    shape, tables = dict(_shape(connection)), {}
    for table, key, columns in connection.execute(_TABLES).fetchall():
        if like is not None:
            columns = [name for name in columns if f"{table}.{name}" in like.shape["columns"]]
        if table not in NOT_KEPT and (like is None or table in like.tables):
            tables[table] = _of_table(connection, table, key, columns)
    return Fingerprints(tables, shape)


def _shape(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, dict[str, str]]]:
    for kind, asked in _SHAPE.items():
        found = connection.execute(asked.encode()).fetchall()
        yield kind, {str(name): str(words) if kind == _GROWING else _plain(str(words)) for name, words in found}


def _of_table(connection: psycopg.Connection[Any], table: str, key: list[str], columns: list[str]) -> tuple[int, str]:
    """How many rows, and the SHA-256 of all of them in the order of the key."""
    order = [
        sql.SQL('{} COLLATE "C"' if name.endswith("/text") else "{}").format(
            sql.Identifier(name.removesuffix("/text"))
        )
        for name in key
    ] or [sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(table))]
    asked = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table), sql.SQL(", ").join(order)
    )
    digest, rows = hashlib.sha256(",".join(columns).encode()), 0
    with connection.cursor() as cursor, cursor.copy(asked) as copy:
        for block in copy:
            digest.update(block)
            rows += bytes(block).count(b"\n")  # in the values themselves a line end is written as \n
    return rows, digest.hexdigest()


def _plain(words: str) -> str:
    return hashlib.sha256(_NOISE.sub("", _CAST.sub("", words)).encode()).hexdigest()[:16]


def differences(was: Fingerprints, found: Fingerprints) -> Iterator[str]:
    """How what was found differs from what was, as Czech sentences; nothing when it is the same."""
    for table in sorted(was.tables.keys() | found.tables.keys()):
        before, after = was.tables.get(table), found.tables.get(table)
        if after is None:
            yield f"Tabulka {table} chybí."
        elif before is None:
            yield f"Tabulka {table} je navíc."
        elif before[0] != after[0]:
            yield f"Tabulka {table} má {after[0]} řádků místo {before[0]}."
        elif before != after:
            yield f"Tabulka {table} má stejně řádků, ale jiný obsah."
    for kind, name in _CZECH.items():
        there, here = was.shape.get(kind, {}), found.shape.get(kind, {})
        for one in sorted(there.keys() | here.keys()):
            if one not in here:
                yield f"Chybí {name} {one}."
            elif one not in there:
                yield f"Navíc je {name} {one}."
            elif there[one] != here[one] and not (kind == _GROWING and _is_further(there[one], here[one])):
                yield f"Jiné znění má {name} {one}."


def _is_further(was: str, found: str) -> bool:
    """Whether the sequence is the same one, later: a dump of a portal at work reads it after its rows."""
    (*of, last), (*of_found, last_found) = was.rsplit(" ", 1), found.rsplit(" ", 1)
    return of == of_found and int(last_found) >= int(last)
