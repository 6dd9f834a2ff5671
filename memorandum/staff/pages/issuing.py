"""The publisher's pages: a paper is looked over and issued, or withdrawn with a reason."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

import czech
from council.models import IssuedPaper, Paper
from evidence.models import AsOf, today
from formats.attachments import file_response
from formats.limits import MOST_BYTES
from formats.refusals import WrongFile
from formats.word_upload import check_docx
from memorandum.papers.issue import CannotIssue, issue, withdraw
from memorandum.papers.preview import Preview
from memorandum.portal.documents import site_of

PERMISSION = "council.issue_paper"


class DaysForm(forms.Form):
    """As of which days the paper is composed; sent by GET, so that the preview can be looked at as often as needed."""

    ke_dni = forms.DateField(label="Platilo ke dni", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    znamo_k = forms.DateField(
        label="Podle poznatků ke dni", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_znamo_k(self) -> Any:
        known = self.cleaned_data["znamo_k"]
        if known > today():
            raise ValidationError("Písemnost nelze vydat podle poznatků, které teprve přijdou.")
        return known


class IssueForm(DaysForm):
    """What is issued.  ``seen`` stands for the preview: what has changed since it was shown is not issued unseen."""

    ke_dni = forms.DateField(widget=forms.HiddenInput)
    znamo_k = forms.DateField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    with_notes = forms.BooleanField(
        label="U každého údaje číslo zdroje a na konci seznam zdrojů s pasážemi", required=False
    )
    publish = forms.BooleanField(label="Zároveň zveřejnit na portálu", required=False)
    document = forms.FileField(
        label="Upravený dokument Word",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text="Nepovinné. Stáhněte si složený dokument, upravte ho ve Wordu a nahrajte sem: vydá se pak on. "
        "PDF se k němu nevydá, lišilo by se.",
    )

    def clean_document(self) -> bytes | None:
        document: UploadedFile[Any] | None = self.cleaned_data["document"]
        if document is None:
            return None
        if document.size is None or document.size > MOST_BYTES:
            raise ValidationError(f"Soubor je větší než {MOST_BYTES // 2**20} MB.")
        content: bytes = document.read()
        try:
            check_docx(content)
        except WrongFile as error:
            raise ValidationError(czech.vlna(str(error))) from error
        return content


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Důvod",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Celá věta. Uvidí ji každý, kdo písemnost otevře; už ji nepůjde změnit.",
    )


def issue_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it would be issued; and, once looked over, issued."""
    paper = _paper(request, pk)
    if hasattr(paper, "issued"):
        messages.info(request, "Tato písemnost už je vydaná.")
        return HttpResponseRedirect(reverse("admin:council_issuedpaper_change", args=[paper.issued.pk]))
    usual = paper.at
    days = DaysForm(request.GET or {"ke_dni": usual.day, "znamo_k": usual.known})
    at = AsOf(days.cleaned_data["ke_dni"], days.cleaned_data["znamo_k"]) if days.is_valid() else usual
    form = IssueForm(request.POST or None, request.FILES or None, initial={"publish": _may_publish(request, paper)})
    if not _may_publish(request, paper):
        del form.fields["publish"]
    if request.method == "POST" and form.is_valid():
        at = AsOf(form.cleaned_data["ke_dni"], form.cleaned_data["znamo_k"])
        days = DaysForm({"ke_dni": at.day, "znamo_k": at.known})
        preview = Preview(paper, at)
        if preview.seen != form.cleaned_data["seen"]:
            form.add_error(None, "Údaje se mezitím změnily. Projděte si nový náhled a vydejte písemnost znovu.")
        else:
            try:
                issued = issue(
                    paper=paper,
                    at=at,
                    by=request.user,
                    edited_docx=form.cleaned_data["document"],
                    with_notes=form.cleaned_data["with_notes"],
                    publish=form.cleaned_data.get("publish", False),
                    site=site_of(request),
                )
            except (CannotIssue, WrongFile) as error:
                form.add_error(None, str(error))
            else:
                entry = f"zápis {issued.entry.number} v knize vydání"
                messages.success(request, f"Písemnost „{paper.subject}“ je vydaná jako {entry}.")
                return HttpResponseRedirect(reverse("admin:council_issuedpaper_change", args=[issued.pk]))
    else:
        preview = Preview(paper, at)
    # The fields that the person does not see always say what the preview below them shows.
    hidden = {"ke_dni": at.day.isoformat(), "znamo_k": at.known.isoformat(), "seen": preview.seen}
    context = admin.site.each_context(request) | {
        "title": "Vydat písemnost",
        "subtitle": paper.subject,
        "opts": Paper._meta,
        "paper": paper,
        "at": at,
        "days": days,
        "form": form,
        "hidden": hidden,
        "preview": preview,
        "outline": preview.outline,
    }
    return TemplateResponse(request, "staff/paper_issue.html", context)


def withdraw_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, and withdraw the issued paper."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    issued = IssuedPaper.objects.select_related("paper__session__body", "withdrawal").filter(pk=pk).first()
    if issued is None:
        raise Http404
    onward = HttpResponseRedirect(reverse("admin:council_issuedpaper_change", args=[issued.pk]))
    if hasattr(issued, "withdrawal"):
        messages.info(request, "Tato písemnost už je odvolaná.")
        return onward
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdrawal = withdraw(issued=issued, reason=form.cleaned_data["reason"], by=request.user)
        except CannotIssue as error:
            form.add_error("reason", str(error))
        else:
            entry = f"zápis {withdrawal.entry.number} v knize vydání"
            messages.success(request, f"Písemnost „{issued.paper.subject}“ je odvolaná, {entry}.")
            return onward
    context = admin.site.each_context(request) | {
        "title": "Odvolat vydanou písemnost",
        "subtitle": issued.paper.subject,
        "opts": IssuedPaper._meta,
        "issued": issued,
        "form": form,
    }
    return TemplateResponse(request, "staff/paper_withdraw.html", context)


def issued_file(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The stored bytes, for staff also of a paper that is not public."""
    if not request.user.has_perm("council.view_issuedpaper"):
        raise PermissionDenied
    issued = IssuedPaper.objects.select_related("docx", "pdf", "xlsx").filter(pk=pk).first()
    if issued is None:
        raise Http404
    if extension == "json":
        return file_response(issued.content.encode(), f"vydano-{pk}.json")
    if extension not in issued.files:
        raise Http404
    file = issued.files[extension]
    return file_response(bytes(file.content), f"{Path(file.name).stem}.{extension}")


def _paper(request: HttpRequest, pk: int) -> Paper:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    papers = admin.site.get_model_admin(Paper).get_queryset(request).select_related("session__body", "issued")
    paper: Paper | None = papers.defer("issued__content").filter(pk=pk).first()
    if paper is None:
        raise Http404
    return paper


def _may_publish(request: HttpRequest, paper: Paper) -> bool:
    return not paper.is_public and request.user.has_perm("council.publish_paper")
