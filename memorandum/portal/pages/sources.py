import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

import czech
from council.models import AgendaItem, Paper, PaperEntry, Session
from evidence.models import AsOf, Precision, Source, SourceKind, Statement, recent_since, statements
from evidence.models.citations import STANDS
from evidence.models.prepared import Prepared
from evidence.passages import marked
from funding.models import Programme
from localities.datasets import registered_by
from memorandum.portal import references as chains
from memorandum.portal.links import found_or_404


def source_detail(request: HttpRequest, key: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    source = found_or_404(_named(at, key))
    told = statements(source, at)
    passages: dict[str, list[Statement]] = {}
    for statement in told:
        if statement.role == STANDS:
            passages.setdefault(statement.passage, []).append(statement)
    anchors = {statement.anchor: words for words, standing in passages.items() for statement in standing}
    segments = list(marked(source.text, anchors.items())) if source.text else []
    # In the order in which the text says them; what is not in a held text comes after.
    in_text = dict.fromkeys(anchors[anchor] for segment in segments for anchor in segment.begins)
    cited = [(words, passages[words], words in in_text) for words in dict.fromkeys([*in_text, *passages])]
    is_listed = source.kind == SourceKind.REGISTER or not cited
    context = {
        "at": at,
        "source": source,
        "is_old": source.issued_on is not None and source.issued_on < recent_since(at.day),
        "registered": czech.joined(registered_by(source)) if is_listed else "",
        "programmes": _programmes(at, source.pk) if is_listed else [],
        "cited": cited,
        "segments": segments,
        **_around(source, told, at),
    }
    return render(request, "portal/source_detail.html", context)


def _around(source: Source, told: list[Statement], at: AsOf) -> dict[str, Any]:
    """Where the document was dealt with, what follows it, and what else names it beside what stands on its words."""
    its_own = at.on(max(at.day, source.dated_on), at.known)  # its page tells its own day too
    known = chains.known(its_own)
    around = chains.around(known, source.pk)
    day = source.issued_on if source.precision == Precision.DAY and source.kind == SourceKind.RESOLUTION else None
    found = {
        "sessions": _sessions(its_own, source.pk, source.issuer_id or 0, day or datetime.date.min),
        "papers": _papers(its_own, source.pk),
        "decided": [statement for statement in told if statement.role == "resolution" and statement.url],
        "corrected": [statement for statement in told if statement.role == "correction_source"],
        "references": around,
    }
    return {
        **found,
        "is_named": any(found.values()),
        "earlier": [reference for reference in around if reference.later_id == source.pk],
        "later": [reference for reference in around if reference.earlier_id == source.pk],
        "chain": chains.picture(around, at),
    }


@Prepared
def _named(at: AsOf, key: str) -> QuerySet[Source]:
    return Source.objects.public().select_related("issuer").filter(key=key)


@Prepared
def _sessions(at: AsOf, source: int, issuer: int, day: datetime.date) -> QuerySet[Session]:
    """Those that adopted it, that its body held on its day, and those of which it tells."""
    items = AgendaItem.objects.public().known(at).filter(session=OuterRef("pk"), resolution=source)
    told = Q(Exists(items)) | Q(source=source) | Q(body=issuer, held_on=day)
    return Session.objects.public().known(at).filter(told).select_related("body").order_by("held_on", "pk")


@Prepared
def _papers(at: AsOf, source: int) -> QuerySet[Any]:
    """Those of which it is the original, the reason, or that were dealt with in the point that adopted it."""
    entries = PaperEntry.objects.public().known(at).filter(paper=OuterRef("pk"), resolution=source)
    items = AgendaItem.objects.public().known(at).filter(paper=OuterRef("pk"), resolution=source)
    told = Q(source=source) | Q(Exists(entries)) | Q(Exists(items))
    papers: QuerySet[Any] = Paper.objects.public().known(at).filter(told).addressed()
    found: QuerySet[Any] = papers.annotate(is_reason=Exists(entries)).order_by("session__held_on", "pk")
    return found


@Prepared
def _programmes(at: AsOf, source: int) -> QuerySet[Programme]:
    return Programme.objects.filter(source=source)
