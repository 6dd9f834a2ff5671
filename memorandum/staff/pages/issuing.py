"""The publisher's pages: a paper is looked over and issued, or withdrawn with a reason."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from council.models import IssuedPaper, Paper
from evidence.models import AsOf, today
from formats.attachments import file_response
from formats.outline import Citing
from formats.refusals import WrongFile
from memorandum.papers import edited
from memorandum.papers.issue import CannotIssue, issue, withdraw
from memorandum.papers.preview import Preview
from memorandum.portal.documents import site_of
from memorandum.security.models import SecurityKind
from memorandum.staff.accounts import security_log
from memorandum.staff.site import reached, staff_page

may_issue = permission_required("council.issue_paper", raise_exception=True)


class CalendarDay(forms.DateField):
    """A day chosen in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DaysForm(forms.Form):
    """As of which days the paper is composed; sent by GET, so that the preview can be looked at as often as needed."""

    ke_dni = CalendarDay(label="Platilo ke dni")
    znamo_k = CalendarDay(label="Podle poznatků ke dni")

    def clean_znamo_k(self) -> Any:
        known = self.cleaned_data["znamo_k"]
        if known > today():
            raise ValidationError("Písemnost nelze vydat podle poznatků, které teprve přijdou.")
        return known

    def at(self) -> AsOf | None:
        """The days, None when they are not well written."""
        return AsOf(self.cleaned_data["ke_dni"], self.cleaned_data["znamo_k"]) if self.is_valid() else None


class IssueForm(forms.Form):
    """What is issued.  ``seen`` stands for the preview: what has changed since it was shown is not issued unseen."""

    seen = forms.CharField(widget=forms.HiddenInput)
    citing = forms.ChoiceField(
        label="Zdroje údajů",
        choices=[(how.value, how.label) for how in Citing],
        required=False,
        widget=forms.RadioSelect,
        initial=Citing.NOT.value,
    )
    publish = forms.BooleanField(label="Zároveň zveřejnit na portálu", required=False, initial=True)

    def __init__(self, *args: Any, preview: Preview, may_publish: bool) -> None:
        super().__init__(*args)
        self.preview = preview
        self.expected = preview.seen
        if not may_publish:
            del self.fields["publish"]

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen != self.expected:
            self.add_error(None, "Údaje se mezitím změnily. Projděte si nový náhled a vydejte písemnost znovu.")
        return seen


class UploadForm(forms.Form):
    """A document that is to be issued instead of the composed one."""

    document = forms.FileField(
        label="Upravený dokument Word",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text="Stáhněte si složený dokument, upravte ho ve Wordu a nahrajte sem. Před vydáním si ho ještě "
        "prohlédnete; portál ukáže, co v něm není vidět a které údaje jsou jiné než v evidenci.",
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Důvod",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Celá věta. Uvidí ji každý, kdo písemnost otevře; už ji nepůjde změnit.",
    )


@may_issue
def issue_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it would be issued; and, once looked over, issued."""
    paper = reached(request, Paper, pk, "session__body", "issued")
    if paper.is_issued:
        messages.info(request, "Tato písemnost už je vydaná.")
        return to_issued(paper.issued)
    days = DaysForm(request.POST or request.GET or {"ke_dni": paper.at.day, "znamo_k": paper.at.known})
    at = days.at()
    preview = Preview(paper, at or paper.at)
    may_publish = not paper.is_public and request.user.has_perm("council.publish_paper")
    form = IssueForm(request.POST or None, preview=preview, may_publish=may_publish)
    if at and form.is_valid() and (issued := issued_by(request, form)):
        return to_issued(issued)
    context = {"subtitle": paper.subject, "paper": paper, "days": days, "form": form, "preview": preview}
    context |= {"upload": UploadForm(), "waiting": edited.waiting(paper, request.user)}
    return staff_page(request, "staff/paper_issue.html", "Vydat písemnost", **context)


def issued_by(request: HttpRequest, form: IssueForm, **edited_files: bytes | None) -> IssuedPaper | None:
    """What was issued; None when it was not, and the form says why."""
    paper, choice = form.preview.paper, form.cleaned_data
    try:
        issued = issue(
            paper=paper,
            at=form.preview.gathered.at,
            by=request.user,
            citing=Citing(choice.get("citing", Citing.NOT)),
            publish=choice.get("publish", False),
            site=site_of(request),
            **edited_files,
        )
    except (CannotIssue, WrongFile) as error:
        form.add_error(None, str(error))
        return None
    entry = f"zápis {issued.entry.number} v knize vydání"
    messages.success(request, f"Písemnost „{paper.subject}“ je vydaná jako {entry}.")
    return issued


@may_issue
def withdraw_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, and withdraw the issued paper."""
    issued = reached(request, IssuedPaper, pk, "paper__session__body", "withdrawal")
    if issued.is_withdrawn:
        messages.info(request, "Tato písemnost už je odvolaná.")
        return to_issued(issued)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and _withdraw(request, issued, form):
        return to_issued(issued)
    context = {"subtitle": issued.paper.subject, "issued": issued, "form": form}
    return staff_page(request, "staff/paper_withdraw.html", "Odvolat vydanou písemnost", **context)


def _withdraw(request: HttpRequest, issued: IssuedPaper, form: WithdrawForm) -> bool:
    """Whether it was withdrawn; when not, the form says why."""
    try:
        withdrawal = withdraw(issued=issued, reason=form.cleaned_data["reason"], by=request.user)
    except CannotIssue as error:
        form.add_error("reason", str(error))
        return False
    entry = f"zápis {withdrawal.entry.number} v knize vydání"
    messages.success(request, f"Písemnost „{issued.paper.subject}“ je odvolaná, {entry}.")
    return True


def to_issued(issued: IssuedPaper) -> HttpResponse:
    """Lead to the page of the issued paper."""
    return HttpResponseRedirect(reverse("admin:council_issuedpaper_change", args=[issued.pk]))


def issued_file(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The stored bytes, for staff also of a paper that is not public."""
    issued = reached(request, IssuedPaper, pk, "docx", "pdf", "xlsx", "paper")
    if not issued.paper.is_public:
        security_log.write(request, SecurityKind.EXPORTED, about=f"vydaná písemnost {pk}, {extension}")
    if extension == "json":
        return file_response(issued.content.encode(), f"vydano-{pk}.json")
    if extension not in issued.files:
        raise Http404
    file = issued.files[extension]
    return file_response(bytes(file.content), f"{Path(file.name).stem}.{extension}")
