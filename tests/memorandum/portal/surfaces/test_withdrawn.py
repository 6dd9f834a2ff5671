"""A withdrawn paper is nowhere named as if it stood."""

import hashlib
import html
import io
import zipfile

import pytest
from django.utils import timezone

import czech
from council.models import Paper
from memorandum.papers.issue import issue, withdraw
from tests import canaries
from tests.issued import publisher
from tests.memorandum.portal.surfaces.asking import each, folded, words
from tests.surfaces import SESSIONS, SURFACES
from tests.worlds import built_once

SUBJECT, REASON = "Zlatá písemnost", "Chybný součet alokací."
PAGE = "/informace/2016-7/"
#: Those that name papers, by their routes; each was looked at when it was added here.
NAMING = {
    "zastupitelstvo/",
    "zastupitelstvo/export.<table:extension>",
    "zastupitelstvo/kalendar.ics",
    "zastupitelstvo/<year:year>/<session:number>/",
    "zastupitelstvo/<year:year>/<session:number>/<slug:body>/",
    "zastupitelstvo/<day:held_on>/<slug:body>/",
    "zastupitelstvo/<year:year>/<session:number>/podklady.zip",
    "zastupitelstvo/<year:year>/<session:number>/<slug:body>/podklady.zip",
    "informace/",
    "informace/export.<table:extension>",
    "informace/sestava/",
    "informace/sestava.<document:extension>",
    "informace/kniha-vydani/",
    "informace/kniha-vydani.txt",
    "informace/<year:year>-<session:number>/",
    "informace/<year:year>-<session:number>/<slug:key>/",
    "informace/<year:year>-<session:number>/soubory/",
    "informace/<year:year>-<session:number>/<slug:key>/soubory/",
    "informace/<year:year>-<session:number>.<paper:extension>",
    "informace/<year:year>-<session:number>/<slug:key>.<paper:extension>",
    "zdroje/<slug:key>/",
    "zmeny/atom.xml",
    "hledat/",
    *(f"{session}usneseni/<slug:item>{end}" for session, *_ in SESSIONS for end in ("/", ".<document:extension>")),
}
SOUGHT = ("/hledat/?q=zlat%C3%A1+p%C3%ADsemnost", "/hledat/?q=Nov%C3%A1kov%C3%A1")
STORED = (".docx", ".pdf", ".xlsx", ".json")


def withdrawn():
    paper = Paper.objects.get(key=canaries.PAPER)
    Paper.objects.filter(pk=paper.pk).update(subject=SUBJECT)
    paper.refresh_from_db()
    issued = issue(paper=paper, at=paper.at, by=publisher())
    withdraw(issued=issued, reason=REASON, by=issued.issued_by)
    return issued


@pytest.fixture(scope="module")
def withdrawn_world(public_world, django_db_blocker):
    with built_once(withdrawn, django_db_blocker) as issued:
        yield issued


@pytest.fixture
def issued(withdrawn_world, db):
    return withdrawn_world


def paths(surface):
    return SOUGHT if surface.route == "hledat/" else surface.paths


def is_stored(path):
    return path.startswith(PAGE[:-1]) and path.endswith(STORED)


@each
def test_wherever_it_is_named_it_is_said_why_it_was_withdrawn(client, issued, surface):
    names = False
    for path in paths(surface):
        response = client.get(path)
        text = words(response)
        if folded(SUBJECT) not in text:
            continue
        names = True
        if is_stored(path):
            assert 'filename="ODVOLANO-informace-2016-7' in response["Content-Disposition"], path
        else:
            assert "odvolan" in text, path
            assert folded(REASON.rstrip(".")) in text, path
    assert names == (surface.route in NAMING)


def test_the_surfaces_that_name_papers_are_surfaces():
    assert {surface.route for surface in SURFACES} >= NAMING


def test_beside_each_link_to_it_stands_that_it_was_withdrawn(client, issued):
    """Not somewhere else on the page: within the same line of a list, and in the titles that others show."""
    day = czech.day(timezone.localdate(issued.withdrawal.withdrawn_at)).replace("\xa0", " ")
    for path in ("/informace/", "/zastupitelstvo/", "/zastupitelstvo/2016/7/", f"/zdroje/{canaries.PAPER}/"):
        page = html.unescape(client.get(path).content.decode()).replace("\xa0", " ")
        _, *links = page.split(f">{SUBJECT}</a>")
        assert links, path
        for after in links:
            assert f"odvoláno {day}" in after[:120], path
    for path in (PAGE, f"{PAGE}soubory/"):
        assert "<title>Odvoláno: " in client.get(path).content.decode()


def test_its_files_are_reached_over_a_cover_page(client, issued):
    """No page but the cover leads to the bytes; there the reason stands above the links."""
    for surface in SURFACES:
        if surface.is_page and "soubory" not in surface.route:
            page = client.get(surface.path).content.decode()
            assert not [ending for ending in STORED if f'href="{PAGE[:-1]}{ending}"' in page], surface.path
    assert f'href="{PAGE}soubory/"' in client.get(PAGE).content.decode()
    cover = client.get(f"{PAGE}soubory/").content.decode().replace("&nbsp;", " ").replace("\xa0", " ")
    for name in ("docx", "pdf", "xlsx", "json"):
        assert cover.index(REASON) < cover.index(f'href="{PAGE[:-1]}.{name}"')
    assert all(file.sha256 in cover for file in issued.files.values())


@pytest.mark.parametrize("extension", ["docx", "pdf", "xlsx", "json"])
def test_the_bytes_stay_at_their_address_and_say_beside_what_became_of_them(client, issued, extension):
    response = client.get(f"{PAGE[:-1]}.{extension}")
    sha256 = issued.content_sha256 if extension == "json" else issued.files[extension].sha256
    assert hashlib.sha256(response.content).hexdigest() == sha256
    assert response["Content-Disposition"] == f'attachment; filename="ODVOLANO-informace-2016-7.{extension}"'
    assert response["Link"] == f'<http://testserver{PAGE}soubory/>; rel="describedby"'
    assert response["X-Robots-Tag"] == "noindex"
    assert "immutable" not in response["Cache-Control"]


def test_who_has_kept_a_file_since_before_hears_of_its_new_name(client, issued):
    earlier = {"If-None-Match": f'"{issued.files["pdf"].sha256}"'}
    assert client.get(f"{PAGE[:-1]}.pdf", headers=earlier).status_code == 200


def test_in_the_archive_of_its_session_it_lies_apart(client, issued):
    content = client.get("/zastupitelstvo/2016/7/podklady.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        papers = [name for name in archive.namelist() if name.startswith(("pisemnosti/", "odvolane/"))]
        assert papers == [f"odvolane/ODVOLANO-informace-2016-7.{name}" for name in ("docx", "pdf", "xlsx")]
        assert archive.read(papers[1]) == bytes(issued.pdf.content)
        readme = archive.read("PRECTETE-ME.txt").decode()
    assert "odvolane/" in readme
    assert f"ODVOLANO-informace-2016-7: {SUBJECT} (odvoláno " in readme


def test_the_feed_tells_that_it_was_issued_and_withdrawn_each_by_a_lasting_name(client, issued):
    feed = client.get("/zmeny/atom.xml").content.decode().replace("\xa0", " ")
    gone, came = [part.split("</entry>")[0] for part in feed.split("<entry>")[1:] if SUBJECT in part]
    assert f"{SUBJECT}: odvoláno</title>" in gone
    assert f": {REASON}</summary>" in gone
    assert f"{SUBJECT}: vydáno (odvoláno " in came
    assert gone.split("<id>")[1][:50] != came.split("<id>")[1][:50]
    assert f"http://testserver{PAGE}{canaries.PAPER}/" in gone
    assert SUBJECT not in client.get("/lokality/tanvald/atom.xml").content.decode().replace("\xa0", " ")
    Paper.objects.filter(pk=issued.paper_id).update(is_public=False)
    assert SUBJECT not in client.get("/zmeny/atom.xml").content.decode().replace("\xa0", " ")


def test_the_live_paper_is_composed_by_one_that_stands_where_there_is_one(client, issued):
    assert SUBJECT in client.get("/informace/sestava/").content.decode().replace("\xa0", " ")
    old = issued.paper
    new = Paper.objects.create(
        key="nova", session=old.session, subject="Nová písemnost", addressee="Zastupitelstva", is_public=True
    )
    new.blocks.create(position=1, kind="text", text="Nové znění.")
    page = client.get("/informace/sestava/").content.decode().replace("\xa0", " ")
    assert "Nová písemnost" in page
    assert SUBJECT not in page
    assert "odvoláno" not in page
