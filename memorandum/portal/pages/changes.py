"""What changed between two days."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.changed_rows import HAPPENED, LAST, LAST_KEY, MANY, SOME, Clock, Place
from evidence.changes import Between
from evidence.models import AsOf, Misunderstood, news_models
from memorandum.portal.lists import CHANGES
from memorandum.portal.periods import Period
from memorandum.portal.topics import topics

_PER_PAGE = SOME - 1
_WRONG = "Adrese nerozumíme: neříká, za kterou změnou seznam pokračuje. Začněte prosím na první straně."


def change_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    period = Period(request.GET, at)
    if not period.is_valid:
        return render(request, "portal/change_list.html", {"at": at, "period": period}, status=400)
    asked = period.between()
    rows, is_first, is_last = _page(asked, request)
    counts = asked.counts()
    is_many = max(counts.values(), default=0) > MANY
    changes = asked.changes(rows)
    context = {
        "at": at,
        "period": period,
        "count": sum(counts.values()),
        "in_file": 0 if is_many else sum(counts.values()),
        "is_many": is_many,
        "many": MANY,
        "changes": changes,
        "topics": topics(counts, changes),
        "before": "" if is_first else _token(asked, rows[0]),
        "after": "" if is_last else _token(asked, rows[-1]),
        "in_document": CHANGES.in_document,
    }
    return render(request, "portal/change_list.html", context)


def _page(asked: Between, request: HttpRequest) -> tuple[list[dict[str, Any]], bool, bool]:
    """The rows of a page, and whether it is the first and the last one.

    It goes on after a change, or ends before one.  Addresses of numbered pages, which were given out once, still lead
    to the same rows.
    """
    after, before = request.GET.get("po", ""), request.GET.get("pred", "")
    if before and len(rows := asked.some(_place(asked, before), before=True)) == SOME:
        return rows[1:], False, False
    number = request.GET.get("strana", "")
    if not (after or before) and number.isdecimal() and len(number) < 6 and int(number) > 1:
        start = (int(number) - 1) * _PER_PAGE
        rows = asked.rows()[start : start + SOME]
        if rows:
            return rows[:_PER_PAGE], False, len(rows) < SOME
    if after and (rows := asked.some(_place(asked, after))):
        return rows[:_PER_PAGE], False, len(rows) < SOME
    rows = asked.some()  # also where nothing comes after that place, or no whole page before it
    return rows[:_PER_PAGE], True, len(rows) < SOME


def _token(asked: Between, row: dict[str, Any]) -> str:
    """The place of a change for an address: „2_2016-08-30_amount_17_began“."""
    place = asked.place(row)
    at = place.at.isoformat().replace("+00:00", "Z")
    return f"{place.rank}_{at}_{place.model}_{place.pk}_{place.happened}"


def _place(asked: Between, token: str) -> Place:
    """Where the list goes on.  Raises Misunderstood for what is no such place."""
    try:
        rank, at, name, pk, happened = token.split("_")
        model: Any = next(model for model in news_models() if model._meta.model_name == name)
        key = int(pk)
        when = datetime.datetime.fromisoformat(at) if asked.clock == Clock.RECORD else datetime.date.fromisoformat(at)
        if happened not in HAPPENED or not 0 <= key < LAST_KEY:
            raise ValueError(token)
        if isinstance(when, datetime.datetime) and when.tzinfo is None:
            raise ValueError(token)
        return Place(int(rank[:4]), when, _subject(model, key), name, key, happened)
    except (ValueError, StopIteration):
        raise Misunderstood(_WRONG) from None


def _subject(model: Any, key: int) -> str:
    """What the change is ordered by among those of its day; of one that is not public nothing is told by its place."""
    if not model.LOCALITY:
        return ""
    names = model._default_manager.public().filter(pk=key).order_by()
    return names.values_list(f"{model.LOCALITY}__name_key", flat=True).first() or LAST
