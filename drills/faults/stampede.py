"""A crowd asks for the same page at the very moment when it has to be made anew."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from drills.world import World

PROVES = "Přijde-li na stejnou novou stránku dav naráz, vyrobí se v každém procesu jednou a dostanou ji všichni."
#: In both arms: each page that Django makes is noted down, and takes a while.
_COUNT = """
import os, time
from django.core.handlers.wsgi import WSGIHandler
plain = WSGIHandler.__call__
def noted(self, environ, start_response):
    if environ["PATH_INFO"].startswith("/obce/"):
        with open(os.environ["VAR_DIR"] + "/made", "a") as file:
            file.write(environ["QUERY_STRING"] + "\\n")
        time.sleep(0.2)
    return plain(self, environ, start_response)
WSGIHandler.__call__ = noted
"""
#: The control: nobody waits for whoever makes the same.
_OFF = """
from memorandum.server.page_cache import PageCache
PageCache._made = lambda self, key, environ, start_response: self._make(key, environ, start_response)
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    portal = world.portal(world.cluster(), code=_COUNT if guarded else _COUNT + _OFF, workers=1)
    crowd, rounds = 30, 2 if world.short else 8
    start = Barrier(crowd)

    def ask_for(number: int) -> tuple[int, bytes]:
        start.wait(20)
        answer = portal.get(f"/obce/?q=dav{number}")
        return answer.status, answer.content

    with ThreadPoolExecutor(crowd) as pool:
        for number in range(rounds):
            answers = set(pool.map(ask_for, [number] * crowd))
            assert len(answers) == 1, f"stejná stránka má {len(answers)} podob"
            assert next(iter(answers))[0] == 200, next(iter(answers))[0]
    made = (world.folder / "var/made").read_text().splitlines()
    assert len(made) == rounds, f"{rounds} stránek se vyrobilo {len(made)}krát"
    return {"návštěvníků": crowd * rounds, "výrob": len(made)}
