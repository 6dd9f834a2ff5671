"""Entries of the ledger are stamped by an authority of the operator's choice: here one of the tests' own."""

import datetime
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from council.models import LedgerEntry, TimeStamp
from memorandum.papers import time_stamps, verify
from memorandum.papers.issue import withdraw
from tests.issued import guards_off, issued_paper

CONFIGURATION = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
tsa_name = yes
ess_cert_id_chain = no
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """An authority of time stamps on loopback: openssl answers, the root certificate is in ``roots.pem``."""
    folder = tmp_path_factory.mktemp("tsa")
    key, root = _certificate("Kořen", None, folder)
    _certificate("Razítka", (key, root), folder)
    (folder / "serial").write_text("01")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            (folder / "query.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            subprocess.run(
                ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-signer", "Razítka.pem",
                 "-inkey", "Razítka.key", "-out", "reply.tsr"],
                cwd=folder, check=True, capture_output=True,
            )  # fmt: skip
            self.send_response(200)
            self.end_headers()
            self.wfile.write((folder / "reply.tsr").read_bytes())

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", folder
    server.shutdown()
    thread.join()
    server.server_close()


def _certificate(name, issuer, folder):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=9))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    made = builder.sign(issuer[0] if issuer else key, hashes.SHA256())
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / f"{name}.key").write_bytes(secret)
    pem = made.public_bytes(serialization.Encoding.PEM)
    (folder / ("Razítka.pem" if issuer else "roots.pem")).write_bytes(pem)
    return key, made


@pytest.fixture
def stamped(authority, settings, db, django_capture_on_commit_callbacks):
    settings.LEDGER_TSA_URL = authority[0]
    settings.LEDGER_TSA_ROOTS = str(authority[1] / "roots.pem")
    with django_capture_on_commit_callbacks(execute=True):
        return issued_paper()


def test_an_entry_is_stamped_and_anybody_can_check_the_stamp_with_openssl(stamped, client, authority, tmp_path):
    page = "/informace/kniha-vydani.txt"
    statement, stamp = client.get(page, {"zapis": 1}), client.get(page, {"razitko": 1})
    assert stamp["Content-Type"] == "application/timestamp-reply"
    (tmp_path / "zapis.txt").write_bytes(statement.content)
    (tmp_path / "razitko.tsr").write_bytes(stamp.content)
    command = ["openssl", "ts", "-verify", "-data", "zapis.txt", "-in", "razitko.tsr", "-CAfile"]
    told = subprocess.run([*command, authority[1] / "roots.pem"], cwd=tmp_path, capture_output=True, check=True)
    assert b"OK" in told.stdout + told.stderr
    assert "časové razítko zápisu\xa01" in client.get("/informace/kniha-vydani/").content.decode().replace(
        "&nbsp;", "\xa0"
    )
    assert list(verify.problems()) == []


def test_a_stamp_is_never_changed_nor_removed(stamped):
    for touch in (TimeStamp.objects.all().delete, lambda: TimeStamp.objects.update(authority="jiná")):
        with pytest.raises(IntegrityError), transaction.atomic():
            touch()


def test_an_authority_that_does_not_answer_holds_nothing_up_and_is_asked_again(
    authority, settings, db, django_capture_on_commit_callbacks, capsys
):
    settings.LEDGER_TSA_URL, settings.LEDGER_TSA_ROOTS = "http://127.0.0.1:9/", str(authority[1] / "roots.pem")
    with django_capture_on_commit_callbacks(execute=True):
        issued = issued_paper()
    assert issued.entry.number == 1
    assert list(verify.problems()) == ["Zápis 1 knihy vydání nemá časové razítko; autorita zatím neodpověděla."]
    settings.LEDGER_TSA_URL = authority[0]
    call_command("verify_papers")
    assert TimeStamp.objects.get().entry.number == 1
    assert list(verify.problems()) == []


def test_a_stamp_of_another_entry_or_of_a_stranger_is_found(stamped, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(issued=stamped, reason="Chyba", by=stamped.issued_by)
    first, second = TimeStamp.objects.order_by("entry__number")
    with guards_off():
        TimeStamp.objects.filter(pk=second.pk).update(response=first.response)
    assert any("Časové razítko zápisu 2: razítko k tomuto zápisu nepatří" in told for told in verify.problems())
    with guards_off():
        TimeStamp.objects.filter(pk=second.pk).update(response=b"nothing")
    assert any("Časové razítko zápisu 2" in told for told in verify.problems())
    settings.LEDGER_TSA_ROOTS = ""
    assert any("LEDGER_TSA_ROOTS" in told for told in verify.problems())


def test_an_answer_that_is_no_stamp_is_none(stamped, monkeypatch):
    entry = LedgerEntry.objects.get()
    for answer in (b"", b"\x30\x03\x02\x01\x02", bytes(TimeStamp.objects.get().response)):
        monkeypatch.setattr(time_stamps, "_asked", lambda request, answer=answer: answer)
        with pytest.raises(time_stamps.NoTimeStamp):
            time_stamps.stamp(entry)  # the last one stamps the entry, but answers another question


def test_an_answer_without_an_end_is_not_read_to_it(authority, settings, monkeypatch):
    settings.LEDGER_TSA_URL = authority[0]
    monkeypatch.setattr(time_stamps, "_LARGEST", 4)
    with pytest.raises(time_stamps.NoTimeStamp, match="příliš velká"):
        time_stamps._asked(b"\x30\x00")


def test_what_verification_finds_still_ends_the_command_with_an_error(stamped):
    with guards_off():
        TimeStamp.objects.update(stamped_at="2000-01-01T00:00:00Z")
    with pytest.raises(CommandError):
        call_command("verify_papers")
