"""The connection over which a process hears of changes is cut off, and the record changes just then."""

from typing import Any

from drills.world import World

PROVES = "Přeruší-li se spojení, kterým portál slyší o změnách, neukáže stránku, která mezitím přestala platit."
#: The control: who hears nothing goes on as if nothing had changed.
_OFF = """
import time
from memorandum.server.record_changes import RecordChanges
def listen(self):
    while True:
        try:
            self._hear()
        except Exception:
            time.sleep(3)
RecordChanges._listen = listen
"""
_HEARS = """SELECT pid FROM pg_stat_activity
           WHERE datname = 'portal' AND query IN ('LISTEN record', 'SELECT 1', 'SELECT pg_current_wal_insert_lsn()::text')"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    rounds, cuts = 5 if world.short else 20, 0
    for number in range(rounds):
        name = f"Ralsko{number}."
        portal.until(lambda: "Ralsko" in portal.get("/lokality/ralsko/").text)
        portal.until(lambda: bool(cluster.execute(_HEARS, user="postgres")), 20, "somebody listens")
        cuts += len(cluster.execute(_HEARS.replace("pid", "pg_terminate_backend(pid)", 1), user="postgres"))
        cluster.execute("UPDATE localities_locality SET name = %s WHERE slug = 'ralsko'", name)
        page = portal.get("/lokality/ralsko/").text
        assert name in page, f"po přerušení je na stránce to, co už neplatí ({name} chybí)"
    assert cuts >= rounds, f"přerušeno jen {cuts} spojení"
    return {"přerušení": cuts, "starých stránek": 0}
