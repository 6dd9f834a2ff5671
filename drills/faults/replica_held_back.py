"""The replica takes nothing more from the server that is written to, and still answers."""

import time
from typing import Any

from drills.faults._replicated import PAGE, Replicated
from drills.world import World

PROVES = "Opozdí-li se replika, nikdo z ní nedostane starou stránku: portál ví, kam až došla, a čte jinde."
#: The control: nobody asks how far it has come.
_OFF = "import memorandum.server.public_reads as reads; reads._has_caught_up = lambda: True"


def fault(world: World, guarded: bool) -> dict[str, Any]:
    tried = Replicated(world, code="" if guarded else _OFF)
    tried.change()
    with tried.replica.connect(user="postgres") as replica:
        replica.execute("SELECT pg_wal_replay_pause()")
        time.sleep(0.5)
        with tried.visitors() as visitors:
            tried.change_for(3 if world.short else 8)
        pages = {portal.get(PAGE).text.count(f"Ralsko{tried.changes}.") > 0 for portal in tried.portals}
        assert pages == {True}, "portál čte z opožděné repliky"
        replica.execute("SELECT pg_wal_replay_resume()")
    return tried.told(visitors)
