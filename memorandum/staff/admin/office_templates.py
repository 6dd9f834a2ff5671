"""Templates of papers in the admin: a file is uploaded and checked, tried, put into use; never edited."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

import czech
from council.models import Template
from formats.limits import MOST_BYTES
from memorandum.papers import office_template
from memorandum.staff.admin.records import RecordAdmin


class TemplateForm(forms.ModelForm[Template]):
    document = forms.FileField(
        label="Dokument Word",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text="Soubor .docx. Vyjděte ze šablony, která se používá teď, a změňte v ní ve Wordu vzhled stylů, "
        "záhlaví a zápatí. Text v těle šablony se do písemností nedostane.",
    )

    class Meta:
        model = Template
        fields = ("name",)

    def clean_document(self) -> UploadedFile[Any]:
        """Everything that is wrong with the file is said at once."""
        from formats import word_template  # python-docx is loaded only where a template is looked into

        document: UploadedFile[Any] = self.cleaned_data["document"]
        if document.size is None or document.size > MOST_BYTES:
            raise ValidationError(f"Soubor má víc než {MOST_BYTES // 2**20} MB.")
        try:
            word_template.check(document.read())
        except word_template.WrongTemplate as error:
            raise ValidationError([czech.vlna(problem) for problem in error.problems]) from error
        return document


class TemplateAdmin(RecordAdmin):
    form = TemplateForm
    change_form_template = "staff/template_form.html"
    change_list_template = "staff/template_list.html"
    list_display = ("name", "uploaded_at", "uploaded_by", "state")
    list_select_related = ("uploaded_by",)
    search_fields = ("name",)
    shown: ClassVar[list[str]] = ["name", "file_name", "sha256", "uploaded_at", "uploaded_by", "state"]

    def get_fields(self, request: HttpRequest, obj: Template | None = None) -> Any:
        return self.shown if obj else ["name", "document"]

    def get_readonly_fields(self, request: HttpRequest, obj: Template | None = None) -> Any:
        return self.shown if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Template | None = None) -> bool:
        """A changed look is a new template: papers remember the very file that made them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Template | None = None) -> bool:
        used = obj is not None and obj.activated_at is not None
        return not used and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Template, form: Any, change: bool) -> None:  # noqa: FBT001
        assert isinstance(request.user, User)  # the admin lets in nobody else
        document: UploadedFile[Any] = form.cleaned_data["document"]
        document.seek(0)
        stored = office_template.store(
            name=obj.name, filename=document.name or "sablona.docx", content=document.read(), by=request.user
        )
        obj.pk, obj._state.adding = stored.pk, False

    def response_add(self, request: HttpRequest, obj: Template, post_url_continue: str | None = None) -> HttpResponse:
        done = f"Šablona „{obj.name}“ je v pořádku a uložená. Vyzkoušejte ji, než ji uvedete do používání."
        self.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(self._url("change", obj.pk))

    @admin.display(description="soubor")
    def file_name(self, template: Template) -> str:
        return template.file.name

    @admin.display(description="SHA-256")
    def sha256(self, template: Template) -> str:
        return template.file.sha256

    @admin.display(description="používá se", ordering="activated_at")
    def state(self, template: Template) -> str:
        if template.activated_at is None:
            return "ne"
        since = czech.moment(timezone.localtime(template.activated_at))
        current = Template.objects.in_use()
        if current is not None and current.pk == template.pk:
            return f"ano, od {since} ({template.activated_by})"
        return f"dříve, naposledy od {since} ({template.activated_by})"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"in_use": Template.objects.in_use(), "can_activate": can_activate(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["can_activate"] = can_activate(request)
        return super().render_change_form(request, context, *args, **kwargs)


def can_activate(request: HttpRequest) -> bool:
    """Whether the person may put a template into use, and out of it."""
    return request.user.has_perm("council.activate_template")
