"""The disk of the embedded server is full, or may only be read, when the portal starts."""

import subprocess
import time
from pathlib import Path
from typing import Any

from drills.faults._disks import fill, mount, small_disk
from drills.world import World

PROVES = "Je-li disk vestavěného serveru plný nebo jen pro čtení, start skončí českou větou a po nápravě jde dál."
_FULL, _READ_ONLY = "nemá na disku místo", "jen pro čtení"
#: The control: what the system says is passed on as it is.
_OFF = """
from collections import defaultdict
from memorandum.server.postgresql import server
server._IN_CZECH = defaultdict(lambda: "failed")
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()

    def prepare(var: Path) -> subprocess.CompletedProcess[str]:
        code = "" if guarded else _OFF
        return world.manage(cluster, "prepare", code=code, timeout=300, DATABASE_URL="", VAR_DIR=str(var))

    with small_disk(world.folder / "small", "20m") as var:
        _refused(prepare(var), _FULL)
    with small_disk(world.folder / "disk", "400m") as var:
        assert prepare(var).returncode == 0, "na prázdném disku se portál nepřipravil"
        _until_left(var)
        _remounted(var, "ro")
        _refused(prepare(var), _READ_ONLY)
        _remounted(var, "rw")
        fill(var / "full")
        _refused(prepare(var), _FULL)
        (var / "full").unlink()
        healed = prepare(var)
        assert healed.returncode == 0, f"po uvolnění místa: {healed.stderr}"
        _until_left(var)
    return {"odmítnutí větou": 3, "po nápravě": "běží"}


def _refused(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert done.returncode, "začal, jako by místo bylo"
    assert sentence in done.stderr, f"neříká „{sentence}“: {done.stderr[-500:]}"
    assert "Traceback" not in done.stderr, done.stderr[-500:]


def _remounted(var: Path, how: str) -> None:
    """The server that has just left may still have a file open, and then the disk stays as it is."""
    for _ in range(200):
        if mount("-o", f"remount,{how}", str(var)):
            return
        time.sleep(0.1)
    raise RuntimeError("the disk cannot be remounted")


def _until_left(var: Path) -> None:
    """The server stops after its last user; until then its files are open."""
    for _ in range(200):
        if not (var / "pg18/data/postmaster.pid").exists():
            return
        time.sleep(0.1)
    raise RuntimeError("the embedded server has not stopped")
