"""What is done around requests.  A public answer is the same for everybody, and never looks who asks."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from evidence.history import signed
from evidence.models import AsOf, Misunderstood, read_moment
from evidence.recorded import as_recorded
from formats.outline import INVISIBLE

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


def recorded(get_response: GetResponse) -> GetResponse:
    """A permanent address of a public page is answered from the record as it was at its moment."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        typed = request.GET.get(AsOf.RECORDED, "").strip()
        if not typed or request.path_info.startswith(STAFF):
            return get_response(request)
        try:
            moment = read_moment(typed)
        except Misunderstood:
            return get_response(request)  # the page says what is wrong
        with as_recorded(moment):
            return get_response(request)

    return answer


_UNPRINTABLE = re.compile(f"[{INVISIBLE}\x0b\x0c\x85]")  # line ends that no page needs, and XML forbids two of them
_PAGES = ("text/html", "application/atom+xml", "application/xml")


def printable(get_response: GetResponse) -> GetResponse:
    """Leave out of pages and feeds what nobody can see and XML forbids; the record keeps it as it came.

    A form of the admin therefore shows a text without it, and saving the form mends the text.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith(_PAGES):
            text = response.content.decode(response.charset)
            if _UNPRINTABLE.search(text):
                response.content = _UNPRINTABLE.sub("", text)
        return response

    return answer
