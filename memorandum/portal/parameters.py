"""What each public address may be asked in its query string.  Anything else is dropped before a page is made.

So no visitor can make two pages of one, walk round a cache, or have words of their own put into the page's links.
"""

from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import BadRequest
from django.urls import Resolver404, resolve

from evidence.models import AsOf

#: May be asked everywhere: also a page without facts keeps the visitor's days in its links.
DAYS = (AsOf.DAY, AsOf.KNOWN, AsOf.RECORDED)

_LOCALITIES = ("q", "podpora", "okres", "orp", "plan", "rok", "razeni")
_MUNICIPALITIES = ("q", "okres", "orp", "postaveni", "podpora", "razeni")
_CHANGES = ("od", "do", "podle", "lokalita")

#: By the names of addresses, in the order in which the one canonical query has them.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "locality-list": (*_LOCALITIES, "strana"),
    "locality-export": _LOCALITIES,
    "municipality-list": (*_MUNICIPALITIES, "strana"),
    "municipality-export": _MUNICIPALITIES,
    "finance": ("druh", "program", "strana"),
    "finance-export": ("druh", "program"),
    "discrepancy-list": ("rozpor", "strana"),
    "session-list": ("organ", "rok", "strana"),
    "session-export": ("organ", "rok"),
    "decision-list-file": ("zdroje",),
    "decision-extract-file": ("zdroje",),
    "paper-list": ("strana",),
    "paper-file": ("zdroje",),
    "paper-live-file": ("zdroje",),
    "ledger": ("strana",),
    "ledger-text": ("zapis", "podpis", "razitko"),
    "resolution-list": ("q", "organ", "rok", "strana"),
    "resolution-export": ("q", "organ", "rok"),
    "source-list": ("q", "druh", "strana"),
    "source-detail": ("udaj", "strana"),
    "source-export": ("q", "druh"),
    "change-list": (*_CHANGES, "po", "pred", "strana"),
    "change-export": _CHANGES,
    "search": ("q",),
    "sitemap-section": ("p",),
}
_MOST = 200  # parameters that anybody could mean


def canonical(path: str, query: str) -> str:
    """The one query string that asks the address for the same: known parameters that say something, in one order.

    Raise BadRequest for more of them than a form could send.
    """
    if not query:
        return ""
    try:
        asked = parse_qsl(query, max_num_fields=_MOST)
    except ValueError:
        raise BadRequest("Adresa má příliš mnoho parametrů.") from None
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return query  # there is no page to make; where it should have gone to, is told with what was asked
    allowed = (*PARAMETERS.get(name, ()), *DAYS)
    return urlencode([(key, value) for wanted in allowed for key, value in asked if key == wanted and value.strip()])
