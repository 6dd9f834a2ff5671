"""Files that nobody should bring: each made here, with what the portal says to it.

``HOSTILE`` has for each its name, its bytes and words of the refusal; without words it must be harmless: read, and
nothing written without a click.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from tests.memorandum.imports.tables import csv, xlsx

HEAD = ("Lokalita", "Druh podpory", "Od kdy", "Zdroj", "Pasáž")
ROW = ("Lhota", "intenzivní podpora", "2014", "zprava", "slova")
SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Hostile:
    about: str
    name: str
    make: Callable[[], bytes]
    says: str

    @cached_property
    def content(self):
        """Made when it is asked for, and once: some take seconds."""
        return self.make()


@cache
def good():
    return xlsx(HEAD, ROW)


def repacked(changes=(), *, base=None, compression=zipfile.ZIP_DEFLATED):
    """The good workbook with some parts changed, added, or (None) left out; a key may be a ZipInfo."""
    parts = dict(changes)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base or good())) as old, zipfile.ZipFile(buffer, "w", compression) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def part(name):
    with zipfile.ZipFile(io.BytesIO(good())) as archive:
        return archive.read(name)


def in_sheet(old, new):
    content = part(SHEET)
    assert old in content
    return repacked({SHEET: content.replace(old, new, 1)})


def declared(doctype, name=SHEET):
    """A part with a document type before its root."""
    content = part(name)
    head, _, rest = content.partition(b"?>")
    return repacked({name: head + b"?>" + doctype + rest})


BILLION = (
    b"<!DOCTYPE worksheet [<!ENTITY a0 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12))
    + b"]>"
)
QUADRATIC = b"<!DOCTYPE worksheet [<!ENTITY a '" + b"a" * 100_000 + b"'>]>"
EXTERNAL = b"<!DOCTYPE worksheet [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
REMOTE = b"<!DOCTYPE worksheet SYSTEM 'http://192.0.2.1/a.dtd'>"
PARAMETER = b"<!DOCTYPE worksheet [<!ENTITY % a SYSTEM 'http://192.0.2.1/a'> %a;]>"


def symlink():
    info = zipfile.ZipInfo("xl/media/odkaz")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return repacked({info: "/etc/passwd"})


def encrypted():
    content = bytearray(good())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at != -1:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def broken_part():
    """A sheet whose packed bytes were damaged on the way."""
    content = bytearray(good())
    with zipfile.ZipFile(io.BytesIO(good())) as archive:
        at = archive.getinfo(SHEET).header_offset + 30 + len(SHEET) + 20
    content[at : at + 40] = bytes(40)
    return bytes(content)


def lying():
    """Parts whose declared size is a byte: what unpacks is a thousand times what the zip says."""
    content = bytearray(repacked({"xl/media/velky.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}))
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/media/velky.xml"))
    struct.pack_into("<I", content, at + 24, 1)
    return bytes(content)


def bomb(megabytes, count=1):
    return repacked({f"xl/media/{i}.bin": bytes(megabytes * 2**20) for i in range(count)})


def overlapping():
    """All entries of the directory lead to one part (a bomb that needs no nesting)."""
    data = zlib.compress(bytes(4_000_000), 9)[2:-4]
    crc = zlib.crc32(bytes(4_000_000))
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, crc, len(data), 4_000_000, 1, 0) + b"a" + data
    entries = b"".join(
        struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 33, crc, len(data), 4_000_000, 5, 0, 0, 0, 0, 0, 0
        )
        + f"{i:05}".encode()
        for i in range(500)
    )
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 500, 500, len(entries), len(local), 0)
    return local + entries + end


def twice():
    buffer = io.BytesIO(good())
    import warnings

    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, part(SHEET))
    return buffer.getvalue()


def ods(body, *, mimetype="application/vnd.oasis.opendocument.spreadsheet", more=None):
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", mimetype)
        for name, part_of in {"content.xml": content, "META-INF/manifest.xml": "<m/>", **(more or {})}.items():
            archive.writestr(name, part_of)
    return buffer.getvalue()


def _cells(*texts):
    return "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )


def corner():
    row = b'</row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return repacked({SHEET: part(SHEET).replace(b"</row></sheetData>", row)})


def tall(rows):
    """One row again and again, only with other numbers."""
    head, row, rest = re.split(r'(<row r="2".*</row>)', part(SHEET).decode())
    of_any = re.sub(r'\br="([A-Z]*)2"', r'r="\1%"', row)
    return repacked({SHEET: head + "".join(of_any.replace("%", str(2 + number)) for number in range(rows)) + rest})


def _all():
    text = csv(HEAD, ROW)
    encryption = b'<m xmlns="urn:x"><encryption-data/></m>'
    yield "an empty file", "a.csv", lambda: b"", "Soubor je prázdný"
    yield "blanks alone", "a.csv", lambda: b" \n\t \r\n" * 1000, "Soubor je prázdný"
    yield "delimiters alone", "a.csv", lambda: b";;;;\n" * 1000, "žádný vyplněný řádek"
    yield "a heading alone", "a.csv", lambda: csv(HEAD), "Pod záhlavím není žádný vyplněný řádek"
    yield "noise", "a.csv", lambda: bytes((i * 7919 + i // 256) % 256 for i in range(20_000)), "Na řádku"
    yield "a NUL in a text", "a.csv", lambda: text.replace(b"slova", b"slo\0va"), "nulový znak"
    yield "NULs alone", "a.csv", lambda: bytes(100_000), ""
    yield "control characters", "a.csv", lambda: text.replace(b"slova", b"\x1b[31mslova"), "řídicí znak"
    yield (
        "broken UTF-8 after a mark",
        "a.csv",
        lambda: b"\xef\xbb\xbf" + text.replace(b"slova", b"\xff\xfe"),
        "není v kódování",
    )
    yield "half a sign of UTF-16", "a.csv", lambda: csv(HEAD, ROW, encoding="utf-16") + b"x", "není v kódování UTF-16"
    yield (
        "lone surrogates of UTF-16",
        "a.csv",
        lambda: csv(HEAD, ROW, encoding="utf-16-le") + b"\x00\xd8\x00\xd8",
        "není v",
    )
    yield "an open quote", "a.csv", lambda: text.replace(b"slova", b'"slova'), "uvozovka"
    yield (
        "an open quote before much text",
        "a.csv",
        lambda: text.replace(b"slova", b'"' + b"s\n" * 100_000),
        "100 000 znaků",
    )
    yield "new lines inside quotes", "a.csv", lambda: csv(HEAD, (*ROW[:4], '"' + "\n" * 90_000 + 'x"')), ""
    yield "quotes on quotes", "a.csv", lambda: csv(HEAD) + b"\r\n" + b'"";' * 2_000_000, "sloupců"
    yield "a cell of a megabyte", "a.csv", lambda: csv(HEAD, (*ROW[:4], "x" * 2**20)), "delší než 100 000"
    yield "a name of 90 000 letters", "a.csv", lambda: csv(HEAD, ("L" * 90_000, *ROW[1:])), "v evidenci není"
    yield (
        "sixteen thousand columns",
        "a.csv",
        lambda: csv(HEAD + ("x",) * 16_379, ROW),
        "sloupců; nejvýše jich smí být 200",
    )
    yield "sixty thousand rows", "a.csv", lambda: csv(HEAD, *[ROW] * 60_000), "víc než 50 000 řádků"
    yield "millions of short rows", "a.csv", lambda: b"a\n" * 4_000_000, "víc než 50 000 řádků"
    yield "ten million delimiters", "a.csv", lambda: b";" * 9_000_000, "sloupců"
    yield (
        "a page of the web",
        "a.xls",
        lambda: b"<html><table><tr><td>Lokalita</td></tr></table></html>",
        "webová stránka",
    )
    yield "bare XML with entities", "a.xlsx", lambda: b"<?xml version='1.0'?>" + BILLION + b"<a>&a11;</a>", "XML"
    yield "a PDF called a workbook", "a.xlsx", lambda: b"%PDF-1.7\n" + bytes(1000), "Soubor je PDF"
    yield (
        "an old workbook called CSV",
        "a.csv",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
        "starém formátu",
    )
    yield "a picture", "a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "obrázek"
    yield "a gzip", "a.csv", lambda: b"\x1f\x8b\x08" + bytes(100), "gzip"
    yield "a zip of no workbook", "a.xlsx", lambda: repacked({"xl/workbook.xml": None}), "ne sešit"
    yield "a workbook cut in half", "a.xlsx", lambda: good()[: len(good()) // 2], "poškozený nebo neúplný"
    yield ("a workbook with a broken part", "a.xlsx", lambda: broken_part(), "nejde rozbalit")
    yield "XML that ends too early", "a.xlsx", lambda: repacked({SHEET: part(SHEET)[:-30]}), "neúplná"
    yield "XML that is none", "a.xlsx", lambda: repacked({SHEET: b"\x00\x01\x02"}), "není správné XML"
    yield "a billion laughs", "a.xlsx", lambda: declared(BILLION), "DOCTYPE"
    yield "laughs in the shared texts", "a.xlsx", lambda: declared(BILLION, "xl/sharedStrings.xml"), "DOCTYPE"
    yield (
        "laughs in UTF-16",
        "a.xlsx",
        lambda: repacked({SHEET: (BILLION + b"<a/>").decode().encode("utf-16")}),
        "DOCTYPE",
    )
    yield "quadratic growth", "a.xlsx", lambda: declared(QUADRATIC), "DOCTYPE"
    yield "an external entity", "a.xlsx", lambda: declared(EXTERNAL), "DOCTYPE"
    yield "a remote document type", "a.xlsx", lambda: declared(REMOTE), "DOCTYPE"
    yield "a parameter entity", "a.xlsx", lambda: declared(PARAMETER), "DOCTYPE"
    yield "entities in relations", "a.xlsx", lambda: declared(BILLION, "xl/_rels/workbook.xml.rels"), "DOCTYPE"
    yield "a bomb of one part", "a.xlsx", lambda: bomb(140), "nezvyklé velikosti"
    yield "a bomb of many parts", "a.xlsx", lambda: bomb(20, 10), "víc než 150 MB"
    yield "a part that lies about its size", "a.xlsx", lambda: lying(), "poškozený|nezvyklé"
    yield "parts over each other", "a.xlsx", lambda: overlapping(), "ZIP|poškozený|víc než"
    yield "ten thousand parts", "a.xlsx", lambda: repacked({f"xl/{i}.bin": b"" for i in range(10_000)}), "částí"
    yield "a part twice", "a.xlsx", lambda: twice(), "téhož jména"
    yield "a path out of the workbook", "a.xlsx", lambda: repacked({"../../etc/cron.d/x": b"x"}), "mimo sešit"
    yield "a path from the root", "a.xlsx", lambda: repacked({"/etc/passwd": b"x"}), "mimo sešit"
    yield "a path of Windows", "a.xlsx", lambda: repacked({"xl\\..\\..\\x": b"x"}), "mimo sešit"
    yield "a symbolic link", "a.xlsx", lambda: symlink(), "odkaz na jiný soubor"
    yield "a zip in a zip", "a.xlsx", lambda: repacked({"xl/embeddings/a.zip": good()}), "další archiv"
    yield "a locked workbook", "a.xlsx", lambda: encrypted(), "zamčený heslem"
    yield "macros", "a.xlsm", lambda: repacked({"xl/vbaProject.bin": b"x"}), "sešit s makry"
    yield (
        "macros under another name",
        "a.xlsx",
        lambda: repacked(
            {
                "[Content_Types].xml": part("[Content_Types].xml").replace(
                    b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"
                )
            }
        ),
        "sešit s makry",
    )
    yield "macros of old Excel", "a.xlsx", lambda: repacked({"xl/macrosheets/sheet1.xml": b"<a/>"}), "sešit s makry"
    yield "a binary workbook", "a.xlsb", lambda: repacked({"xl/workbook.xml": None, "xl/workbook.bin": b"x"}), "xlsb"
    yield (
        "links to other workbooks",
        "a.xlsx",
        lambda: repacked(
            {"xl/externalLinks/externalLink1.xml": b"<a/>", "xl/externalLinks/_rels/externalLink1.xml.rels": b"<a/>"}
        ),
        "",
    )
    yield "a cell in the last corner", "a.xlsx", lambda: corner(), "sloupců|v mezích paměti"
    yield "sixteen thousand columns in a sheet", "podpora.xlsx", lambda: xlsx(HEAD + ("x",) * 16_379, ROW), "sloupců"
    yield "sixty thousand rows in a sheet", "podpora.xlsx", lambda: tall(60_000), "řádků; nejvýše"
    yield "sixty sheets", "a.xlsx", lambda: xlsx(HEAD, ROW, **{f"L{i}": [HEAD, ROW] for i in range(60)}), "listů"
    yield (
        "a formula without a value",
        "podpora.xlsx",
        lambda: xlsx(HEAD, (*ROW[:2], ("=", "=1", ""), *ROW[3:])),
        "Vzorec nemá",
    )
    yield (
        "a formula that failed",
        "podpora.xlsx",
        lambda: xlsx(HEAD, (*ROW[:2], ("=", "=1/0", "#DIV/0!"), *ROW[3:])),
        "chybu #DIV/0!",
    )
    yield (
        "a formula as a text",
        "podpora.xlsx",
        lambda: xlsx(HEAD, ('=HYPERLINK("http://x")', *ROW[1:])),
        "v evidenci není",
    )
    yield "formulas in a CSV", "a.csv", lambda: csv(HEAD, (*ROW[:4], "=cmd|' /C calc'!A0")), ""
    yield "a script in a name", "a.csv", lambda: csv(HEAD, ("<script>alert(1)</script>", *ROW[1:])), "v evidenci není"
    yield "a heading twice", "podpora.xlsx", lambda: xlsx((*HEAD, "Od kdy"), (*ROW, "2015")), "podruhé"
    yield "a foreign heading", "podpora.xlsx", lambda: xlsx(("a", "b"), (1, 2)), "nenašli záhlaví"
    yield (
        "rows half wrong",
        "podpora.xlsx",
        lambda: xlsx(HEAD, ROW, ("Lhota", None, None, None, None)),
        "Hodnota chybí",
    )
    yield "the same row twice", "podpora.xlsx", lambda: xlsx(HEAD, ROW, ROW), "Totéž je už na řádku 2"
    yield "day zero of Excel", "podpora.xlsx", lambda: xlsx(HEAD, (*ROW[:2], 0, *ROW[3:])), "není den"
    yield "the last day of Excel", "a.csv", lambda: csv(HEAD, (*ROW[:2], "31. 12. 9999", *ROW[3:])), "rok"
    yield "digits of another script", "a.csv", lambda: csv(HEAD, (*ROW[:2], "٢٠١٤", *ROW[3:])), "není den"
    yield "text turned around", "a.csv", lambda: csv(HEAD, ("\u202eatohL", *ROW[1:])), "v evidenci není"
    yield (
        "an ODS of a million rows",
        "a.ods",
        lambda: ods(
            '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">'
            f"{_cells('x')}</table:table-row></table:table>"
        ),
        "řádků|v mezích paměti|nenašli záhlaví",
    )
    yield (
        "an ODS of sixteen thousand columns",
        "a.ods",
        lambda: ods(
            '<table:table table:name="a"><table:table-row><table:table-cell table:number-columns-repeated="16384"'
            ' office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
        ),
        "sloupců",
    )
    yield (
        "an ODS of both",
        "a.ods",
        lambda: ods(
            '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell'
            ' table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>'
            "</table:table-row></table:table>"
        ),
        "sloupců|řádků|v mezích paměti|poškozený",
    )
    yield "an ODS with macros", "a.ods", lambda: ods("", more={"Basic/script": "x"}), "makry"
    yield "a locked ODS", "a.ods", lambda: ods("", more={"META-INF/manifest.xml": encryption}), "zamčený|téhož"
    yield (
        "a letter called a table",
        "a.ods",
        lambda: ods("", mimetype="application/vnd.oasis.opendocument.text"),
        "ne tabulka",
    )


HOSTILE = [Hostile(*each) for each in _all()]
