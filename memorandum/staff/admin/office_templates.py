"""Templates of papers in the admin: a file is uploaded and checked, tried, put into use; never edited."""

from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

import czech
from council.models import Template
from formats.attachments import file_response
from formats.limits import MOST_BYTES
from formats.rendering import TEMPLATE, Rendering
from memorandum.papers import office_template
from memorandum.portal.documents import site_of
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
        from formats import word_template

        document: UploadedFile[Any] = self.cleaned_data["document"]
        if document.size is None or document.size > MOST_BYTES:
            raise ValidationError(f"Soubor má víc než {MOST_BYTES // 2**20} MB.")
        try:
            word_template.check(document.read())
        except word_template.WrongTemplate as error:
            raise ValidationError([czech.vlna(problem) for problem in error.problems]) from error
        return document


@admin.register(Template)
class TemplateAdmin(RecordAdmin):
    form = TemplateForm
    change_form_template = "staff/template_form.html"
    change_list_template = "staff/template_list.html"
    list_display = ("name", "uploaded_at", "uploaded_by", "state")
    list_select_related = ("uploaded_by",)
    search_fields = ("name",)
    told: ClassVar[list[str]] = ["name", "file_name", "sha256", "uploaded_at", "uploaded_by", "state"]

    def get_fields(self, request: HttpRequest, obj: Template | None = None) -> Any:
        return self.told if obj else ["name", "document"]

    def get_readonly_fields(self, request: HttpRequest, obj: Template | None = None) -> Any:
        return self.told if obj else []

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
            name=obj.name, filename=document.name or "sablona.docx", content=document.read(), by=_user(request)
        )
        obj.pk, obj._state.adding = stored.pk, False

    def response_add(self, request: HttpRequest, obj: Template, post_url_continue: str | None = None) -> HttpResponse:
        said = f"Šablona „{obj.name}“ je v pořádku a uložená. Vyzkoušejte ji, než ji uvedete do používání."
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(self._url("change", obj.pk))

    # --- What it says ---------------------------------------------------------------------------------------------

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

    # --- Its pages ------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("sablona-portalu.docx", view(self.own_view), name="council_template_own"),
            path("vlastni/", view(self.return_view), name="council_template_return"),
            path("<int:pk>/sablona.docx", view(self.file_view), name="council_template_file"),
            path("<int:pk>/vyzkouset.docx", view(self.trial_view), name="council_template_trial"),
            path("<int:pk>/pouzivat/", view(self.activate_view), name="council_template_activate"),
            *super().get_urls(),
        ]

    def own_view(self, request: HttpRequest) -> HttpResponse:
        """The template that comes with the portal, to start from."""
        self._reach(request)
        return file_response(TEMPLATE.read_bytes(), "sablona-portalu.docx")

    def file_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        template = self._reached(request, pk)
        return file_response(bytes(template.file.content), f"{Path(template.file.name).stem}.docx")

    def trial_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A real paper made with the template, whether it is in use or not."""
        template = self._reached(request, pk)
        rendering = Rendering(lambda: bytes(template.file.content), site_of(request), with_notes=True)
        outline = office_template.trial()
        return file_response(rendering.paper(outline, "docx"), f"{outline.filename}.docx")

    @method_decorator(require_POST)
    def activate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        from formats import word_template

        template = self._reached(request, pk)
        self._may_activate(request)
        try:
            office_template.activate(template=template, by=_user(request))
        except word_template.WrongTemplate as error:
            self.message_user(request, f"Šablonu nelze použít. {error}", messages.ERROR)
        else:
            self.message_user(request, f"Nové písemnosti mají šablonu „{template}“.", messages.SUCCESS)
        return HttpResponseRedirect(self._url("change", pk))

    @method_decorator(require_POST)
    def return_view(self, request: HttpRequest) -> HttpResponse:
        self._reach(request)
        self._may_activate(request)
        office_template.return_to_own()
        self.message_user(request, "Nové písemnosti mají šablonu portálu.", messages.SUCCESS)
        return HttpResponseRedirect(self._url("changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"in_use": Template.objects.in_use(), "can_activate": _can_activate(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["can_activate"] = _can_activate(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def _reach(self, request: HttpRequest) -> None:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied

    def _reached(self, request: HttpRequest, pk: int) -> Template:
        self._reach(request)
        template: Template | None = self.get_queryset(request).select_related("file").filter(pk=pk).first()
        if template is None:
            raise Http404
        return template

    def _may_activate(self, request: HttpRequest) -> None:
        if not _can_activate(request):
            raise PermissionDenied


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the admin lets in nobody else
    return request.user


def _can_activate(request: HttpRequest) -> bool:
    return request.user.has_perm("council.activate_template")
