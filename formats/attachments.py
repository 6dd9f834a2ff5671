"""A file as an answer: what the browser is told it is, and how it is called.  Nothing else here knows HTTP."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from formats.outline import clean

_OFFICE = "application/vnd.openxmlformats-officedocument"
#: What each kind of file is, by the extension of its name.
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "zip": "application/zip",
}
_UNKNOWN = "application/octet-stream"
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')


def file_response(content: bytes, name: str, *, inline: bool = False) -> HttpResponse:
    """The bytes as a file to download; with `inline` the browser, or what subscribes to it, may show it at once.

    The extension of the name says what the file is. Whatever else is in the name, it is only a name: no path, no
    second header. Browsers are told not to guess otherwise.
    """
    plain = _NOT_IN_NAMES.sub("-", clean(name))
    stem, dot, extension = plain.rpartition(".") if "." in plain else (plain, "", "")
    safe = (stem.strip(" .") or "soubor") + dot + extension
    disposition = content_disposition_header(as_attachment=not inline, filename=safe)
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES.get(extension.lower(), _UNKNOWN),
        headers={"Content-Disposition": disposition or "attachment", "X-Content-Type-Options": "nosniff"},
    )
