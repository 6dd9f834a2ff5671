"""Documents are made in turn, only a few at a time.

A document of hundreds of localities takes seconds and hundreds of megabytes: whoever asks for one while as many as the
machine can bear are being made waits a little, then is asked to come back.  What was made is kept by the page cache.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from memorandum.server.turns import NoTurn, turn

#: How many documents are made at once: the largest takes 400 MB.
AT_ONCE = 2
WAITS = 4.0  # seconds
COMES_BACK = 10  # seconds

type View = Callable[..., HttpResponse]


def in_turn(view: View) -> View:
    """A public view of a file, made in turn, or „come back“ (503)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with turn(settings.TURNS_DIR, map(str, range(AT_ONCE)), WAITS):
                return view(request, *args, **kwargs)
        except NoTurn:
            response = render(request, "503.html", {"seconds": COMES_BACK}, status=503)
            response["Retry-After"] = str(COMES_BACK)
            return response

    return answer
