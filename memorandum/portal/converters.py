"""Parts of addresses: a session's year, number and day, and the formats in which the portal gives things out."""

import datetime

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter

from formats.rendering import PAPER_FORMATS, TABLE_FORMATS
from memorandum.portal.pages.papers import FORMATS


class TableFormat(StringConverter):
    """How a list can be taken away."""

    regex = "|".join(TABLE_FORMATS)


class DocumentFormat(StringConverter):
    """How a paper can be taken away."""

    regex = "|".join(PAPER_FORMATS)


class PaperFormat(StringConverter):
    """How a paper for a session can be taken away: as a document, or the facts that it was made from."""

    regex = "|".join(FORMATS)


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
register_converter(TableFormat, "table")
register_converter(DocumentFormat, "document")
register_converter(PaperFormat, "paper")
