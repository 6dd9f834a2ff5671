"""The region whose record this is: its name stands on every page, its key in every name that never changes."""

import datetime
import time
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models.signals import post_delete, post_save

from czech.inflection import genitive
from evidence.models import Body, BodyKind
from evidence.recorded import moment

_PORTAL = uuid.UUID("6f0b7e0a-52c4-4d0e-9f0e-1d6d0a3c5b16")
KEPT_FOR = 60  # seconds, for what another process has written


@dataclass(frozen=True, slots=True)
class Region:
    """Its key and name; before the record holds a region there is no key, and „kraj“ is all that can be said."""

    key: str = ""
    name: str = "kraj"

    @property
    def genitive(self) -> str:
        return genitive(self.name)


def current() -> Region:
    """The region of the record; each process reads it again a minute after it last did: a page does not pay for it."""
    if _read(moment())[1] + KEPT_FOR <= time.monotonic():
        forget()
    return _read(moment())[0]


@lru_cache(maxsize=8)
def _read(at: datetime.datetime | None) -> tuple[Region, float]:
    """The region as it stands, or stood at a moment, and when it was read (seconds of the monotonic clock)."""
    found = Body.objects.filter(kind=BodyKind.REGION).order_by("pk").values_list("key", "name").first()
    return Region(*found) if found else Region(), time.monotonic()


def permanent_name(*parts: str) -> uuid.UUID:
    """The name by which other programs remember what the parts say; the same for ever, whatever the portal's address.

    The key of the region stands in it: two portals must not give one name to two things.
    """
    return uuid.uuid5(_PORTAL, "/".join((current().key, *parts)))


def forget(**signal: Any) -> None:
    """Read the region anew when it is asked for next; a body has changed."""
    _read.cache_clear()


post_save.connect(forget, sender=Body)
post_delete.connect(forget, sender=Body)
