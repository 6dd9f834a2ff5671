from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

import czech
from evidence.models import AsOf, Source, SourceKind, Statement, recent_since, statements
from evidence.models.prepared import Prepared
from evidence.passages import marked
from localities.datasets import registered_by
from memorandum.portal.links import found_or_404


def source_detail(request: HttpRequest, key: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    source = found_or_404(_named(at, key))
    passages: dict[str, list[Statement]] = {}
    for statement in statements(source, at):
        passages.setdefault(statement.passage, []).append(statement)
    anchors = {statement.anchor: words for words, standing in passages.items() for statement in standing}
    segments = list(marked(source.text, anchors.items())) if source.text else []
    # In the order in which the text says them; what is not in a held text comes after.
    in_text = dict.fromkeys(anchors[anchor] for segment in segments for anchor in segment.begins)
    cited = [(words, passages[words], words in in_text) for words in dict.fromkeys([*in_text, *passages])]
    context = {
        "at": at,
        "source": source,
        "is_old": source.issued_on is not None and source.issued_on < recent_since(at.day),
        "registered": czech.joined(registered_by(source)) if source.kind == SourceKind.REGISTER else "",
        "cited": cited,
        "segments": segments,
    }
    return render(request, "portal/source_detail.html", context)


@Prepared
def _named(at: AsOf, key: str) -> QuerySet[Source]:
    return Source.objects.public().select_related("issuer").filter(key=key)
