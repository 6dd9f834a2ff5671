"""The database server is restarted while nobody asks: connections that are kept have died unseen."""

from typing import Any

from drills.world import World

PROVES = "Po restartu databáze v tichu dostane i první návštěvník stránku, protože se mrtvá spojení poznají předem."
#: The control: a connection that was kept is used without asking whether it still is one.
_OFF = """
from django.conf import settings
for database in settings.DATABASES.values():
    database["CONN_HEALTH_CHECKS"] = False
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    rounds = 2 if world.short else 5
    asked = 0
    for turn in range(rounds):
        for number in range(8):  # each thread has its connection
            portal.get(f"/lokality/?q=pred{turn}a{number}")
        cluster.stop()
        cluster.start()
        portal.until(lambda: True)
        for number in range(8):
            status = portal.get(f"/lokality/?q=po{turn}a{number}").status
            asked += 1
            assert status == 200, f"po restartu v tichu {status}"
    return {"restartů": rounds, "stránek": asked}
