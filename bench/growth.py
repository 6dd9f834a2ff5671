"""What each public page costs on the portal's record and on one of the whole country, as a ratio; see README.md."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Length

from bench.databases import NATIONAL, switch
from bench.inside import asked, ours
from bench.measure import Cost, Effort, Figure, Noise, at_most, cost, number, program, reached
from council.models import Paper, Session
from evidence.models import Source
from localities.models import Locality, Municipality
from memorandum.portal import region

MOST = 1.5  # times the cost and the bytes at one time
LISTS = (
    *("/", "/lokality/", "/mapa/vlozit/", "/obce/", "/finance/", "/memorandum/", "/zastupitelstvo/", "/informace/"),
    *("/informace/sestava/", "/informace/kniha-vydani/", "/zmeny/", "/usneseni/", "/zdroje/", "/rozpory/"),
    *("/zmeny/?od=2009-01-01", "/zmeny/?od=2009-01-01&podle=poznatku", "/zmeny/?podle=zapisu", "/zmeny/atom.xml"),
    *("/hledat/", "/hledat/?q=lhota", "/o-portalu/", "/sitemap.xml", "/zastupitelstvo/kalendar.ics"),
)


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


def figures(effort: Effort, noise: Noise) -> Iterator[Figure]:
    region_of_portal = str(connection.settings_dict["NAME"])
    there = {}
    for database in (region_of_portal, NATIONAL):
        switch(database)
        there[database] = addresses()
    for name in there[NATIONAL]:
        try:
            (one, size), (many, weight) = (_measured(base, paths[name], effort) for base, paths in there.items())
        except OSError as error:
            yield Figure("growth", name, f"no answer ({error})", **reached(f"≤ {MOST} ×", when=False))
            continue
        ratio, heavier = many.cpu / max(one.cpu, 1), weight / max(size, 1)
        large, small = f"{many}, {weight / 1024:.0f} kB", f"region: {one}, {size / 1024:.0f} kB"
        times = f"CPU {number(ratio)} ×, bytes {number(heavier)} ×"
        yield Figure("growth", name, large, small, times, **at_most(max(ratio, heavier), MOST))


def _measured(database: str, path: str, effort: Effort) -> tuple[Cost, int]:
    """What the address costs there, and how many bytes its answer has."""
    switch(database)
    region.forget()
    ask = asked(path)
    size = len(ask())
    return cost(ask, *ours(), seconds=effort.alone / 2, warm=2, least=3), size


if __name__ == "__main__":
    program(figures)
