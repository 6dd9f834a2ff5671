"""Somebody spoils the record at ten past ten; at eleven it is wanted as it was at nine minutes past.

As docs/provoz/obnova-k-okamziku.md says: a base backup, the archived log, recovery_target_time.  The control: nothing
was archived since the base backup.
"""

import shutil
import time
from typing import Any

from drills.clusters import Cluster, give, run

PROVES = "Ze základní kopie a archivu se databáze vrátí před chybu: co bylo potvrzeno předtím, je v ní, chyba ne."
_NAME = "SELECT name FROM localities_locality WHERE slug = 'ralsko'"


def fault(world: Any, guarded: bool) -> dict[str, Any]:
    for folder in (world.folder, *world.folder.parents[:2]):
        folder.chmod(0o755)
    archive, base = world.folder / "archiv", world.folder / "zaklad"
    archive.mkdir()
    give(archive)
    base.mkdir(mode=0o700)
    give(base)
    command = f"test ! -f {archive}/%f && cp %p {archive}/%f.cast && mv {archive}/%f.cast {archive}/%f"
    original = world.cluster()
    original.stop()
    original.settings |= {"archive_mode": "on", "archive_command": command if guarded else "true"}
    original.start()
    run(
        "pg_basebackup",
        "-D",
        base,
        "-c",
        "fast",
        "-X",
        "none",
        "-h",
        original.folder,
        "-p",
        original.port,
        "-U",
        "postgres",
    )

    original.execute("UPDATE localities_locality SET name = 'Potvrzeno' WHERE slug = 'ralsko'")
    time.sleep(0.5)
    ((moment,),) = original.execute("SELECT clock_timestamp()::text")
    time.sleep(0.5)
    original.execute("UPDATE localities_locality SET name = 'Zkaženo'")
    original.execute("SELECT pg_switch_wal()", user="postgres")
    segments = _archived(original)
    original.kill()  # and its disk is gone

    (base / "recovery.signal").touch()
    give(base / "recovery.signal")
    began = time.monotonic()
    try:
        back = world.keep(
            Cluster(
                base,
                settings={
                    "restore_command": f"cp {archive}/%f %p",
                    "recovery_target_time": moment,
                    "recovery_target_action": "promote",
                    "archive_mode": "off",
                },
            )
        )
        while back.execute("SELECT pg_is_in_recovery()") != [(False,)]:
            time.sleep(0.1)
    except RuntimeError as problem:
        raise AssertionError(f"bez archivu se základní kopie neotevře: {str(problem)[-200:]}") from problem
    seconds = time.monotonic() - began
    assert back.execute(_NAME) == [("Potvrzeno",)], "chybí, co bylo potvrzeno před chybou"
    spoiled = back.execute("SELECT count(*) FROM localities_locality WHERE name = 'Zkaženo'")
    assert spoiled == [(0,)], "chyba se vrátila také"
    verified = world.manage(back, "verify_papers")
    assert verified.returncode == 0, verified.stderr
    shutil.rmtree(archive)
    return {"segmentů": segments, "sekund obnovy": round(seconds, 1), "ztracených": 0}


def _archived(cluster: Any) -> int:
    """How many segments of the log were archived, once all of them are."""
    asked = (
        "SELECT archived_count FROM pg_stat_archiver"
        " WHERE last_archived_wal >= pg_walfile_name(pg_switch_wal() - 1) OR failed_count > 0"
    )
    end = time.monotonic() + 60
    while not (found := cluster.execute(asked, user="postgres")):
        assert time.monotonic() < end, "deník se nearchivuje"
        time.sleep(0.2)
    return int(found[0][0])
