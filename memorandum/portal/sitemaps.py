"""Addresses that search engines should know, each with the day on which what it tells last changed."""

import datetime
import math
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from council.models import Paper, Session
from evidence.models import AsOf, Fact, Source, cited_models, today
from localities.models import Locality, Membership, Municipality


class SitemapEntry(NamedTuple):
    url: str
    changed_on: datetime.date | None


class SitemapSection(Sitemap[SitemapEntry]):
    """One section of the map: the pages that a function gives, and how many.  A long one is a map on several pages."""

    limit = 2_000  # addresses, some 200 kB

    def __init__(self, pages: Callable[[], list[SitemapEntry]], count: Callable[[], int]) -> None:
        self.pages, self.count = pages, count

    def items(self) -> list[SitemapEntry]:
        return self.pages()

    def location(self, item: SitemapEntry) -> str:
        return item.url

    def lastmod(self, item: SitemapEntry) -> datetime.date | None:
        return item.changed_on


#: Lists and pages with a fixed address, by URL name.
STANDING = (
    *("home", "locality-list", "municipality-list", "finance", "memorandum", "session-list", "paper-list"),
    *("paper-live", "resolution-list", "change-list", "source-list", "discrepancy-list", "search"),
    *("about", "accessibility", "privacy"),
)


def _standing() -> list[SitemapEntry]:
    return [SitemapEntry(reverse(name), None) for name in STANDING]


def _localities() -> list[SitemapEntry]:
    """With the last day on which anything about the locality was learned or corrected."""
    changes: dict[str, datetime.date] = {}
    for model in cited_models():
        if issubclass(model, Fact) and model.PAGE and model.PAGE[0] == "locality-detail":
            for slug, day in _changed_on(model._default_manager.public(), model.PAGE[1]).items():  # type: ignore[attr-defined]
                changes[slug] = max(day, changes.get(slug, day))
    slugs = Locality.objects.public().values_list("slug", flat=True)
    return [SitemapEntry(reverse("locality-detail", args=[slug]), changes.get(slug)) for slug in slugs]


def _municipalities() -> list[SitemapEntry]:
    changes = _changed_on(Membership.objects.public(), "municipality")
    codes = Municipality.objects.public().existing(AsOf.now()).values_list("code", flat=True)
    return [SitemapEntry(reverse("municipality-detail", args=[code]), changes.get(code)) for code in codes]


def _sources() -> list[SitemapEntry]:
    """With the day on which the source came into the record, or is dated, whichever is later."""
    return [
        SitemapEntry(source.get_absolute_url(), max(filter(None, (source.issued_on, source.read_on))))
        for source in Source.objects.public().only("key", "issued_on", "read_on")
    ]


def _sessions() -> list[SitemapEntry]:
    """Sessions and the papers that were put before them; both have the day of the session, once it was.

    A paper that was withdrawn since has the day of its withdrawal: whoever has read it is to read it again.
    """
    sessions = Session.objects.public().select_related("body").order_by("held_on", "pk")
    papers = Paper.objects.public().addressed().order_by("pk")
    held = [(session.get_absolute_url(), session.held_on) for session in sessions]
    held += [(paper.get_absolute_url(), _last_of(paper)) for paper in papers]
    return [SitemapEntry(url, day if day <= today() else None) for url, day in held]


def _last_of(paper: Paper) -> datetime.date:
    withdrawn = paper.issued.withdrawal.withdrawn_at if paper.withdrawn else None
    return timezone.localdate(withdrawn) if withdrawn else paper.session.held_on


def _changed_on(facts: QuerySet[Any], column: str) -> dict[str, datetime.date]:
    """The last day on which a fact about each value of the column was learned or corrected, today at the latest."""
    rows = facts.filter(known_on__lte=today()).order_by().values_list(column)
    rows = rows.annotate(known=Max("known_on"), corrected=Max("corrected_on", filter=Q(corrected_on__lte=today())))
    return {value: max(filter(None, days)) for value, *days in rows}


SITEMAPS: dict[str, Any] = {
    "stranky": SitemapSection(_standing, lambda: len(STANDING)),
    "lokality": SitemapSection(_localities, lambda: Locality.objects.public().count()),
    "obce": SitemapSection(_municipalities, lambda: Municipality.objects.public().existing(AsOf.now()).count()),
    "zasedani": SitemapSection(_sessions, lambda: Session.objects.public().count() + Paper.objects.public().count()),
    "zdroje": SitemapSection(_sources, lambda: Source.objects.public().count()),
}


def sitemap(request: HttpRequest) -> HttpResponse:
    """The map of the site; where it does not fit into one, the list of maps, each with its own address."""
    sizes = {name: section.count() for name, section in SITEMAPS.items()}
    if sum(sizes.values()) <= SitemapSection.limit:
        return views.sitemap(request, SITEMAPS)
    maps = [
        views.SitemapIndexItem(request.build_absolute_uri(_address(name, number)))
        for name, size in sizes.items()
        for number in range(1, 1 + math.ceil(size / SitemapSection.limit))
    ]
    answer = TemplateResponse(request, "sitemap_index.xml", {"sitemaps": maps}, content_type="application/xml")
    answer.headers["X-Robots-Tag"] = "noindex, noodp, noarchive"  # as Django's own maps
    return answer


def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """A part of the map.  Raises Http404 where there is none."""
    return views.sitemap(request, SITEMAPS, section)


def _address(section: str, number: int) -> str:
    address = reverse("sitemap-section", args=[section])
    return address if number == 1 else f"{address}?p={number}"
