"""Papers as files to take away."""

from pathlib import Path

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from formats.outline import Outline

#: The portal's own template, made by hand in a word processor; an office puts its own in its place.
TEMPLATE = Path(__file__).with_name("paper.docx")

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "json": "application/json",
}


def rendered(
    outline: Outline, extension: str, *, template: bytes | None = None, with_notes: bool = False, site: str = ""
) -> bytes:
    """The bytes of the paper as DOCX or PDF; with ``with_notes`` each figure carries the number of its source.

    ``template`` is the Word file into which a .docx is poured, without it the portal's own.  ``site`` is the portal's
    own address (https://…), so that links in the file lead somewhere.
    """
    # The document libraries are large: they are loaded when the first document is asked for.
    if extension == "docx":
        from formats import docx

        return docx.render(outline, with_notes=with_notes, site=site, template=template)
    from formats import pdf

    return pdf.render(outline, with_notes=with_notes, site=site)


def response(
    outline: Outline, extension: str, *, template: bytes | None = None, with_notes: bool = False, site: str = ""
) -> HttpResponse:
    """The paper as a file to download."""
    content = rendered(outline, extension, template=template, with_notes=with_notes, site=site)
    return attached(content, MEDIA_TYPES[extension], f"{outline.filename}.{extension}")


def attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, media_type, headers={"Content-Disposition": disposition or "attachment"})
