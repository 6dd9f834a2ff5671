"""Templates of papers in the admin: a file is uploaded and checked, tried, put into use; never edited."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

import czech
from council.models import Template
from memorandum.papers import office_template
from memorandum.staff.admin.records import RecordAdmin
from memorandum.staff.site import member


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
        document: UploadedFile[Any] = form.cleaned_data["document"]
        document.seek(0)
        stored = office_template.store(
            name=obj.name, filename=document.name or "sablona.docx", content=document.read(), by=member(request)
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
        return super().changelist_view(request, {"in_use": Template.objects.in_use(), **(extra_context or {})})
