"""Days as a calendar that people subscribe to (iCalendar, RFC 5545).  Nothing here knows what a session is."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINE = 75  # octets, says the RFC; a folded line begins with a space, which counts
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Something that takes a whole day.  ``uid`` never changes; ``changed_at`` is when the record of it last did."""

    uid: str
    day: datetime.date
    summary: str
    description: str
    url: str
    changed_at: datetime.datetime


def calendar(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """Return the calendar as a file: CRLF, lines folded at 75 octets, text escaped."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//memorandum//zasedani//CS",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "X-WR-TIMEZONE:Europe/Prague",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(event: CalendarEvent) -> list[str]:
    changed = f"{event.changed_at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    # A day without a time belongs to no time zone: it is that day in Prague and everywhere else.  Its end is
    # the first day that no longer belongs to it.
    ends = event.day + datetime.timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"DTSTART;VALUE=DATE:{_day(event.day)}",
        f"DTEND;VALUE=DATE:{_day(ends)}",
        f"SUMMARY:{_text(event.summary)}",
        *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(day: datetime.date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _text(text: str) -> str:
    """Escape what would end the value; line ends become the two characters that stand for one."""
    plain = _FORBIDDEN.sub("", text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub("\r\n|\r|\n", "\\\\n", plain)


def _folded(line: str) -> bytes:
    """Fold so that no line is longer than 75 octets and no character is cut in two."""
    folded, room = bytearray(), _LINE
    for character in line:
        octets = character.encode()
        if len(octets) > room:
            folded += b"\r\n "
            room = _LINE - 1
        folded += octets
        room -= len(octets)
    return bytes(folded + b"\r\n")
