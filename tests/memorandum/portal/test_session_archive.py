"""What a session had before it, in one file."""

import hashlib
import io
import subprocess
import time
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from council.models import Paper, Session
from evidence.models import AsOf
from memorandum.papers.issue import issue
from tests.builders import D
from tests.canaries import late_world, public_world

URL = "/zastupitelstvo/2016/7/podklady.zip"


@pytest.fixture
def world(db):
    return public_world()


def opened(response):
    assert response.status_code == 200
    return zipfile.ZipFile(io.BytesIO(response.content))


def test_the_papers_and_every_table_are_in_it(client, world):
    response = client.get(URL)
    archive = opened(response)
    facts = ("program", "lokality", "obce", "finance", "zmeny")
    tables = (*facts, "usneseni", "zasedani", "pisemnosti", "zdroje", "rozpory", "potvrzeni")
    assert archive.namelist() == [
        "PRECTETE-ME.txt",
        "pisemnosti/informace-2016-7.docx",
        "pisemnosti/informace-2016-7.pdf",
        *(f"tabulky/{name}.{extension}" for name in tables for extension in ("xlsx", "csv")),
        "MANIFEST.sha256",
    ]
    assert response["Content-Disposition"] == ('attachment; filename="podklady-zk-2016-08-30-znamo-2016-08-30.zip"')
    assert archive.testzip() is None
    assert "Zastupitelstvo, 30. 8. 2016" in archive.read("PRECTETE-ME.txt").decode()


def test_sha256sum_finds_nothing_wrong_and_finds_a_flipped_byte(client, world, tmp_path):
    opened(client.get(URL)).extractall(tmp_path)

    def checked():
        return subprocess.run(["sha256sum", "-c", "--strict", "MANIFEST.sha256"], cwd=tmp_path, capture_output=True)

    assert checked().returncode == 0
    table = tmp_path / "tabulky" / "lokality.csv"
    table.write_bytes(table.read_bytes()[:-1] + b"!")
    assert checked().returncode == 1
    assert b"tabulky/lokality.csv: FAILED" in checked().stdout


def test_every_file_is_in_the_manifest_and_can_be_read_by_all(client, world):
    archive = opened(client.get(URL))
    lines = archive.read("MANIFEST.sha256").decode().splitlines()
    told = {name: value for value, name in (line.split("  ", 1) for line in lines)}
    names = set(archive.namelist()) - {"MANIFEST.sha256"}
    assert told == {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names}
    assert {info.external_attr >> 16 for info in archive.infolist()} == {0o644}


def test_the_same_data_are_the_same_bytes_whenever_they_are_asked_for(client, world):
    first = client.get(URL).content
    time.sleep(1.1)  # whatever tells the time tells another second
    assert client.get(URL).content == first


def rows(archive, name):
    book = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(f"tabulky/{name}.xlsx")))
    return book.get_sheet_by_name("Data").to_python()


def test_everything_is_as_of_the_session_s_day_and_as_it_was_known_then(client, world):
    late_world(world)
    then = opened(client.get(URL))
    assert "Pozdní rozpor" not in str(rows(then, "rozpory"))
    assert rows(then, "lokality")[1][1] == "remote", "the correction came later"
    today = opened(client.get(URL, {AsOf.KNOWN: "2026-01-01"}))
    assert "Pozdní rozpor" in str(rows(today, "rozpory"))
    assert "Příští" not in str([rows(today, name) for name in ("finance", "zmeny")]), "that had not begun on the day"
    cover = CalamineWorkbook.from_filelike(io.BytesIO(today.read("tabulky/rozpory.xlsx")))
    assert ["Platilo ke dni", D(2016, 8, 30)] in [row[:2] for row in cover.get_sheet_by_name("O tabulce").to_python()]


def test_an_issued_paper_is_in_it_byte_for_byte(client, world, django_user_model):
    user = django_user_model.objects.create_user("vydavatel")
    paper = Paper.objects.get()
    issued = issue(paper=paper, at=AsOf(paper.session.held_on, paper.session.held_on), by=user)
    archive = opened(client.get(URL))
    for extension, file in issued.files.items():
        assert archive.read(f"pisemnosti/informace-2016-7.{extension}") == bytes(file.content)


def test_a_session_of_another_body_and_one_without_a_number_have_theirs(client, world):
    url = "/zastupitelstvo/2016-08-23/vybor-socialnich-veci/podklady.zip"
    archive = opened(client.get(url, {AsOf.KNOWN: "2016-08-30"}))
    assert not [name for name in archive.namelist() if name.startswith("pisemnosti/")]
    assert rows(archive, "program")[1][:2] == ["", "Spolupráce"]
    assert client.get("/zastupitelstvo/2016/7/vybor-socialnich-veci/podklady.zip").status_code == 404
    assert client.get("/zastupitelstvo/2016/8/podklady.zip").status_code == 404


def test_a_coming_session_is_told_as_it_is_known_today(client, world):
    Session.objects.filter(number=7).update(held_on="2999-01-01")
    response = client.get("/zastupitelstvo/2999/7/podklady.zip")
    assert f"znamo-{AsOf.now().known.isoformat()}" in response["Content-Disposition"]


def test_the_session_s_page_leads_to_it(client, world):
    page = client.get("/zastupitelstvo/2016/7/").content.decode()
    assert f'href="{URL}"' in page
    assert f'href="{URL}?znamo_k=' in page
    then = client.get("/zastupitelstvo/2016/7/", {AsOf.KNOWN: "2016-08-30"}).content.decode()
    assert f'href="{URL}?znamo_k=' not in then
