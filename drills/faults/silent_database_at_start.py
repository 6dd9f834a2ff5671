"""The portal is started while the database server takes connections and says nothing."""

import subprocess
import time
from typing import Any

from drills.world import World

PROVES = "Start před databází, která mlčí, nevisí: za chvíli skončí větou, že se k databázi nejde připojit."
#: The control: nobody says how long to wait for a connection.
_OFF = """
from django.conf import settings
from django.db import connections
for database in (*settings.DATABASES.values(), *connections.settings.values()):
    database["OPTIONS"].pop("connect_timeout", None)
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    cluster.freeze()
    began = time.monotonic()
    try:
        done = world.manage(cluster, "prepare", code="" if guarded else _OFF, timeout=45)
    except subprocess.TimeoutExpired:
        raise AssertionError("start visí u databáze, která mlčí") from None
    finally:
        cluster.thaw()
    assert done.returncode == 1, f"skončil s {done.returncode}"
    assert "E022" in done.stderr, done.stderr[-500:]
    assert "Traceback" not in done.stderr, "výpis chyby místo věty"
    return {"odmítnutí za s": time.monotonic() - began}
