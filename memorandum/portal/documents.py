"""Documents as answers: how they are made for whoever asks, of papers and of lists, for the public and for staff."""

from django.http import HttpRequest, HttpResponse

from formats.attachments import file_response
from formats.outline import Citing, Outline
from formats.rendering import Rendering
from memorandum.papers import office_template


def site_of(request: HttpRequest) -> str:
    """The portal's own address as the request has it (https://…), without a slash at the end."""
    return request.build_absolute_uri("/")[:-1]


def rendering(request: HttpRequest) -> Rendering:
    """Into the template in use; ``?zdroje=`` says whether and how it is added where each figure stands."""
    asked = request.GET.get("zdroje", "")
    return office_template.rendering(site=site_of(request), citing=Citing(asked) if asked in Citing else Citing.NOT)


def document(request: HttpRequest, outline: Outline, extension: str) -> HttpResponse:
    """The paper as a file to download."""
    return file_response(rendering(request).paper(outline, extension), f"{outline.filename}.{extension}")
