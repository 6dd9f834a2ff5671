"""What has lately entered the record or was corrected in it, as Atom feeds: of all, and of one locality."""

import datetime
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

import czech
from council.models import LedgerEntry
from evidence.changed_rows import Clock
from evidence.changes import Between, Change
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
        subtitle="Co v evidenci přibylo a co se v ní opravilo, s tím, co platilo dosud"
        + ("." if locality else "; které písemnosti byly vydány a odvolány."),
        language="cs",
        author_name=SITE,
        author_link=absolute("/"),
        feed_url=absolute(request.path),
        feed_guid=permanent_name("kanal", key).urn,
        since=at.recorded or request.latest or timezone.now(),  # type: ignore[attr-defined]
    )
    items = [_of_change(change) for change in asked.changes(asked.some()[:_ENTRIES])]
    if locality is None:
        items += [_of_entry(entry) for entry in _ledger().order_by("-number")[:_ENTRIES]]
        items.sort(key=attrgetter("at"), reverse=True)
    for item in items[:_ENTRIES]:
        feed.add_item(
            title=clean(czech.vlna(item.title)),
            link=absolute(item.url),
            description=escape(clean(czech.vlna(item.words))),  # a summary is HTML
            unique_id=permanent_name(*item.name).urn,
            updateddate=item.at,
            pubdate=item.at,
            places=[absolute(place) for place in item.places],
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


@dataclass(frozen=True, slots=True)
class _Item:
    """What a feed tells: when it entered the record, of what, in which words, by what lasting name."""

    at: datetime.datetime
    title: str
    url: str
    words: str
    name: tuple[str, ...]
    places: tuple[str, ...] = ()


def _of_change(change: Change) -> _Item:
    assert change.recorded_at is not None  # asked by the clock of the record
    return _Item(
        change.recorded_at,
        f"{change.subject}: {change.statement}",
        change.subject_url,
        _from_to(change),
        ("zmena", change.key),
        (change.fact.citation_url,) if isinstance(change.fact, Cited) else (),
    )


def _ledger() -> QuerySet[LedgerEntry]:
    """What was issued and withdrawn of papers that are public."""
    shown = Q(issued__paper__is_public=True) | Q(withdrawal__issued__paper__is_public=True)
    of_paper = ("paper__session__body", "withdrawal")
    related = [f"{way}__{step}" for way in ("issued", "withdrawal__issued") for step in of_paper]
    told = LedgerEntry.objects.filter(shown).select_related(*related)
    return told.defer("issued__content", "withdrawal__issued__content")


def _of_entry(entry: LedgerEntry) -> _Item:
    """A paper was issued or withdrawn; that it was issued is never told of a withdrawn one as if it stood."""
    issued = entry.withdrawal.issued if entry.is_withdrawal else entry.issued
    paper, session = issued.paper, issued.paper.session
    of_session = f"{paper.get_kind_display().capitalize()} pro {session.title}, {session.body.name}, "
    words = [f"{of_session}{czech.day(session.held_on)}", issued.withdrawn.replace("odvoláno", "Odvoláno", 1)]
    happened = "odvoláno" if entry.is_withdrawal else "vydáno"
    since = f" ({issued.withdrawn})" if issued.withdrawn and not entry.is_withdrawal else ""
    return _Item(
        entry.written_at,
        f"{paper.subject}: {happened}{since}",
        # The address that names the paper leads to it whichever was issued first.
        reverse("paper-detail", args=[session.held_on.year, session.number, paper.key]),
        " ".join(f"{sentence.rstrip('.')}." for sentence in words if sentence),
        ("kniha-vydani", str(entry.number)),
    )


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
