"""Asked about two days of the past, no page shows what became known later: source, conclusion, number or note."""

import datetime
import html
import random
import re

import pytest

from council.models import Paper
from evidence.models import Fact, Source, cited_models
from funding.models import Amount
from localities.models import Conclusion, Locality, Plan
from tests.builders import D
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
