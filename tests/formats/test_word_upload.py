"""A document edited in Word, before it may be issued: what runs, fetches or hides something is refused."""

import io

import docx as python_docx
import pytest

from formats.outline import Citing, text
from formats.refusals import WrongFile
from formats.word_upload import check_docx, outline_of
from tests.formats.packages import OWN, altered, of_the_office, related, with_field
from tests.formats.papers import HOSTILE, PAPER, word

DOCUMENT = "word/document.xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def in_body(xml):
    return altered({DOCUMENT: lambda part: part.replace("<w:sectPr", f"{xml}<w:sectPr", 1)})


def drawn(attribute, address):
    return f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata {attribute}="{address}"/></v:shape>'


REFUSED = {
    "nothing": b"",
    "a page of the web": b"<html></html>",
    "half a document": OWN[:2000],
    "macros": altered({"word/vbaProject.bin": b"x"}),
    "macros by name only": altered(
        {
            "[Content_Types].xml": lambda xml: xml.replace(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", MACROS
            )
        }
    ),
    "a template from elsewhere": related("attachedTemplate", "http://example.com/a.dotm", external=True),
    "a picture from elsewhere": related("image", "http://example.com/a.png", external=True),
    "a link into a file": related("hyperlink", "file:///c:/tajne.txt", external=True),
    "a link that runs": related("hyperlink", "javascript:alert(1)", external=True),
    "an object": altered({"word/embeddings/oleObject1.bin": b"x"}),
    "an object by its relationship": related("oleObject", "media/x.bin"),
    "another document inside": related("aFChunk", "chunk.html"),
    "a mail merge": altered({"word/settings.xml": lambda xml: xml.replace("<w:compat>", "<w:mailMerge/><w:compat>")}),
    "a picture by its address": in_body(f"<w:p><w:r><w:pict>{drawn('src', 'http://example.com/x')}</w:pict></w:r></w:p>"),
    "a drawing that leads into a file": in_body(f"<w:p><w:r><w:pict>{drawn('href', 'file:///c:/x')}</w:pict></w:r></w:p>"),
    "a field that fetches": with_field('INCLUDETEXT "http://example.com/a.txt"'),
    "a field that runs": with_field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'),
    "tracked changes": in_body('<w:p><w:ins w:id="1" w:author="X"><w:r><w:t>Navíc</w:t></w:r></w:ins></w:p>'),
    "deleted words": in_body('<w:p><w:del w:id="1" w:author="X"><w:r><w:delText>X</w:delText></w:r></w:del></w:p>'),
    "an entity": altered({DOCUMENT: lambda xml: xml.replace("<w:document", "<!DOCTYPE a><w:document")}),
    "broken XML": altered({DOCUMENT: lambda xml: xml[:-20]}),
    "no document inside": altered({DOCUMENT: None}),
    "a bomb": altered({"word/media/a.bmp": b"\0" * (70 * 2**20)}),
}  # fmt: skip


@pytest.mark.parametrize("content", REFUSED.values(), ids=list(REFUSED))
def test_what_may_not_be_issued_is_refused_with_a_sentence(content):
    with pytest.raises(WrongFile) as caught:
        check_docx(content)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "content",
    [
        word(PAPER),
        word(PAPER, citing=Citing.EACH, site="https://portal.example.cz"),
        word(HOSTILE),
        of_the_office(),
        with_field("PAGE"),
        with_field(" DATE "),
        related("hyperlink", "https://example.com/", external=True),
        in_body(f"<w:p><w:r><w:pict>{drawn('href', 'https://example.com/')}</w:pict></w:r></w:p>"),
    ],
    ids=[
        "composed",
        "with notes and links",
        "hostile words",
        "of the office",
        "numbered pages",
        "a day",
        "a link",
        "a drawn link",
    ],
)
def test_an_ordinary_document_passes(content):
    check_docx(content, author=PAPER.author)


def test_what_the_document_says_is_read_in_its_order():
    document = python_docx.Document(io.BytesIO(word(PAPER)))
    document.add_paragraph("Doplněno rukou.")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip((c for row in table.rows for c in row.cells), "abcd", strict=True):
        cell.text = words
    buffer = io.BytesIO()
    document.save(buffer)
    lines = text(outline_of(buffer.getvalue(), PAPER)).splitlines()
    assert lines.index("Důvodová zpráva") < lines.index("propojuje subjekty.") < lines.index("Doplněno rukou.")
    assert lines[-2:] == ["a; b", "c; d"]
    assert "Frýdlantsko; 77 839 844,- Kč" in lines


def test_a_document_without_words_is_refused():
    with pytest.raises(WrongFile, match="nemá žádný text"):
        outline_of(OWN, PAPER)
