"""The two days in templates: links that keep them, and what the time bar offers."""

import datetime
from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.template import Context
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

import czech
from council.models import Paper, Session
from czech.inflection import genitive
from evidence.models import AsOf, page_address
from evidence.models.prepared import Prepared
from memorandum.portal.links import with_days
from memorandum.server.record_changes import while_unchanged

register = template.Library()

_PLACES = ("strana", "po", "pred")  # where in a list the page is: of another day it begins anew
MOST_SESSIONS = 8  # the time bar is a choice, not the list of sessions


@register.simple_tag(takes_context=True)
def url_at(context: Context, target: str, *args: Any, **asked: str) -> str:
    """The address of a page, asked about the same two days as this one.

    ``target`` is a URL name with its ``args``, or an address that a record gives of itself; ``asked`` is what else
    the query string says.
    """
    return with_days(target if "/" in target else page_address(target, *args), _days(context), **asked)


#: The address of a page that shows nothing of a day; worked out once, as `{% url %}` never is.
register.simple_tag(page_address, name="address")


@register.simple_tag
def staff_address() -> str:
    """Where staff work; empty where another process serves them."""
    return "" if settings.IS_PUBLIC else page_address("admin:index")


@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, label: str) -> SafeString:
    """An item of the navigation; marked as the current one is the page itself, and the list to which it belongs."""
    path, request = page_address(name), context.get("request")
    here = request.path if request is not None else ""
    below = ' aria-current="true"' if path != page_address("home") and path in here else ""
    current = ' aria-current="page"' if here == path else below
    return mark_safe(f'<li><a href="{escape(with_days(path, _days(context)))}"{current}>{escape(label)}</a></li>')


def _days(context: Context) -> AsOf | None:
    at = context.get("at")
    return at if isinstance(at, AsOf) else None


@register.simple_tag(takes_context=True)
def asof_params(context: Context) -> list[tuple[str, str]]:
    """The page's other parameters: the time bar's form must not lose what the visitor has filtered."""
    request = context.get("request")
    if request is None:
        return []
    return [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in (AsOf.DAY, AsOf.KNOWN, AsOf.RECORDED, *_PLACES) and "\x00" not in name + value
    ]


@register.simple_tag(takes_context=True)
def permanent_url(context: Context) -> str:
    """The address of this page whose answer never changes: as of its days, and of what the record holds now.

    Empty where the page shows nothing of a day, or the record holds nothing yet.
    """
    at, request = _days(context), context.get("request")
    moment = (at.recorded or getattr(request, "latest", None)) if at and request else None
    if at is None or request is None or moment is None:
        return ""
    page = [(name, place) for name in _PLACES for place in request.GET.getlist(name) if "\x00" not in place]
    query = "&".join(filter(None, (urlencode([*asof_params(context), *page]), at.fixed(moment).query())))
    return f"{request.build_absolute_uri(request.path)}?{query}"


@register.filter
def as_typed(day: datetime.date | None) -> str:
    """The day as people type it into the field: „30. 8. 2016“, with plain spaces."""
    return f"{day.day}. {day.month}. {day.year:04}" if day else ""


@register.simple_tag(takes_context=True)
def asof_presets(context: Context) -> list[dict[str, Any]]:
    """Days worth asking about: today, and the sessions since the first one that had a paper.

    Each as it was known then; a session with a paper also as it is known today, for there the two clocks matter.
    """
    at = _days(context)
    if at is None:
        return []
    offered = [("dnes", AsOf.now())]
    later = "tentýž den, jak se to vědělo později" if at.recorded else "tentýž den, jak to víme dnes"
    for held, held_on, has_paper in _sessions(at.today, at.recorded):
        offered.append((held, at.on(held_on)))
        if has_paper:
            offered.append((later, at.on(held_on, at.today)))
    typed = urlencode(asof_params(context))
    return [
        {"label": label, "url": f"?{'&'.join(filter(None, (typed, days.query())))}", "current": at == days}
        for label, days in offered
    ]


@register.simple_tag
def links_of_presets(presets: Iterable[dict[str, Any]]) -> SafeString:
    """The days as links, a dozen of them on every page."""
    return mark_safe("".join(map(_preset, presets)))


def _preset(preset: dict[str, Any]) -> str:
    current = ' aria-current="true"' if preset["current"] else ""
    link = f'<a href="{escape(preset["url"])}"{current}>{escape(preset["label"])}</a>'
    return f"\n              <li>{link}</li>\n            "


@while_unchanged
def _sessions(today: datetime.date, recorded: datetime.datetime | None) -> list[tuple[str, datetime.date, bool]]:
    """Of each session what it is called, its day, and whether it had a paper."""
    return [
        (
            czech.vlna(
                f"{session.title} {genitive(session.body.get_kind_display())} {czech.day(session.held_on)},"
                " jak to bylo známo tehdy"
            ),
            session.held_on,
            session.has_paper,
        )
        for session in _held(AsOf(today, today, recorded))
    ]


@Prepared
def _held(at: AsOf) -> QuerySet[Any]:
    papers = Paper.objects.public()
    first = papers.order_by("session__held_on").values("session__held_on")[:1]
    sessions: QuerySet[Any] = Session.objects.public().filter(held_on__gte=Subquery(first), held_on__lte=at.today)
    told: QuerySet[Any] = sessions.select_related("body").annotate(
        has_paper=Exists(papers.filter(session=OuterRef("pk")))
    )
    return told[:MOST_SESSIONS]
