"""Documents as answers: how they are made for whoever asks, of papers and of lists, for the public and for staff."""

from dataclasses import replace
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from formats.attachments import file_response, written_response
from formats.limits import KEPT_IN_MEMORY
from formats.outline import Citing, Outline
from formats.refusals import TooLong
from formats.rendering import Rendering
from formats.sheet import Sheet
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


def table(request: HttpRequest, sheet: Sheet, extension: str) -> HttpResponseBase:
    """The table as a file to download, or the page that says why it is too long for one and where it is found.

    It is written to the disk before it is sent: whoever reads slowly keeps neither the record nor the memory.
    """
    folder = str(settings.TURNS_DIR)
    file = SpooledTemporaryFile(KEPT_IN_MEMORY, dir=folder)  # noqa: SIM115 (closed with the answer)
    try:
        replace(rendering(request), folder=folder).write(sheet, extension, file)
    except TooLong as refused:
        file.close()
        return render(request, "portal/too_long.html", {"message": str(refused), "refused": extension}, status=422)
    except BaseException:
        file.close()
        raise
    return written_response(file, f"{sheet.filename}.{extension}")
