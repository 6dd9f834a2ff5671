"""Word files as an office might upload them, and as nobody should."""

import io
import struct
import zipfile
import zlib

import docx as python_docx
from docx.shared import Pt, RGBColor

from formats.rendering import TEMPLATE

OWN = TEMPLATE.read_bytes()
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def altered(changes, content=OWN):
    """The package with parts replaced or added by name; a function gets the part as text, None leaves it out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *changes]):
            part = old.read(name) if name in old.namelist() else b""
            change = changes.get(name, part)
            if change is None:
                continue
            if callable(change):
                change = change(part.decode())
            new.writestr(name, change)
    return buffer.getvalue()


def related(kind, target, *, external=False, part="word/_rels/document.xml.rels"):
    """The package with one more relationship."""
    mode = ' TargetMode="External"' if external else ""
    relation = f'<Relationship Id="rIdX" Type="{_RELATIONS}/{kind}" Target="{target}"{mode}/>'
    return altered({part: lambda xml: xml.replace("</Relationships>", f"{relation}</Relationships>")})


def with_field(instruction):
    """The package whose footer has one more field, written in two pieces as Word does."""
    half = len(instruction) // 2
    runs = "".join(
        f"<w:r>{piece}</w:r>"
        for piece in (
            '<w:fldChar w:fldCharType="begin"/>',
            f"<w:instrText>{instruction[:half]}</w:instrText>",
            f"<w:instrText>{instruction[half:]}</w:instrText>",
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>x</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    return altered({"word/footer1.xml": lambda xml: xml.replace("</w:ftr>", f"<w:p>{runs}</w:p></w:ftr>")})


def picture():
    """A small picture of one colour, as PNG."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x1f\x3f\x77" * 40 for _ in range(12))
    head = struct.pack(">IIBBBBB", 40, 12, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def of_the_office():
    """The portal's template as an office would change it in Word: colours, font, a header with a picture, words."""
    document = python_docx.Document(io.BytesIO(OWN))
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x0B, 0x5A, 0x2B)
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(12)
    header = document.sections[0].header
    header.is_linked_to_previous = False
    header.paragraphs[0].add_run().add_picture(io.BytesIO(picture()))
    header.add_paragraph("Krajský úřad Lhotska")
    document.add_paragraph("Ukázkový text, který do písemností nepatří")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# --- Documents that hold more than they show ----------------------------------------------------------------------

WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES, DOCUMENT, OF_DOCUMENT = "[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"


def with_part(name, content, kind="", relation="", *, of=OF_DOCUMENT, package=OWN):
    """The package with one more part, with its type and a relation that leads to it, where they are given."""
    changes = {name: content}
    if kind:
        override = f'<Override PartName="/{name}" ContentType="{kind}"/>'
        changes[TYPES] = lambda xml: xml.replace("</Types>", f"{override}</Types>")
    if relation:
        added = f'<Relationship Id="rId{relation}" Type="{_RELATIONS}/{relation}" Target="/{name}"/>'
        changes[of] = lambda xml: xml.replace("</Relationships>", f"{added}</Relationships>")
    return altered(changes, package)


def in_body(xml, package=OWN):
    """The package with this at the end of its body."""
    return altered({DOCUMENT: lambda part: part.replace("<w:sectPr", f"{xml}<w:sectPr", 1)}, package)


def run(words, look=""):
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{words}</w:t></w:r>"


def line(*runs, look=""):
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(runs)}</w:p>"


def with_comments(package=OWN):
    """Two comments by two people, with all that Word puts beside them."""
    marks = '<w:commentRangeStart w:id="0"/>{}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    package = in_body(line(marks.format(run("Okomentováno."))), package)
    said = "".join(f'<w:comment w:id="{n}" w:author="{name}">{line(run("Tajná poznámka."))}</w:comment>' for n, name in enumerate(("Jana Malá", "Petr Velký")))  # fmt: skip # noqa: E501
    package = with_part("word/comments.xml", f"<w:comments {W}>{said}</w:comments>", f"{WORDML}.comments+xml", "comments", package=package)  # fmt: skip # noqa: E501
    people = '<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="Jana Malá"/></w15:people>'  # noqa: E501
    return with_part("word/people.xml", people, f"{WORDML}.people+xml", "people", package=package)


def with_styles(xml, package=OWN):
    return altered({"word/styles.xml": lambda part: part.replace("</w:styles>", f"{xml}</w:styles>")}, package)
