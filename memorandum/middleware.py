"""What is done around requests.  A public answer is the same for everybody, and never looks who asks."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from evidence.history import signed

STAFF = "/sprava/"

type GetResponse = Callable[[HttpRequest], HttpResponseBase]


def history(get_response: GetResponse) -> GetResponse:
    """Who wrote: every event of history gets the person and the address.  Nothing but a POST of staff writes."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or not request.path_info.startswith(STAFF):
            return get_response(request)
        with signed(user=request.user.pk, url=request.path):
            return get_response(request)

    return answer


# What `documents.outline.clean` leaves out of documents, as bytes of UTF-8: control characters, characters that are
# none, and those that turn the direction of everything after them.
_CONTROLS = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0D})
_INVISIBLE = re.compile(
    rb"\xc2[\x80-\x9f]|\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])|\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])"
)
_PAGES = ("text/html", "application/atom+xml", "application/xml")


def printable(get_response: GetResponse) -> GetResponse:
    """Leave out of pages and feeds what nobody can see and XML forbids; the record keeps it as it came.

    A form of the admin therefore shows a text without it, and saving the form mends the text.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith(_PAGES):
            response.content = _INVISIBLE.sub(b"", response.content.translate(None, _CONTROLS))
        return response

    return answer
