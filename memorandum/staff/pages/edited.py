"""The publisher's page of a document edited in Word: what it hides, what it tells otherwise, and then its issuing."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import czech
from council.models import IssuedPaper, Paper
from formats.attachments import file_response
from formats.refusals import WrongFile
from memorandum.papers import edited
from memorandum.papers.edited import EditedDocument
from memorandum.papers.figures import ChangedFigures
from memorandum.papers.issue import file_name
from memorandum.papers.preview import Preview
from memorandum.portal.documents import site_of
from memorandum.staff.pages.issuing import DaysForm, IssueForm, UploadForm, issued_by, may_issue, to_issued
from memorandum.staff.site import reached, staff_page
from memorandum.staff.uploads import TOO_LARGE

_MOST_SHOWN = 100


class EditedForm(IssueForm):
    """The edited document is issued as it was looked at; whoever issues it knows how its figures differ."""

    knows = forms.BooleanField(label="Vím, že se údaje v dokumentu liší od evidence, a dokument má být vydán takto")

    def __init__(
        self, *args: Any, preview: Preview, may_publish: bool, document: EditedDocument, changed: list[ChangedFigures]
    ) -> None:
        super().__init__(*args, preview=preview, may_publish=may_publish)
        self.expected += hashlib.sha256(document.docx).hexdigest()
        del self.fields["citing"]
        if not changed:
            del self.fields["knows"]


@require_http_methods(["GET", "HEAD", "POST"])
@may_issue
def edited_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The document that the person has brought, before it is issued; by POST one is brought, cleaned or forgotten."""
    paper = reached(request, Paper, pk, "session__body", "issued")
    if paper.is_issued:
        messages.info(request, "Tato písemnost už je vydaná.")
        return to_issued(paper.issued)
    days = DaysForm(request.POST or request.GET or {"ke_dni": paper.at.day, "znamo_k": paper.at.known})
    preview = Preview(paper, days.at() or paper.at)
    if request.method == "POST" and (answer := _done(request, preview)):
        return answer
    return _shown(request, preview)


def _done(request: HttpRequest, preview: Preview) -> HttpResponse | None:
    """What the button has led to; None when the page is to be shown with what is wrong."""
    paper, at = preview.paper, preview.gathered.at
    here = f"{request.path}?{urlencode({'ke_dni': at.day.isoformat(), 'znamo_k': at.known.isoformat()})}"
    document = edited.waiting(paper, request.user)
    try:
        match request.POST.get("action"):
            case "bring":
                edited.bring(paper=paper, docx=_uploaded(request), by=request.user)
            case "clean" if document is not None:
                edited.clean(paper=paper, edited=document, by=request.user)
            case "drop":
                edited.drop(paper=paper, by=request.user)
                messages.success(request, "Upravený dokument jsme zahodili, nic se nevydalo.")
                return HttpResponseRedirect(reverse("admin:paper-issue", args=[paper.pk]))
            case "issue":
                return None
    except WrongFile as refusal:
        messages.error(request, czech.vlna(str(refusal)))
    return HttpResponseRedirect(here)


def _uploaded(request: HttpRequest) -> bytes:
    if TOO_LARGE in request.META:
        raise WrongFile("Soubor má víc než 10 MB.")
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        raise WrongFile("Vyberte upravený dokument Word (.docx).")
    content: bytes = form.cleaned_data["document"].read()
    return content


def _shown(request: HttpRequest, preview: Preview) -> HttpResponse:
    """The page; or, when it was filled in well, the issued paper."""
    paper = preview.paper
    document = edited.waiting(paper, request.user)
    context: dict[str, Any] = {"paper": paper, "preview": preview, "document": document, "upload": UploadForm()}
    if document is not None and not document.unseen and preview.outline is not None:
        try:
            changed = document.changed_figures(preview.outline, site_of(request))
        except WrongFile as refusal:
            context["problem"] = str(refusal)
        else:
            may_publish = not paper.is_public and request.user.has_perm("council.publish_paper")
            form = EditedForm(
                request.POST or None, preview=preview, may_publish=may_publish, document=document, changed=changed
            )
            if form.is_valid() and (issued := _issue(request, form, document)):
                return to_issued(issued)
            context |= {"form": form, "changed": changed[:_MOST_SHOWN], "more": len(changed[_MOST_SHOWN:])}
    return staff_page(request, "staff/paper_edited.html", "Vydat upravený dokument", subtitle=paper.subject, **context)


def _issue(request: HttpRequest, form: EditedForm, document: EditedDocument) -> IssuedPaper | None:
    """What was issued; None when it was not, and the form says why."""
    made = {"edited_docx": document.docx, "edited_pdf": document.pdf}
    if issued := issued_by(request, form, **made):
        edited.drop(paper=issued.paper, by=request.user)
    return issued


@require_GET
@may_issue
def edited_file(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The document as it would be issued, and its PDF."""
    paper = reached(request, Paper, pk, "session__body")
    document = edited.waiting(paper, request.user)
    content = {"docx": document.docx, "pdf": document.pdf}.get(extension) if document else None
    if content is None:
        raise Http404
    return file_response(content, f"{file_name(paper)}-upraveno.{extension}")
