"""The register of surfaces: every public address of the portal, with what it promises.

A new page is one line here; tests/memorandum/portal/surfaces/ then walks it with hostile questions and records, the
tests of the region weigh it, and the browser looks at it.  Examples exist both in the made-up world of
tests/canaries.py and in the region's own record.
"""

from dataclasses import dataclass

from django.urls import get_resolver

TABLES = ("csv", "xlsx", "json", "docx", "pdf")
DOCUMENTS = ("docx", "pdf")
PAPERS = (*DOCUMENTS, "xlsx", "json")


@dataclass(frozen=True, kw_only=True)
class Surface:
    """A URL pattern.  ``path`` is an example; of a file in several formats it ends with a dot.

    ``facts``: it takes ke_dni and znamo_k.  ``by_day``: what had not begun on the day is left out; a source says
    what it says whatever day is asked about, and a page with a day of its own tells that one too.  ``params``: what
    else may stand in the query string.  ``queries`` and ``kilobytes`` are the most it may cost without any cache but
    that of the region's name; one query of each asks of what time the record is.  ``lasting``: search engines may
    lead to it; a frame for other sites is a part of a page.  ``known_as``: another address of the same page, the one
    under which it should be known.
    """

    route: str
    path: str
    queries: int
    kilobytes: int = 60
    facts: bool = True
    by_day: bool = True
    params: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    lasting: bool = True
    known_as: str = ""

    @property
    def is_page(self) -> bool:
        return self.path.endswith("/")

    @property
    def paths(self) -> list[str]:
        return [self.path + extension for extension in self.formats] or [self.path]

    @property
    def cheapest(self) -> str:
        """The example whose format takes the least time to make; what is asked is read before it is written."""
        return next((path for path in self.paths if path.endswith((".json", ".csv"))), self.paths[0])


LOCALITY_FILTER = ("q", "podpora", "okres", "orp", "plan", "rok", "razeni")
MUNICIPALITY_FILTER = ("q", "okres", "orp", "postaveni", "podpora", "razeni")

#: The addresses of a session: an example, under which it should be known, and a point of its agenda.
SESSIONS = (
    ("zastupitelstvo/<year:year>/<session:number>/", "/zastupitelstvo/2016/7/", "", "f2-zk-2016-08-30"),
    (
        "zastupitelstvo/<year:year>/<session:number>/<slug:body>/",
        "/zastupitelstvo/2016/7/zk/",
        "/zastupitelstvo/2016/7/",
        "f2-zk-2016-08-30",
    ),
    (
        "zastupitelstvo/<day:held_on>/<slug:body>/",
        "/zastupitelstvo/2016-08-23/vybor-socialnich-veci/",
        "",
        "f7-vybor-2016-08-23",
    ),
)
#: The documents of what a session decided: the route, an example, how many queries, in which formats.
DECISIONS = (
    ("usneseni/", "usneseni/", 8, ()),
    ("usneseni.<document:extension>", "usneseni.", 8, DOCUMENTS),
    ("usneseni/<slug:item>/", "usneseni/{item}/", 9, ()),
    ("usneseni/<slug:item>.<document:extension>", "usneseni/{item}.", 9, DOCUMENTS),
)

SURFACES = [
    Surface(route="", path="/", queries=17),
    Surface(route="lokality/", path="/lokality/", queries=12, params=(*LOCALITY_FILTER, "strana")),
    Surface(
        route="lokality/export.<table:extension>",
        path="/lokality/export.",
        queries=11,
        params=LOCALITY_FILTER,
        formats=TABLES,
    ),
    # Of thousands of amounts the latest are found first, then told.  Three are asked for all localities at once.
    Surface(route="lokality/<slug:slug>/", path="/lokality/tanvald/", queries=17),
    Surface(route="lokality/<slug:slug>/vlozit/", path="/lokality/tanvald/vlozit/", queries=3, lasting=False),
    Surface(route="mapa/vlozit/", path="/mapa/vlozit/", queries=6, lasting=False),
    Surface(route="obce/", path="/obce/", queries=10, kilobytes=150, params=(*MUNICIPALITY_FILTER, "strana")),
    Surface(
        route="obce/export.<table:extension>",
        path="/obce/export.",
        queries=8,
        kilobytes=150,
        params=MUNICIPALITY_FILTER,
        formats=TABLES,
    ),
    Surface(route="obce/<slug:code>/", path="/obce/563820/", queries=7),
    Surface(route="finance/", path="/finance/", queries=12, params=("druh", "program", "strana")),
    Surface(
        route="finance/export.<table:extension>",
        path="/finance/export.",
        queries=8,
        params=("druh", "program"),
        formats=TABLES,
    ),
    Surface(route="memorandum/", path="/memorandum/", queries=6),
    Surface(route="zastupitelstvo/", path="/zastupitelstvo/", queries=7, params=("organ", "rok", "strana")),
    Surface(
        route="zastupitelstvo/export.<table:extension>",
        path="/zastupitelstvo/export.",
        queries=6,
        params=("organ", "rok"),
        formats=TABLES,
    ),
    Surface(route="zastupitelstvo/kalendar.ics", path="/zastupitelstvo/kalendar.ics", queries=7),
    # Of all links between documents three numbers are read, then those that lead from the session.
    Surface(
        route="zastupitelstvo/<year:year>/<session:number>/", path="/zastupitelstvo/2016/7/", queries=14, by_day=False
    ),
    Surface(
        route="zastupitelstvo/<year:year>/<session:number>/<slug:body>/",
        path="/zastupitelstvo/2016/7/zk/",
        known_as="/zastupitelstvo/2016/7/",
        queries=14,
        by_day=False,
    ),
    Surface(
        route="zastupitelstvo/<day:held_on>/<slug:body>/",
        path="/zastupitelstvo/2016-08-23/vybor-socialnich-veci/",
        queries=14,
        by_day=False,
    ),
    *(
        Surface(
            route=f"{session}{route}",
            path=f"{path}{example.format(item=item)}",
            known_as=f"{known_as}{example.format(item=item)}" if known_as and not formats else "",
            queries=queries,
            by_day=False,
            params=("zdroje",) if formats else (),
            formats=formats,
        )
        for session, path, known_as, item in SESSIONS
        for route, example, queries, formats in DECISIONS
    ),
    Surface(
        route="zastupitelstvo/<year:year>/<session:number>/podklady.zip",
        path="/zastupitelstvo/2016/7/podklady.zip",
        queries=75,
        by_day=False,
    ),
    Surface(
        route="zastupitelstvo/<year:year>/<session:number>/<slug:body>/podklady.zip",
        path="/zastupitelstvo/2016/7/zk/podklady.zip",
        queries=75,
        by_day=False,
    ),
    Surface(
        route="zastupitelstvo/<day:held_on>/<slug:body>/podklady.zip",
        path="/zastupitelstvo/2016-08-23/vybor-socialnich-veci/podklady.zip",
        queries=75,
        by_day=False,
    ),
    Surface(route="informace/", path="/informace/", queries=4, params=("strana",)),
    Surface(route="informace/export.<table:extension>", path="/informace/export.", queries=3, formats=TABLES),
    Surface(
        route="informace/kniha-vydani/", path="/informace/kniha-vydani/", queries=4, facts=False, params=("strana",)
    ),
    Surface(
        route="informace/kniha-vydani.txt",
        path="/informace/kniha-vydani.txt",
        queries=2,
        facts=False,
        params=("zapis", "podpis", "razitko"),
    ),
    Surface(
        route="informace/<year:year>-<session:number>/",
        path="/informace/2016-7/",
        queries=17,
        kilobytes=80,
        by_day=False,
    ),
    Surface(
        route="informace/<year:year>-<session:number>.<paper:extension>",
        path="/informace/2016-7.",
        queries=12,
        by_day=False,
        params=("zdroje",),
        formats=PAPERS,
    ),
    Surface(
        route="informace/<year:year>-<session:number>/soubory/",
        path="/informace/2016-7/soubory/",
        queries=2,
        facts=False,
    ),
    Surface(
        route="informace/<year:year>-<session:number>/<slug:key>/soubory/",
        path="/informace/2016-7/pisemna-informace-2016-08-30/soubory/",
        known_as="/informace/2016-7/soubory/",
        queries=2,
        facts=False,
    ),
    Surface(
        route="informace/<year:year>-<session:number>/<slug:key>/",
        path="/informace/2016-7/pisemna-informace-2016-08-30/",
        known_as="/informace/2016-7/",
        queries=17,
        kilobytes=80,
        by_day=False,
    ),
    Surface(
        route="informace/<year:year>-<session:number>/<slug:key>.<paper:extension>",
        path="/informace/2016-7/pisemna-informace-2016-08-30.",
        queries=12,
        by_day=False,
        params=("zdroje",),
        formats=PAPERS,
    ),
    Surface(
        route="zmeny/", path="/zmeny/", queries=11, params=("od", "do", "podle", "lokalita", "po", "pred", "strana")
    ),
    Surface(
        route="zmeny/export.<table:extension>",
        path="/zmeny/export.",
        queries=10,
        params=("od", "do", "podle", "lokalita"),
        formats=TABLES,
    ),
    Surface(route="zmeny/atom.xml", path="/zmeny/atom.xml", queries=11),
    Surface(route="lokality/<slug:slug>/atom.xml", path="/lokality/tanvald/atom.xml", queries=10),
    Surface(route="usneseni/", path="/usneseni/", queries=7, params=("q", "organ", "rok", "strana")),
    Surface(
        route="usneseni/export.<table:extension>",
        path="/usneseni/export.",
        queries=6,
        params=("q", "organ", "rok"),
        formats=TABLES,
    ),
    Surface(route="zdroje/", path="/zdroje/", queries=4, by_day=False, params=("q", "druh", "strana")),
    Surface(
        route="zdroje/export.<table:extension>",
        path="/zdroje/export.",
        queries=3,
        by_day=False,
        params=("q", "druh"),
        formats=TABLES,
    ),
    Surface(
        route="zdroje/<slug:key>/",
        path="/zdroje/pisemna-informace-2016-08-30/",
        queries=8,
        kilobytes=70,
        by_day=False,
        params=("udaj", "strana"),
    ),
    Surface(route="rozpory/", path="/rozpory/", queries=6, params=("rozpor", "strana")),
    Surface(route="rozpory/export.<table:extension>", path="/rozpory/export.", queries=5, formats=TABLES),
    Surface(route="informace/sestava/", path="/informace/sestava/", queries=17, kilobytes=80),
    Surface(
        route="informace/sestava.<document:extension>",
        path="/informace/sestava.",
        queries=14,
        params=("zdroje",),
        formats=DOCUMENTS,
    ),
    Surface(route="hledat/", path="/hledat/", queries=8, params=("q",)),
    Surface(route="o-portalu/", path="/o-portalu/", queries=5, facts=False),
    Surface(route="pristupnost/", path="/pristupnost/", queries=1, facts=False),
    Surface(route="ochrana-udaju/", path="/ochrana-udaju/", queries=1, facts=False),
    Surface(route="sitemap.xml", path="/sitemap.xml", queries=16, facts=False),
    Surface(route="sitemap-<slug:section>.xml", path="/sitemap-obce.xml", queries=3, facts=False, params=("p",)),
    Surface(route="robots.txt", path="/robots.txt", queries=1, facts=False),
    Surface(route=".well-known/security.txt", path="/.well-known/security.txt", queries=1, facts=False),
    # Two of them begin and end the transaction in which it waits for nobody.
    Surface(route="zdravi", path="/zdravi", queries=6, facts=False),
]
PAGES = [surface for surface in SURFACES if surface.is_page]
FACTS = [surface for surface in SURFACES if surface.facts]


def routes(patterns=None, prefix=""):
    """Every route of the address book, of both faces, written as one."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route
