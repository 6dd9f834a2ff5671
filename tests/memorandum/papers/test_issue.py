"""Issuing a paper: what is kept, what is refused, and what becomes of it when the record changes later."""

import datetime
import hashlib
import json
import os
import subprocess
import threading
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from council.models import NOTHING_BEFORE, Block, IssuedPaper, LedgerEntry, Paper, Withdrawal
from evidence.models import AsOf, File
from formats import outline_json
from formats.outline import text
from formats.refusals import WrongFile
from memorandum.papers import issue as issuing
from memorandum.papers import verify
from memorandum.papers.compose import compose
from memorandum.papers.issue import CannotIssue, issue, withdraw
from memorandum.server.postgresql import server
from tests.builders import D
from tests.formats.packages import with_comments
from tests.formats.papers import HOSTILE, PAPER, edited
from tests.issued import AT, DAY, apart, facts, guards_off, issued_paper, paper, publisher, session


def content(issued):
    return json.loads(issued.content)


def test_what_is_kept_is_what_was_composed(db):
    issued = issued_paper()
    outline = outline_json.from_data(content(issued)["outline"])
    assert text(compose(AT, issued.paper)) in text(outline)
    assert bytes(issued.docx.content)[:2] == b"PK"
    assert bytes(issued.pdf.content)[:5] == b"%PDF-"
    for file in issued.files.values():
        assert file.sha256 == hashlib.sha256(bytes(file.content)).hexdigest()
    assert [(fact["about"], fact["value"].replace("\xa0", " ")) for fact in content(issued)["facts"]] == [
        ("Lhota: podpora", "intenzivní podpora od 2014"),
        ("Lhota: strategický plán", "Plán Lhoty: schválen 1. 1. 2014"),
        ("Lhota: alokace", "1 000 000 Kč od 1. 1. 2014"),
    ]
    assert content(issued)["facts"][0]["source"] == "zprava"
    assert issued.issuer_name == "vydavatelka"


@pytest.mark.parametrize("outline", [PAPER, HOSTILE], ids=["paper", "hostile"])
def test_an_outline_comes_back_from_json_as_it_was(outline):
    assert outline_json.from_data(json.loads(json.dumps(outline_json.to_data(outline)))) == outline


def test_anybody_can_compute_the_chain_with_ordinary_tools(db, tmp_path):
    issued = issued_paper()
    withdraw(issued=issued, reason="Chybný\nnázev", by=issued.issued_by)
    previous = NOTHING_BEFORE
    for entry in LedgerEntry.objects.order_by("number"):
        path = tmp_path / "zapis.txt"
        path.write_bytes(entry.statement.encode())
        told = subprocess.run(["sha256sum", path], capture_output=True, check=True, text=True).stdout.split()[0]
        assert told == entry.hash
        assert entry.statement.endswith(f"předchozí zápis SHA-256: {previous}\n")
        previous = told
    first = LedgerEntry.objects.get(number=1).statement
    for name, file in issued.files.items():
        assert f"{name.upper()} SHA-256: {file.sha256}\n" in first
    assert f"JSON SHA-256: {hashlib.sha256(issued.content.encode()).hexdigest()}\n" in first
    assert "důvod: Chybný název\n" in LedgerEntry.objects.get(number=2).statement


def test_the_same_data_at_the_same_second_give_the_same_bytes(db, monkeypatch):
    facts()
    one, other = paper(session(7)), paper(session(8), key="druha")
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    made = [issue(paper=made, at=AT, by=publisher(f"v{made.pk}")) for made in (one, other)]
    first, second = (content(issued) for issued in made)
    assert first["facts"] == second["facts"]
    assert first["outline"]["blocks"][1:-1] == second["outline"]["blocks"][1:-1]


def test_a_paper_printed_carries_the_hash_of_the_one_before_it(db):
    before = issued_paper()
    after = issue(paper=paper(session(8, D(2016, 9, 27)), key="dalsi"), at=AT, by=before.issued_by)
    assert before.entry.hash in text(outline_json.from_data(content(after)["outline"]))
    assert "Otisk předchozího" not in text(outline_json.from_data(content(before)["outline"]))


# --- Refused ------------------------------------------------------------------------------------------------------


def test_a_paper_is_issued_once(db):
    issued = issued_paper()
    with pytest.raises(CannotIssue, match="už byla vydána"):
        issue(paper=issued.paper, at=AT, by=issued.issued_by)
    assert LedgerEntry.objects.count() == 1


def test_a_paper_without_text_and_knowledge_still_to_come_are_refused(db):
    empty = Paper.objects.create(session=session(), subject="Prázdná", addressee="Zastupitelstva")
    with pytest.raises(CannotIssue, match="nemá žádný text"):
        issue(paper=empty, at=AT, by=publisher())
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(CannotIssue, match="teprve přijdou"):
        issue(paper=paper(empty.session), at=AsOf(DAY, tomorrow), by=publisher("jina"))
    assert not LedgerEntry.objects.exists()
    assert not File.objects.exists()


def test_a_withdrawal_has_a_reason_and_there_is_one(db):
    issued = issued_paper()
    with pytest.raises(CannotIssue, match="důvod"):
        withdraw(issued=issued, reason=" \n ", by=issued.issued_by)
    withdraw(issued=issued, reason="Chybný název", by=issued.issued_by)
    with pytest.raises(CannotIssue, match="už byla odvolána"):
        withdraw(issued=issued, reason="Znovu", by=issued.issued_by)
    assert Withdrawal.objects.count() == 1


# --- A document of one's own --------------------------------------------------------------------------------------


def test_an_edited_document_is_what_is_kept_byte_for_byte(db):
    facts()
    document = edited()
    issued = issue(paper=paper(), at=AT, by=publisher(), edited_docx=document)
    assert bytes(issued.docx.content) == document
    assert issued.pdf is None
    assert issued.is_edited
    said = text(outline_json.from_data(content(issued)["edited"]))
    for words in ("Agentura spolupracuje s 37 lokalitami", "propojuje subjekty.", "Frýdlantsko; 77 839 844,- Kč"):
        assert words in said
    assert "Lhota" in text(outline_json.from_data(content(issued)["outline"])), "what the portal composed is kept too"
    assert list(verify.problems()) == []


def test_a_pdf_made_of_the_edited_document_is_kept_with_it(db):
    facts()
    issued = issue(paper=paper(), at=AT, by=publisher(), edited_docx=edited(), edited_pdf=b"%PDF-1.7 z dokumentu")
    assert bytes(issued.pdf.content) == b"%PDF-1.7 z dokumentu"
    assert ("PDF SHA-256", issued.pdf.sha256) in issued.lines
    assert list(verify.problems()) == []


def test_a_composed_paper_has_a_pdf_whoever_writes_the_row(db):
    issued = issued_paper()
    with guards_off(), pytest.raises(IntegrityError, match="pdf_is_of_the_same_text"), transaction.atomic():
        IssuedPaper.objects.filter(pk=issued.pk).update(pdf=None)


def test_what_a_document_hides_is_not_issued_with_it(db):
    facts()
    with pytest.raises(WrongFile, match=r"2\skomentáře"):
        issue(paper=paper(), at=AT, by=publisher(), edited_docx=with_comments(edited()))
    assert not LedgerEntry.objects.exists()


def test_a_document_that_may_not_be_kept_is_refused_and_nothing_is_written(db):
    facts()
    with pytest.raises(WrongFile):
        issue(paper=paper(), at=AT, by=publisher(), edited_docx=b"PK\x03\x04 not a document")
    assert not LedgerEntry.objects.exists()


# --- Which paper, which day ---------------------------------------------------------------------------------------


def test_a_session_with_no_facts_before_it(db):
    issued = issue(paper=paper(), at=AT, by=publisher())
    assert content(issued)["facts"] == []
    assert "Předkládáme na vědomí." in text(outline_json.from_data(content(issued)["outline"]))
    assert list(verify.problems()) == []


def test_two_papers_for_one_session_have_addresses_of_their_own_and_keep_them(db, client):
    facts()
    at_session = session()
    draft, issued = paper(at_session, key="koncept"), paper(at_session, key="vydana")
    assert draft.get_absolute_url() == "/informace/2016-7/"
    issue(paper=issued, at=AT, by=publisher())
    draft, issued = Paper.objects.addressed().order_by("pk")
    assert issued.get_absolute_url() == "/informace/2016-7/", "whichever is issued first takes the number"
    assert draft.get_absolute_url() == "/informace/2016-7/koncept/"
    issue(paper=draft, at=AT, by=publisher("jina"))
    for made in (Paper.objects.get(key="koncept"), Paper.objects.addressed().get(key="koncept")):
        assert made.get_absolute_url() == "/informace/2016-7/koncept/"
    assert [p.key for p in Paper.objects.numbered(2016, 7)] == ["vydana", "koncept"]


def test_a_paper_is_issued_before_its_session_by_what_is_known_then(db):
    coming = paper(session(7, D(9999, 1, 1)))
    today = timezone.localdate()
    assert coming.at == AsOf(D(9999, 1, 1), today)
    assert paper(session(8, DAY), key="minula").at == AT
    assert paper(session(9, DAY), key="jina", day=D(2016, 8, 1), known=D(9999, 1, 1)).at == AsOf(D(2016, 8, 1), today)


def test_a_paper_as_of_another_day_is_still_the_paper_of_its_session(db):
    facts()
    issued = issue(paper=paper(), at=AsOf(D(2016, 8, 15), D(2016, 8, 15)), by=publisher())
    said = text(outline_json.from_data(content(issued)["outline"]))
    assert "PÍSEMNÁ INFORMACE pro 7. zasedání" in said
    assert "Editorka Nováková" in said
    assert "Stav ke dni 15. 8. 2016" in said


# --- Two at once --------------------------------------------------------------------------------------------------


def test_publishers_at_once_leave_no_gap_and_no_double(db):
    apart(_publishers_at_once)


def _publishers_at_once():
    facts()
    papers = [paper(session(number), key=f"p{number}") for number in range(1, 5)]
    by, errors = publisher(), []
    start = threading.Barrier(8)

    def publish(made):
        start.wait()
        try:
            issue(paper=made, at=AT, by=by)
        except CannotIssue as error:
            errors.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[made]) for made in papers * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.number for entry in LedgerEntry.objects.all()] == [1, 2, 3, 4]
    assert IssuedPaper.objects.count() == 4
    assert len(errors) == 4
    assert list(verify.problems()) == []


def test_nobody_changes_a_block_while_the_paper_is_being_issued(db, monkeypatch):
    """The editor waits for the publisher and is then refused; the paper issued is the paper kept."""
    apart(lambda: _editor_and_publisher(monkeypatch))


def _editor_and_publisher(monkeypatch):
    facts()
    made, by, refused = paper(), publisher(), []
    composed = issuing.compose

    def edit():
        try:
            Block.objects.filter(paper=made, kind="text").update(text="Jinak.")
        except IntegrityError as error:
            refused.append(error)
        finally:
            connection.close()

    editor = threading.Thread(target=edit)

    def compose_and_let_edit(*args, **options):
        outline = composed(*args, **options)
        editor.start()
        editor.join(0.3)
        assert editor.is_alive(), "the editor waits"
        return outline

    monkeypatch.setattr(issuing, "compose", compose_and_let_edit)
    issue(paper=made, at=AT, by=by)
    editor.join()
    assert len(refused) == 1
    assert Block.objects.get(paper=made, kind="text").text == "Předkládáme na vědomí."


def test_what_was_issued_is_dumped_and_restored_and_still_guarded(db, tmp_path):
    apart(lambda: _dumped_and_restored(tmp_path))


def _dumped_and_restored(tmp_path):
    issued = issued_paper()
    withdraw(issued=issued, reason="Chyba", by=issued.issued_by)
    head, name = LedgerEntry.objects.head().hash, connection.settings_dict["NAME"]
    settings = connection.get_connection_params()
    to = {"PGHOST": settings["host"], "PGUSER": settings["user"], "PGPORT": str(settings.get("port") or 5432)}
    to |= {"PGPASSWORD": settings.get("password") or "", "PATH": os.environ["PATH"]}

    # A newer pg_dump writes settings that an older server does not know.
    same_version = Path(f"/usr/lib/postgresql/{connection.pg_version // 10_000}/bin")
    programs = same_version if (same_version / "pg_restore").exists() else server.bin_dir()

    def run(program, *arguments):
        subprocess.run([programs / program, *arguments], env=to, check=True, capture_output=True)

    connection.close()
    run("pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}", name)
    run("createdb", f"{name}_restored")
    try:
        run("pg_restore", "--exit-on-error", f"--dbname={name}_restored", tmp_path / "dump")
        connection.settings_dict["NAME"] = f"{name}_restored"
        assert list(verify.problems(head=head)) == []
        with pytest.raises(IntegrityError):
            Withdrawal.objects.update(reason="Nic")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        run("dropdb", f"{name}_restored")
