"""Pages of the region's record as known on earlier days: nothing on them is later than what was asked."""

import datetime
import random
import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from evidence.models import Source
from tests.surfaces import FACTS

RANDOM = random.Random(2016)
FIRST, LAST = datetime.date(2013, 6, 1), datetime.date(2019, 12, 31)


def _day():
    return FIRST + datetime.timedelta(RANDOM.randrange((LAST - FIRST).days))


PAIRS = [(_day(), _day()) for _ in range(3)]
WRITTEN = re.compile(r"\b(\d{1,2})\.\s(\d{1,2})\.\s((?:19|20)\d\d)\b|\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
#: A source is told also before its day where somebody asks for it by its address; a session is announced.
BY_ADDRESS = ("zdroje/<", "zastupitelstvo/<", "informace/<", "usneseni/")


def days(text):
    for day, month, year, *iso in WRITTEN.findall(text):
        parts = [int(part) for part in (iso if iso[0] else (year, month, day))]
        yield datetime.date(*parts)


def told(response):
    """What a page says of its subject: without what is the same on every page, and without what it asks for."""
    text = response.content.decode()
    if "html" not in response["Content-Type"]:
        return text
    page = LexborHTMLParser(text)
    for part in page.css("header, footer, form, script, .timebar, .downloads, .permanent"):
        part.decompose()
    # Which paper lent its form to what is composed is told on every day.
    return re.sub(r"Sestaveno.*?není to materiál zasedání", "", page.body.text(separator=" "))


@pytest.mark.parametrize(("day", "known"), PAIRS)
def test_nothing_is_later_than_what_was_asked(client, day, known):
    unknown = {document.get_absolute_url() for document in Source.objects.all() if document.dated_on > known}
    late = {}
    for surface in FACTS:
        if (
            surface.cheapest.endswith((".zip", ".docx", ".pdf", ".png"))
            or surface.route.startswith(BY_ADDRESS)
            or not surface.by_day
        ):
            continue
        response = client.get(surface.cheapest, {"ke_dni": day.isoformat(), "znamo_k": known.isoformat()})
        assert response.status_code == 200
        cited = set(re.findall(r'href="(/zdroje/[^/"?#]+/)', response.content.decode())) & unknown
        coming = {each.isoformat() for each in days(told(response)) if each > max(day, known)}
        if cited or coming:
            late[surface.cheapest] = (sorted(cited), sorted(coming))
    assert late == {}
