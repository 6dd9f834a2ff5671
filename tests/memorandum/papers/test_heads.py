"""What was told of the ledger outside the database is what shows that something is gone from inside it."""

import logging

import pytest
from django.db import connection

from council.models import LedgerEntry
from memorandum.papers import verify
from memorandum.papers.issue import withdraw
from tests.issued import guards_off, issued_paper

HISTORY = "council_withdrawal", "council_ledgerentry"


@pytest.fixture
def folder(settings, tmp_path):
    settings.LEDGER_HEADS_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture
def issued(db, folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = issued_paper()
        withdraw(issued=made, reason="Chybný název", by=made.issued_by)
    return made


def last_entry_gone():
    """As an owner of the database can do it: with the history, so that inside nothing tells."""
    with guards_off() as cursor:
        for table in HISTORY:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER keep_history")
        cursor.execute("DELETE FROM council_withdrawal")
        cursor.execute("DELETE FROM council_ledgerentry WHERE number = 2")
        cursor.execute(
            """DELETE FROM evidence_event WHERE "table" = 'council_withdrawal'
            OR "table" = 'council_ledgerentry' AND "row" ->> 'number' = '2'"""
        )
        for table in HISTORY:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER keep_history")


def test_each_entry_is_a_file_that_says_all_of_it(issued, folder):
    files = sorted(folder.iterdir())
    entries = LedgerEntry.objects.order_by("number")
    assert [file.name for file in files] == [f"{entry.number:06}-{entry.hash}.txt" for entry in entries]
    assert [file.read_text() for file in files] == [entry.words for entry in entries]
    assert [file.stat().st_mode & 0o222 for file in files] == [0, 0]
    assert list(verify.problems()) == []


def test_a_removed_last_withdrawal_is_told_by_the_folder(issued):
    last_entry_gone()
    (told,) = verify.problems()
    assert told.startswith("Zápis 2, který je uložen ve složce mimo databázi")


def test_an_entry_that_the_folder_lacks_or_has_otherwise_is_told(issued, folder):
    first, last = sorted(folder.iterdir())
    first.chmod(0o644)
    first.write_text("něco jiného")
    last.unlink()
    assert [told[:45] for told in verify.problems()] == [
        "Zápis 1 je ve složce mimo databázi jiný než v",
        "Zápis 2 knihy vydání není ve složce mimo data",
    ]


def test_a_folder_that_is_not_there_is_told_and_issuing_goes_on(
    db, settings, tmp_path, caplog, django_capture_on_commit_callbacks
):
    settings.LEDGER_HEADS_DIR = str(tmp_path / "neni")
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        issued_paper()
    assert "nepodařilo se oznámit" in caplog.text
    assert any("LEDGER_HEADS_DIR" in told for told in verify.problems())


def test_each_entry_is_sent_where_the_operator_wants_it(db, settings, mailoutbox, django_capture_on_commit_callbacks):
    settings.LEDGER_MAIL_TO = ["archiv@example.cz"]
    with django_capture_on_commit_callbacks(execute=True):
        issued_paper()
    (letter,) = mailoutbox
    entry = LedgerEntry.objects.get()
    assert letter.to == ["archiv@example.cz"]
    assert entry.hash in letter.subject
    assert letter.body == entry.words


def test_nothing_is_told_of_what_was_taken_back(db, folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(), connection.cursor():
        issued_paper()
    assert list(folder.iterdir()) == [], "only what is committed is told"
