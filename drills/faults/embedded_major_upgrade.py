"""The embedded server becomes one of the next major version over a folder that only the former one can read.

The former one is Debian's PostgreSQL 15, the only other version that a machine is likely to have.  The control: the
dump comes back without one of its tables' rows, and nobody compares.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from drills.clusters import account, give
from drills.world import Untried

PROVES = (
    "Nová hlavní verze vestavěného serveru si data z té předchozí převede sama, porovná je a dosavadní složku nechá."
)
_OLD = Path("/usr/lib/postgresql/15/bin")
_LOSES = """
import psycopg
from memorandum.server.postgresql import upgrade
plain = upgrade.fingerprints.take
taken = []
def take(connection, **named):
    taken.append(connection)
    if len(taken) == 2:
        connection.execute("DELETE FROM localities_boundary")
    return plain(connection, **named)
upgrade.fingerprints.take = take
"""
_OFF = """
from memorandum.server.postgresql import upgrade
upgrade.fingerprints.differences = lambda was, found: iter(())
"""
_COUNT = "from localities.models import Boundary; print(Boundary.objects.count())"


def fault(world: Any, guarded: bool) -> dict[str, Any]:
    if not (_OLD / "initdb").exists():
        raise Untried("není PostgreSQL 15 (Debian: apt install postgresql-15)")
    cluster = world.cluster()
    var = world.folder / "vestavena"
    for folder in (world.folder, *world.folder.parents[:2]):
        folder.chmod(0o755)
    _make_old(var / "pg15", world, cluster)

    lossy = _run(world, cluster, var, _LOSES + ("" if guarded else _OFF))
    assert lossy.returncode == 1, f"převod ztratil řádky a nikdo si toho nevšiml: {lossy.stdout.strip()}"
    assert "se liší od dosavadní" in lossy.stderr, lossy.stderr
    assert not (var / "pg18" / "data").exists(), "zůstala nedokončená databáze"
    whole = _run(world, cluster, var)
    assert whole.returncode == 0, whole.stderr
    count = int(whole.stdout.split()[-1])
    assert [(count,)] == cluster.execute("SELECT count(*) FROM localities_boundary"), "převedlo se něco jiného"
    assert "Dosavadní složka" in whole.stderr
    assert (var / "pg15" / "data" / "PG_VERSION").read_text().strip() == "15", "dosavadní složka nezůstala"
    again = _run(world, cluster, var)
    assert (again.returncode, "Převádím" in again.stderr) == (0, False), again.stderr
    return {"převodů": 2, "odmítnutých": 1, "hranic": count}


def _run(world: Any, cluster: Any, var: Path, code: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"DATABASE_URL": "", "VAR_DIR": str(var)}
    result: subprocess.CompletedProcess[str] = world.manage(
        cluster, "shell", "-v", "0", "-c", _COUNT, code=code, timeout=300, **environment
    )
    return result


def _make_old(folder: Path, world: Any, cluster: Any) -> None:
    """A folder as the embedded server of PostgreSQL 15 would have left it, with the record in it."""
    folder.mkdir(parents=True)
    give(folder)
    dump = world.folder / "zaznam.sql"

    def old(program: str, *arguments: object, **told: Any) -> None:
        subprocess.run([_OLD / program, *map(str, arguments)], check=True, cwd="/", capture_output=True, **told)

    text = subprocess.run(
        [_newest("pg_dump"), "--no-owner", "-h", cluster.folder, "-p", str(cluster.port), "-U", "postgres", "portal"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    dump.write_text("".join(line for line in text.splitlines(keepends=True) if "transaction_timeout" not in line))
    old("initdb", "-D", folder / "data", "-U", "portal", "--auth=trust", "-E", "UTF8", "--locale=C", **account())
    options = f"-k {folder} -c listen_addresses="
    old("pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-o", options, "start", **account())
    try:
        place = ("-h", folder, "-U", "portal", "-q", "-v", "ON_ERROR_STOP=1")
        old("psql", *place, "-d", "postgres", "-c", "CREATE DATABASE portal")
        old("psql", *place, "-d", "portal", "-f", dump)
    finally:
        old("pg_ctl", "-D", folder / "data", "-w", "stop", **account())
    if not os.getuid():
        shutil.chown(folder / "log", "nobody", "nogroup")


def _newest(program: str) -> Path:
    from memorandum.server.postgresql.server import bin_dir

    return bin_dir() / program
