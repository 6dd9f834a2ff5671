"""A backup: one file of pg_dump's own kind, and beside it a small manifest that says what must be in it.

It appears complete and read once more, or not at all; of many the newest are kept.
"""

import contextlib
import datetime
import fcntl
import hashlib
import json
import os
import re
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone

import czech
from memorandum.server.backups.fingerprints import NOT_KEPT, Fingerprints, take
from memorandum.server.backups.programs import BackupRefusal, Programs, connect, fitting

_FORMAT = 1  # of the manifest
_NAME = re.compile(r"portal-\d{8}T\d{6}Z\.dump")
_BEGUN = ".cast"  # the ending of what is being written
_PIECE = 2**20  # bytes

type Teller = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.  ``portal``: the release; ``postgresql``, ``programs``: major versions of the server and of
    the pg_dump; ``migrations``: names like ``council.0001_initial``; ``size``: bytes of the dump."""

    made_at: datetime.datetime
    portal: str
    postgresql: int
    programs: int
    migrations: list[str]
    size: int
    sha256: str
    fingerprints: Fingerprints

    def write(self, path: Path) -> None:
        told = {
            name: getattr(self, name) for name in ("portal", "postgresql", "programs", "migrations", "size", "sha256")
        }
        told |= {"format": _FORMAT, "made_at": self.made_at.isoformat(), "fingerprints": self.fingerprints.as_json()}
        _write_whole(path, json.dumps(told, ensure_ascii=False, indent=1))

    @classmethod
    def of(cls, backup: Path) -> "Manifest":
        """The manifest beside the backup.  Raises BackupRefusal where there is none, or none that can be read."""
        path = manifest_of(backup)
        try:
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if told.pop("format") > _FORMAT:
                raise BackupRefusal(f"Zálohu {backup.name} vytvořilo novější vydání portálu, než je toto.")
            told["made_at"] = datetime.datetime.fromisoformat(told["made_at"])
            told["fingerprints"] = Fingerprints.from_json(told["fingerprints"])
            return cls(**told)
        except FileNotFoundError:
            raise BackupRefusal(f"Vedle zálohy {backup} není soubor {path.name} s jejími otisky.") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise BackupRefusal(f"Soubor {path} s otisky zálohy nejde přečíst: {problem}.") from problem


def manifest_of(backup: Path) -> Path:
    return backup.with_name(f"{backup.name}.json")


def release() -> str:
    """The portal's own version."""
    project: dict[str, Any] = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def make(folder: Path, *, keep: int | None = None, step: Teller = lambda told: None) -> Path:
    """Back the portal's database up into the folder, check the file, and of all there keep so many.

    Raises BackupRefusal, and leaves nothing half done.
    """
    with _alone_in(folder):
        made_at = _free_second(folder)
        backup = folder / f"portal-{made_at:%Y%m%dT%H%M%SZ}.dump"
        begun = backup.with_suffix(_BEGUN)
        try:
            with connect(connection.settings_dict["NAME"]) as source:
                programs, migrations, found = _dump(source, begun, step)
                major = source.info.server_version // 10_000
            size, sha256 = digest_of(begun)
            manifest = Manifest(made_at, release(), major, programs.major, migrations, size, sha256, found)
            step("Kontroluji zálohu.")
            check(begun, manifest)
            manifest.write(manifest_of(backup))
            begun.replace(backup)
            _sync_folder(folder)
        except OSError as problem:
            raise BackupRefusal(f"Do složky {folder} nejde zálohu zapsat: {problem.strerror or problem}.") from problem
        finally:
            with contextlib.suppress(OSError):
                begun.unlink(missing_ok=True)
        if keep is not None:
            for old in backups(folder)[keep:]:
                old.unlink()
                manifest_of(old).unlink(missing_ok=True)
                step(f"Smazána stará záloha {old.name}.")
    return backup


def _dump(source: psycopg.Connection[Any], file: Path, step: Teller) -> tuple[Programs, list[str], Fingerprints]:
    """Dump and fingerprints of one snapshot."""
    programs = fitting(source.info.server_version // 10_000)
    source.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    source.execute("SET idle_in_transaction_session_timeout = 0")
    row = source.execute("SELECT pg_export_snapshot()").fetchone()
    assert row is not None
    step("Počítám otisky tabulek.")
    found = take(source)
    if "django_migrations" not in found.tables:
        raise BackupRefusal("V databázi nejsou tabulky portálu, není co zálohovat.")
    migrations = [
        f"{app}.{name}"
        for app, name in source.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    ]
    step("Zapisuji zálohu.")
    file.touch(mode=0o600)
    left_out = [f"--exclude-table-data={table}" for table in NOT_KEPT]
    options = ["--format=custom", f"--snapshot={row[0]}", "--lock-wait-timeout=60s", *left_out, f"--file={file}"]
    programs.run("pg_dump", *options, database=source.info.dbname)
    return programs, migrations, found


def check(backup: Path, manifest: Manifest) -> None:
    """Raise BackupRefusal unless the file is what the manifest tells of, and pg_restore reads it to its end."""
    try:
        size, sha256 = digest_of(backup)
    except OSError as problem:
        raise BackupRefusal(f"Zálohu {backup} nejde přečíst: {problem.strerror or problem}.") from problem
    if size != manifest.size:
        raise BackupRefusal(f"Záloha {backup.name} je poškozená: má {size} bajtů místo {manifest.size}.")
    if sha256 != manifest.sha256:
        raise BackupRefusal(f"Záloha {backup.name} je poškozená: otisk souboru neodpovídá.")
    fitting(manifest.programs).run("pg_restore", f"--file={os.devnull}", backup)


def backups(folder: Path) -> list[Path]:
    """The backups in the folder, the newest first."""
    found = (path for path in folder.glob("portal-*.dump") if _NAME.fullmatch(path.name))
    return sorted(found, key=lambda path: path.name, reverse=True)


def digest_of(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of the file, read from the disk once it is there."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        os.fsync(file.fileno())
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def size_in_words(size: int) -> str:
    return f"{czech.number(size / 1_000_000, 1)} MB"


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One at a time; what somebody who was killed has left is taken away."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "backup.lock").open("w")
    except OSError as problem:
        raise BackupRefusal(f"Do složky {folder} nejde zapisovat: {problem.strerror or problem}.") from problem
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f"portal-*{_BEGUN}"):
            left.unlink()
        yield


def _free_second(folder: Path) -> datetime.datetime:
    """Now, or as soon as no backup bears its name."""
    while True:
        now = timezone.now().astimezone(datetime.UTC).replace(microsecond=0)
        if not (folder / f"portal-{now:%Y%m%dT%H%M%SZ}.dump").exists():
            return now
        time.sleep(0.1)


def _write_whole(path: Path, text: str) -> None:
    """The file, complete or not at all, and on the disk."""
    begun = path.with_name(f"{path.name}{_BEGUN}")
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
