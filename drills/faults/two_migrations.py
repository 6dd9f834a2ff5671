"""Two machines of one portal are upgraded at the same second, and both migrate the one database.

The control: nobody waits for anybody.
"""

import time
from typing import Any

from drills.faults._next_release import NextRelease

PROVES = "Spustí-li se změna databáze dvakrát najednou, druhá počká, až první skončí, a neudělá nic dvakrát."
_OFF = """
import contextlib
from memorandum.server import migrating
migrating.alone = lambda tell: contextlib.nullcontext()
"""
_MIGRATION = """
from django.db import migrations
class Migration(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TABLE dalsi (n int)"),
        migrations.RunSQL("SELECT pg_sleep(3)"),
        migrations.RunSQL("INSERT INTO dalsi VALUES (1)"),
    ]
"""


def fault(world: Any, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    release = NextRelease(world, cluster, {"0001_initial": _MIGRATION}, code="" if guarded else _OFF)
    began = time.monotonic()
    both = [release.migrate(), release.migrate()]
    told = [process.communicate(timeout=120)[0] for process in both]
    codes = [process.returncode for process in both]
    assert codes == [0, 0], f"jedna ze změn skončila chybou: {' '.join(told)[-300:]}"
    assert cluster.execute("SELECT count(*) FROM dalsi") == [(1,)], "změna se provedla dvakrát"
    waited = sum("čekám na něj" in text for text in told)
    assert waited == 1, told
    return {"spuštěných": 2, "čekajících": waited, "provedených": 1, "sekund": round(time.monotonic() - began, 1)}
