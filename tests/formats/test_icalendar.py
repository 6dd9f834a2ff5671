"""The calendar of sessions, octet by octet as RFC 5545 wants it."""

import datetime

import pytest

from council.models import Paper, Session
from evidence.models import Body
from formats import icalendar
from tests.builders import D, source

AT = datetime.datetime(2016, 8, 1, 12, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))


def event(**values):
    defaults = {"uid": "u", "day": D(2016, 8, 30), "summary": "Zasedání", "description": "", "url": "http://x/"}
    return icalendar.CalendarEvent(**defaults | {"changed_at": AT} | values)


def unfolded(content):
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_day_ends_with_the_first_day_that_is_no_longer_it():
    lines = unfolded(icalendar.calendar("K", [event(day=D(2016, 12, 31))]))
    assert "DTSTART;VALUE=DATE:20161231" in lines
    assert "DTEND;VALUE=DATE:20170101" in lines
    assert "DTSTAMP:20160801T103000Z" in lines


@pytest.mark.parametrize("text", ["ž" * 200, "a" * 74 + "žš", "🏛" * 60, "x", "a," * 100])
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(text):
    content = icalendar.calendar("K", [event(summary=text)])
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert f"SUMMARY:{text.replace(',', chr(92) + ',')}" in unfolded(content)


def test_text_cannot_end_its_line():
    evil = "a;b,c\\d\r\nBEGIN:VALARM\rx\ny\x00\x1b"
    lines = unfolded(icalendar.calendar(evil, [event(summary=evil, description=evil)]))
    told = "a\\;b\\,c\\\\d\\nBEGIN:VALARM\\nx\\ny"
    assert f"SUMMARY:{told}" in lines
    assert f"DESCRIPTION:{told}" in lines
    assert f"X-WR-CALNAME:{told}" in lines
    assert "BEGIN:VALARM" not in lines


def test_a_calendar_without_events_is_a_calendar():
    lines = unfolded(icalendar.calendar("K", []))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_sessions_are_in_the_calendar_under_lasting_names(client, db):
    body = Body.objects.create(key="zk", kind="assembly", name="Zastupitelstvo, kraje")
    session = Session.objects.create(key="zk-7", body=body, number=7, held_on=D(2016, 8, 30))
    Paper.objects.create(session=session, subject="O spolupráci", addressee="Zastupitelstva", is_public=True)
    Paper.objects.create(session=session, subject="Tajná", addressee="Zastupitelstva", is_public=False)
    Session.objects.create(body=body, number=8, held_on=D(2016, 9, 30), source=source(is_public=False))
    response = client.get("/zastupitelstvo/kalendar.ics")
    lines = unfolded(response.content)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert lines.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Zastupitelstvo\\, kraje: 7. zasedání" in lines
    assert "DESCRIPTION:Písemná informace: O spolupráci" in lines
    assert "URL:http://testserver/zastupitelstvo/2016/7/" in lines
    uid = next(line for line in lines if line.startswith("UID:"))
    Session.objects.filter(pk=session.pk).update(held_on=D(2016, 8, 31), number=6)
    moved = unfolded(client.get("/zastupitelstvo/kalendar.ics", headers={"host": "localhost"}).content)
    assert uid in moved, "the name stays when the session moves or the portal has another address"
    assert "DTSTART;VALUE=DATE:20160831" in moved
