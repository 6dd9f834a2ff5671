"""A file as an answer: what the browser is told it is, and how it is called.  Nothing else here knows HTTP."""

import hashlib
import io
import re
from collections.abc import Mapping
from typing import IO, Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header, quote_etag

from formats.limits import KEPT_IN_MEMORY
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
_AT_ONCE = 2**16  # bytes
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')


def file_response(content: bytes, name: str, *, inline: bool = False) -> HttpResponse:
    """The bytes as a file to download; with `inline` the browser, or what subscribes to it, may show it at once.

    The extension of the name says what the file is. Whatever else is in the name, it is only a name: no path, no
    second header. Browsers are told not to guess otherwise.
    """
    return HttpResponse(content, headers=_headers(name, inline=inline))


def written_response(file: IO[bytes], name: str) -> HttpResponseBase:
    """What was written to the file, to download; a large file is read while it is sent, and closed with the answer."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
    file.seek(0)
    return read_response(file, _headers(name, inline=False) | {"ETag": tag(digest)})


def read_response(file: IO[bytes], headers: Mapping[str, str]) -> HttpResponseBase:
    """What is left to read of the file, as an answer: of a small one all at once, of a large one while it is sent."""
    content = file.read(KEPT_IN_MEMORY + 1)
    if len(content) <= KEPT_IN_MEMORY:
        file.close()
        return HttpResponse(content, headers=headers)
    file.seek(-len(content), io.SEEK_CUR)
    response = FileResponse(file)
    response.block_size = _AT_ONCE
    for name, value in headers.items():  # what it would guess by the name of the file is none of ours
        response[name] = value
    return response


def tag(digest: Any) -> str:
    """The strong ETag of bytes with that digest."""
    return quote_etag(digest.hexdigest()[:32])


def _headers(name: str, *, inline: bool) -> dict[str, str]:
    plain = _NOT_IN_NAMES.sub("-", clean(name))
    stem, dot, extension = plain.rpartition(".") if "." in plain else (plain, "", "")
    safe = (stem.strip(" .") or "soubor") + dot + extension
    return {
        "Content-Type": MEDIA_TYPES.get(extension.lower(), _UNKNOWN),
        "Content-Disposition": content_disposition_header(as_attachment=not inline, filename=safe) or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
