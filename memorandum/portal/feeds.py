"""What has lately entered the record or was corrected in it, as Atom feeds: of all, and of one locality."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

import czech
from evidence.changes import Between, Change, Clock
from evidence.models import AsOf, Cited, Fact
from formats.outline import clean
from localities.models import Locality
from memorandum.portal.region import permanent_name
from memorandum.portal.templatetags.meta import SITE

_ENTRIES = 40


class _Feed(Atom1Feed):
    """Django's feed, whose day of the last change is that of its newest entry also when there is none."""

    def latest_post_date(self) -> datetime.datetime:
        dates: list[datetime.datetime] = [item["updateddate"] for item in self.items]
        since: datetime.datetime = self.feed["since"]
        return max(dates, default=since)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for place in item["places"]:
            handler.addQuickElement("link", None, {"rel": "related", "href": place})


def changes(request: HttpRequest) -> HttpResponse:
    return _response(request, None, "Co se změnilo v evidenci", reverse("change-list"), "zmeny")


def locality_changes(request: HttpRequest, slug: str) -> HttpResponse:
    locality = get_object_or_404(Locality.objects.public(), slug=slug)
    title = f"{locality.name}: co se změnilo v evidenci"
    return _response(request, locality, title, locality.get_absolute_url(), slug)


def _response(request: HttpRequest, locality: Locality | None, title: str, page: str, key: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    asked = Between(datetime.date.min, at.today, at, clock=Clock.RECORD, locality=locality)
    absolute = request.build_absolute_uri
    feed = _Feed(
        title=clean(f"{title} · {SITE}"),
        link=absolute(page),
        description=None,
        subtitle="Co v evidenci přibylo a co se v ní opravilo, s tím, co platilo dosud.",
        language="cs",
        author_name=SITE,
        author_link=absolute("/"),
        feed_url=absolute(request.path),
        feed_guid=permanent_name("kanal", key).urn,
        since=at.recorded or request.latest or timezone.now(),  # type: ignore[attr-defined]
    )
    for change in asked.changes(asked.rows()[:_ENTRIES]):
        feed.add_item(
            title=clean(czech.vlna(f"{change.subject}: {change.statement}")),
            link=absolute(change.subject_url),
            description=escape(clean(czech.vlna(_from_to(change)))),  # a summary is HTML
            unique_id=permanent_name("zmena", change.key).urn,
            updateddate=change.recorded_at,
            pubdate=change.recorded_at,
            places=[absolute(change.fact.citation_url)] if isinstance(change.fact, Cited) else [],
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _from_to(change: Change) -> str:
    """„Dříve: přihláška podána 12. 6. 2016. Nyní: intenzivní podpora od srpna 2016. Důvod: …“."""
    if isinstance(change.fact, Fact):
        told = [f"Dříve: {change.before or 'neuvedeno'}", f"Nyní: {change.after or 'neuvedeno'}"]
    else:
        told = [change.after]
    if change.reason:
        told.append(f"Důvod: {change.reason}")
    if isinstance(change.fact, Cited) and change.fact.source is not None:
        told.append(f"Zdroj: {change.fact.source.title}")
    return " ".join(f"{part.rstrip('.')}." for part in told)
