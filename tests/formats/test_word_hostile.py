"""Word files that lie about what they are: whatever a part is called, it is checked as what it is used for."""

import io
import sys
import zipfile

import pytest

from formats.refusals import WrongFile
from formats.strongbox import Expected, Strongbox
from formats.word_package import opened
from formats.word_upload import blocks_to_read, check_docx, outline_of
from tests.formats.packages import (
    DOCUMENT,
    OF_DOCUMENT,
    OWN,
    TYPES,
    WORDML,
    W,
    altered,
    in_body,
    line,
    picture,
    related,
    run,
    with_field,
    with_part,
)
from tests.formats.papers import PAPER

MAIN = f"{WORDML}.document.main+xml"
DOCTYPE = '<!DOCTYPE a [<!ENTITY b "c">]>'
_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
LAUGHS = f'<!DOCTYPE a [<!ENTITY a0 "ha">{_LAUGHS}]>'


def renamed(name, package=OWN, *, type_of="", target=""):
    """The package whose main part is called otherwise, as its types and relations say."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        document, relations = old.read(DOCUMENT), old.read(OF_DOCUMENT)
    folder, _, last = name.rpartition("/")
    return altered(
        {
            DOCUMENT: None,
            OF_DOCUMENT: None,
            name: document,
            f"{folder}/_rels/{last}.rels": relations,
            TYPES: lambda xml: xml.replace(f"/{DOCUMENT}", f"/{type_of or name}"),
            "_rels/.rels": lambda xml: xml.replace(DOCUMENT, target or name),
        },
        package,
    )


def defining(definition, package=OWN):
    return altered({DOCUMENT: lambda xml: xml.replace("<w:document", f"{definition}<w:document", 1)}, package)


def in_utf16(xml):
    return xml.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


def nested(depth):
    return in_body("<w:sdt>" * depth + "</w:sdt>" * depth)


def retyped(old, new, package=OWN):
    return altered({TYPES: lambda xml: xml.replace(old, new)}, package)


def defined_otherwise(name, package=OWN):
    """The main part called otherwise, with a definition in it."""
    return renamed(name, defining(LAUGHS, package))


REFUSED = {
    "a main part of any name that defines entities": (defined_otherwise("word/hlavni.dat"), "DOCTYPE"),
    "a main part called as a picture": (defined_otherwise("word/obrazek.png"), "DOCTYPE"),
    "a definition in a header": (
        with_part("word/h.dat", f"{DOCTYPE}<w:hdr {W}/>", f"{WORDML}.header+xml", "header"),
        "DOCTYPE",
    ),
    "a definition in custom data": (
        with_part("a/item.bin1", f"{DOCTYPE}<a/>", "application/xml", "customXml"),
        "DOCTYPE",
    ),
    "a definition in relations": (
        altered({OF_DOCUMENT: lambda xml: xml.replace("<Relationships", f"{DOCTYPE}<Relationships", 1)}),
        "DOCTYPE",
    ),
    "a definition in the types": (
        altered({TYPES: lambda xml: xml.replace("<Types", f"{DOCTYPE}<Types", 1)}),
        "DOCTYPE",
    ),
    "a definition in UTF-16": (
        altered({DOCUMENT: lambda xml: in_utf16(xml.replace("<w:doc", f"{DOCTYPE}<w:doc", 1))}),
        "DOCTYPE",
    ),
    "a definition in UTF-7": (
        altered({DOCUMENT: '<?xml version="1.0" encoding="UTF-7"?>+ADw-+ACE-DOCTYPE a+AD4-<a/>'}),
        "kódování",
    ),
    "an unknown encoding": (altered({DOCUMENT: '<?xml version="1.0" encoding="vymysl"?><a/>'}), "kódování"),
    "elements deep in one another": (nested(3_000), "200krát"),
    "elements a little too deep": (nested(300), "200krát"),
    "millions of elements": (in_body("".join(f'<w:p w:a="{n:x}"/>' for n in range(510_000))), "půl milionu prvků"),
    "one text of eleven megabytes": (in_body(line(run("slovo " * 2_000_000))), "."),
    "a part of unknown kind": (with_part("word/x.bin2", b"MZ", "application/x-msdownload", "image"), "za něco jiného"),
    "a part of no kind": (with_part("word/x.abc", b"MZ"), "neuvedeného druhu"),
    "a part of an unknown kind by its extension": (
        retyped("</Types>", '<Default Extension="abc" ContentType="a/b"/></Types>', with_part("word/x.abc", b"MZ")),
        "a/b",
    ),
    "a part said to be two things": (with_part("word/styles.xml", "<a/>", "image/png", package=OWN), "říká dvojí"),
    "no relation to a document": (
        altered({"_rels/.rels": lambda xml: xml.replace('officeDocument"', 'jine"')}),
        "není dokument Word",
    ),
    "two documents": (
        with_part("word/druhy.xml", f"<w:document {W}/>", MAIN, "officeDocument", of="_rels/.rels"),
        "není dokument Word",
    ),
    "a workbook that calls itself word/document.xml": (
        retyped("wordprocessingml.document.main", "spreadsheetml.sheet.main"),
        "není dokument Word",
    ),
    "a document in another notation": (
        altered({DOCUMENT: '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'}),
        "Strict",
    ),
    "a header in another notation": (
        with_part(
            "word/h.xml",
            '<w:hdr xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>',
            f"{WORDML}.header+xml",
            "header",
        ),
        "Strict",
    ),
    "relations of a part that is not there": (
        altered({"word/_rels/neni.xml.rels": "<Relationships xmlns='x'/>"}),
        "odkazuje z části word/neni.xml",
    ),
    "a relation to nothing": (related("image", "media/neni.png"), "která v něm není"),
    "a relation out of the file": (related("image", "../../../etc/passwd"), "která v něm není"),
    "a relation with an encoded name": (related("header", "%66ooter1.xml"), "která v něm není"),
    "a relation in other letters": (related("header", "FOOTER1.XML"), "která v něm není"),
    "a part with an encoded name": (renamed("word/%64ocument.xml"), "neobvyklým jménem"),
    "a part in an empty folder": (renamed("word//document.xml"), "neobvyklým jménem"),
    "a part that ends with a dot": (renamed("word/document."), "neobvyklým jménem"),
    "a part with letters of another script": (renamed("word/documеnt.xml"), "neobvyklým jménem"),
    "a header that is said to be a font": (
        with_part(
            "word/h.odttf",
            f"{LAUGHS}<w:hdr {W}>&a8;</w:hdr>",
            "application/vnd.openxmlformats-officedocument.obfuscatedFont",
            "header",
        ),
        "za něco jiného",
    ),
    "a picture that is a page of the web": (with_part("word/a.png", "<html/>", "image/png", "image"), "PNG nebo JPEG"),
    "a drawing that scripts": (with_part("word/a.svg", "<svg/>", "image/svg+xml", "image"), "PNG nebo JPEG"),
    "a macro under another name": (
        with_part("word/a.dat", b"x", "application/vnd.ms-office.vbaProject", "image"),
        "makra",
    ),
    "an ActiveX control under another name": (
        with_part("word/a.xml", "<a/>", "application/xml", "control"),
        "ActiveX",
    ),
    "an embedded workbook": (with_part("word/a.xlsx", b"PK", "application/vnd.ms-excel", "package"), "vložený soubor"),
    "another document inside": (with_part("word/a.htm", "<p/>", "application/xml", "aFChunk"), "cizí dokument"),
    "a linked object": (related("oleObject", "file:///c:/tajne.xlsx", external=True), "vložený objekt"),
    "a link to a share of the office": (related("hyperlink", "file://server/slozka", external=True), "odkazuje ven"),
    "a field that leads into a file": (with_field(r'HYPERLINK "\\server\slozka"'), "HYPERLINK"),
    "a field that runs a macro": (with_field("MACROBUTTON Spustit klikni"), "MACROBUTTON"),
    "a field that asks": (with_field('FILLIN "Heslo?"'), "FILLIN"),
    "a field that is made by a field": (
        in_body(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText>QUOTE "INCLUDETEXT"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
            '<w:r><w:instrText> PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        ),
        "měnilo nebo bralo data",
    ),
    "a field whose instruction is written as a text": (
        in_body(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>INCLUDETEXT "x"</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        ),
        "INCLUDETEXT",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("door", [check_docx, blocks_to_read, lambda content: outline_of(content, PAPER)])
def test_it_is_refused_with_a_sentence_at_every_door(name, door):
    content, reason = REFUSED[name]
    with pytest.raises(WrongFile) as caught:
        door(content)
    assert reason in str(caught.value)
    assert str(caught.value).endswith((".", "“."))


def test_a_document_is_read_whatever_its_main_part_is_called():
    content = renamed("word/hlavni.dat", in_body(line(run("Text hlavní části."))))
    check_docx(content)
    assert [block.text for block in blocks_to_read(content)] == ["Text hlavní části."]


def test_types_count_by_extension_too_and_in_letters_of_any_size():
    content = retyped("</Types>", '<Default Extension="PNG" ContentType="image/png"/></Types>')
    check_docx(with_part("word/media/a.png", picture(), relation="image", package=content))


def test_a_document_in_utf_16_is_read():
    content = altered({DOCUMENT: in_utf16}, in_body(line(run("Příliš žluťoučký"))))
    assert [block.text for block in blocks_to_read(content)] == ["Příliš žluťoučký"]


def test_a_chain_of_five_hundred_parts_does_not_make_the_reader_fall():
    """Libraries walk from part to part by calling themselves."""
    content = OWN
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            if name == TYPES:
                part = part.replace("</Types>", "".join(f'<Override PartName="/h{n}.xml" ContentType="{WORDML}.header+xml"/>' for n in range(240)) + "</Types>")  # fmt: skip # noqa: E501
            if name == OF_DOCUMENT:
                part = part.replace("</Relationships>", f"{_relation('/h0.xml')}</Relationships>")
            new.writestr(name, part)
        for n in range(240):
            new.writestr(f"h{n}.xml", f"<w:hdr {W}/>")
            if n < 239:
                new.writestr(
                    f"_rels/h{n}.xml.rels", f"<Relationships xmlns='x'>{_relation(f'h{n + 1}.xml')}</Relationships>"
                )
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200 + _depth())
    try:
        check_docx(buffer.getvalue())
        assert blocks_to_read(buffer.getvalue()) == []
    finally:
        sys.setrecursionlimit(limit)


def _depth():
    frame, depth = sys._getframe(), 0
    while frame:
        frame, depth = frame.f_back, depth + 1
    return depth


def _relation(target):
    return f'<Relationship Id="rX" Type="http://a/header" Target="{target}"/>'


def test_a_part_that_defines_entities_is_not_parsed_whatever_it_is_called():
    """Parts that are no XML by name or type are not looked at before; nor are they parsed, but by mistake."""
    package = opened(OWN)
    package.parts["word/media/image.png"] = DOCTYPE.encode() + b"<a/>"
    with pytest.raises(WrongFile, match="DOCTYPE"):
        package.tree("word/media/image.png")


def test_parts_that_are_each_small_are_too_large_together():
    with zipfile.ZipFile(io.BytesIO(OWN)) as parts:
        sizes = [part.file_size for part in parts.infolist()]
    most = max(sizes) + 1
    assert sum(sizes) > most
    expected = Expected("Soubor", "Word", "ve Wordu", "to není", most_parts=1_000, most_unpacked=most)
    with pytest.raises(WrongFile, match="po rozbalení zabírá víc než"):
        Strongbox(OWN, expected)
