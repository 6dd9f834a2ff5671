"""Documents are as they should be by programs of others; and those programs see what is wrong."""

import io
import zipfile

import pikepdf
import pytest

from formats import pdf
from formats.outline import Citing
from formats.rendering import Rendering
from tests.formats.checkers import errors, office_errors, pdf_errors
from tests.formats.papers import HOSTILE, PAPER, word
from tests.formats.test_sheet import LIBEREC, RALSKO, sheet

SITE = "https://portal.example.cz"


@pytest.mark.parametrize("citing", Citing)
def test_nobody_finds_an_error_in_a_paper(citing):
    assert pdf_errors(pdf.render(PAPER, citing=citing, site=SITE)) == []
    assert office_errors(word(PAPER, citing=citing, site=SITE), "docx") == []


def test_nobody_finds_an_error_in_a_hostile_paper():
    # What a listener hears of a word of ten thousand letters is not asked.
    assert pdf_errors(pdf.render(HOSTILE, citing=Citing.EACH, site=SITE), layers=["conformance"]) == []
    assert office_errors(word(HOSTILE, citing=Citing.EACH, site=SITE), "docx") == []


def test_nobody_finds_an_error_in_a_workbook():
    assert errors(Rendering().table(sheet(RALSKO, LIBEREC), "xlsx"), "xlsx") == []


def test_a_pdf_without_tags_is_found_out():
    with pikepdf.open(io.BytesIO(pdf.render(PAPER))) as document:
        del document.Root.StructTreeRoot
        document.save(bare := io.BytesIO())
    assert pdf_errors(bare.getvalue())


def test_a_document_that_word_would_mend_is_found_out():
    source = zipfile.ZipFile(io.BytesIO(word(PAPER)))
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"<w:trPr>", b"<w:trPr><w:jc/><w:nic/>", 1))
    assert office_errors(broken.getvalue(), "docx")
