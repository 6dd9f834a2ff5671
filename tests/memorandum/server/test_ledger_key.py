"""The ledger is signed by a key that no database holds, and a signature can be checked by anybody."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from council.models import IssuedPaper, LedgerEntry
from memorandum.papers import verify
from memorandum.papers.issue import CannotIssue, issue, withdraw
from memorandum.server import ledger_key
from tests.issued import AT, facts, guards_off, issued_paper, paper, publisher

SCRIPT = Path(__file__).parents[3] / "docs" / "check_paper.py"
OTHER = Ed25519PrivateKey.from_private_bytes(b"another key, of who forges papers"[:32])


@pytest.fixture
def issued(db):
    made = issued_paper()
    withdraw(issued=made, reason="Chybný název", by=made.issued_by)
    return made


def key_of(private):
    return private.public_key().public_bytes_raw().hex()


def forged(entry, private, words):
    """Write the entry anew as the owner of the database can, signed with another key."""
    LedgerEntry.objects.filter(pk=entry.pk).update(
        statement=words,
        hash=LedgerEntry.hash_of(words),
        public_key=key_of(private),
        signature=private.sign(words.encode()).hex(),
    )


def test_an_entry_forged_with_another_key_is_told(issued):
    last = LedgerEntry.objects.head()
    with guards_off():
        forged(last, OTHER, last.statement.replace(last.public_key, key_of(OTHER)))
    assert "je podepsán klíčem, který k této knize nepatří" in " ".join(verify.problems())


def test_an_entry_that_says_something_else_than_was_signed_is_told(issued):
    last = LedgerEntry.objects.head()
    words = last.statement.replace("Chybný", "Dobrý")
    with guards_off():
        LedgerEntry.objects.filter(pk=last.pk).update(statement=words, hash=LedgerEntry.hash_of(words))
    assert "podpis nepatří k jeho znění" in " ".join(verify.problems())


def test_a_withdrawal_forged_by_sql_is_told_although_it_follows(db):
    issued = issued_paper()
    first, by = issued.entry, issued.issued_by_id
    lines = [("událost", "odvolání písemnosti"), ("písemnost", issued.paper.key), ("vydána zápisem", "1")]
    lines += [("důvod", "Nic"), ("odvoláno", "2099-01-01T00:00:00+00:00"), ("odvolal", f"X (účet {by})")]
    words = LedgerEntry.state(2, lines, first.public_key, first.hash)
    with connection.cursor() as cursor:  # no guard refuses what follows
        cursor.execute(
            "WITH entry AS (INSERT INTO council_ledgerentry"
            " (number, statement, previous_hash, hash, public_key, signature, written_at)"
            " VALUES (2, %s, %s, %s, %s, %s, '2099-01-01T00:00:00Z') RETURNING id) INSERT INTO council_withdrawal"
            " (entry_id, issued_id, reason, withdrawn_at, withdrawn_by_id, withdrawer_name)"
            " SELECT id, %s, 'Nic', '2099-01-01T00:00:00Z', %s, 'X' FROM entry",
            [words, first.hash, LedgerEntry.hash_of(words), first.public_key, first.signature, issued.pk, by],
        )
    assert list(verify.problems()) == ["Zápis 2 v knize vydání: podpis nepatří k jeho znění."]


def test_what_was_signed_with_an_earlier_key_stays_true_as_long_as_that_key_is_named(issued, settings):
    earlier = ledger_key.public_key()
    settings.LEDGER_KEY = "0f" * 32
    assert ledger_key.public_key() != earlier
    assert len([told for told in verify.problems() if "nepatří" in told]) == 2
    settings.LEDGER_FORMER_KEYS = [earlier]
    assert list(verify.problems()) == []


def test_without_a_key_nothing_is_issued_and_nothing_is_left_behind(db, settings):
    facts()
    settings.LEDGER_KEY = ""
    with pytest.raises(CannotIssue, match="Portál nemá klíč"):
        issue(paper=paper(), at=AT, by=publisher())
    assert not LedgerEntry.objects.exists()
    assert not IssuedPaper.objects.exists()


SIGNER = """
import sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
print(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sys.argv[1])).sign(sys.stdin.buffer.read()).hex())
"""


@pytest.fixture
def signer(settings, tmp_path):
    """A program that signs, as a card or a service would; asked with the key it uses."""
    program = tmp_path / "signer.py"
    program.write_text(SIGNER)

    def use(private, public=None):
        settings.LEDGER_SIGNER = f"{sys.executable} {program} {private.private_bytes_raw().hex()}"
        settings.LEDGER_PUBLIC_KEY = key_of(public or private)

    return use


def test_a_program_may_sign_instead_of_a_file(db, signer):
    signer(OTHER)
    issued_paper()
    assert LedgerEntry.objects.get().public_key == key_of(OTHER)
    assert list(verify.problems()) == []


def test_a_program_that_signs_with_another_key_or_not_at_all_is_refused(db, signer, settings):
    facts()
    made, by = paper(), publisher()
    signer(OTHER, Ed25519PrivateKey.generate())
    with pytest.raises(CannotIssue, match="nepatří ke klíči"):
        issue(paper=made, at=AT, by=by)
    for command in ("/neni/tu", f"{sys.executable} -c ''", f"{sys.executable} -c 'exit(1)'", "'"):
        settings.LEDGER_SIGNER = command
        with pytest.raises(CannotIssue, match=r"neodpověděl podpisem|nepatří ke klíči"):
            issue(paper=made, at=AT, by=by)
    assert not LedgerEntry.objects.exists()


# --- From outside ---------------------------------------------------------------------------------------------------


@pytest.fixture
def downloaded(client, issued, tmp_path):
    """What a visitor takes away: the entry, its signature, and the paper in its formats."""
    for name in ("zapis", "podpis"):
        answer = client.get("/informace/kniha-vydani.txt", {name: issued.entry.number})
        (tmp_path / f"{name}.txt").write_bytes(answer.content)
    for extension in ("docx", "pdf", "xlsx", "json"):
        (tmp_path / f"paper.{extension}").write_bytes(client.get(f"/informace/2016-7.{extension}").getvalue())
    return tmp_path


def checked(folder, *names, key=None):
    told = subprocess.run(
        [sys.executable, "-I", SCRIPT, key or ledger_key.public_key(), "zapis.txt", "podpis.txt", *names],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.returncode, told.stdout + told.stderr


def test_anybody_can_check_a_paper_with_the_script_and_the_public_key(client, downloaded):
    assert checked(downloaded, "paper.docx", "paper.pdf", "paper.xlsx", "paper.json") == (
        0,
        "ANO: zápis podepsal držitel klíče. Uvádí otisky souborů: paper.docx, paper.pdf, paper.xlsx, paper.json.\n",
    )
    assert ledger_key.public_key() in client.get("/informace/kniha-vydani/").content.decode()


@pytest.mark.parametrize("name", ["zapis.txt", "podpis.txt", "paper.pdf"])
def test_the_script_notices_any_change(downloaded, name):
    path = downloaded / name
    whole = bytearray(path.read_bytes())
    for place in (0, len(whole) // 2, len(whole) - 2):
        altered = bytearray(whole)
        altered[place] = ord("1") if altered[place] != ord("1") else ord("2")
        path.write_bytes(altered)
        code, told = checked(downloaded, "paper.pdf")
        assert code == 1
        assert told.startswith("NE: ")
    path.write_bytes(whole)
    assert checked(downloaded, "paper.pdf", key=key_of(OTHER))[0] == 1


def test_the_script_agrees_with_the_library_on_any_words(tmp_path):
    for number in range(5):
        words = hashlib.sha256(bytes([number])).hexdigest() * number
        (tmp_path / "zapis.txt").write_text(words)
        (tmp_path / "podpis.txt").write_text(OTHER.sign(words.encode()).hex())
        assert checked(tmp_path, key=key_of(OTHER))[0] == 0
