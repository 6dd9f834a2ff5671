"""The day asked about and the day of knowledge: the two clocks, as one value that is handed down."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.utils import timezone

from czech.refusals import Refusal

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def today() -> datetime.date:
    """Today in Prague.  The only place that asks the clock what day it is."""
    return timezone.localdate()


class Misunderstood(Refusal, BadRequest):
    """A question that we do not understand."""


class WrongDay(Misunderstood):
    """A day in the query string that is no day, with what was typed into the fields beside it, to be mended."""

    def __init__(self, sentence: str, typed: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.typed = dict(typed)


@dataclass(frozen=True, slots=True)
class AsOf:
    """What held on ``day``, by what was known on ``known`` (both inclusive)."""

    day: datetime.date
    known: datetime.date

    DAY = "ke_dni"
    KNOWN = "znamo_k"

    @classmethod
    def now(cls) -> "AsOf":
        """Today, by what is known today."""
        return cls(today(), today())

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "AsOf":
        """Read ``ke_dni`` and ``znamo_k``; an absent or empty one is today.

        Raises WrongDay for anything that is not a day of the calendar written as YYYY-MM-DD: a mistyped
        day must never be answered with the data of another one.
        """
        typed = {name: query.get(name, "").strip() for name in (cls.DAY, cls.KNOWN)}
        return cls(_read_day(cls.DAY, typed), _read_day(cls.KNOWN, typed))

    @property
    def today(self) -> datetime.date:
        return today()

    @property
    def is_today(self) -> bool:
        return self.day == self.known == today()

    @property
    def is_hindsight(self) -> bool:
        """Whether more was known than people could know on the day itself."""
        return self.known > self.day

    def query(self) -> str:
        """The query string that asks for the same again, "" for today: links keep the visitor's two days."""
        now = today()
        return urlencode([(n, d.isoformat()) for n, d in ((self.DAY, self.day), (self.KNOWN, self.known)) if d != now])


def _read_day(name: str, typed: Mapping[str, str]) -> datetime.date:
    if not typed[name]:
        return today()
    what = "Platilo ke dni" if name == AsOf.DAY else "podle poznatků ke dni"
    try:
        return read_day(typed[name], field=what)
    except Misunderstood as problem:
        raise WrongDay(str(problem), typed) from None


def read_day(value: str, *, field: str) -> datetime.date:
    """Read a day that a visitor typed into the named field.

    Raises Misunderstood for anything that is not a day of the calendar written as YYYY-MM-DD.
    """
    try:
        if not _ISO_DAY.fullmatch(value):
            raise ValueError(value)
        return datetime.date.fromisoformat(value)
    except ValueError:
        shown = value if len(value) <= 40 else value[:40] + "…"
        raise Misunderstood(
            f"V poli „{field}“ je „{shown}“. Takový den v kalendáři není; zadejte ho ve tvaru 2016-08-30."
        ) from None
