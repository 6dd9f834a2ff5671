"""One paper for one session.  Once issued it is shown as it was issued; until then it is composed from the record."""

from collections import Counter
from dataclasses import replace
from typing import Any

from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import quote_etag

from council.models import IssuedPaper, LedgerEntry, Paper
from evidence.models import AsOf
from formats.alignment import aligned
from formats.attachments import file_response
from formats.outline import Outline, text
from formats.rendering import PAPER_FORMATS
from memorandum.papers.annex import annex
from memorandum.papers.compose import compose
from memorandum.papers.content import from_json, to_json
from memorandum.papers.differences import since_issued
from memorandum.papers.gathered import Gathered
from memorandum.papers.issue import file_name
from memorandum.papers.statements import facts_of
from memorandum.portal.documents import document, rendering
from memorandum.portal.in_turn import in_turn

FORMATS = {"docx": "Dokument Word", "pdf": "Dokument", "xlsx": "Údaje, ze kterých vznikla", "json": "Osnova a údaje"}


def paper_detail(request: HttpRequest, year: int, number: int, key: str = "") -> HttpResponse:
    at = AsOf.from_query(request.GET)  # only for the links out of the page: a paper has its own day
    papers = _numbered(year, number)
    paper = _addressed(papers, key)
    context: dict[str, Any] = {
        "at": at,
        "paper": paper,
        "lasting_path": paper.get_absolute_url(),
        "others": [other for other in papers if other != paper],
    }
    issued = _issued(paper)
    if issued is None:
        return render(request, "portal/paper_detail.html", context | _composed(paper, at))
    return render(request, "portal/paper_issued.html", context | _as_issued(paper, issued, at))


def _composed(paper: Paper, at: AsOf) -> dict[str, Any]:
    then = _then(paper, at)
    outline = _outline(paper, Gathered(then))
    original = paper.source.text if paper.source and paper.source.is_public else ""
    pairs = aligned(original, text(outline)) if original and outline else ()
    return {
        "then": then,
        "later": at.on(then.day, at.known) if at.known > then.day else None,
        "outline": outline,
        "files": [(label, extension, paper.get_file_url(extension)) for extension, label in FORMATS.items()],
        "pairs": pairs,
        "same": sum(pair.is_same for pair in pairs),
        "original_only": sum(not pair.right for pair in pairs),
        "composed_only": sum(not pair.left for pair in pairs),
    }


def _as_issued(paper: Paper, issued: IssuedPaper, at: AsOf) -> dict[str, Any]:
    kept = from_json(issued.content)
    # Before it was issued nothing can have changed since.
    differences = since_issued(issued, kept, at) if at.known >= kept.at.known else None
    return {
        "issued": issued,
        "then": kept.at,
        "outline": kept.outline,
        "files": [
            (FORMATS[extension], extension, paper.get_file_url(extension), sha256)
            for extension, sha256 in _hashes(issued).items()
        ],
        "differences": differences,
        "counted": Counter(difference.way.name for difference in differences or ()),
        "changed": sum(difference.way.is_change for difference in differences or ()),
        "head": issued.head,  # type: ignore[attr-defined]
    }


def _hashes(issued: IssuedPaper) -> dict[str, str]:
    """The SHA-256 of each stored file by its extension."""
    return {extension: file.sha256 for extension, file in issued.files.items()} | {"json": issued.content_sha256}


def paper_files(request: HttpRequest, year: int, number: int, key: str = "") -> HttpResponse:
    """The cover page of the files: what they are, and whether the paper was withdrawn, before anybody opens one."""
    paper = _addressed(_numbered(year, number), key)
    issued = _issued(paper)
    extensions = [*_hashes(issued)] if issued else list(FORMATS)
    hashes = _hashes(issued) if issued else {}
    context = {
        "paper": paper,
        "issued": issued,
        "lasting_path": paper.get_files_url(),
        "files": [(FORMATS[name], name, paper.get_file_url(name), hashes.get(name, "")) for name in extensions],
    }
    return render(request, "portal/paper_files.html", context)


def paper_file(request: HttpRequest, year: int, number: int, extension: str, key: str = "") -> HttpResponseBase:
    at = AsOf.from_query(request.GET)  # a day that is none is refused here too, although the paper has its own
    paper = _addressed(_numbered(year, number), key)
    issued = _issued(paper)
    if issued is not None:
        return _stored_file(request, paper, issued, extension)
    return _composed_file(request, paper, extension, _then(paper, at))


def _then(paper: Paper, asked: AsOf) -> AsOf:
    """The days of the paper, in the record that is asked; of a coming session no more is known than on its today."""
    own = paper.at
    return asked.on(own.day, min(own.known, asked.today))


@in_turn
def _composed_file(request: HttpRequest, paper: Paper, extension: str, at: AsOf) -> HttpResponse:
    gathered = Gathered(at)
    outline = _outline(paper, gathered)
    if outline is None:
        raise Http404
    if extension in PAPER_FORMATS:
        return document(request, outline, extension)
    facts = facts_of(outline, gathered)
    if extension == "xlsx":
        content = rendering(request).table(annex(outline, facts, at, None), extension)
    else:
        content = to_json(paper, outline, facts, at).encode()
    return file_response(content, f"{outline.filename}.{extension}")


def _stored_file(request: HttpRequest, paper: Paper, issued: IssuedPaper, extension: str) -> HttpResponse:
    """The bytes as they were stored, also of a withdrawn paper; then the name of the file says so, and what is sent

    with it.  Whoever keeps a copy asks again each time, for a paper may be withdrawn, and hidden.
    """
    name = f"{file_name(paper)}.{extension}"
    if extension == "json":
        content, sha256 = issued.content.encode(), issued.content_sha256
    elif extension in issued.files:
        content, sha256 = bytes(issued.files[extension].content), issued.files[extension].sha256
    else:
        raise Http404
    response: HttpResponse = file_response(content, name)
    response["ETag"] = quote_etag(sha256 if not issued.is_withdrawn else f"{sha256}-odvolano")
    response["Link"] = f'<{request.build_absolute_uri(paper.get_files_url())}>; rel="describedby"'
    if issued.is_withdrawn:
        response["X-Robots-Tag"] = "noindex"
    return response


def _numbered(year: int, number: int) -> list[Paper]:
    papers = Paper.objects.public().numbered(year, number).addressed().select_related("source")
    return list(papers.defer(None).defer("issued__content"))  # with the text of the original, which is compared


def _addressed(papers: list[Paper], key: str) -> Paper:
    """The paper of that address; another paper of the same session is never given in its place."""
    for paper in papers:
        if paper.key == key or (not key and paper.comes_first):
            return paper
    raise Http404


def _issued(paper: Paper) -> IssuedPaper | None:
    """The paper as it was issued, with the head of the ledger as ``head``; its files without their bytes."""
    if not paper.is_issued:
        return None
    head = LedgerEntry.objects.order_by("-number").values("hash")[:1]
    issued = IssuedPaper.objects.filter(paper=paper).select_related(
        "entry", "docx", "pdf", "xlsx", "withdrawal__entry"
    )
    return issued.defer("docx__content", "pdf__content", "xlsx__content").annotate(head=Subquery(head)).first()


def _outline(paper: Paper, gathered: Gathered) -> Outline | None:
    """The paper as of its own two days; None when it has no blocks to be composed from."""
    outline = compose(gathered.at, paper, gathered=gathered, as_paper=True)
    return replace(outline, filename=file_name(paper)) if outline else None


def paper_live(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    return render(request, "portal/paper_live.html", {"at": at, "outline": compose(at)})


@in_turn
def paper_live_file(request: HttpRequest, extension: str) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    outline = compose(at)
    if outline is None:
        raise Http404
    return document(request, outline, extension)
