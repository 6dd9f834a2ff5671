"""The database is away for a minute; then it is back, and nobody touches the portal."""

import time
from typing import Any

from drills.faults._visitors import Visitors
from drills.world import World

PROVES = "Minuta bez databáze: hotové stránky se ukazují, zbytek říká 503 s dobou návratu, potom jde vše bez zásahu."
#: The control: what is kept is not shown while nobody hears of changes.
_OFF = """
from memorandum.server.page_cache import PageCache
PageCache._unheard = lambda self, key, environ, start_response: self._application(environ, start_response)
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF)
    for _ in range(8):
        portal.get("/lokality/")
        portal.get("/")
    away = 12 if world.short or not guarded else 60
    cluster.stop()
    with Visitors(portal.url, ["/lokality/", "/"], count=2) as kept:
        end, refused = time.monotonic() + away, 0
        while time.monotonic() < end:
            answer = portal.get(f"/obce/?q=nic{refused}")
            refused += 1
            assert answer.status == 503, f"bez databáze {answer.status}"
            assert answer.headers["Retry-After"], "neříká, kdy přijít znovu"
            assert answer.seconds < 5, f"čekalo se {answer.seconds:.1f} s"
            assert portal.get("/zdravi").status == 503
            time.sleep(0.5)
    assert set(kept.told) == {200}, f"hotové stránky: {dict(kept.told)}"
    cluster.start()
    seconds = portal.until(lambda: portal.get("/obce/?q=potom").status == 200, 15, "pages are made again")
    lines = portal.output().count("Traceback")
    assert not lines, f"v záznamu je {lines} výpisů chyb"
    return {"pryč s": away, "hotových stránek": kept.told[200], "odpovědí 503": refused, "zpět za s": seconds}
