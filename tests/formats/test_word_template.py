"""The office's template: what is refused and why, and that its look comes through."""

import io
import re
import zipfile

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from docx.shared import RGBColor

from formats import docx, word_template
from formats.limits import MOST_BYTES
from formats.word_template import WrongTemplate
from tests.formats.packages import OWN, altered, of_the_office, related, with_field
from tests.formats.papers import PAPER, word


def refused(content):
    with pytest.raises(WrongTemplate) as caught:
        word_template.check(content)
    return str(caught.value)


def test_the_portal_s_own_template_and_a_changed_one_are_in_order():
    word_template.check(OWN)
    word_template.check(of_the_office())


def without_style(name):
    pattern = re.compile(rf'<w:style [^>]*w:styleId="{name}">.*?</w:style>')
    return altered({"word/styles.xml": lambda xml: pattern.sub("", xml)})


def test_a_missing_style_is_named():
    assert "chybí styly: Nadtitul (styl odstavce)" in refused(without_style("Nadtitul"))
    assert "Tabulka (styl tabulky)" in refused(without_style("Tabulka"))
    assert "Odkaz na zdroj (styl znaků)" in refused(without_style("OdkazNaZdroj"))


@pytest.mark.parametrize("name", docx.STYLES)
def test_every_style_that_papers_use_is_asked_for(name):
    document = python_docx.Document(io.BytesIO(OWN))
    document.styles[name].delete()
    buffer = io.BytesIO()
    document.save(buffer)
    assert name in refused(buffer.getvalue())


def test_a_list_without_bullets_is_noticed():
    plain = altered({"word/styles.xml": lambda xml: xml.replace('<w:numPr><w:numId w:val="1"/></w:numPr>', "")})
    assert "List Bullet nemá odrážku" in refused(plain)


TYPES, DOCUMENT, FOOTER = "[Content_Types].xml", "word/document.xml", "word/footer1.xml"
VBA = '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
SVG = '<Default Extension="svg" ContentType="image/svg+xml"/>'
WORD, WITH_MACROS = (
    "openxmlformats-officedocument.wordprocessingml.document.main",
    "ms-word.document.macroEnabled.main",
)
LINK = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Type="x/hyperlink" Target="https://example.com" TargetMode="EXTERNAL"/></Relationships>'
)
FETCHED = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="http://example.com/x"/>'
    "</v:shape></w:pict></w:r></w:p></w:ftr>"
)


def swapped(part, old, new):
    return altered({part: lambda xml: xml.replace(old, new)})


ALIVE = {
    "a macro by its type": (swapped(TYPES, "</Types>", f"{VBA}</Types>"), "makra"),
    "a macro file": (swapped(TYPES, WORD, WITH_MACROS), "makra"),
    "a macro by its name": (altered({"word/vbaProject.bin": b"x"}), "vbaProject"),
    "an ActiveX control": (altered({"word/activeX/activeX1.xml": b"<a/>"}), "activeX1"),
    "an embedded object": (altered({"word/embeddings/oleObject1.bin": b"x"}), "oleObject1"),
    "a picture from elsewhere": (related("image", "http://example.com/a.png", external=True), "odkazuje ven"),
    "a link in the footer": (altered({"word/_rels/footer1.xml.rels": LINK}), "odkazuje ven: https://example.com"),
    "a template of a template": (related("attachedTemplate", "file:///c:/x.dotm", external=True), "jinou šablonu"),
    "another document inside": (related("aFChunk", "chunk.html"), "vložený cizí dokument"),
    "an object by its relationship": (related("oleObject", "media/x.bin"), "vložený objekt"),
    "a field that runs": (with_field(' DDEAUTO c:\\\\x "y" '), "DDEAUTO"),
    "a field that fetches": (with_field(' INCLUDEPICTURE "http://example.com/x" '), "INCLUDEPICTURE"),
    "a field that changes by itself": (with_field(" DATE "), "DATE"),
    "a simple field": (swapped(FOOTER, " NUMPAGES ", " INCLUDETEXT x "), "INCLUDETEXT"),
    "a picture by its address": (swapped(FOOTER, "</w:ftr>", FETCHED), "obrázek mimo dokument"),
    "a drawing that scripts": (
        altered({"word/a.svg": b"<svg/>"}, swapped(TYPES, "</Types>", f"{SVG}</Types>")),
        "PNG nebo JPEG",
    ),
    "a mail merge": (swapped("word/settings.xml", "<w:compat>", "<w:mailMerge/><w:compat>"), "korespondenci"),
    "a workbook": (swapped(TYPES, "wordprocessingml.document.main", "spreadsheetml.sheet.main"), "není dokument Word"),
    "a document without types": (altered({TYPES: None}), "není dokument Word"),
    "a document without its body": (altered({DOCUMENT: None}), "která v něm není"),
    "a document without a page": (
        altered({DOCUMENT: lambda xml: re.sub("<w:sectPr>.*</w:sectPr>", "", xml)}),
        "jak velkou má stránku",
    ),
    "a narrow page": (swapped(DOCUMENT, 'w:w="11906"', 'w:w="6000"'), "méně než 10 cm"),
}


@pytest.mark.parametrize("name", ALIVE)
def test_what_is_alive_or_unfit_is_refused_with_its_reason(name):
    content, reason = ALIVE[name]
    assert reason in refused(content)


def test_fields_that_repeat_what_the_document_says_are_allowed():
    word_template.check(with_field(" STYLEREF Nadtitul "))


# --- What is no document at all ----------------------------------------------------------------------------------


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]><a>&b;</a>'
LOCKED = bytearray(zipped(("a.xml", b"<a/>"), method=zipfile.ZIP_STORED))
LOCKED[6] |= 1
LOCKED[LOCKED.index(b"PK\x01\x02") + 8] |= 1
WRONG = {
    "nothing": (b"", "není dokument Word"),
    "a text": (b"Dobry den", "není dokument Word"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "není dokument Word"),
    "half a document": (OWN[: len(OWN) // 2], "není dokument Word"),
    "a bomb": (zipped(("word/document.xml", b"<a>" + b" " * (30 * 2**20) + b"</a>")), "nezvyklé velikosti"),
    "a bomb of entities": (zipped(("word/document.xml", DOCTYPE)), "DOCTYPE"),
    "broken XML": (zipped(("word/document.xml", b"<a>")), "není správné XML"),
    "a thousand parts": (zipped(*((f"{n}.bin", b"") for n in range(1000))), "1000 částí"),
    "a way out": (zipped(("../../etc/passwd", b"x")), "cestou mimo dokument"),
    "an absolute path": (zipped(("/etc/passwd", b"x")), "cestou mimo dokument"),
    "a backslash": (zipped(("word\\document.xml", b"x")), "cestou mimo dokument"),
    "two parts of one name": (zipped(("a.xml", b"<a/>"), ("A.xml", b"<a/>")), "téhož jména"),
    "an odd way of packing": (zipped(("a.xml", b"<a/>"), method=zipfile.ZIP_BZIP2), "Word nepoužívá"),
    "a locked document": (bytes(LOCKED), "zamčený heslem"),
    "too large": (bytes(MOST_BYTES + 1), "víc než 10 MB"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_document_is_refused_before_anybody_reads_it(name):
    content, reason = WRONG[name]
    assert reason in refused(content)


def test_a_part_that_lies_about_its_size_is_refused():
    content = bytearray(zipped(("word/document.xml", b"<a>" + b"x" * 10_000 + b"</a>")))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert refused(bytes(content))


def test_all_problems_are_told_at_once():
    both = altered({"word/vbaProject.bin": b"x", "word/activeX/a.xml": b"<a/>"})
    with pytest.raises(WrongTemplate) as caught:
        word_template.check(both)
    assert len(caught.value.problems) == 2


# --- Its look comes through --------------------------------------------------------------------------------------


def test_what_the_office_changed_in_word_is_in_the_paper():
    made = python_docx.Document(io.BytesIO(docx.render(PAPER, template=of_the_office())))
    assert made.styles["Heading 1"].font.color.rgb == RGBColor(0x0B, 0x5A, 0x2B)
    assert made.styles["Normal"].font.name == "Georgia"
    header = made.sections[0].header
    assert [paragraph.text for paragraph in header.paragraphs][-1] == "Krajský úřad Lhotska"
    assert header._element.findall(f".//{qn('w:drawing')}")
    assert [paragraph.text for paragraph in made.paragraphs if paragraph.style.name == "Heading 1"]


def test_words_in_the_body_of_a_template_are_in_no_paper():
    made = python_docx.Document(io.BytesIO(docx.render(PAPER, template=of_the_office())))
    plain = python_docx.Document(io.BytesIO(word(PAPER)))
    assert [p.text for p in made.paragraphs] == [p.text for p in plain.paragraphs]


def test_a_paper_is_czech_whatever_its_template():
    english = altered({"word/styles.xml": lambda xml: xml.replace('w:lang w:val="cs-CZ"', 'w:lang w:val="en-US"')})
    silent = altered({"word/styles.xml": lambda xml: re.sub("<w:lang [^>]*/>", "", xml)})
    for template in (english, silent):
        package = zipfile.ZipFile(io.BytesIO(docx.render(PAPER, template=template)))
        assert 'w:lang w:val="cs-CZ"' in package.read("word/styles.xml").decode()


def test_the_same_paper_in_the_same_template_is_the_same_bytes():
    template = of_the_office()
    assert docx.render(PAPER, template=template) == docx.render(PAPER, template=template)
    assert docx.render(PAPER, template=template) != word(PAPER)
