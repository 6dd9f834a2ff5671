"""Addresses that keep the two days: whoever asked about a day is led on through that same day."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404

from evidence.models import AsOf


def with_days(url: str, at: AsOf | None, **asked: str) -> str:
    """The address asked about the two days; plain when they are today, or when there are none.

    ``asked`` is what else its query string says.  A place on the page (``#…``) stays last.
    """
    if not asked and (at is None or not at.query()):
        return url
    path, hash_sign, place = url.partition("#")
    query = "&".join(filter(None, (urlencode(asked), at.query() if at else "")))
    joint = ("&" if "?" in path else "?") if query else ""
    return f"{path}{joint}{query}{hash_sign}{place}"


def found_or_404(rows: Sequence[Any]) -> Any:
    """The one record that an address names.  Raises Http404 where there is none."""
    if not rows:
        raise Http404
    return rows[0]
