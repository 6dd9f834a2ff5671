import datetime
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

import czech
from council.models import AgendaItem, Paper, PaperEntry, Session
from evidence.models import AsOf, Precision, Source, SourceKind, Statement, recent_since, statements
from evidence.models.citations import STANDS
from evidence.models.prepared import Prepared
from evidence.models.sources import LONGEST_PART
from evidence.passages import Segment, WordsOfText, marked, parts
from funding.models import Programme
from localities.datasets import registered_by
from memorandum.portal import references as chains
from memorandum.portal.links import found_or_404

_PASSAGES = 100  # on a page, of a source whose text the record does not hold


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What of a document stands on one page: a part of its text, marked, and the passages that are cited from it."""

    page: Page[Any]
    segments: list[Segment]
    cited: list[str]
    in_text: Container[str]

    @classmethod
    def of(cls, source: Source, passages: Mapping[str, list[Statement]], asked: Mapping[str, str]) -> "SourcePage":
        """The page that is asked for by its number, or by what stands on it (``udaj``)."""
        anchors = {statement.anchor: words for words, standing in passages.items() for statement in standing}
        wanted = anchors.get(asked.get("udaj", ""))
        if not source.text:
            listed = [*passages]
            at = 1 + listed.index(wanted) // _PASSAGES if wanted is not None else asked.get("strana")
            page = Paginator(listed, _PASSAGES).get_page(at)
            return cls(page, [], [*page], ())
        texts = parts(source.text, LONGEST_PART)
        page = Paginator(texts, 1).get_page(_holding(wanted, texts) if wanted else asked.get("strana"))
        part = texts[page.number - 1]
        # What begins in this part may end in the next one; it is read to its end.
        tail = "".join(texts[page.number : page.number + 1])[: max(map(len, passages), default=0)]
        segments = list(_begun(marked(part + tail, anchors.items()), len(part)))
        in_text = dict.fromkeys(anchors[anchor] for segment in segments for anchor in segment.begins)
        # In the order in which the text says them; what is not in a held text comes after.
        others = [words for words in passages if words not in in_text and (len(texts) == 1 or not words)]
        return cls(page, segments, [*in_text, *(others if not page.has_next() else ())], in_text)


def _holding(words: str, texts: list[str]) -> int:
    """The number of the part in which the words begin; the first where they are nowhere."""
    held = WordsOfText("".join(texts)).find(words)
    ends = accumulate(map(len, texts))
    return next((number for number, end in enumerate(ends, start=1) if held and held[0] < end), 1)


def _begun(segments: Iterable[Segment], end: int) -> Iterator[Segment]:
    """The segments of a part that ends there, and of what follows only the rest of a passage that has begun in it."""
    begun: set[str] = set()
    at = 0
    for segment in segments:
        if at >= end:
            anchors = tuple(anchor for anchor in segment.anchors if anchor in begun)
            if not anchors:
                return
            yield Segment(segment.text, (), anchors)
        elif segment.anchors or at + len(segment.text) <= end:
            begun.update(segment.begins)
            yield segment
        else:
            yield Segment(segment.text[: end - at], (), ())
            return
        at += len(segment.text)


def source_detail(request: HttpRequest, key: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    source = found_or_404(_named(at, key))
    told = statements(source, at)
    passages: dict[str, list[Statement]] = {}
    for statement in told:
        if statement.role == STANDS:
            passages.setdefault(statement.passage, []).append(statement)
    reading = SourcePage.of(source, passages, request.GET)
    cited = [(words, passages[words], words in reading.in_text) for words in reading.cited]
    is_listed = source.kind == SourceKind.REGISTER or not passages
    context = {
        "at": at,
        "source": source,
        "is_old": source.issued_on is not None and source.issued_on < recent_since(at.day),
        "registered": czech.joined(registered_by(source)) if is_listed else "",
        "programmes": _programmes(at, source.pk) if is_listed else [],
        "cited": cited,
        "segments": reading.segments,
        "page": reading.page,
        **_around(source, told, at),
    }
    return render(request, "portal/source_detail.html", context)


def _around(source: Source, told: list[Statement], at: AsOf) -> dict[str, Any]:
    """Where the document was dealt with, what follows it, and what else names it beside what stands on its words."""
    its_own = at.on(max(at.day, source.dated_on), at.known)  # its page tells its own day too
    around = chains.around(source.pk, its_own)
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
