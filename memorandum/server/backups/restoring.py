"""The way back: a backup is restored into a new database, compared with its manifest, and only then put in place.

Until that moment nothing that the portal uses is touched; afterwards the former database is kept under another name.
"""

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from psycopg import sql

from memorandum.server.backups import files, fingerprints
from memorandum.server.backups.files import Manifest, Teller
from memorandum.server.backups.programs import BackupRefusal, connect, fitting

_FEW = 5  # differences that are told
_ATTEMPTS = 5
_AGAIN = 0.05  # seconds
_UNKNOWN = 'unrecognized configuration parameter "transaction_timeout"'  # what newer programs tell an older server


@dataclass(frozen=True, slots=True)
class Restored:
    """A database beside the portal's own, found equal to the backup it was made of.  ``lacks``: migrations that the
    backup's release did not have yet."""

    database: str
    lacks: list[str]


def readable(backup: Path) -> Manifest:
    """The manifest of a backup that may be restored here.

    Raises BackupRefusal for one that is damaged, of a newer release, or of newer programs than there are.
    """
    if not backup.is_file():
        raise BackupRefusal(f"Soubor {backup} není.")
    manifest = Manifest.of(backup)
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := [name for name in manifest.migrations if name not in known]:
        raise BackupRefusal(
            f"Záloha {backup.name} je z novějšího vydání portálu ({manifest.portal}): toto vydání "
            f"({files.release()}) nezná její změny databáze, např. {newer[0]}. Nasaďte nejdřív novější vydání."
        )
    files.check(backup, manifest)
    return manifest


@contextlib.contextmanager
def restored(backup: Path, manifest: Manifest, *, name: str, step: Teller) -> Iterator[Restored]:
    """The backup in a new database of that name, as it was; what is not put in its place goes away at the end."""
    with _maintenance() as server:
        programs = fitting(max(manifest.programs, server.info.server_version // 10_000))
        _create(server, name)
        try:
            step(f"Obnovuji zálohu do nové databáze {name}.")
            programs.run("pg_restore", "--no-owner", "--no-privileges", backup, database=name, let_be=_UNKNOWN)
            step("Porovnávám otisky všech tabulek, omezení a spouští.")
            with connect(name) as new:
                found = fingerprints.take(new)
                new.execute("ANALYZE")
            if unlike := list(fingerprints.differences(manifest.fingerprints, found)):
                told = " ".join(unlike[:_FEW])
                raise BackupRefusal(f"Obnovená databáze se liší od zálohy, rozdílů: {len(unlike)}. {told}")
            known = MigrationLoader(None).disk_migrations
            yield Restored(name, sorted({f"{app}.{one}" for app, one in known} - set(manifest.migrations)))
        finally:
            _drop(server, name)


def migrate(database: str) -> None:
    """Bring a restored database to this release, in a process of its own.  Raises BackupRefusal."""
    program = """
import sys, django; django.setup()
from django.core.management import call_command
from memorandum.server.backups.restoring import working_on
with working_on(sys.argv[1]):
    call_command("migrate", interactive=False, verbosity=0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, database], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["bez vysvětlení"])[-1]
        raise BackupRefusal(f"Obnovenou databázi se nepodařilo převést na toto vydání portálu: {told}")


@contextlib.contextmanager
def working_on(database: str) -> Iterator[None]:
    """Until the end, everything that this process asks goes to that database of the same server."""
    usual = {alias: dict(connections[alias].settings_dict) for alias in connections}
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict |= {
            key: usual["default"][key] for key in ("HOST", "PORT", "USER", "PASSWORD")
        } | {"NAME": database}
    try:
        yield
    finally:
        connections.close_all()
        for alias, told in usual.items():
            connections[alias].settings_dict.update(told)


def put_in_place(restored: Restored) -> str:
    """Let the restored database be the portal's; return the name under which the former one is kept, or "".

    Both change their names in one transaction: the portal's questions meet the one, then the other.  Whoever is
    connected to the former one is cut off.
    """
    usual = connection.settings_dict["NAME"]
    former = new_name("pred")
    connections.close_all()
    with _maintenance() as server:
        there = server.execute("SELECT FROM pg_database WHERE datname = %s", [usual]).fetchone() is not None
        for attempt in range(_ATTEMPTS):
            try:
                with _cutting_off([usual, restored.database]), server.transaction():
                    if there:
                        server.execute(_renamed(usual, former))
                    server.execute(_renamed(restored.database, usual))
                break
            except psycopg.errors.ObjectInUse:
                if attempt == _ATTEMPTS - 1:
                    raise BackupRefusal(
                        f"Databázi {usual} nepřestává někdo jiný používat. Zastavte portál a zkuste to znovu."
                    ) from None
    return former if there else ""


def _renamed(name: str, to: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to))


@contextlib.contextmanager
def _cutting_off(databases: list[str]) -> Iterator[None]:
    """End every connection to the databases, again and again: while one is being renamed no new ones get in."""
    is_over = threading.Event()

    def cut() -> None:
        with _maintenance() as server:
            while not is_over.wait(_AGAIN):
                server.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)"
                    " AND pid <> pg_backend_pid() AND pg_has_role(usesysid, 'MEMBER')",
                    [databases],
                )

    thread = threading.Thread(target=cut, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _maintenance() -> psycopg.Connection[Any]:
    """A connection to no database of the portal's."""
    try:
        return connect("postgres")
    except psycopg.OperationalError:
        return connect("template1")


def _create(server: psycopg.Connection[Any], name: str) -> None:
    """An empty database with the letters and the order of the portal's own."""
    column = "datlocale" if server.info.server_version >= 170_000 else "daticulocale"
    row = server.execute(
        f"SELECT datcollate, datctype, datlocprovider::text, {column} FROM pg_database WHERE datname = %s".encode(),
        [connection.settings_dict["NAME"]],
    ).fetchone()
    options: sql.Composable = sql.SQL("")
    if row is not None:
        collate, ctype, provider, locale = row
        options = sql.SQL(" LC_COLLATE {} LC_CTYPE {}").format(collate, ctype)
        if provider != "c":
            kind = {"i": "icu", "b": "builtin"}[provider]
            keyword = sql.SQL(f"{kind.upper()}_LOCALE")
            options += sql.SQL(" LOCALE_PROVIDER {} {} {}").format(sql.SQL(kind), keyword, locale)
    try:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)) + options
        )
    except psycopg.errors.InsufficientPrivilege:
        role = server.info.user
        raise BackupRefusal(
            f"Role {role} nesmí zakládat databáze, a obnova potřebuje novou. Na dobu obnovy jí to dovolte: "
            f"ALTER ROLE {role} CREATEDB."
        ) from None


def _drop(server: psycopg.Connection[Any], name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def new_name(what: str) -> str:
    """A name that no database of the server has."""
    return f"{connection.settings_dict['NAME']}_{what}_{timezone.now():%Y%m%d_%H%M%S}_{time.monotonic_ns() % 1000:03}"
