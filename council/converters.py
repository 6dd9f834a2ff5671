"""Parts of addresses that name a session."""

from django.urls.converters import IntConverter, register_converter


class Year(IntConverter):
    """A year as a calendar and a database both know it."""

    regex = "[1-9][0-9]{3}"


class SessionNumber(IntConverter):
    """Which session of the year; no body sits ten thousand times."""

    regex = "[1-9][0-9]{0,3}"


register_converter(Year, "year")
register_converter(SessionNumber, "session")
