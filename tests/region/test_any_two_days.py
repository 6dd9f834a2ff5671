"""Asked about two days of the past, no page shows what became known later: source, conclusion, number or note."""

import datetime
import html
import random
import re

import pytest

from council.models import Paper, Session
from evidence.models import Fact, Source, SourceKind, cited_models
from funding.models import Amount, Operation
from localities.models import Conclusion, Discrepancy, Locality, Plan
from tests.builders import D
from tests.pointing import NOTHING, pointing
from tests.surfaces import FACTS

_CZECH_DAY = re.compile(r"(?<![\d/])(\d{1,2})\. (\d{1,2})\. (\d{4})(?!\d)")
_SOURCE = re.compile(r"/zdroje/([\w-]+)/")
#: A page of one document says what is in it, whatever is asked; a session has its own day.
_OWN = ("zdroje/<slug:key>/", "zastupitelstvo/<", "informace/<", "zastupitelstvo/kalendar.ics")


def pairs():
    since, until = D(2012, 1, 1), D(2019, 12, 31)
    span = (until - since).days
    return [tuple(since + datetime.timedelta(random.randrange(span)) for _ in range(2)) for _ in range(3)]


def content(client, path, day, known):
    answer = client.get(path, {"ke_dni": day.isoformat(), "znamo_k": known.isoformat()})
    assert answer.status_code == 200, path
    page = answer.content.decode()
    page = re.sub(r'<(header|footer|section class="timebar")[\s>].*?</(header|footer|section)>', " ", page, flags=re.S)
    return html.unescape(page).replace("\xa0", " ")


def meta(page):
    """What the page says of itself: in its title, and to those who share it."""
    told = {"title": re.search(r"<title>(.*?)</title>", page, re.S)[1]}
    told |= dict(re.findall(r'<meta (?:name|property)="(description|og:[a-z]+)" content="(.*?)">', page))
    return {name: html.unescape(words).replace("\xa0", " ") for name, words in told.items()}


def paths():
    asked = [one for one in FACTS if not one.route.startswith(_OWN) and "<slug:slug>" not in one.route]
    found = [path for surface in asked for path in surface.paths if path.endswith(("/", ".csv", ".xml"))]
    return [*found, *(f"/lokality/{slug}/" for slug in Locality.objects.public().values_list("slug", flat=True))]


@pytest.mark.parametrize("turn", range(3))
def test_nothing_is_shown_that_became_known_later(client, turn):
    day, known = pairs()[turn]
    asked = f"ke dni {day}, známo k {known}"
    last = max(day, known)
    documents = Source.objects.all()
    later = {source.key for source in documents if source.dated_on > known}
    words = {c.held for c in Conclusion.objects.filter(known_on__gt=known)}
    words -= {c.held for c in Conclusion.objects.filter(known_on__lte=known)}
    titles = set(Source.objects.filter(key__in=later).values_list("title", flat=True))
    titles -= set(Plan.objects.values_list("title", flat=True))  # a plan is not the copy of it that was read later
    crowns = {a.amount for a in Amount.objects.filter(known_on__gt=known)}
    crowns -= {a.amount for a in Amount.objects.filter(known_on__lte=known)}
    models = set(Paper.objects.values_list("session__held_on", flat=True))
    notes = {
        note
        for model in cited_models()
        if issubclass(model, Fact)
        for note in model.objects.filter(known_on__gt=known).exclude(note="").values_list("note", flat=True)
    }
    for path in paths():
        page = content(client, path, day, known)
        assert later & set(_SOURCE.findall(page)) == set(), (path, asked)
        told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
        for hidden in words | titles | notes:
            assert hidden.replace("\xa0", " ") not in told, (path, asked)
        for amount in crowns:
            assert f"{amount:,.0f}".replace(",", " ") not in told, (path, asked)
        days = {D(int(y), int(m), int(d)) for d, m, y in _CZECH_DAY.findall(told)}
        lending = models if "/sestava/" in path else set()  # it says which paper's form it borrows
        assert {found for found in days - lending if found > last} == set(), (path, asked)


@pytest.mark.parametrize("day", [D(2014, 1, 1), D(2015, 12, 17), D(2016, 8, 30), D(2018, 6, 1)])
def test_nothing_is_told_that_came_after_the_day_whatever_is_known_today(client, day):
    """Resolutions, sessions, discrepancies and projects of a later day, in rows, titles and what is shared."""
    later = {
        *Source.objects.filter(kind=SourceKind.RESOLUTION, issued_on__gt=day).values_list("title", flat=True),
        *Discrepancy.objects.filter(begins_on__gt=day).values_list("title", flat=True),
        *Operation.objects.filter(starts_on__gt=day).values_list("registration_number", flat=True),
    }
    held = {
        link
        for session in Session.objects.filter(held_on__gt=day)
        for link in (f'"{session.get_absolute_url()}?', f"{session.get_absolute_url()}\r\n")
    }
    for path in (path for path in paths() if path != "/zdroje/" and "/hledat/" not in path):
        answer = client.get(path, {"ke_dni": day.isoformat()})
        page = html.unescape(answer.content.decode()).replace("\xa0", " ")
        for told in later:
            assert told.replace("\xa0", " ") not in page, (path, day)
        assert [link for link in held if link in page] == [], (path, day)
        if not path.endswith("/"):
            continue
        said = meta(answer.content.decode())
        days = {D(int(y), int(m), int(d)) for d, m, y in _CZECH_DAY.findall(" ".join(said.values()))}
        assert days == {day}, (path, said)
        if not path.endswith("/vlozit/"):
            assert said["og:title"] in said["title"], path
            assert said["og:url"] == f"http://testserver{path}?ke_dni={day.isoformat()}"


def test_no_page_says_that_nothing_stands_on_a_source_that_some_record_names(client):
    named = [document.key for document in Source.objects.public() if {*pointing(document)}]
    pages = {key: client.get(f"/zdroje/{key}/").content.decode().replace("\xa0", " ") for key in named}
    dead = [key for key, page in pages.items() if NOTHING in page.replace("&nbsp;", " ")]
    assert dead == []
