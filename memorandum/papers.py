"""One paper for one session.  Until it is issued it is composed from the record, as it was known on its day."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from council.models import AsOf, Paper
from memorandum import office_templates
from memorandum.documents import files
from memorandum.documents.compose import compose
from memorandum.documents.outline import Outline


def paper_detail(request: HttpRequest, year: int, number: int, key: str = "") -> HttpResponse:
    at = AsOf.from_query(request.GET)  # only for the links out of the page: a paper has its own day
    papers = _numbered(year, number)
    paper = _asked(papers, key)
    day = paper.session.held_on
    context = {
        "at": at,
        "paper": paper,
        "lasting_path": paper.get_absolute_url(),
        "then": AsOf(day, day),
        "later": AsOf(day, at.known) if at.known > day else None,
        "outline": _outline(paper),
        "files": [(extension, paper.get_file_url(extension)) for extension in ("docx", "pdf")],
        "others": [other for other in papers if other != paper],
    }
    return render(request, "memorandum/paper_detail.html", context)


def paper_file(request: HttpRequest, year: int, number: int, extension: str, key: str = "") -> HttpResponse:
    AsOf.from_query(request.GET)  # a day that is none is refused here too, although the paper has its own
    outline = _outline(_asked(_numbered(year, number), key))
    if outline is None:
        raise Http404
    with_notes = request.GET.get("zdroje") == "ano"
    return files.response(
        outline,
        extension,
        template=office_templates.in_use() if extension == "docx" else None,
        with_notes=with_notes,
        site=request.build_absolute_uri("/")[:-1],
    )


def _numbered(year: int, number: int) -> list[Paper]:
    return list(Paper.objects.public().numbered(year, number).addressed().select_related("source"))


def _asked(papers: list[Paper], key: str) -> Paper:
    """The paper of that address; another paper of the same session is never given in its place."""
    for paper in papers:
        if paper.key == key or (not key and paper.comes_first):
            return paper
    raise Http404


def _outline(paper: Paper) -> Outline | None:
    """The paper as it could be known on the day of its session; None when it has no blocks to be composed from."""
    day = paper.session.held_on
    outline = compose(AsOf(day, day), paper)
    if outline is None:
        return None
    return replace(outline, filename=f"{paper.kind}-{day.year}-{paper.session.number}")
