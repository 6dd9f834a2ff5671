"""What is done with a template of papers: it is downloaded, tried on a real paper, put into use and out of it."""

from pathlib import Path

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from council.models import Template
from formats.attachments import file_response
from formats.rendering import TEMPLATE, Rendering
from memorandum.papers import office_template
from memorandum.portal.documents import site_of
from memorandum.staff.admin.office_templates import can_activate


def own_file(request: HttpRequest) -> HttpResponse:
    """The template that comes with the portal, to start from."""
    _may_see(request)
    return file_response(TEMPLATE.read_bytes(), "sablona-portalu.docx")


def file(request: HttpRequest, pk: int) -> HttpResponse:
    template = _reached(request, pk)
    return file_response(bytes(template.file.content), f"{Path(template.file.name).stem}.docx")


def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """A real paper made with the template, whether it is in use or not."""
    template = _reached(request, pk)
    rendering = Rendering(lambda: bytes(template.file.content), site_of(request), with_notes=True)
    outline = office_template.trial()
    return file_response(rendering.paper(outline, "docx"), f"{outline.filename}.docx")


@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    from formats import word_template  # python-docx is loaded only where a template is looked into

    template = _reached(request, pk)
    user = _may_activate(request)
    try:
        office_template.activate(template=template, by=user)
    except word_template.WrongTemplate as error:
        messages.error(request, f"Šablonu nelze použít. {error}")
    else:
        messages.success(request, f"Nové písemnosti mají šablonu „{template}“.")
    return HttpResponseRedirect(reverse("admin:council_template_change", args=[pk]))


@require_POST
def return_to_own(request: HttpRequest) -> HttpResponse:
    _may_see(request)
    _may_activate(request)
    office_template.return_to_own()
    messages.success(request, "Nové písemnosti mají šablonu portálu.")
    return HttpResponseRedirect(reverse("admin:council_template_changelist"))


def _may_see(request: HttpRequest) -> None:
    if not admin.site.get_model_admin(Template).has_view_or_change_permission(request):
        raise PermissionDenied


def _reached(request: HttpRequest, pk: int) -> Template:
    _may_see(request)
    rows = admin.site.get_model_admin(Template).get_queryset(request)
    template: Template | None = rows.select_related("file").filter(pk=pk).first()
    if template is None:
        raise Http404
    return template


def _may_activate(request: HttpRequest) -> User:
    if not can_activate(request):
        raise PermissionDenied
    assert isinstance(request.user, User)  # the admin lets in nobody else
    return request.user
