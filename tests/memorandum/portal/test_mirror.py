"""The mirror: every link in it leads somewhere, every page says what it is, and what does not change is kept."""

import fcntl
import functools
import html
import http.server
import os
import re
import threading
import urllib.error
import urllib.request
from urllib.parse import urldefrag, urljoin

import pytest
from django.core.management import call_command
from django.http import HttpResponse

from memorandum.portal import lists
from memorandum.portal.mirror.addresses import Address, is_mirrored, linked
from memorandum.portal.mirror.making import Mirror, NoMirror
from memorandum.portal.visits import Reply, Visitor
from tests import builders as b
from tests.issued import issued_paper

SITE = "http://localhost"
TODAY, SECOND = Address("/lokality/"), Address("/lokality/", "strana=2")


@pytest.mark.parametrize(
    ("leads", "href", "file"),
    [
        (TODAY, "/obce/", "obce/index.html"),
        (TODAY, "/obce/export.csv?", "obce/export.csv"),
        (TODAY, "?strana=2", "lokality/@strana=2/index.html"),
        (TODAY, "?podpora=jin%C3%A1", "lokality/@podpora=jin%C3%A1/index.html"),
        (
            TODAY,
            f"{SITE}/lokality/?ke_dni=2020-01-01&zapsano_k=x",
            "lokality/@ke_dni=2020-01-01&zapsano_k=x/index.html",
        ),
        (TODAY, "/informace/2016-7.docx?zdroje=konec", "informace/@zdroje=konec/2016-7.docx"),
        (SECOND, "?strana=3", "lokality/@strana=3/index.html"),
        (
            TODAY,
            "/zastupitelstvo/2016/7/podklady.zip?znamo_k=2026-11-29",
            "zastupitelstvo/2016/7/@znamo_k=2026-11-29/podklady.zip",
        ),
        (TODAY, "?ke_dni=2016-08-30", None),
        (TODAY, "?znamo_k=2016-08-30", None),
        (SECOND, "/lokality/?podpora=x", None),
        (SECOND, "/lokality/?zapsano_k=x", None),
        (TODAY, f"?q={'x' * 300}", None),
        (TODAY, "/sprava/", None),
        (TODAY, "/zdravi", None),
    ],
)
def test_what_a_mirror_has_and_where(leads, href, file):
    address, _ = linked(href, leads, SITE)
    assert (str(address.file) if is_mirrored(address, leads) else None) == file


@pytest.mark.parametrize("href", ["", "#dole", "https://jinde.example.cz/", "mailto:a@example.cz"])
def test_what_leads_elsewhere_is_none_of_it(href):
    assert linked(href, TODAY, SITE) is None


@pytest.fixture
def record(db, settings, tmp_path, monkeypatch):
    """A small record with an issued paper, and static files."""
    settings.STATIC_ROOT = tmp_path / "static"
    call_command("collectstatic", interactive=False, verbosity=0)
    paper = issued_paper()
    monkeypatch.setattr(lists.LOCALITIES, "per_page", 2)
    for number in range(3):
        place = b.locality(f"Místo {number}", slug=f"misto-{number}")
        b.member(place, b.municipality(f"Obec {number}"))
        b.support(place, "intensive", b.LONG_AGO, b.LONG_AGO)
    return paper


def made(folder):
    mirror = Mirror(folder, lambda done, waiting: None, Visitor("localhost"))
    mirror.make()
    return mirror


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def served(tmp_path):
    """The address at which a plain web server shows the folder of the mirror."""
    handler = functools.partial(Silent, directory=tmp_path / "zrcadlo")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_every_link_in_it_leads_somewhere(record, tmp_path, served):
    mirror = made(tmp_path / "zrcadlo")
    assert mirror.missing == {}
    asked = {}
    pages = [address for address, is_page in mirror.answered.items() if is_page]
    for page in pages:
        text = (tmp_path / "zrcadlo" / page.file).read_text()
        assert text.count("Zrcadlo portálu, pořízené") == 1, page
        assert not [asks for asks in ("<form", "Filtrovat", "Dny zasedání") if asks in text], page
        assert not [tag for tag in ("section", "details", "div") if text.count(f"<{tag}") != text.count(f"</{tag}>")]
        here = f"{served}{page.link}"
        for tag, href in re.findall(r'<(\w+)\b[^>]*?\b(?:href|src)="([^"]*)"', text):
            address = urldefrag(urljoin(here, html.unescape(href))).url
            is_lasting = tag == "link" and href.startswith(SITE)  # the portal's own
            if href.startswith(("#", "mailto:", "https:")) or is_lasting:
                continue
            assert address.startswith(served), (page, href)
            asked.setdefault(address, status(address))
    assert {address for address, found in asked.items() if found != 200} == set()
    assert len(asked) > 100
    names = {str(address) for address in mirror.answered}
    assert {"/lokality/?strana=2", "/informace/2016-7.docx", "/lokality/export.xlsx", "/zmeny/atom.xml"} <= names
    assert any("zapsano_k=" in name for name in names)
    issued = (tmp_path / "zrcadlo/informace/2016-7.docx").read_bytes()
    assert issued == bytes(record.docx.content)


def test_the_next_one_takes_its_place_and_keeps_what_is_the_same(record, tmp_path):
    folder = tmp_path / "zrcadlo"
    made(folder)
    first, inode = folder.resolve(), (folder / "static/portal.css").stat().st_ino
    folder.replace(tmp_path / "x")  # two within a second have one name
    first.rename(first.with_name("zrcadlo.20200101T000000Z"))
    (tmp_path / "x").unlink()
    folder.symlink_to("zrcadlo.20200101T000000Z")
    b.locality("Nová", slug="nova")
    mirror = made(folder)
    assert (folder / "lokality/nova/index.html").is_file()
    assert (folder / "static/portal.css").stat().st_ino == inode
    assert mirror.kept > 30
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith("zrcadlo")]
    assert sorted(left) == sorted(["zrcadlo", "zrcadlo.lock", os.readlink(folder)])  # noqa: PTH115


def test_a_portal_that_fails_leaves_the_former_mirror_in_its_place(record, tmp_path, monkeypatch):
    folder = tmp_path / "zrcadlo"
    (tmp_path / "zrcadlo.20200101T000000Z").mkdir()
    folder.symlink_to("zrcadlo.20200101T000000Z")
    get = Visitor.get
    fails = lambda self, address: Reply(HttpResponse(status=500)) if address == "/obce/" else get(self, address)  # noqa: E731
    monkeypatch.setattr(Visitor, "get", fails)
    with pytest.raises(NoMirror, match="/obce/ odpověděl chybou 500"):
        made(folder)
    assert os.readlink(folder) == "zrcadlo.20200101T000000Z"  # noqa: PTH115
    left = ["static", "zrcadlo", "zrcadlo.20200101T000000Z", "zrcadlo.lock"]
    assert sorted(path.name for path in tmp_path.iterdir()) == left


def test_a_folder_of_somebody_elses_is_left_alone(db, tmp_path):
    (tmp_path / "cizi").mkdir()
    (tmp_path / "cizi" / "soubor").touch()
    (tmp_path / "odkaz").symlink_to("cizi")
    for folder in ("cizi", "odkaz"):
        with pytest.raises(NoMirror, match="není to zrcadlo"):
            made(tmp_path / folder)
    assert (tmp_path / "cizi" / "soubor").exists()


def test_two_do_not_make_it_at_once(db, tmp_path):
    with (tmp_path / "zrcadlo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(NoMirror, match="jiný proces"):
            made(tmp_path / "zrcadlo")
