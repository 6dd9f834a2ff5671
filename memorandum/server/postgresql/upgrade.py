"""From one major version of the embedded server to the next: neither reads the other's folder, so data are dumped and
restored, compared, and the former folder is kept.

The former version's programs go away with its wheel, so each cluster keeps them: links to the same files on the disk.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from memorandum.server.backups import fingerprints
from memorandum.server.postgresql import watcher

KEPT = "programs"  # the folder of a cluster that holds its version's programs
_INSTALLED = "/usr/lib/postgresql/{}/bin"
_START_SECONDS = 120
_FEW = 5  # differences that are told


class NotUpgraded(Exception):
    """The new folder was not made and the former one is as it was; the text is a Czech sentence."""


@dataclass(frozen=True, slots=True)
class Side:
    """A cluster in the midst of an upgrade: its programs, its data, and the account it runs under."""

    programs: Path
    data: Path
    account: list[int]


def keep_programs(folder: Path, wheel: Path) -> None:
    """Keep the wheel's programs beside the cluster, unless they are there; ``wheel`` is its folder in the environment.

    They share the disk with the environment where both lie on one file system, else they are copied (20 MB).  Where
    they cannot be kept, the server is served all the same.
    """
    mark, kept = folder / f"{KEPT}.from", folder / KEPT
    version = _version(wheel / "pginstall" / "bin")
    if kept.is_dir() and mark.exists() and mark.read_text() == version:
        return
    new = folder / f"{KEPT}.new"
    shutil.rmtree(new, ignore_errors=True)
    parts = {wheel / "pginstall" / part: f"{wheel.name}/pginstall/{part}" for part in ("lib", "share")}
    libraries = wheel.with_name(f"{wheel.name}.libs")
    parts |= {libraries: libraries.name} if libraries.is_dir() else {}
    try:
        for part, name in parts.items():
            shutil.copytree(part, new / name, copy_function=_link)
        (new / wheel.name / "pginstall" / "bin").mkdir()
        _link(str(wheel / "pginstall/bin/postgres"), str(new / wheel.name / "pginstall/bin/postgres"))
    except OSError:  # of many files, all of it in one; the server itself says better what is wrong with the disk
        shutil.rmtree(new, ignore_errors=True)
        return
    shutil.rmtree(kept, ignore_errors=True)
    new.rename(kept)
    mark.write_text(version)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def former(folder: Path) -> Path | None:
    """The latest cluster of an earlier major version beside this one; None where there is none."""
    number = _number(folder.name)
    if number is None:
        return None
    found = [
        (_number(path.name), path) for path in folder.parent.glob("pg*") if (path / "data" / "PG_VERSION").exists()
    ]
    earlier = [(other, path) for other, path in found if other is not None and other < number]
    return max(earlier)[1] if earlier else None


def _number(name: str) -> int | None:
    match = re.fullmatch(r"pg(\d+)", name)
    return int(match[1]) if match else None


def programs_of(folder: Path) -> Path:
    """The programs that read the cluster.  Raises NotUpgraded where they are gone."""
    major = (folder / "data" / "PG_VERSION").read_text().strip()
    installed = Path(_INSTALLED.format(major))
    for found in (*(folder / KEPT).glob("*/pginstall/bin"), installed):
        if (found / "postgres").exists():
            return found
    raise NotUpgraded(
        f"Data portálu ve složce {folder} jsou z PostgreSQL {major} a jeho programy tu nejsou. Nainstalujte je "
        f"(Debian, Ubuntu: apt install postgresql-{major}), nebo spusťte portál jednou ještě s předchozím vydáním."
    )


def carry_over(old: Side, new: Side, *, user: str, database: str, keep: int, tell: Callable[[str], Any]) -> None:
    """Bring the database from the old cluster into the new, still empty one.  Raises NotUpgraded.

    ``keep`` is a descriptor that both servers inherit, so whoever comes after a killed upgrade waits for them.
    """
    with _running(old, user, keep) as from_, _running(new, user, keep) as into:
        tell(f"Převádím databázi z PostgreSQL {_version(old.programs)} do {_version(new.programs)}.")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}
        reads: list[str | Path] = [
            new.programs / "pg_dump",
            "--format=custom",
            "--compress=0",
            f"--dbname={_place(from_, user, database)}",
        ]
        writes: list[str | Path] = [
            new.programs / "pg_restore",
            "--exit-on-error",
            f"--dbname={_place(into, user, database)}",
        ]
        with tempfile.TemporaryFile() as told:
            dump = subprocess.Popen(reads, stdout=subprocess.PIPE, stderr=told, env=environment)
            restored = subprocess.run(writes, stdin=dump.stdout, stderr=told, env=environment, check=False)
            assert dump.stdout is not None
            dump.stdout.close()
            if dump.wait() or restored.returncode:
                told.seek(0)
                raise NotUpgraded(
                    f"Převod databáze se nezdařil: {told.read().decode(errors='replace')[-1000:].strip()}"
                )
        with psycopg.connect(_place(from_, user, database), autocommit=True) as one:
            was = fingerprints.take(one)
        with psycopg.connect(_place(into, user, database), autocommit=True) as other:
            found = fingerprints.take(other)
            other.execute("ANALYZE")
        if unlike := list(fingerprints.differences(was, found)):
            raise NotUpgraded(f"Převedená databáze se liší od dosavadní: {' '.join(unlike[:_FEW])}")


def _place(socket: str, user: str, database: str) -> str:
    return psycopg.conninfo.make_conninfo(host=socket, user=user, dbname=database)


def _version(programs: Path) -> str:
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return told.rsplit(" ", 1)[-1].strip() if "(Debian" not in told else told.split()[2]


@contextlib.contextmanager
def _running(side: Side, user: str, keep: int) -> Iterator[str]:
    """The folder of the socket of a server over the data, for as long as this lasts and for nobody else."""
    socket = tempfile.mkdtemp(prefix="memorandum-", dir="/tmp")
    if os.geteuid() == 0:
        os.chown(socket, *side.account[:2])
    options = ["-k", socket, "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]
    command: list[str | Path] = [side.programs / "postgres", "-D", side.data, *options]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            watcher.command(side.account, *command, parent=os.getpid()),
            cwd="/",
            stdout=log,
            stderr=log,
            pass_fds=[keep],
        )
        try:
            end = time.monotonic() + _START_SECONDS
            place = _place(socket, user, "postgres").encode()
            while psycopg.pq.PGconn.ping(place) != psycopg.pq.Ping.OK:
                if server.poll() is not None or time.monotonic() > end:
                    log.seek(0)
                    tail = log.read().decode(errors="replace")[-1000:].strip()
                    raise NotUpgraded(f"Server nad {side.data} se nespustil: {tail}")
                time.sleep(0.05)
            yield socket
        finally:
            watcher.stop(server)
            shutil.rmtree(socket, ignore_errors=True)
