"""What each public page costs on the portal's record and on one of the whole country, as a ratio; see README.md.

python bench/growth.py                # after bench/databases.py
python bench/growth.py /obce/         # some addresses alone
python bench/growth.py --heavy        # against „heavy“
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memorandum.settings")

import django

django.setup()

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Length
from django.test import Client

from bench.databases import HEAVY, NATIONAL, switch
from bench.pages import of_database, of_process
from council.models import Paper, Session
from evidence.models import Source
from localities.models import Locality, Municipality
from memorandum.portal import region

TIMES = 5
MOST = 1.5  # times the cost and the bytes at one time
LISTS = (
    *("/", "/lokality/", "/mapa/vlozit/", "/obce/", "/finance/", "/memorandum/", "/zastupitelstvo/", "/informace/"),
    *("/informace/sestava/", "/informace/kniha-vydani/", "/zmeny/", "/usneseni/", "/zdroje/", "/rozpory/"),
    *("/zmeny/?od=2009-01-01", "/zmeny/?od=2009-01-01&podle=poznatku", "/zmeny/?podle=zapisu", "/zmeny/atom.xml"),
    *("/hledat/", "/hledat/?q=lhota", "/o-portalu/", "/sitemap.xml", "/zastupitelstvo/kalendar.ics"),
)


class Cost(NamedTuple):
    """Milliseconds of the portal's process and of the database's, and bytes, of one answer."""

    process: float
    database: float
    size: int

    @property
    def together(self) -> float:
        return self.process + self.database


def _fullest(relation: str) -> Locality:
    """The public locality with the most rows of that kind."""
    found: Locality = Locality.objects.public().annotate(rows=Count(relation)).order_by("-rows", "slug")[0]
    return found


def addresses() -> dict[str, str]:
    """One address of each kind by what it is called; of pages of one record the fullest there is."""
    place, town = _fullest("amounts"), Municipality.objects.order_by("code")[0]
    source = Source.objects.public().order_by(Length("text").desc(), "key")[0]
    session = Session.objects.public().annotate(points=Count("agenda")).order_by("-points", "key")[0]
    paper = Paper.objects.public().order_by("key")[0]
    return {
        **{path: path for path in LISTS},
        "lokalita": place.get_absolute_url(),
        "lokalita (Atom)": f"{place.get_absolute_url()}atom.xml",
        "lokalita (vložená)": f"{place.get_absolute_url()}vlozit/",
        "obec": town.get_absolute_url(),
        "zdroj": source.get_absolute_url(),
        "zasedání": session.get_absolute_url(),
        "usnesení zasedání": session.get_decisions_url(),
        "písemnost": paper.get_absolute_url(),
        "změny lokality": f"/zmeny/?od=2009-01-01&lokalita={place.slug}",
    }


def cost(client: Client, path: str) -> Cost:
    for _ in range(2):
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    before, taken = of_database(), []
    for _ in range(TIMES):
        began = of_process()
        client.get(path)
        taken.append(1000 * (of_process() - began))
    return Cost(statistics.median(taken), 1000 * (of_database() - before) / TIMES, len(answer.content))


def measured(name: str, wanted: Callable[[str], Any]) -> dict[str, Cost]:
    switch(name)
    region.forget()
    client = Client(headers={"host": "127.0.0.1"})
    costs = {}
    for called, path in addresses().items():
        if wanted(called):
            costs[called] = cost(client, path)
            print(f"  {name} {called}", file=sys.stderr, flush=True)
    return costs


def main() -> None:
    asked = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    large = HEAVY if "--heavy" in sys.argv else NATIONAL
    began = time.perf_counter()
    small = measured(str(connection.settings_dict["NAME"]), lambda called: not asked or called in asked)
    grown = measured(large, small.__contains__)
    rows = [(grown[name].together / max(small[name].together, 1), name) for name in small]
    print(f"{'':28} {'region':>18} {large:>22}   poměr")
    for ratio, name in sorted(rows, reverse=True):
        one, many = small[name], grown[name]
        weight = many.size / max(one.size, 1)
        print(
            f"{name:36} {one.process:6.1f} + {one.database:5.1f} ms {one.size / 1024:5.0f} kB"
            f" {many.process:7.1f} + {many.database:6.1f} ms {many.size / 1024:6.0f} kB"
            f"  {ratio:6.2f} × {weight:6.2f} × {'' if max(ratio, weight) <= MOST else 'OVER'}"
        )
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
