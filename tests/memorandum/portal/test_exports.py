"""Exports of any length: one state of the record, never all of it in memory, the same bytes for the same record."""

import csv
import dataclasses
import hashlib
import io
import itertools
import threading
import time
import zipfile

import pytest
from django.db import connection, connections, transaction
from django.http import FileResponse, QueryDict
from django.test import Client, RequestFactory
from django.utils import timezone

from evidence.models import AsOf, Body, Source, SourceKind
from evidence.models.prepared import in_parts
from evidence.recorded import latest, one_state, version
from formats import limits, sheet, xlsx
from formats.rendering import Rendering
from funding.models import Amount
from memorandum.portal import documents, in_turn, lists
from memorandum.portal.lists import LISTS
from tests import canaries
from tests.builders import D, later, locality, source, support
from tests.memorandum.portal import hostile
from tests.surfaces import SURFACES, TABLES

_OF_PROGRAMS = ("zdravi", "robots.txt", ".well-known/security.txt")
FILES = [surface for surface in SURFACES if not surface.is_page and surface.route not in _OF_PROGRAMS]


def many_sources(count):
    numbers = range(count)
    Source.objects.bulk_create(
        Source(key=f"mnoho-{n}", kind="report", title=f"Zpráva {n}", url=f"https://example.cz/{n}", is_public=True)
        for n in numbers
    )


def rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


# --- The same record, the same bytes --------------------------------------------------------------------------------


def test_no_file_says_when_it_was_made(db):
    """Every address of a file, in every format, asked twice more than two seconds apart (that is what ZIP counts)."""
    canaries.public_world()
    paths = [path for surface in FILES for path in surface.paths]
    began = time.monotonic()
    first = {path: Client().get(path) for path in paths}
    time.sleep(max(0.0, began + 2.1 - time.monotonic()))
    second = {path: Client().get(path) for path in paths}
    assert {answer.status_code for answer in first.values()} == {200}
    assert [path for path in paths if first[path].content != second[path].content] == []
    tags = {path: answer["ETag"] for path, answer in first.items()}
    assert tags == {path: answer["ETag"] for path, answer in second.items()}
    assert not [path for path, tag in tags.items() if tag.startswith("W/")]
    for path in paths:
        again = Client().get(path, headers={"If-None-Match": tags[path]})
        assert (again.status_code, again.content) == (304, b""), path


def test_the_register_names_every_export():
    exports = {surface.route for surface in FILES if surface.formats == TABLES}
    assert len(exports) == len(LISTS) - 1, "of all lists only the confirmations have no address of their own"


def test_a_table_says_of_what_state_of_the_record_it_is(db, client):
    source(is_public=True)
    before = client.get("/zdroje/export.json")
    assert before.json()["stav_evidence"] == timezone.localtime(latest()).isoformat(timespec="seconds")
    moment = timezone.now()
    later()
    source(is_public=True)
    assert client.get("/zdroje/export.json")["ETag"] != before["ETag"]
    then = client.get("/zdroje/export.json", {AsOf.RECORDED: moment.isoformat()}).json()
    assert then["stav_evidence"] == timezone.localtime(moment).isoformat(timespec="seconds"), "that of its address"
    assert then["radku"] == 1


# --- However long --------------------------------------------------------------------------------------------------


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of five rows, so that forty are many."""
    for module in (lists, sheet, xlsx):
        monkeypatch.setattr(module, "AT_ONCE", 5)


@pytest.mark.parametrize("extension", TABLES)
def test_a_long_list_is_told_whole_and_in_order(db, client, small_parts, extension):
    many_sources(43)
    whole = client.get("/zdroje/export.csv", {"druh": "report"}).content
    titles = [row[1] for row in rows(whole)[1:]]
    assert sorted(titles) == sorted(f"Zpráva {n}" for n in range(43))
    answer = client.get(f"/zdroje/export.{extension}", {"druh": "report"})
    assert answer.status_code == 200
    if extension == "json":
        assert [row["title"] for row in answer.json()["radky"]] == titles
        assert answer.json()["radku"] == 43


def test_parts_of_any_size_give_the_same_bytes(db, client, monkeypatch):
    """Of every list: what is read with each part, and what is said of all rows, does not hang on where it is cut."""
    canaries.public_world()
    for number in range(12):
        place = locality(f"Lhotka {number}")
        support(place, "intensive", canaries.LONG_AGO, canaries.LONG_AGO)
        for kind in ("allocated", "requested"):
            Amount.objects.create(
                locality=place,
                kind=kind,
                amount=number + 1,
                source=source(),
                effective_on=canaries.LONG_AGO,
                known_on=canaries.LONG_AGO,
            )
    asked = [
        f"{surface.path}{ext}" for surface in FILES if surface.formats == TABLES for ext in ("csv", "json", "xlsx")
    ]
    asked = [f"{path}?od=1990-01-01" if path.startswith("/zmeny") else path for path in asked]
    at_once = {path: client.get(path).content for path in asked}
    for size in (1, 7):
        for module in (lists, sheet, xlsx):
            monkeypatch.setattr(module, "AT_ONCE", size)
        assert [path for path in asked if client.get(path).content != at_once[path]] == []


@pytest.fixture
def by_rows(monkeypatch):
    """Rows are made by us, and the database says none of them itself."""
    monkeypatch.setattr(lists.SOURCES, "cells", None)


@pytest.mark.parametrize("extension", ["csv", "json", "xlsx"])
def test_no_more_than_a_part_of_the_rows_is_held(db, client, small_parts, by_rows, monkeypatch, extension):
    """Each row counts itself in when it is read, and out when it is forgotten."""
    many_sources(60)
    alive, most = 0, 0

    class Counted(dict):
        def __init__(self, values):
            nonlocal alive, most
            super().__init__(values)
            alive += 1
            most = max(most, alive)

        def __del__(self):
            nonlocal alive
            alive -= 1

    told = lists.SOURCES.rows
    monkeypatch.setattr(lists.SOURCES, "rows", lambda found, at: (Counted(row) for row in told(found, at)))
    assert client.get(f"/zdroje/export.{extension}").status_code == 200
    assert 0 < most <= 10, most


def test_rows_are_read_through_a_cursor_in_one_transaction(db, monkeypatch):
    """Else the driver would hold all of them, however few are taken at a time."""
    many_sources(30)
    asked = lists.SOURCES.asked(QueryDict(), at=AsOf.now())
    for found in (asked.found, lists.SOURCES.asked(QueryDict("druh=report"), at=AsOf.now()).found):
        each = in_parts(found, 5)
        assert len(next(each)) == 5
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_cursors")
            assert cursor.fetchone() == (1,)
        del each


# --- Said by the database itself ------------------------------------------------------------------------------------


def by_itself(query, which=lists.SOURCES, at=None):
    """CSV as the database writes it, of the values that it says, and of the rows that we make."""
    at = at or AsOf.now()
    made = which.sheet(QueryDict(query), at, None)
    assert made.copied
    by_rows = dataclasses.replace(which, cells=None).sheet(QueryDict(query), at, None)
    values = dataclasses.replace(made, copied=None)
    return [Rendering().table(table, "csv") for table in (made, values, by_rows)]


def test_what_the_database_copies_is_what_we_would_write(db):
    """Of each kind of source and date, with and without an issuer, and of every text that means harm."""
    issuer = Body.objects.create(key="urad", kind="office", name="Úřad; „první“", number_pattern="")
    dates = [("day", D(2016, 8, 30)), ("day", D(900, 1, 2)), ("day", None), ("year", D(2019, 1, 1))]
    dates += [("month", D(2019, month, 1)) for month in range(1, 13)]
    dates += [("season", D(2019, month, 1)) for month in (3, 6, 9, 12)]
    for kind, (precision, on) in zip(itertools.cycle(SourceKind.values), dates * 3, strict=False):
        source(kind=kind, precision=precision, issued_on=on, is_public=True, issuer_name="Jiný úřad")
    odd = ['"', ";", "a;b", 'a"b', "\\.", "-5", " -5", "\t=1", "a\nb", "a\r\nb", "ž\xa0ž", "\u2028x"]
    for text in (*hostile.TEXTS, *odd):
        title = text.replace("\0", "")[:300]
        Source.objects.bulk_create([Source(key=f"z{hash(text)}", kind="report", title=title, issuer=issuer)])
    Source.objects.update(is_public=True)
    for query in ("", "druh=report", "q=Zpráva", "druh=plan"):
        copied, values, written = by_itself(query)
        assert copied == values == written
        assert copied.count(b"\r\n") > 1


def test_odd_texts_in_one_part_change_no_other(db, small_parts):
    many_sources(40)
    for number, text in ((7, "=1+1"), (19, "ž\xa0ž"), (23, "a\nb"), (31, "\u202eobráceně")):
        Source.objects.filter(key=f"mnoho-{number}").update(title=text)
    copied, values, written = by_itself("")
    assert copied == values == written
    assert {"'=1+1", "ž ž", "a b", "obráceně"} <= {row[1] for row in rows(copied)}


def test_a_question_without_sense_gets_a_sentence_also_of_a_copy(db, client):
    assert client.get("/zdroje/export.csv", {"druh": "neni"}).status_code == 400


# --- One state of the record ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("extension", ["csv", "json"])
def test_what_is_written_meanwhile_is_told_wholly_or_not_at_all(client, small_parts, by_rows, monkeypatch, extension):
    many_sources(20)
    told = lists.SOURCES.rows
    written, seen = [], []

    def write():
        Source.objects.filter(key__startswith="mnoho").update(title="Jinak")
        Source.objects.create(key="nova", kind="report", title="Nová", is_public=True)
        connections.close_all()

    def rows_meanwhile(found, at):
        if not written:
            written.append(threading.Thread(target=write))
            written[0].start()
            written[0].join()
            seen.append(Source.objects.filter(key="nova").exists())
        return told(found, at)

    monkeypatch.setattr(lists.SOURCES, "rows", rows_meanwhile)
    before = client.get(f"/zdroje/export.{extension}")
    said = before.content.decode()
    assert seen == [False], "what is asked in the midst is answered from the same state"
    assert said.count("Zpráva ") == 20
    assert "Jinak" not in said
    assert "Nová" not in said
    after = client.get(f"/zdroje/export.{extension}").content.decode()
    assert after.count("Jinak") == 20
    assert "Nová" in after


@pytest.mark.django_db(transaction=True)
def test_nothing_can_be_written_while_a_file_is_made():
    with one_state(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_while_somebody_still_writes_is_another_record():
    """Else a large file that was made before would be told until the other has finished."""
    writes, done = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            source()
            writes.set()
            done.wait(10)
        connections.close_all()

    other = threading.Thread(target=write)
    other.start()
    writes.wait(10)
    before = version()
    source()
    after = version()
    done.set()
    other.join()
    assert after[0] == before[0], "of this moment there may be more to come"
    assert after[1] != before[1]


# --- Large files -----------------------------------------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch, settings, tmp_path):
    """Whatever has more than a hundred bytes is large."""
    settings.TURNS_DIR = tmp_path
    for module in (documents, sheet, limits):
        monkeypatch.setattr(module, "KEPT_IN_MEMORY", 100)
    monkeypatch.setattr("formats.attachments.KEPT_IN_MEMORY", 100)


def ask(path, **headers):
    request = RequestFactory().get(path, headers=headers)
    return lists.SOURCES.export(request, path.rpartition(".")[2])


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json"])
def test_a_large_file_is_read_while_it_is_sent(db, client, large, extension):
    many_sources(50)
    response = client.get(f"/zdroje/export.{extension}")
    assert isinstance(response, FileResponse)
    content = response.getvalue()
    assert len(content) == int(response["Content-Length"])
    assert response["ETag"] == f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    assert "public" in response["Cache-Control"]
    assert response["Content-Disposition"].endswith(f'.{extension}"')
    if extension == "xlsx":
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_it_is_made_once_for_all_who_ask_about_the_same_record(db, client, large, by_rows, monkeypatch):
    many_sources(50)
    made = []
    told = lists.SOURCES.rows
    monkeypatch.setattr(lists.SOURCES, "rows", lambda found, at: made.append(1) or told(found, at))
    first = client.get("/zdroje/export.csv")
    body = first.getvalue()
    second = client.get("/zdroje/export.csv")
    assert (second.getvalue(), second["ETag"], len(made)) == (body, first["ETag"], 1)
    assert client.get("/zdroje/export.csv", headers={"If-None-Match": first["ETag"]}).status_code == 304
    later()
    source(is_public=True)
    assert client.get("/zdroje/export.csv").getvalue() != body
    assert len(made) == 2


@pytest.mark.django_db(transaction=True)
def test_whoever_goes_away_in_the_midst_leaves_nothing_open(large):
    """Neither a transaction nor a cursor, from the first byte on; and the file is closed."""
    many_sources(50)
    response = ask("/zdroje/export.csv")
    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM pg_cursors), txid_current_if_assigned() IS NULL")
        assert cursor.fetchone() == (0, True)
    next(iter(response))
    response.close()
    assert response.file_to_stream.closed


def test_a_table_that_cannot_be_made_leaves_nothing_open(db, client, large, by_rows, monkeypatch, settings):
    many_sources(50)
    monkeypatch.setattr(lists.SOURCES, "rows", lambda found, at: iter([{"title": "chybí zbytek"}]))
    opened = []
    open_one = documents.SpooledTemporaryFile
    monkeypatch.setattr(
        documents, "SpooledTemporaryFile", lambda *args, **kw: opened.append(open_one(*args, **kw)) or opened[-1]
    )
    with pytest.raises(KeyError):
        client.get("/zdroje/export.csv")
    assert [file.closed for file in opened] == [True]
    assert [path for path in settings.TURNS_DIR.iterdir() if path.suffix != ".lock" and path.name != "made"] == []


def test_what_takes_too_much_room_is_forgotten_the_oldest_first(db, client, large, monkeypatch, settings):
    many_sources(50)
    paths = ["/zdroje/export.csv", "/zdroje/export.json", "/zdroje/export.csv?druh=report"]
    monkeypatch.setattr(in_turn, "_ROOM", 1)
    for path in paths:
        client.get(path).getvalue()
        kept = [found for found in (settings.TURNS_DIR / "made").iterdir() if found.suffix != ".lock"]
        assert len(kept) == 1
