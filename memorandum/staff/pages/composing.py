"""Composing a paper for a session: begun from the last one, and looked at while it is being written."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.formsets import all_valid
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from council.actions import draft_paper
from council.models import Paper, PaperKind, Session
from formats.outline import Outline
from memorandum.papers.compose import compose
from memorandum.portal.documents import document
from memorandum.security.models import SecurityKind
from memorandum.staff.accounts import security_log
from memorandum.staff.site import reached, staff_page


class EarlierPaper(forms.ModelChoiceField[Paper]):
    """A paper to begin from, called by its session."""

    def label_from_instance(self, obj: Paper) -> str:
        called = f"{obj.session}: {obj.get_kind_display()}"
        return f"{called} ({obj.withdrawn})" if obj.withdrawn else called


class DraftForm(forms.Form):
    """Which session, what kind of paper, and which earlier one to begin from."""

    session = forms.ModelChoiceField(
        Session.objects.filter(number__isnull=False).select_related("body").order_by("-held_on"),
        label="Zasedání",
        empty_label="vyberte zasedání",
        help_text="Od nejpozdějšího.",
    )
    kind = forms.ChoiceField(choices=PaperKind, label="Druh písemnosti")
    like = EarlierPaper(
        Paper.objects.addressed().order_by("-session__held_on", "-pk"),
        label="Začít podle",
        required=False,
        empty_label="prázdné písemnosti",
        help_text="Převezmou se její bloky a kdo ji zpracoval a předkládá.",
    )
    subject = forms.CharField(label="Název", max_length=300, required=False, help_text="Prázdný: jako u předlohy.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("subject") and not cleaned.get("like"):
            self.add_error("subject", "Písemnost bez předlohy potřebuje název.")
        return cleaned


@permission_required("council.add_paper", raise_exception=True)
def draft(request: HttpRequest) -> HttpResponse:
    """Begin a paper."""
    last = Paper.objects.order_by("-session__held_on", "-pk").first()
    form = DraftForm(request.POST or None, initial={"like": last, "kind": PaperKind.INFORMATION})
    if form.is_valid():
        choice = form.cleaned_data
        like = choice["like"]
        paper = draft_paper(
            session=choice["session"], kind=choice["kind"], subject=choice["subject"] or like.subject, like=like
        )
        messages.success(request, "Písemnost je založena. Upravte bloky; náhled vedle nich ukazuje, co z nich bude.")
        return HttpResponseRedirect(reverse("admin:council_paper_change", args=[paper.pk]))
    return staff_page(request, "staff/paper_draft.html", "Sestavit písemnost", form=form)


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as a page: as it is saved, or by POST as the form beside it would save it."""
    if request.method == "POST":
        outline, problem = _as_typed(request, pk)
    else:
        outline, problem = _outline(reached(request, Paper, pk, "session__body")), ""
    return render(request, "staff/paper_preview.html", {"outline": outline, "problem": problem})


def preview_file(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The paper as it is saved, as a document; ``?zdroje=`` adds where each figure stands."""
    outline = _outline(reached(request, Paper, pk, "session__body"))
    if outline is None:
        raise Http404
    security_log.write(request, SecurityKind.EXPORTED, about=f"náhled písemnosti {pk}, {extension}")
    return document(request, outline, extension)


def _outline(paper: Paper) -> Outline | None:
    return compose(paper.at, paper, as_paper=True)


def _as_typed(request: HttpRequest, pk: int) -> tuple[Outline | None, str]:
    """What the form would save is saved, composed, and taken back: the preview obeys each rule that saving does."""
    page = admin.site.get_model_admin(Paper)
    with transaction.atomic():
        try:
            paper = page.get_object(request, str(pk))
            if paper is None:
                raise Http404
            if not page.has_change_permission(request, paper):
                raise PermissionDenied
            form = page.get_form(request, paper, change=True)(request.POST, request.FILES, instance=paper)
            formsets, _ = page._create_formsets(  # type: ignore[attr-defined]  # Django has no public name for it
                request, form.instance, change=True
            )
            if not (all_valid(formsets) and form.is_valid()):
                return None, "Náhled počká, až budou vyplněna všechna povinná pole."
            page.save_model(request, page.save_form(request, form, change=True), form, change=True)
            page.save_related(request, form, formsets, change=True)
            return _outline(Paper.objects.select_related("session__body").get(pk=pk)), ""
        finally:
            transaction.set_rollback(True)
