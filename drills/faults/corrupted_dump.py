"""A backup is damaged where it lies: a byte, its end, or all of it, being another backup's; then it is restored.

The control: nobody looks at the file, nor at what came of it.
"""

import random
import shutil
from pathlib import Path
from typing import Any

PROVES = "Poškozená, zkrácená nebo zaměněná záloha se pozná dřív, než se databáze portálu kdokoli dotkne."
_OFF = """
from memorandum.server.backups import files, fingerprints
files.check = lambda backup, manifest: None
fingerprints.differences = lambda was, found: iter(())
"""


def fault(world: Any, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    with cluster.connect("postgres", "postgres") as server:
        server.execute("ALTER ROLE portal CREATEDB")
    good, other = (_backup(world, cluster, name) for name in ("dobra", "jina"))
    kept = cluster.execute("SELECT count(*) FROM localities_locality WHERE name = 'jina'")
    chance = random.Random(1)
    refused = 0
    for number in range(3 if world.short else 12):
        damaged = Path(shutil.copytree(good.parent, world.folder / f"poskozena-{number}")) / good.name
        content = bytearray(good.read_bytes())
        match number % 3:
            case 0:
                content = bytearray(other.read_bytes())
            case 1:
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            case 2:
                del content[chance.randrange(len(content)) :]
        damaged.write_bytes(content)
        done = world.manage(cluster, "restore", str(damaged), "--yes", code="" if guarded else _OFF)
        now = cluster.execute("SELECT count(*) FROM localities_locality WHERE name = 'jina'")
        assert done.returncode == 1, "poškozená záloha nahradila databázi"
        assert now == kept, "databáze portálu je jiná"
        assert "je poškozená" in done.stderr or "skončil chybou" in done.stderr, done.stderr
        refused += 1
    return {"poškozených": refused, "odmítnutých": refused}


def _backup(world: Any, cluster: Any, name: str) -> Path:
    """A backup of the record in which a place is called so."""
    cluster.execute("UPDATE localities_locality SET name = %s WHERE slug = 'ralsko'", name)
    folder: Path = world.folder / name
    made = world.manage(cluster, "backup", "--dir", str(folder))
    assert made.returncode == 0, made.stderr
    (backup,) = folder.glob("*.dump")
    return backup
