"""What a source repeats or tells late, through each way by which it comes into the record, asked from outside."""

import datetime
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from evidence import recorded
from evidence.models import AsOf
from formats.outline import text as outline_text
from localities.models import LocalityKind, SupportChange, SupportConfirmation
from memorandum.papers.compose import compose
from tests import builders as b
from tests.builders import D
from tests.forms import filled
from tests.issued import paper, session
from tests.memorandum.imports.tables import HEAD, bring, perform, support
from tests.memorandum.reading.pages import decide, fingerprint, page
from tests.worlds import gone_back

pytestmark = pytest.mark.django_db
REPEATED = "nejpozději 31. 12. 2018"


# --- The ways ------------------------------------------------------------------------------------------------------


def by_the_screen_of_the_locality(client, place, report, since, answer):
    url = reverse("admin:localities_locality_change", args=[place.pk])
    typed = {"kind": b.kind().pk, "effective_on": since, "passage": since} | answer
    form = filled(client.get(url), "locality_form") | {"page_source": report.pk}
    assert client.post(url, form | {f"support_changes-0-{name}": typed[name] for name in typed}).status_code == 302


def by_the_plain_form(client, place, report, since, answer):
    url = reverse("admin:localities_supportchange_add")
    typed = {"locality": place.pk, "kind": b.kind().pk, "source": report.pk, "effective_on": since, "passage": since}
    form = filled(client.get(url), "supportchange_form") | typed | answer
    assert client.post(url, form).status_code == 302


def by_a_table(client, place, report, since, answer):
    seen = bring(client, "podpora", support((place.name, b.kind().name, since, report.title, since), head=HEAD))
    perform(client, seen)


def by_reading_a_paper(client, place, report, since, answer):
    proposal = fingerprint(page(client, report.key), f"{place.name}: intenzivní podpora")
    assert decide(client, "prijmout", proposal, key=report.key).status_code == 302


WAYS = [by_the_screen_of_the_locality, by_the_plain_form, by_a_table, by_reading_a_paper]
each_way = pytest.mark.parametrize("enter", WAYS)


# --- The world -----------------------------------------------------------------------------------------------------


@pytest.fixture(params=[LocalityKind.MICROREGION, LocalityKind.MUNICIPALITY])
def place(request, client):
    b.kind("intensive", name="intenzivní podpora", sentence="má intenzivní podporu")
    place = b.locality("Podskalí", slug="podskali", kind=request.param)
    b.member(place, b.municipality("Březová", code="900001"), source=b.source(issued_on=D(2014, 1, 1)))
    paper(session(), blocks=("support_by_kind", "support"))
    return place


@pytest.fixture(params=["year", "no_later"])
def held(request, place):
    """Supported since 2014, by a paper of 2016."""
    founding = b.source(key="listina-2016", title="Listina", issued_on=D(2016, 8, 30))
    return b.support(
        place, "intensive", D(2014, 1, 1), D(2016, 8, 30), precision=request.param, source=founding, key="podpora"
    )


def report_of(place, year, since=REPEATED):
    genus = "mikroregion " if place.kind == LocalityKind.MICROREGION else ""
    words = f"Intenzivní podpora: {genus}{place.name} ({since})."
    return b.source(key=f"zprava-{year}", title=f"Zpráva o roku {year}", issued_on=D(year, 3, 1), text=words)


def words(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


# --- A repetition --------------------------------------------------------------------------------------------------


@each_way
def test_a_repetition_is_a_confirmation_whichever_way_it_came(admin_client, client, place, held, enter):
    report = report_of(place, 2019)
    since = held.since.replace("\xa0", " ")
    tiles = words(client, "/").split("Podpora v čase")[0]
    assert since in words(client, "/lokality/podskali/")
    enter(admin_client, place, report, REPEATED, {"again": "potvrzeni", "again_on": "31. 12. 2018"})

    assert SupportChange.objects.get() == held
    held.refresh_from_db()
    assert (held.effective_on, held.restarts, held.corrected_on, held.struck_at) == (D(2014, 1, 1), False, None, None)
    made = SupportConfirmation.objects.get()
    assert (made.fact, made.source) == (held, report)
    assert made.holds_on in (D(2018, 12, 31), D(2019, 3, 1))

    # The passage is of the source, the day is said, the beginning stays.
    told = words(client, "/lokality/podskali/")
    day = f"{made.holds_on.day}. {made.holds_on.month}. {made.holds_on.year}"
    assert since in told
    assert "od 31. 12. 2018" not in told
    assert f"potvrzuje: Zpráva o roku 2019 (doloženo k {day})" in told.replace(" )", ")").replace(" .", ".")
    assert f'id="{made.anchor}"' in client.get("/zdroje/zprava-2019/").content.decode()
    assert f"Zpráva o roku 2019 (doloženo k {day})" in client.get("/lokality/export.csv").content.decode()
    # No count changes, and no place is named twice.
    counted = words(client, "/").split("Podpora v čase")[0]
    assert tiles.split("v evidenci;")[0] == counted.split("v evidenci;")[0]
    now = AsOf.now()
    composed = outline_text(compose(now)).replace("\xa0", " ")
    assert composed.count(f"({since}") == 2, "once in each of the two blocks that tell of support"
    assert composed.count("Podskalí") == 2, "which also say how old it is"
    # What the paper of 2016 could know is what it was.
    then = words(client, "/lokality/podskali/", ke_dni="2016-08-30", znamo_k="2016-08-30")
    assert "Zpráva o roku 2019" not in then
    # It is told as what entered the record.
    entered = words(client, "/zmeny/", podle="zapisu", od="2020-01-01", do=now.day.isoformat())
    assert "Zpráva o roku 2019" in entered or "doloženo k" in entered
    assert "doloženo k" in client.get("/lokality/podskali/atom.xml").content.decode().replace("\xa0", " ")


@each_way
def test_a_repetition_about_a_locality_that_is_not_let_out_is_told_to_nobody(admin_client, client, place, enter):
    held = b.support(place, "intensive", D(2014, 1, 1), D(2016, 8, 30), precision="year", key="podpora")
    type(place).objects.update(is_public=False)
    enter(admin_client, place, report_of(place, 2019), REPEATED, {"again": "potvrzeni", "again_on": "31. 12. 2018"})
    assert SupportConfirmation.objects.get().fact == held
    for path in ("/", "/lokality/", "/zmeny/?podle=zapisu&od=2013-01-01", "/zmeny/atom.xml", "/zdroje/zprava-2019/"):
        told = client.get(path).content.decode()
        assert "Podskalí: intenzivní" not in told, path
        assert "podskali" not in told.replace("900001", ""), path


# --- What is told late ---------------------------------------------------------------------------------------------


@each_way
@pytest.mark.parametrize("year", [2012, 2019])
def test_what_is_entered_from_an_old_document_is_news_of_its_day_and_of_today(
    admin_client, client, place, enter, year
):
    b.later()
    pinned = {"ke_dni": "2019-06-01", "znamo_k": "2019-06-01", "zapsano_k": recorded.latest().isoformat()}
    paths = ("/", "/lokality/", "/lokality/podskali/", "/lokality/export.csv", "/zmeny/", "/zmeny/atom.xml")
    with gone_back(pinned["zapsano_k"]):
        before = {path: client.get(path, pinned).content for path in paths}
    b.later()
    report = report_of(place, year, f"od {year - 1}")
    enter(admin_client, place, report, f"{year - 1}", {})

    fact = SupportChange.objects.get()
    assert (fact.effective_on, fact.known_on) == (D(year - 1, 1, 1), report.issued_on)
    around = {"od": f"{year}-02-01", "do": f"{year}-04-01"}
    assert "intenzivní podpora" in words(client, "/zmeny/", podle="poznatku", **around)
    assert "Podskalí" in words(client, "/zmeny/", podle="poznatku", **around)
    today = timezone.localdate()
    lately = {"od": (today - datetime.timedelta(days=1)).isoformat(), "do": today.isoformat()}
    assert "intenzivní podpora" in words(client, "/zmeny/", podle="zapisu", **lately)
    assert "intenzivní podpora" not in words(client, "/zmeny/", podle="poznatku", **lately).split("Období")[-1]
    for feed in ("/zmeny/atom.xml", "/lokality/podskali/atom.xml"):
        assert "intenzivní podpora" in client.get(feed).content.decode().replace("\xa0", " ")
    with gone_back(pinned["zapsano_k"]):
        assert {path: client.get(path, pinned).content for path in paths} == before
    assert "intenzivní podpora" in words(client, "/lokality/podskali/", ke_dni="2019-06-01", znamo_k="2019-06-01")
