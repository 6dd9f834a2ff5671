"""What is done around requests.  A public answer is the same for everybody, and never looks who asks."""

import hashlib
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, router
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control
from django.utils.http import http_date, parse_http_date

from evidence.history import signed
from evidence.models import AsOf, Misunderstood, Source, read_moment, today
from evidence.recorded import as_recorded, version
from formats.attachments import tag
from formats.outline import INVISIBLE
from memorandum.portal import parameters
from memorandum.portal.pages.standing import unavailable
from memorandum.security.log import coming_from
from memorandum.server.makers import STUCK
from memorandum.server.page_cache import UNKEPT
from memorandum.server.public_reads import close_moments, is_lost, public_reads
from memorandum.server.record_changes import changes

STAFF = "/sprava/"
WATCH = "/zdravi"  # whose answer is of its moment, and waits for nobody

#: Rows of one form that anybody could send: with four fields each there is no room for more in one request.
MOST_ROWS = 250
_ROWS = ("-TOTAL_FORMS", "-INITIAL_FORMS")
_ACCOUNTS = (f"{STAFF}ucet/", f"{STAFF}login/")  # whose forms look at each value themselves
_MOST_ASKED = 200  # parameters of an address
SEEN, FELL_IDLE = "seen_at", "fell_idle"
_NOT_EACH_TIME = 60  # seconds: a session is not written again with each request

type GetResponse = Callable[[HttpRequest], HttpResponseBase]


def at_once(get_response: GetResponse) -> GetResponse:
    """Who would only wait for the database is told so at once: it says nothing, or all who may ask it wait for it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        needs_it = not settings.PUBLIC_READS_APART or request.path_info.startswith(STAFF)
        if STUCK in request.META or (needs_it and changes.is_silent):
            return unavailable(request)
        return get_response(request)

    return answer


def read_only(get_response: GetResponse) -> GetResponse:
    """Of public addresses one may only read, and asking in another way is told what is allowed."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(STAFF) or request.method in ("GET", "HEAD"):
            return get_response(request)
        asks = request.method == "OPTIONS"
        response = HttpResponse(status=204) if asks else render(request, "405.html", status=405)
        response["Allow"] = "GET, HEAD, OPTIONS"
        return response

    return answer


class Bounded:
    """What nobody means is refused before a page of staff looks at it: more than a form could send, or a zero byte,
    which no database takes.  And nothing of the staff's is kept by a browser or on the way to it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(STAFF):
            return self.get_response(request)
        asked, path = request.META.get("QUERY_STRING", ""), request.path_info
        is_zero = "\0" in path or ("%00" in asked and not path.startswith(_ACCOUNTS))
        if is_zero or asked.count("&") >= _MOST_ASKED:
            request.META["QUERY_STRING"] = ""  # also for the page that tells it
            raise Misunderstood("Adresa má nulový znak, nebo příliš mnoho parametrů.")
        response = self.get_response(request)
        if response.status_code == 405 and isinstance(response, HttpResponse) and not response.content:
            allowed = response.get("Allow", "GET, HEAD")
            response = render(request, "405.html", {"is_staffs": True}, status=405)
            response["Allow"] = allowed
        if "no-store" not in response.get("Cache-Control", ""):
            add_never_cache_headers(response)
        return response

    def process_view(self, request: HttpRequest, *args: Any) -> None:
        """Only here, behind the check that the form is ours, is what was sent read."""
        if not request.path_info.startswith(STAFF):
            return
        if request.GET.get("_to_field") == "":  # Django's admin would look for a column without a name
            raise Misunderstood("Adresa neříká, podle čeho se má záznam najít.")
        if request.method != "POST":
            return
        for name, values in request.POST.lists():
            is_zero = "\0" in name or any("\0" in str(value) for value in values)
            if is_zero and not request.path_info.startswith(_ACCOUNTS):
                raise Misunderstood("Odeslaný formulář obsahuje nulový znak; nic se neuložilo.")
            if name.endswith(_ROWS) and not all(_is_number_of_rows(str(value)) for value in values):
                raise Misunderstood(f"Formulář může mít nejvýše {MOST_ROWS} řádků; nic se neuložilo.")


def _is_number_of_rows(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 5 and int(value) <= MOST_ROWS


def not_idle(get_response: GetResponse) -> GetResponse:
    """Who of the staff has not asked for anything for long has left the computer to whoever comes."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        most = settings.STAFF_IDLE_MINUTES * 60
        if not most or not request.path_info.startswith(STAFF) or not request.user.is_authenticated:
            return get_response(request)
        now = int(time.time())
        seen = request.session.get(SEEN, now)
        if now - seen > most:
            logout(request)
            request.session[FELL_IDLE] = settings.STAFF_IDLE_MINUTES
        elif now - seen >= _NOT_EACH_TIME or SEEN not in request.session:
            request.session[SEEN] = now
        return get_response(request)

    return answer


def canonical(get_response: GetResponse) -> GetResponse:
    """A public address is asked nothing but what it knows; what else stands behind it is not seen by any page."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(STAFF):
            asked, request.META["QUERY_STRING"] = request.META["QUERY_STRING"], ""  # also for the page of an error
            request.META["QUERY_STRING"] = parameters.canonical(request.path_info, asked)
        return get_response(request)

    return answer


def read_apart(get_response: GetResponse) -> GetResponse:
    """Public pages read over the public connections."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(STAFF):
            return get_response(request)
        with public_reads():
            response = get_response(request)
            if response.status_code < 500 or not is_lost():
                return response
        with public_reads(prepared=False):  # the replica went away in the midst of it: once more, where it is written
            return get_response(request)

    return answer


class _Gzip(GZipMiddleware):
    max_random_bytes = 0  # what is the same for everybody hides no secret whose length could be guessed


_TEXTS = re.compile("text/|application/(json|xml|atom|ld|geo)|image/svg")


def compressed(get_response: GetResponse) -> GetResponse:
    """Public texts go out compressed where the reader takes it; files that are packed already go as they are."""
    gzip = _Gzip(get_response)

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_text = _TEXTS.match(response.get("Content-Type", "")) and not request.path_info.startswith(STAFF)
        return gzip.process_response(request, response) if is_text else response

    return answer


def shared(get_response: GetResponse) -> GetResponse:
    """What another process has made of the same record, the same question and the same day is not made once more.

    Raises MiddlewareNotUsed where no server is named that they share.
    """
    if not settings.SHARED_PAGES_URL:
        raise MiddlewareNotUsed
    from memorandum.server.shared_pages import SharedPages, release  # whose client would delay each start

    pages = SharedPages(settings.SHARED_PAGES_URL, release=release(settings.BASE_DIR, settings.SAID_ON_PAGES))

    def answer(request: HttpRequest) -> HttpResponseBase:
        goes_by = request.path_info.startswith(STAFF) or request.path_info == WATCH or request.META.get(UNKEPT)
        if goes_by or request.method != "GET":
            return get_response(request)
        alias = router.db_for_read(Source)
        name = pages.name(alias, request.scheme, request.get_host(), request.get_full_path(), today())
        if (found := pages.fetch(name)) is not None:
            headers, body = found
            return HttpResponse(body, headers=dict(headers))
        response = get_response(request)
        if _is_for_all(request, response):
            pages.keep(name, response.items(), response.content)  # type: ignore[attr-defined]
        return response

    return answer


def _is_for_all(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is whole, the same for everybody, and tells of nothing but the record and the day."""
    is_whole = response.status_code == 200 and isinstance(response, HttpResponse)
    beside = hasattr(request, "told_at") or request.META.get(UNKEPT)
    return is_whole and not beside and not response.cookies and "public" in response.get("Cache-Control", "public")


_STARTED = timezone.now()  # another release, or other settings, may tell the same in other words


def revalidated(get_response: GetResponse) -> GetResponse:
    """Who has read a public answer may ask whether it is still the same, and is told so without its bytes."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(STAFF) or request.path_info == WATCH:
            return get_response(request)
        # Asked before the page reads anything, so that it never names a change that the page does not tell yet.
        is_away, moment, event = False, None, None
        try:
            moment, event = version()
        except OperationalError:
            if not settings.PUBLIC_READS_APART:
                raise
            # Only the server that is written to knows it.  A replica goes on telling its pages meanwhile, but none of
            # them is kept, has a permanent address, or says when it last changed.
            close_moments()
            is_away = request.META[UNKEPT] = True
        request.latest, request.last_event = moment, event  # type: ignore[attr-defined]
        response = get_response(request)
        if response.status_code != 200 or not (isinstance(response, HttpResponse) or response.has_header("ETag")):
            return response
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, no_cache=True)
        if not response.has_header("ETag"):
            response["ETag"] = tag(hashlib.sha256(response.content))  # type: ignore[attr-defined]
        if hasattr(request, "told_at"):
            request.META[UNKEPT] = True
        if not response.has_header("Last-Modified") and not is_away:
            midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
            told_at = getattr(request, "told_at", midnight)  # what a view tells beside the record
            changed_at = max(moment or midnight, midnight, told_at, _STARTED)
            response["Last-Modified"] = http_date(changed_at.timestamp())
        changed = parse_http_date(response["Last-Modified"]) if response.has_header("Last-Modified") else None
        told = get_conditional_response(request, response["ETag"], changed, response) or response  # type: ignore[arg-type]
        if isinstance(response, FileResponse) and told is not response:
            response.file_to_stream.close()  # type: ignore[union-attr]
        return told

    return answer


def history(get_response: GetResponse) -> GetResponse:
    """Who wrote: every event of history gets the person and the address.  Nothing but a POST of staff writes."""

    from memorandum.staff.accounts.security_log import where_from  # there are no accounts where PORTAL=public

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or not request.path_info.startswith(STAFF):
            return get_response(request)
        with signed(user=request.user.pk, url=request.path), coming_from(where_from(request)):
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
