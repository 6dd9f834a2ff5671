"""A document edited in Word on its way to being issued: what it hides goes, what it changes is known."""

import html
import io
import re
import zipfile
from datetime import timedelta

import docx as python_docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from council.models import IssuedPaper
from evidence.models import Import, ImportFile
from funding.models import Amount
from memorandum.papers import verify
from memorandum.papers.edited import KIND
from memorandum.staff.roles import Role
from tests.formats.packages import in_body, line, run, with_comments, with_field
from tests.formats.papers import PAPER, edited, word
from tests.forms import filled
from tests.issued import facts, paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    facts()
    return paper(is_public=False)


@pytest.fixture
def publisher(staff):
    return staff(Role.PUBLISHER)


def url(draft, page="paper-edited"):
    return reverse(f"admin:{page}", args=[draft.pk])


def file_url(draft, extension):
    return reverse("admin:paper-edited-file", args=[draft.pk, extension])


def words(response):
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def composed(publisher, draft):
    """The document that the issuing page offers to be edited."""
    page = publisher.get(url(draft, "paper-issue"))
    assert url(draft) in words(page)
    return publisher.get(reverse("admin:paper-preview-file", args=[draft.pk, "docx"])).content


def typed(content, old, new):
    """The document as somebody has rewritten some of its words."""
    document = python_docx.Document(io.BytesIO(content))
    hits = [text for text in document.element.body.iter("{*}t") if old in (text.text or "").replace("\xa0", " ")]
    assert hits, f"nothing says {old!r}"
    for text in hits:
        text.text = text.text.replace("\xa0", " ").replace(old, new)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def bring(publisher, draft, content):
    upload = SimpleUploadedFile("upraveno.docx", content)
    return publisher.post(url(draft), {"action": "bring", "document": upload}, follow=True)


def press(publisher, draft, page, form, action):
    return publisher.post(url(draft), filled(page, form) | {"action": action}, follow=True)


def test_a_document_that_changes_no_figure_is_issued_byte_for_byte(publisher, draft, settings):
    settings.SOFFICE = "/nikde/soffice"
    content = typed(composed(publisher, draft), "Předkládáme", "Předkládáme zastupitelstvu")
    page = bring(publisher, draft, content)
    assert "jsou v dokumentu stejné jako v evidenci" in words(page)
    assert "Co v dokumentu není vidět" not in words(page)
    assert "PDF se k dokumentu nevydá. Server nemá LibreOffice" in words(page)
    assert publisher.get(file_url(draft, "docx")).content == content
    assert publisher.get(file_url(draft, "pdf")).status_code == 404
    page = press(publisher, draft, page, "issue-form", "issue")
    issued = IssuedPaper.objects.get()
    assert "zápis 1 v knize vydání" in words(page)
    assert bytes(issued.docx.content) == content
    assert (issued.is_edited, issued.pdf) == (True, None)
    assert not Import.objects.exists(), "nothing waits any more"
    assert "PDF se k němu nevydalo" in words(publisher.get("/informace/2016-7/"))
    assert list(verify.problems()) == []


def test_what_it_hides_is_listed_and_removed_by_one_button(publisher, draft):
    content = with_comments(composed(publisher, draft))
    page = bring(publisher, draft, content)
    assert "2 komentáře (Jana Malá, Petr Velký)" in words(page)
    assert "Vydat upravený dokument</button>" not in words(page), "not before it is clean"
    assert not IssuedPaper.objects.exists()
    page = press(publisher, draft, page, "clean-form", "clean")
    assert "Odstranili jsme:" in words(page)
    assert "2 komentáře" in words(page)
    shown = publisher.get(file_url(draft, "docx")).content
    assert b"Mal" not in b"".join(_parts(shown))
    press(publisher, draft, page, "issue-form", "issue")
    assert bytes(IssuedPaper.objects.get().docx.content) == shown, "what was looked at is what is issued"


def _parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [package.read(name) for name in package.namelist()]


def test_changed_figures_are_listed_and_whoever_issues_must_know_of_them(publisher, draft):
    content = typed(composed(publisher, draft), "1 000 000", "2 000 000")
    page = bring(publisher, draft, content)
    assert "Údaje jiné než v evidenci" in words(page)
    assert "V záznamu" in words(page)
    assert re.search(r"chybí 1 000 000.*navíc 2 000 000", words(page), re.DOTALL)
    page = press(publisher, draft, page, "issue-form", "issue")
    assert "errorlist" in words(page)
    assert not IssuedPaper.objects.exists()
    fields = filled(page, "issue-form") | {"action": "issue", "knows": "on"}
    publisher.post(url(draft), fields)
    assert IssuedPaper.objects.get().is_edited


def test_a_pdf_made_of_it_is_shown_and_issued_with_it(publisher, draft, settings, tmp_path):
    program = tmp_path / "soffice"
    program.write_text('#!/bin/sh\nfor input in "$@"; do :; done\nprintf "%%PDF-1.7 x" > "${input%.docx}.pdf"\n')
    program.chmod(0o755)
    settings.SOFFICE = str(program)
    page = bring(publisher, draft, composed(publisher, draft))
    assert "které z něj vyrobil LibreOffice" in words(page)
    assert publisher.get(file_url(draft, "pdf")).content == b"%PDF-1.7 x"
    press(publisher, draft, page, "issue-form", "issue")
    assert bytes(IssuedPaper.objects.get().pdf.content) == b"%PDF-1.7 x"
    assert "PDF z tohoto dokumentu vyrobil LibreOffice" in words(publisher.get("/informace/2016-7/"))
    assert publisher.get("/informace/2016-7.pdf").content == b"%PDF-1.7 x"
    assert list(verify.problems()) == []


def test_a_failure_of_libreoffice_is_told_and_the_paper_is_issued_without_a_pdf(publisher, draft, settings, tmp_path):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    settings.SOFFICE = str(program)
    page = bring(publisher, draft, composed(publisher, draft))
    assert "LibreOffice z dokumentu PDF nevyrobil." in words(page)
    press(publisher, draft, page, "issue-form", "issue")
    assert IssuedPaper.objects.get().pdf is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Vyberte upravený dokument"),
        (b"PK", "není dokument Word"),
        (b"<html>", "není dokument Word"),
        (word(PAPER)[:-30], "není dokument Word"),
        (with_field('INCLUDETEXT "x"'), "INCLUDETEXT"),
        (b"PK" + bytes(11 * 2**20), "víc než 10 MB"),
    ],
    ids=["nothing", "half a sign", "a page", "half a document", "a field that fetches", "too large"],
)
def test_a_file_that_is_no_safe_document_is_refused_with_a_sentence(publisher, draft, content, reason):
    page = bring(publisher, draft, content)
    assert page.status_code == 200
    assert reason in words(page)
    assert not Import.objects.exists()


def test_a_document_without_words_is_not_issued(publisher, draft):
    page = bring(publisher, draft, in_body(line(run(" "))))
    assert "Dokument nemá žádný text." in words(page)
    assert "issue-form" not in words(page)


def test_another_document_brought_meanwhile_is_not_issued_unseen(publisher, draft):
    content = composed(publisher, draft)
    page = bring(publisher, draft, content)
    bring(publisher, draft, typed(content, "Předkládáme", "Předkládám"))
    page = press(publisher, draft, page, "issue-form", "issue")
    assert "mezitím změnily" in words(page)
    assert not IssuedPaper.objects.exists()


def test_a_record_changed_meanwhile_is_not_issued_unseen(publisher, draft):
    page = bring(publisher, draft, composed(publisher, draft))
    Amount.objects.update(amount=2_000_000)
    page = press(publisher, draft, page, "issue-form", "issue")
    assert "mezitím změnily" in words(page)
    assert "navíc 1 000 000" in words(page), "the document now tells another figure than the record"
    assert not IssuedPaper.objects.exists()


def test_the_days_of_the_preview_are_kept_on_the_way(publisher, draft):
    days = {"ke_dni": "2015-01-01", "znamo_k": "2016-01-01"}
    upload = SimpleUploadedFile("upraveno.docx", edited())
    page = publisher.post(url(draft), days | {"action": "bring", "document": upload}, follow=True)
    assert "stav ke dni 1. 1. 2015 podle poznatků ke dni 1. 1. 2016" in words(page)
    assert filled(page, "issue-form")["ke_dni"] == "2015-01-01"


def test_a_document_belongs_to_whoever_brought_it_and_can_be_thrown_away(publisher, admin_client, draft):
    content = composed(publisher, draft)
    page = bring(publisher, draft, content)
    assert "Žádný upravený dokument tu nečeká" in words(admin_client.get(url(draft)))
    assert admin_client.get(file_url(draft, "docx")).status_code == 404
    assert "Pokračovat" in words(publisher.get(url(draft, "paper-issue")))
    press(publisher, draft, page, "drop-form", "drop")
    assert not ImportFile.objects.exists()
    assert publisher.get(file_url(draft, "docx")).status_code == 404


def test_a_document_waits_for_a_day_and_is_no_table_to_import(publisher, draft):
    bring(publisher, draft, composed(publisher, draft))
    waiting = Import.objects.get(kind=KIND)
    assert publisher.get(reverse("admin:import-preview", args=[waiting.token])).status_code == 404
    Import.objects.update(made_at=timezone.now() - timedelta(days=2))
    bring(publisher, paper(draft.session, key="dalsi"), edited())
    assert [each.options["paper"] for each in Import.objects.all()] != [draft.pk]
    assert Import.objects.count() == 1


@pytest.mark.parametrize("action", ["clean", "issue", "nesmysl", ""])
def test_a_button_pressed_without_a_document_does_nothing(publisher, draft, action):
    page = publisher.post(url(draft), {"action": action, "seen": "x", "knows": "on"}, follow=True)
    assert page.status_code == 200
    assert not IssuedPaper.objects.exists()
