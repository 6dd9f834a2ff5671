"""What is done around requests of staff.  A public answer is the same for everybody, and never looks who asks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from pghistory.middleware import HistoryMiddleware

STAFF = "/sprava/"

type Answer = Callable[[HttpRequest], HttpResponseBase]


def for_staff(middleware: Callable[[Answer], Answer]) -> Callable[[Answer], Answer]:
    """The middleware, for addresses of the admin alone."""

    def made(get_response: Answer) -> Answer:
        inner = middleware(get_response)

        def answer(request: HttpRequest) -> HttpResponseBase:
            return inner(request) if request.path_info.startswith(STAFF) else get_response(request)

        return answer

    return made


#: Who wrote: every event of history gets the person and the address.
history = for_staff(HistoryMiddleware)
