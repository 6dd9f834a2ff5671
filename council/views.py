from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from council.models import AsOf, Source, SourceKind, statements
from council.passages import marked


def source_list(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    sources = Source.objects.public().select_related("issuer").defer("text")
    groups = {kind: [source for source in sources if source.kind == kind] for kind in SourceKind}
    return render(request, "council/source_list.html", {"at": at, "groups": groups, "count": len(sources)})


def source_detail(request: HttpRequest, key: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    source = get_object_or_404(Source.objects.public().select_related("issuer"), key=key)
    standing = statements(source, at)
    segments = list(marked(source.text, [(s.anchor, s.passage) for s in standing])) if source.text else []
    found = {anchor for segment in segments for anchor in segment.begins}
    context = {"at": at, "source": source, "statements": standing, "segments": segments, "found": found}
    return render(request, "council/source_detail.html", context)
