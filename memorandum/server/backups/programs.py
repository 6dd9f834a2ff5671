"""PostgreSQL's own programs (pg_dump, pg_restore), those that fit the server; and how they are told where it is.

A password is never on a command line, where everybody on the machine could read it.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from czech.refusals import Refusal
from memorandum.server.postgresql import server

_INSTALLED = Path("/usr/lib/postgresql")  # Debian's and Ubuntu's place, a folder for each major version
_NOT_TOLD = {"password", "passfile", "client_encoding"}


class BackupRefusal(Refusal):
    """A backup cannot be made or brought back; the text is a Czech sentence."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder of one PostgreSQL's programs, and its major version."""

    folder: Path
    major: int

    def run(self, program: str, *arguments: object, database: str = "", let_be: str = "") -> None:
        """Run it, told of the database; raise BackupRefusal with what it said when it fails.

        Errors that say ``let_be`` are none.
        """
        parameters = parameters_of(database) if database else {}
        told = [f"--dbname={conninfo(parameters)}"] if database else []
        done = subprocess.run(
            [self.folder / program, *told, *map(str, arguments)],
            env=environment(parameters),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        errors = [line for line in done.stderr.decode(errors="replace").splitlines() if ": error: " in line]
        are_let_be = bool(let_be and errors) and all(let_be in line for line in errors)
        if done.returncode and not are_let_be:
            if b"No space left on device" in done.stderr:
                raise BackupRefusal(f"Programu {program} nestačilo místo na disku.")
            raise BackupRefusal(f"Program {program} skončil chybou: {_brief(done.stderr)}")


def fitting(major: int, folders: Iterator[Path] | None = None) -> Programs:
    """The programs of the server's major version, or of the nearest newer one; older ones cannot read its data.

    Raises BackupRefusal where there are none.
    """
    found = sorted(
        (programs for folder in folders or _folders() if (programs := _programs(folder))),
        key=lambda programs: programs.major,
    )
    for programs in found:
        if programs.major >= major:
            return programs
    there = ", ".join(str(programs.major) for programs in found) or "žádná"
    raise BackupRefusal(
        f"Server má PostgreSQL {major} a zálohovat ho umí jen programy téže nebo novější verze; zde je {there}. "
        f"Nainstalujte je (Debian, Ubuntu: apt install postgresql-client-{major})."
    )


def _folders() -> Iterator[Path]:
    yield from sorted(path / "bin" for path in _INSTALLED.glob("*"))
    if on_path := shutil.which("pg_dump"):
        yield Path(on_path).parent
    try:
        yield server.bin_dir()
    except server.ServerError:
        return


@cache
def _programs(folder: Path) -> Programs | None:
    if not all((folder / name).exists() for name in ("pg_dump", "pg_restore")):
        return None
    try:
        told = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"\) (\d+)", told)
    return Programs(folder, int(match[1])) if match else None


def parameters_of(database: str) -> dict[str, Any]:
    """How one connects to a database of the portal's server, in the words of libpq; starts the embedded server."""
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    told = connection.get_connection_params() | {"dbname": database}
    return {key: value for key, value in told.items() if key in known and value not in (None, "")}


def conninfo(parameters: Mapping[str, Any]) -> str:
    """The parameters as they may stand on a command line."""
    return psycopg.conninfo.make_conninfo(**{key: v for key, v in parameters.items() if key not in _NOT_TOLD})


def environment(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The process's environment with the password, and with nothing that would lead elsewhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG") or key == "PGPASSFILE"}
    kept |= {"LC_ALL": "C", "PGAPPNAME": "memorandum-backup"}
    if password := parameters.get("password"):
        kept["PGPASSWORD"] = str(password)
    if passfile := parameters.get("passfile"):
        kept["PGPASSFILE"] = str(passfile)
    return kept


def connect(database: str) -> psycopg.Connection[Any]:
    """A connection of its own to a database of the portal's server; each statement is committed."""
    return psycopg.connect(**parameters_of(database), autocommit=True)


def _brief(told: bytes) -> str:
    lines = [line for line in told.decode(errors="replace").splitlines() if line.strip()]
    return " ".join(lines[:3])[:600] or "nic neřekl."
