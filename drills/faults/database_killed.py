"""PostgreSQL is killed (SIGKILL for every process of it) again and again while somebody saves records."""

import random
import time
from typing import Any

from drills.faults._writing import Writer
from drills.world import World

PROVES = (
    "Zabije-li se PostgreSQL uprostřed ukládání, je v něm po obnově vše, o čem portál řekl, že je uloženo, "
    "nic napůl a zapisuje se dál."
)
LIMIT = 1200
#: The control: the server says that it is written before it is.
_OFF = {"synchronous_commit": "off", "wal_writer_delay": "10s", "wal_writer_flush_after": "0"}


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster(settings={} if guarded else _OFF)
    portal = world.portal(cluster)
    by_chance = random.Random(2016)
    kills = 4 if world.short or not guarded else 20
    with Writer(portal, cluster) as writer:
        for _ in range(kills):
            writer.until_written()
            time.sleep(by_chance.uniform(0, 0.3))
            cluster.kill()
            cluster.start()
            lost, half = writer.lost(), writer.half()
            assert not lost, f"po zabití chybí potvrzené zápisy {lost}"
            assert not half, f"zapsáno napůl: {half}"
        writer.until_written()
    assert not writer.lost()
    return {"zabití": kills, "potvrzených zápisů": len(writer.acknowledged), "ztracených": 0, "napůl": 0}
