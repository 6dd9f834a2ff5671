"""nginx is killed, and comes back at the very time when the portal is away."""

from typing import Any

from drills.faults._replicated import PAGE, Replicated
from drills.world import World

PROVES = "Zabitý nginx po startu ukazuje, co měl uloženo, i když je portál zrovna pryč, a potom hned nové změny."


def fault(world: World, guarded: bool) -> dict[str, Any]:
    # The control: nothing is kept in front of the portal.
    others = {} if guarded else {"proxy_cache portal;": "proxy_cache off;", "proxy_cache_revalidate on;": ""}
    tried = Replicated(world, portals=1, others=others)
    paths = (PAGE, "/", "/lokality/", "/finance/")
    kills = 2 if world.short else 5
    for _ in range(kills):
        tried.change()
        for path in paths:
            assert tried.nginx.get(path).status == 200
        tried.nginx.kill()
        tried.portals[0].kill()
        tried.nginx.start()
        for path in paths:
            status = tried.nginx.get(path).status
            assert status == 200, f"{path} po zabití nginx a portálu: {status}"
        tried.portals[0].start()
        tried.change()
    return {"zabití": kills, "stránek bez portálu": kills * len(paths), "změn": tried.changes, "neviděných": 0}
