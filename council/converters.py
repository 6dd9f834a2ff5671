"""Parts of addresses that name a session."""

import datetime

from django.urls.converters import IntConverter, register_converter


class Year(IntConverter):
    """A year as a calendar and a database both know it."""

    regex = "[1-9][0-9]{3}"


class SessionNumber(IntConverter):
    """Which session of the year; no body sits ten thousand times."""

    regex = "[1-9][0-9]{0,3}"


class Day:
    """A day of the calendar; no other address may look like one."""

    regex = "[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date) -> str:
        return value.isoformat()


register_converter(Day, "day")
register_converter(Year, "year")
register_converter(SessionNumber, "session")
