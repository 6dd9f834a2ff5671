"""The three clocks, as one value that is handed down: the day asked about, the day of knowledge, the moment of the
record."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.core.exceptions import BadRequest
from django.utils import timezone

import czech
from czech.refusals import Refusal

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CZECH_DAY = re.compile(r"(?P<day>[0-9]{1,2})\.\s*(?P<month>[0-9]{1,2})\.\s*(?P<year>[0-9]{4})")


def today() -> datetime.date:
    """Today in Prague.  The only place that asks the clock what day it is.

    A page asks some hundred times; in Prague, a day begins on the hour.
    """
    return _day_of_hour(timezone.now().replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=1)
def _day_of_hour(hour: datetime.datetime) -> datetime.date:
    return timezone.localdate(hour)


class Misunderstood(Refusal, BadRequest):
    """A question that we do not understand."""


class WrongDay(Misunderstood):
    """A day in the query string that is no day, with what was typed into the fields beside it, to be mended."""

    def __init__(self, sentence: str, typed: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.typed = dict(typed)


@dataclass(frozen=True, slots=True)
class AsOf:
    """What held on ``day``, by what was known on ``known`` (both inclusive), as the record said at ``recorded``.

    ``recorded`` is the moment of a permanent address, None for the record as it is now.  It needs nothing from those
    who ask: ``evidence.recorded`` answers every question of its request as of that moment.  ``today`` is then the day
    of the moment, so that the answer is the same on all days that come.
    """

    day: datetime.date
    known: datetime.date
    recorded: datetime.datetime | None = None
    _query: str | None = field(default=None, init=False, repr=False, compare=False)

    DAY = "ke_dni"
    KNOWN = "znamo_k"
    RECORDED = "zapsano_k"

    @classmethod
    def now(cls) -> "AsOf":
        """Today, by what is known today."""
        return cls(today(), today())

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "AsOf":
        """Read ``ke_dni``, ``znamo_k`` and ``zapsano_k``; an absent or empty day is today.

        Raises WrongDay for anything that is not a day of the calendar (``read_day``), or no moment that has been: a
        mistyped day must never be answered with the data of another one.
        """
        typed = {name: query.get(name, "").strip() for name in (cls.DAY, cls.KNOWN, cls.RECORDED)}
        try:
            recorded = read_moment(typed[cls.RECORDED]) if typed[cls.RECORDED] else None
            now = cls._today(recorded)
            day = read_day(typed[cls.DAY], field="Platilo ke dni") if typed[cls.DAY] else now
            known = read_day(typed[cls.KNOWN], field="podle poznatků ke dni") if typed[cls.KNOWN] else now
        except Misunderstood as problem:
            raise WrongDay(str(problem), typed) from None
        return cls(day, known, recorded)

    @staticmethod
    def _today(recorded: datetime.datetime | None) -> datetime.date:
        return today() if recorded is None else timezone.localdate(recorded)

    @property
    def register_day(self) -> datetime.date:
        """The day whose register is told: that asked about, and none that had not come by the day of knowledge."""
        return min(self.day, self.known)

    @property
    def horizon(self) -> datetime.date:
        """The last day of what is told with its own day, as sessions are: a past day knows of none that came later,

        who asks about today is told also what is to come.
        """
        return self.day if self.day < self.today else datetime.date.max

    @property
    def today(self) -> datetime.date:
        return self._today(self.recorded)

    @property
    def is_today(self) -> bool:
        return self.recorded is None and self.day == self.known == today()

    @property
    def not_come(self) -> str:
        """„den 1. 1. 2030 ještě nenastal, …“, to be said beside what is told of such a day; empty of any other."""
        if self.day <= self.today:
            return ""
        return f"den {czech.day(self.day)} ještě nenastal, je tu jen to, co o něm uvádějí zdroje v evidenci"

    @property
    def is_hindsight(self) -> bool:
        """Whether more was known than people could know on the day itself."""
        return self.known > self.day

    def fixed(self, recorded: datetime.datetime) -> "AsOf":
        """The same question as of the moment: its address is answered alike for ever."""
        return replace(self, recorded=recorded)

    def on(self, day: datetime.date, known: datetime.date | None = None) -> "AsOf":
        """The same record asked about another day, by what was known then unless said otherwise."""
        return replace(self, day=day, known=known or day)

    def query(self) -> str:
        """The query string that asks for the same again, "" for today: links keep the visitor's days.

        It is worked out once: all links of a page stay on the same days, also at midnight.
        """
        if self._query is None:
            object.__setattr__(self, "_query", self._asked())
        return self._query  # type: ignore[return-value]

    def _asked(self) -> str:
        days = [(self.DAY, self.day), (self.KNOWN, self.known)]
        if self.recorded is None:
            now = today()
            return "&".join(f"{name}={day.isoformat()}" for name, day in days if day != now)
        return "&".join([*(f"{name}={day.isoformat()}" for name, day in days), f"{self.RECORDED}={self.moment}"])

    @property
    def moment(self) -> str:
        """``recorded`` as an address writes it; empty where there is none."""
        return self.recorded.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z") if self.recorded else ""


def read_moment(value: str) -> datetime.datetime:
    """Read a moment that has been, written as ISO 8601 says; without a zone it is of Prague, a day alone is its end.

    Raises Misunderstood for anything else.
    """
    shown = value if len(value) <= 40 else value[:40] + "…"
    try:
        # A plus sign that the address did not write as %2B came as a space.
        moment = datetime.datetime.fromisoformat(value.replace(" ", "+"))
        if _ISO_DAY.fullmatch(value):
            moment = datetime.datetime.combine(moment, datetime.time.max)
        moment = moment if moment.tzinfo else timezone.make_aware(moment)
        moment = moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise Misunderstood(
            f"V poli „Zapsáno v evidenci k“ je „{shown}“. "
            "Takový okamžik není; zadejte ho ve tvaru 2016-08-30T14:05:00Z."
        ) from None
    if moment > timezone.now():
        raise Misunderstood(f"Okamžik „{shown}“ ještě nenastal. Co bude v evidenci zapsáno, nevíme.")
    return moment


def read_day(value: str, *, field: str) -> datetime.date:
    """Read a day that a visitor typed into the named field.

    Raises Misunderstood for anything that is not a day of the calendar, written as 2016-08-30 or as 30. 8. 2016; in
    the latter spaces and noughts before a number do not count.
    """
    try:
        if written := _CZECH_DAY.fullmatch(value):
            return datetime.date(*(int(written[part]) for part in ("year", "month", "day")))
        if not _ISO_DAY.fullmatch(value):
            raise ValueError(value)
        return datetime.date.fromisoformat(value)
    except ValueError:
        shown = value if len(value) <= 40 else value[:40] + "…"
        raise Misunderstood(
            f"V poli „{field}“ je „{shown}“. Takový den v kalendáři není; zadejte ho ve tvaru 30. 8. 2016."
        ) from None
