"""What is done with a template of papers: it is downloaded, tried on a real paper, put into use and out of it."""

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from council.models import Template
from formats.attachments import file_response
from formats.outline import Citing
from formats.rendering import TEMPLATE, Rendering
from memorandum.papers import office_template
from memorandum.portal.documents import site_of
from memorandum.staff.site import member, reached

_may_activate = permission_required("council.activate_template", raise_exception=True)


@permission_required("council.view_template", raise_exception=True)
def own_file(request: HttpRequest) -> HttpResponse:
    """The template that comes with the portal, to start from."""
    return file_response(TEMPLATE.read_bytes(), "sablona-portalu.docx")


def file(request: HttpRequest, pk: int) -> HttpResponse:
    template = reached(request, Template, pk, "file")
    return file_response(bytes(template.file.content), f"{Path(template.file.name).stem}.docx")


def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """A real paper made with the template, whether it is in use or not."""
    template = reached(request, Template, pk, "file")
    rendering = Rendering(lambda: bytes(template.file.content), site_of(request), citing=Citing.BY_SOURCE)
    outline = office_template.trial()
    return file_response(rendering.paper(outline, "docx"), f"{outline.filename}.docx")


@require_POST
@_may_activate
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    from formats import word_template  # python-docx is loaded only where a template is looked into

    template = reached(request, Template, pk, "file")
    try:
        office_template.activate(template=template, by=member(request))
    except word_template.WrongTemplate as error:
        messages.error(request, f"Šablonu nelze použít. {error}")
    else:
        messages.success(request, f"Nové písemnosti mají šablonu „{template}“.")
    return HttpResponseRedirect(reverse("admin:council_template_change", args=[pk]))


@require_POST
@_may_activate
def return_to_own(request: HttpRequest) -> HttpResponse:
    office_template.return_to_own()
    messages.success(request, "Nové písemnosti mají šablonu portálu.")
    return HttpResponseRedirect(reverse("admin:council_template_changelist"))
