"""A file as an answer: what the browser is told it is, and how it is called.  Nothing else here knows HTTP."""

import hashlib
import io
import re
from collections.abc import Mapping
from typing import IO, Any

from django.http import FileResponse, HttpResponse
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


def file_response(content: bytes | IO[bytes], name: str, *, inline: bool = False) -> Any:
    """The bytes as a file to download; with `inline` the browser, or what subscribes to it, may show it at once.

    A file that was written is answered from the disk if it is large, and closed with the answer. The extension of the name says what the file is. Whatever else is in the name, it is only a name: no path, no
    second header. Browsers are told not to guess otherwise.
    """
    plain = _NOT_IN_NAMES.sub("-", clean(name))
    stem, dot, extension = plain.rpartition(".") if "." in plain else (plain, "", "")
    safe = (stem.strip(" .") or "soubor") + dot + extension
    disposition = content_disposition_header(as_attachment=not inline, filename=safe)
    headers = {
        "Content-Type": MEDIA_TYPES.get(extension.lower(), _UNKNOWN),
        "Content-Disposition": disposition or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    if isinstance(content, bytes):
        return HttpResponse(content, headers=headers)
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256")  # type: ignore[arg-type]
    content.seek(0)
    return read_response(content, headers | {"ETag": tag(digest)})


def tag(digest: Any) -> str:
    """The strong ETag of bytes with that digest."""
    return quote_etag(digest.hexdigest()[:32])


def read_response(file: IO[bytes], headers: Mapping[str, str]) -> Any:
    """What is left to read of the file, as an answer: of a small one all at once, of a large one while it is sent."""
    content = file.read(KEPT_IN_MEMORY + 1)
    if len(content) <= KEPT_IN_MEMORY:
        file.close()
        return HttpResponse(content, headers=headers)
    file.seek(-len(content), io.SEEK_CUR)
    response = FileResponse(file, headers=headers)
    response.block_size = _AT_ONCE
    return response
