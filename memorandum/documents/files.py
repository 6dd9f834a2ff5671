"""Papers as files to take away."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from memorandum.documents.outline import Outline

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def response(outline: Outline, extension: str, *, with_notes: bool = False, site: str = "") -> HttpResponse:
    """The paper as a file of the given format; with ``with_notes`` each figure carries the number of its source.

    ``site`` is the portal's own address (https://…), so that links in the file lead somewhere.
    """
    # The document libraries are large: they are loaded when the first document is asked for.
    if extension == "docx":
        from memorandum.documents import docx as renderer
    else:
        from memorandum.documents import pdf as renderer  # type: ignore[no-redef]
    content = renderer.render(outline, with_notes=with_notes, site=site)
    disposition = content_disposition_header(as_attachment=True, filename=f"{outline.filename}.{extension}")
    return HttpResponse(content, MEDIA_TYPES[extension], headers={"Content-Disposition": disposition or "attachment"})
