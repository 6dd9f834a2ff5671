"""A Word document as PDF: what LibreOffice makes of it, and that it can neither stay nor fail without a sentence."""

import os
import time
from pathlib import Path

import pytest

from formats import word_to_pdf
from formats.word_to_pdf import NoPdf, pdf_of
from tests.formats.papers import PAPER, word


@pytest.fixture
def soffice(tmp_path, settings):
    """In place of LibreOffice a script of these lines, which knows its last argument as $input."""

    def made(*lines):
        script = tmp_path / "soffice"
        script.write_text(
            "\n".join(("#!/bin/sh", 'for input in "$@"; do :; done', 'pdf="${input%.docx}.pdf"', *lines))
        )
        script.chmod(0o755)
        settings.SOFFICE = str(script)

    return made


def test_the_server_makes_a_pdf_of_a_document_or_says_that_it_cannot(settings):
    """Whichever holds of the server that runs the tests, it is said truly."""
    settings.SOFFICE = ""
    if word_to_pdf.program() is None:
        with pytest.raises(NoPdf, match="nemá LibreOffice"):
            pdf_of(word(PAPER))
    else:
        content = pdf_of(word(PAPER))
        assert content.startswith(b"%PDF-")
        assert b"%%EOF" in content[-20:]
        assert b"/StructTreeRoot" in content, "a screen reader is told what is a heading and what a table"


def test_what_the_program_makes_is_the_pdf(soffice):
    soffice('printf "%%PDF-1.7 z %s" "$(wc -c <"$input")" > "$pdf"')
    docx = word(PAPER)
    assert pdf_of(docx) == b"%PDF-1.7 z " + str(len(docx)).encode()


def test_the_program_is_found_on_the_path(soffice, settings, monkeypatch, tmp_path):
    soffice('printf "%%PDF-" > "$pdf"')
    settings.SOFFICE = ""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert pdf_of(b"") == b"%PDF-"
    monkeypatch.setenv("PATH", str(tmp_path / "nikde"))
    with pytest.raises(NoPdf, match="nemá LibreOffice"):
        pdf_of(b"")


@pytest.mark.parametrize(
    "lines",
    [
        ("exit 1",),
        ("exit 0",),
        ('printf "neco" > "$pdf"',),
        ('mkdir "$pdf"',),
        ("kill -9 $$",),
        ('printf "%%PDF-" > "$pdf"', "exit 77"),
    ],
    ids=["fails", "makes nothing", "makes no PDF", "makes a folder", "is killed", "makes one and fails"],
)
def test_a_failure_is_a_sentence(soffice, lines):
    soffice(*lines)
    with pytest.raises(NoPdf, match=r"PDF nevyrobil\.$"):
        pdf_of(b"")


def test_a_program_that_never_ends_is_ended_with_all_that_it_started(soffice, monkeypatch, tmp_path):
    monkeypatch.setattr(word_to_pdf, "SECONDS", 1)
    pids = tmp_path / "pids"
    soffice(f"sleep 600 & echo $! > {pids}", f"echo $$ >> {pids}", "wait")
    before = time.monotonic()
    with pytest.raises(NoPdf, match="ani za 1 sekund"):
        pdf_of(b"")
    assert time.monotonic() - before < 10
    assert [pid for pid in pids.read_text().split() if is_running(pid)] == []


def test_what_the_program_leaves_running_is_ended_too(soffice, tmp_path):
    pids = tmp_path / "pids"
    soffice(f"sleep 600 & echo $! > {pids}", 'printf "%%PDF-" > "$pdf"')
    assert pdf_of(b"") == b"%PDF-"
    assert not is_running(pids.read_text().strip())


def is_running(pid):
    for _ in range(50):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return False
        except FileNotFoundError:
            return False
        time.sleep(0.1)
    return True


def test_the_program_has_limits_a_profile_of_its_own_and_none_of_our_secrets(soffice, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "tajemstvi")
    told = tmp_path / "told"
    soffice(
        f'{{ ulimit -v; ulimit -t; env; echo "$@"; cat profile/user/*.xcu; }} > {told}', 'printf "%%PDF-" > "$pdf"'
    )
    pdf_of(b"")
    memory, seconds, *rest = told.read_text().splitlines()
    rest = "\n".join(rest)
    assert int(memory) <= 4 * 2**20
    assert int(seconds) <= 60
    assert "tajemstvi" not in rest
    assert "-env:UserInstallation=file:///" in rest
    assert "DisableMacrosExecution" in rest
    folder = rest.partition("HOME=")[2].partition("\n")[0]
    assert folder
    assert not Path(folder).exists(), "nothing of it is left"


def test_the_program_has_no_network_where_the_system_can_take_it_away(soffice, tmp_path):
    told = tmp_path / "told"
    soffice(f"cat /proc/self/net/dev > {told}", 'printf "%%PDF-" > "$pdf"')
    pdf_of(b"")
    devices = [line.split(":")[0].strip() for line in told.read_text().splitlines()[2:]]
    assert not word_to_pdf._without_network() or devices == ["lo"]
