"""Ten thousand questions that nobody means: hostile values in every parameter, path and header of every public page.

By a seed, so that the same are asked each time.
"""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

from drills.world import World
from tests.surfaces import SURFACES

PROVES = (
    "Deset tisíc nesmyslných a útočných dotazů na každou veřejnou adresu a parametr nedostane ani jednu odpověď 5xx."
)
LIMIT = 2400
#: The control: what is no number, day or word that the page knows, is taken as it comes.
_OFF = """
from django.db.models import Q
from memorandum.portal import parameters
import memorandum.server.page_cache as kept
import memorandum.middleware as middleware
from urllib.parse import parse_qsl
def canonical(path, query):
    for name, value in parse_qsl(query):
        if name == "strana":
            int(value)
        value.encode("ascii")
    return query
parameters.canonical = canonical
"""
_DAYS = ("ke_dni", "znamo_k", "zapsano_k")
_VALUES = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1",
        "2",
        "999999999999999999999",
        "1e309",
        "NaN",
        "0x10",
        "１２",
        "²",
        "true",
        "null",
        "[]",
    ),
    *(
        "'",
        '"',
        "' OR 1=1--",
        "'; DROP TABLE localities_locality; --",
        "%",
        "%%",
        "_",
        "\\",
        "{}",
        "{{7*7}}",
        "${7*7}",
    ),
    *(
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "../../etc/passwd",
        "..\\..",
        "\0",
        "a\0b",
        "\x1b[31m",
        "\r\n",
    ),
    *("\u202e", "\ufeff", "\ud7ff", "\U0010ffff", "🏚", "ž" * 5000, "a" * 20_000, "(" * 500, "*" * 200, "a & b | !c"),
    *("2016-08-30", "30. 8. 2016", "2016-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "-2016-01-01", "31. 2. 1"),
    *("2016-08-30T10:00:00+02:00", "2016-08-30T25:61:61Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00"),
    *("intensive", "remote", "tanvald", "platnosti", "zapisu", "nazev", "-nazev", "563820", "vse", "zk", "spsz"),
    *("1;2", "1,2", "a=b", "a&b", "#", "?", "/", "//zlo.example", "http://zlo.example/", "data:text/html,x"),
)
_RAW = ("%", "%zz", "%00", "%c0%ae", "%ff%fe", "%ed%a0%80", "=&=&=", "&" * 300, "a" * 7000, "ke_dni", "ke_dni[]=1")


def fault(world: World, guarded: bool) -> dict[str, Any]:
    portal = world.portal(world.cluster(), code="" if guarded else _OFF)
    count = 1000 if world.short or not guarded else 10_000
    told: Counter[int] = Counter()

    def ask_for(question: tuple[str, dict[str, str]]) -> tuple[int, str]:
        path, headers = question
        try:
            return portal.get(path, timeout=60, **headers).status, path
        except OSError as problem:
            return 0, f"{path}: {problem}"

    with ThreadPoolExecutor(4) as pool:
        for status, path in pool.map(ask_for, questions(random.Random(20160830), count)):
            told[status] += 1
            assert 0 < status < 500, f"{status}: {path[:200]}"
    tracebacks = portal.output().count("Traceback")
    assert not tracebacks, f"v záznamu je {tracebacks} výpisů chyb: {portal.output()[-1500:]}"
    return {"požadavků": count, "odpovědí 5xx": 0} | {f"odpovědí {status}": told[status] for status in sorted(told)}


def questions(by_chance: random.Random, count: int) -> list[tuple[str, dict[str, str]]]:
    """Paths with their queries, and headers; each address comes as often as another."""
    cheap = [surface for surface in SURFACES if not surface.path.endswith("podklady.zip")]
    asked = []
    for number in range(count):
        surface = cheap[number % len(cheap)]
        path = surface.cheapest
        names = [*surface.params, *_DAYS, "neznamy"]
        chosen = by_chance.choices(names, k=by_chance.randint(1, 3))
        query = "&".join(f"{name}={_quoted(by_chance.choice(_VALUES))}" for name in chosen)
        kind = by_chance.randrange(12)
        if kind == 0:
            query = by_chance.choice(_RAW)
        elif kind == 1:
            path = (
                path.rstrip("/")
                + "/"
                + _quoted(by_chance.choice(_VALUES))
                + by_chance.choice(("", "/", ".csv", "/atom.xml"))
            )
        headers = {}
        if kind == 2:
            told = ("If_None_Match", "If_Modified_Since", "Accept_Encoding", "Range", "Accept", "Cookie", "Referer")
            headers = {
                by_chance.choice(told): by_chance.choice(
                    ('"', "*", "bytes=0-", "bytes=9-1", "W/", "gzip;q=0", "a" * 3000, "Thu, 99 Foo")
                )
            }
        asked.append((f"{path}?{query}"[:8000], headers))
    return asked


def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")
