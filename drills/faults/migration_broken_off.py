"""A migration is killed (SIGKILL, and the server's session with it) when half of it is done; then it is run again.

The control: a migration without a transaction around it.
"""

import time
from typing import Any

from drills.faults._next_release import NextRelease

PROVES = "Změna databáze zabitá uprostřed po sobě nenechá nic napůl a při dalším spuštění doběhne celá."
_MIGRATION = """
from django.db import migrations
class Migration(migrations.Migration):
    atomic = {atomic}
    operations = [
        migrations.RunSQL("CREATE TABLE dalsi (n int)"),
        migrations.RunSQL("SELECT pg_sleep(30) WHERE current_setting('application_name') <> 'podruhe'"),
        migrations.RunSQL("INSERT INTO dalsi VALUES (1)"),
    ]
"""


def fault(world: Any, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    release = NextRelease(world, cluster, {"0001_initial": _MIGRATION.format(atomic=guarded)})
    killed = 0
    for _ in range(1 if world.short else 3):
        process = release.migrate()
        end = time.monotonic() + 60
        sleeps = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(30)%%' AND state = 'active'"
        while not (found := cluster.execute(sleeps)):
            assert process.poll() is None, f"skončila dřív: {process.communicate()[0][-300:]}"
            assert time.monotonic() < end, "změna se nerozběhla"
            time.sleep(0.05)
        process.kill()
        process.communicate(timeout=60)
        for (pid,) in found:  # the server would notice when it wants to answer
            cluster.execute("SELECT pg_terminate_backend(%s, 10000)", pid)
        killed += 1
        half = cluster.execute("SELECT to_regclass('dalsi')::text")
        assert half == [(None,)], "po zabité změně zůstala polovina"
    release.environment["PGAPPNAME"] = "podruhe"
    again = release.migrate()
    told = again.communicate(timeout=120)[0]
    assert again.returncode == 0, f"podruhé už změna nejde: {told[-300:]}"
    assert cluster.execute("SELECT n FROM dalsi") == [(1,)], "změna není celá"
    return {"zabitých": killed, "napůl": 0, "dokončených": 1}
