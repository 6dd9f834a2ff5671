"""Parts of addresses: a session's year, number and day, and the formats in which the portal gives things out."""

import datetime

from django.urls import register_converter
from django.urls.converters import IntConverter


class TableFormat:
    """How a list can be taken away."""

    regex = "csv|xlsx|json|docx|pdf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DocumentFormat(TableFormat):
    """How a paper can be taken away."""

    regex = "docx|pdf"


class PaperFormat(TableFormat):
    """How a paper for a session can be taken away: as a document, or the facts that it was made from."""

    regex = "docx|pdf|xlsx|json"


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
