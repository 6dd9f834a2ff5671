"""Composing a paper: its head and its blocks on one page, in the order in which they will be read."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest

import czech
from council.actions import NO_NUMBER, renumber_blocks
from council.models import Block, BlockKind, Paper, PaperEntry
from memorandum.staff.admin.reach import RecordInline
from memorandum.staff.admin.records import RecordAdmin


class FrozenWhenIssued:
    """A part of a paper: once the paper is issued there is nothing left to change, and the form says so.

    On the paper's own page the record asked about is the paper.
    """

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        parent = () if isinstance(self, admin.ModelAdmin) else (obj,)
        return not _is_issued(obj) and super().has_add_permission(request, *parent)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_issued(obj) and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_issued(obj) and super().has_delete_permission(request, obj)  # type: ignore[misc]


def _is_issued(record: Any) -> bool:
    paper = record if isinstance(record, Paper) else getattr(record, "paper", None)
    return paper is not None and paper.is_issued


class TakenOverForm(forms.ModelForm[Any]):
    """A part of a paper; whether its words were only taken over is asked of those that were."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["taken_from"]
        field.label = "Převzato z písemnosti"
        taken_from = self.instance.taken_from_id
        if taken_from is None:
            field.queryset, field.widget = Paper.objects.none(), forms.HiddenInput()
            return
        field.queryset = Paper.objects.filter(pk=taken_from)
        field.empty_label = "zkontrolováno, platí"


class EntryInline(FrozenWhenIssued, RecordInline):
    model = PaperEntry
    fk_name = "paper"
    form = TakenOverForm
    verbose_name_plural = "záhlaví"
    fields: ClassVar[Any] = (("role", "position"), "person", "function", "body", "resolution", "held_on", "taken_from")
    classes = ("collapse",)


class BlockForm(TakenOverForm):
    """A block.  Its number only says where it goes: saving numbers the blocks anew where two have the same."""

    KINDS: ClassVar[Any] = [
        ("Pevný text", [choice for choice in BlockKind.choices if not choice[1].startswith("▸")]),
        (
            "Sestaví se z údajů",
            [(value, label.removeprefix("▸ ")) for value, label in BlockKind.choices if label.startswith("▸")],
        ),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        self.fields["position"].widget.attrs.update({"min": 1, "class": "position"})
        self.fields["text"].widget.attrs["rows"] = 4
        self.fields["kind"].choices = self.KINDS  # type: ignore[attr-defined]

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or NO_NUMBER

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"position"}  # type: ignore[misc,no-any-return]


class BlockInline(FrozenWhenIssued, RecordInline):
    model = Block
    fk_name = "paper"
    form = BlockForm
    verbose_name_plural = "bloky"
    fieldsets: ClassVar[Any] = [
        (None, {"fields": [("position", "kind"), "text", "taken_from"]}),
        (
            "Další nastavení bloku",
            {"fields": ["order", "at_session_only", "is_unsupported", "source", "passage"], "classes": ["collapse"]},
        ),
    ]


class PaperAdmin(RecordAdmin):
    """A paper that is being composed.  What was issued can only be looked at; the database sees to that."""

    change_form_template = "staff/paper_form.html"
    list_display = ("subject", "kind", "session", "fate", "is_public")
    list_filter = ("kind", "is_public")
    list_select_related = ("session__body", "issued__withdrawal")
    search_fields = ("subject",)
    inlines = (EntryInline, BlockInline)
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["session", "kind", "subject", "addressee", "is_public"]}),
        ("K jakému dni se skládá", {"fields": ["day", "known"]}),
        ("Je-li předlohou vydaný dokument", {"fields": ["source", "passage"], "classes": ["collapse"]}),
    ]

    @admin.display(description="vydána či odvolána", empty_value="nevydána")
    def fate(self, paper: Paper) -> str:
        return czech.vlna(paper.fate)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Of a paper that was issued only whether it is public may be decided anew."""
        fields = super().get_readonly_fields(request, obj)
        closed = ["session", "kind", "subject", "addressee", "day", "known", "source", "passage"]
        return [*fields, *closed] if _is_issued(obj) else fields

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        if not form.instance.is_issued:
            renumber_blocks(paper=form.instance)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_issued(obj)
