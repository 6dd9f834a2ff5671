"""Midnight in Prague, and both nights on which the clock is moved, while pages are kept."""

import datetime
import time
from typing import Any

from drills.world import World

PROVES = "Přes půlnoc v Praze, i v obou nocích změny času, ukazují uložené stránky hned nový den a žádná nespadne."
#: In both arms: the clock of the process, as a file says, runs on from there.
_CLOCK = """
import os, time, datetime
from django.utils import timezone
real, file = time.time, os.environ["VAR_DIR"] + "/clock"
def now():
    try:
        return real() + float(open(file).read())
    except (FileNotFoundError, ValueError):
        return real()
time.time = now
timezone.now = lambda: datetime.datetime.fromtimestamp(now(), datetime.UTC)
"""
#: The control: what is kept is good for ever.
_OFF = """
from memorandum.server.page_cache import PageCache
plain = PageCache.__init__
def init(self, *told, **named):
    plain(self, *told, **named | {"day_ends": lambda: real() + 10**9})
PageCache.__init__ = init
"""
#: Moments just before midnight in Prague, and the days before and after it.
_NIGHTS = (
    ("2027-03-27T22:59:57+00:00", "27. 3. 2027", "28. 3. 2027"),  # the night on which an hour is skipped
    ("2027-03-28T21:59:57+00:00", "28. 3. 2027", "29. 3. 2027"),  # the day of 23 hours ends
    ("2027-10-30T21:59:57+00:00", "30. 10. 2027", "31. 10. 2027"),  # the night on which an hour comes twice
    ("2027-10-31T22:59:57+00:00", "31. 10. 2027", "1. 11. 2027"),  # the day of 25 hours ends
    ("2027-12-31T22:59:57+00:00", "31. 12. 2027", "1. 1. 2028"),
    ("2028-02-28T22:59:57+00:00", "28. 2. 2028", "29. 2. 2028"),
)
_PATHS = ("/", "/lokality/", "/lokality/ralsko/", "/finance/", "/zmeny/", "/informace/sestava/")


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code=_CLOCK if guarded else _CLOCK + _OFF, workers=1)
    clock = world.folder / "var/clock"
    pages = 0
    for moment, day, next_day in _NIGHTS[::3] if world.short else _NIGHTS:
        target = datetime.datetime.fromisoformat(moment).timestamp()
        cluster.execute("UPDATE localities_locality SET name = %s WHERE slug = 'ralsko'", moment)  # made anew
        began = time.time()
        clock.write_text(str(target - 600 - began))
        time.sleep(0.5)
        before = {path: portal.get(path).text for path in _PATHS}
        clock.write_text(str(target + 4 - time.time()))
        for path in _PATHS:
            answer = portal.get(path)
            pages += 1
            assert answer.status == 200, f"{path} po půlnoci: {answer.status}"
            if _has(before[path], day):
                assert _has(answer.text, next_day), f"{path} ukazuje po půlnoci {day}, ne {next_day}"
        assert any(_has(text, day) for text in before.values()), f"žádná stránka neříká {day}"
    for hour in range(5):  # through both hours, minute by quarter
        for day in ("2027-03-28", "2027-10-31"):
            quarter = datetime.datetime.fromisoformat(f"{day}T0{hour}:15:00+00:00").timestamp()
            clock.write_text(str(quarter - time.time()))
            for path in (*_PATHS, "/zmeny/atom.xml", "/zastupitelstvo/kalendar.ics", "/sitemap.xml"):
                pages += 1
                status = portal.get(path).status
                assert status == 200, f"{path} v noci změny času: {status}"
    return {"nocí": len(_NIGHTS[::3] if world.short else _NIGHTS), "stránek": pages, "se včerejškem": 0}


def _has(page: str, day: str) -> bool:
    return day in page.replace("\xa0", " ").replace("&nbsp;", " ")
