"""A portal at work is backed up, its record is spoiled, the backup is brought back under it; the restore loses rows.

The control: nobody compares what was restored with what was backed up.
"""

from typing import Any

PROVES = "Obnova ze zálohy vrátí všechno a dosavadní databázi nechá; ztratí-li cestou jediný řádek, nic se nenahradí."
#: What the restore brings is not all: somebody else's program, a disk, a mistake of ours.
_LOSES = """
from memorandum.server.backups import programs
plain = programs.Programs.run
def run(self, program, *arguments, database="", **named):
    plain(self, program, *arguments, database=database, **named)
    if program == "pg_restore" and database:
        with programs.connect(database) as new:
            new.execute("DELETE FROM localities_boundary WHERE ctid IN (SELECT ctid FROM localities_boundary LIMIT 1)")
programs.Programs.run = run
"""
_OFF = """
from memorandum.server.backups import fingerprints
fingerprints.differences = lambda was, found: iter(())
"""
_COUNT = "SELECT count(*) FROM localities_boundary"


def fault(world: Any, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    with cluster.connect("postgres", "postgres") as server:
        server.execute("ALTER ROLE portal CREATEDB")
    portal = world.portal(cluster, workers=1)
    before = cluster.execute(_COUNT)
    folder = world.folder / "zalohy"
    made = world.manage(cluster, "backup", "--dir", str(folder))
    assert made.returncode == 0, made.stderr
    (backup,) = folder.glob("*.dump")
    cluster.execute("UPDATE localities_locality SET name = 'Zkaženo'")

    lossy = world.manage(cluster, "restore", str(backup), "--yes", code=_LOSES + ("" if guarded else _OFF))
    lost = before[0][0] - cluster.execute(_COUNT)[0][0]
    assert not lost, f"obnova ztratila řádků: {lost}, a nikdo si toho nevšiml"
    assert lossy.returncode == 1, lossy.stderr
    assert "se liší od zálohy" in lossy.stderr, lossy.stderr
    assert cluster.execute("SELECT DISTINCT name FROM localities_locality") == [("Zkaženo",)], "něco se nahradilo"

    whole = world.manage(cluster, "restore", str(backup), "--yes")
    assert whole.returncode == 0, whole.stderr
    spoiled = cluster.execute("SELECT count(*) FROM localities_locality WHERE name = 'Zkaženo'")
    assert spoiled == [(0,)], "obnova nic nevrátila"
    assert "Zkaženo" not in portal.get("/lokality/").text, "portál ukazuje, co už není"
    kept = cluster.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'portal_pred_%%'", user="postgres")
    assert kept == [(1,)], "dosavadní databáze nezůstala"
    drill = world.manage(cluster, "restore_drill", str(backup), timeout=300)
    assert drill.returncode == 0, drill.stderr
    return {"obnov": 2, "odmítnutých": 1, "hranic": before[0][0], "bajtů": backup.stat().st_size}
