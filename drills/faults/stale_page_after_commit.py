"""The record changes, also by SQL past the portal, while its pages are kept by every process."""

import time
from typing import Any

from drills.faults._visitors import Visitors
from drills.world import World

PROVES = "Změnu evidence, i zapsanou přímo v SQL, vidí do desetin sekundy každý, ač si stránky pamatuje každý proces."


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster)
    if not guarded:  # the control: the database tells nobody
        cluster.execute("ALTER TABLE localities_locality DISABLE TRIGGER tell_of_change")
    rounds, asked = 10 if world.short else 50, 0
    with Visitors(portal.url, ["/lokality/ralsko/", "/lokality/"], count=2):
        for number in range(rounds):
            name = f"Ralsko{number}."
            cluster.execute("UPDATE localities_locality SET name = %s WHERE slug = 'ralsko'", name)
            time.sleep(0.4)
            for path in ("/lokality/ralsko/", "/lokality/") * 3:
                asked += 1
                assert name in portal.get(path).text, f"{path} po zápisu ukazuje, co už neplatí"
    return {"změn": rounds, "stránek": asked, "starých": 0}
