"""Forty texts that nobody should write, and how to tell that they came out as text."""

import csv
import functools
import html
import io
import json
import mimetypes
import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
import zipfile

import pikepdf
from django.db import connection, models
from selectolax.lexbor import LexborHTMLParser

from evidence.models import Source
from formats.outline import clean
from formats.sheet import defused
from memorandum.server.database_roles import take_away_views
from tests.test_consistency import MODELS

TEXTS = [
    # formulas
    '=HYPERLINK("http://example.com";"klik")',
    "=1+1",
    "+420 485 226 111",
    "-2+3",
    "@SUM(A1:A9)",
    "=cmd|'/C calc'!A0",
    " =1+1",
    '"=1+1',
    "＝1+1",
    "{=1+1}",
    # markup of pages and of programs
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></p><h1>Nadpis</h1>",
    "<!-- konec",
    "]]></w:t></w:r><w:br/>",
    "&lt;b&gt;&amp;amp;&#0;",
    "{{ settings.SECRET_KEY }}{% debug %}",
    '</script><script>{"a": 1}',
    "javascript:alert(document.cookie)",
    "https://example.com/?a=1&b=<2>",
    # markup of documents
    '#eval("panic()") #panic() #let x = 1',
    "$x^2$ *tučně* _kurziva_ `kód` @odkaz <label>",
    "\\n \\ // komentář /* konec */",
    "[text](http://example.com) **tučně** ![a](b)",
    '&P &N &"Arial"&36 &G',
    "_x0041_ _x000D_",
    "%s %d ${x} $(id) `id`",
    "1145/16/RK; 30. 8. 2016, 00673439",
    # what cannot be seen
    "zvonek\x07 návrat\x08 esc\x1b[31m",
    "svislý\x0btab a stránka\x0c",
    "řádek\r\nBEGIN:VALARM\r\n.",
    "\ttab\tvpředu",
    "oddělovač\u2028řádku\u2029",
    "obrácený \u202etxt.exe\u202c text",
    "izolovaný \u2066směr\u2069",
    "nic\ufffe\uffff\ufdd0\x7f\x9b",
    "bez\u200bmezery \ufeffBOM a\u00adrozdělovník",
    "e\u0301\u0323\u0302 z̷̢̛a̸l̵g̶o̷",
    # other scripts, and words that do not end
    "שלום مرحبا 中文 😀 𝔘𝔫𝔦",
    "nej" + "neobhospodařovávatelnější" * 30,
]
assert len(TEXTS) == len(set(TEXTS)) == 40

#: Fields that hold no free text, or are part of an address.
NOT_TEXT = {
    "Body.number_pattern",
    "Block.order",
    "Municipality.code",
    "Municipality.ico",
    "Source.text",  # has its own test: what is cited must stand in it
}
_FROZEN = ("LoadedKey", "File", "Boundary", "LedgerEntry", "IssuedPaper", "Withdrawal", "Template", "Scope")


def text_fields():
    """(model, field) for every text that people write."""
    for model in MODELS:
        if model.__name__ in _FROZEN or model._meta.app_label not in ("evidence", "council", "localities", "funding"):
            continue
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, (models.CharField, models.TextField)) and not field.generated
            is_word = isinstance(field, (models.SlugField, models.URLField)) or field.choices or field.primary_key
            if is_text and not is_word and f"{model.__name__}.{field.name}" not in NOT_TEXT:
                yield model, field


#: How long a value may be here, in any column.
ROOM = 900


def portions():
    """All forty texts in as few values as have room for them: one after another, as long as they fit."""
    found, left = [], 0
    for text in TEXTS:
        if len(text) + _MARKER > left:
            found.append([])
            left = ROOM
        found[-1].append(text)
        left -= len(text) + _MARKER
    return found


_MARKER = len("Zq0000")
PORTIONS = portions()
#: How often to fill, until every field of every row has held every text.
TURNS = len(PORTIONS)


def widen():
    """Let every text column hold long values, to the end of the transaction.

    Most of them have room for a few of the texts only: it would take eighteen fillings until each had held all forty,
    now it takes three, and no page leans on a value's being short.
    """
    tables = {}
    for model, field in text_fields():
        if field.max_length:
            tables.setdefault(model, []).append(f"ALTER COLUMN {field.column} TYPE text")
    with connection.cursor() as cursor:
        take_away_views()  # no column is altered that a view shows
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while it has something to be checked
        for model, changes in tables.items():
            # A column keeps its type while another one is made from it.
            for made in (field for field in model._meta.concrete_fields if field.generated):
                cursor.execute(f"ALTER TABLE {model._meta.db_table} ALTER COLUMN {made.column} DROP EXPRESSION")
            cursor.execute(f"ALTER TABLE {model._meta.db_table} {', '.join(changes)}")


def fill(turn, *, alone=False):
    """Write different texts into every field of every row; return what stands where, by its marker.

    Where many are told in one value, a page may end among them, and only the first begins a cell: ``alone`` writes
    one text into each.
    """
    Source.objects.update(text="")
    written = {}
    for model, field in text_fields():
        rows = model._default_manager.order_by("pk")
        if field.name == "correction":
            rows = rows.exclude(corrected_on=None)  # the day and the reason of a correction go together
        if field.name == "struck_why":
            rows = rows.exclude(struck_at=None)  # what is struck out is told nowhere
        for row, pk in enumerate(rows.values_list("pk", flat=True)):
            value = ""
            for text in [TEXTS[(len(written) + turn) % 40]] if alone else PORTIONS[(turn + row) % TURNS]:
                marker = f"Zq{len(written):04}"
                value += text + marker
                written[marker] = (f"{model.__name__}.{field.name}", text)
            model._default_manager.filter(pk=pk).update(**{field.name: value})
    return written


def bare(text):
    """The text without what typesetting may change: spaces, hyphens, letter case."""
    return re.sub(r"[\s\u00ad\u200b\ufeff\u2010-]|\u0000", "", clean(unicodedata.normalize("NFC", text))).casefold()


#: Letters for which a PDF has no font (it draws a box), or which are read from it in another order.
_DRAWN_OTHERWISE = re.compile("[^\x00-\u02ff\u2000-\u206f]")


_bare_text = functools.cache(bare)


def found(written, kind, answer):
    """The markers in what an answer says; each must stand behind its whole text."""
    said = bare(answer)
    digits = len(next(iter(written))) - len("Zq")
    told = set(re.findall(rf"zq\d{{{digits}}}", said))
    here = [marker for marker in written if marker.casefold() in told]
    texts = {text: name for name, text in (written[marker] for marker in here)}
    lost = [(name, text) for text, name in texts.items() if _bare_text(text) not in said]
    if kind == "application/pdf":
        lost = [(name, text) for name, text in lost if not _DRAWN_OTHERWISE.search(text)]
        lost = [(name, text) for name, text in lost if bare(text)[-60:] not in said]  # a page may end within a word
    assert lost == [], f"{lost} in {said}"
    return here


# --- What an answer says, read by what its reader would use; with a look at whether anything in it is alive --------


def read(kind, content):
    for start, reader in _READERS.items():
        if kind.startswith(start):
            return reader(content)
    return content.decode()


_ALIVE = re.compile(r"\s*(javascript|data|vbscript):")


def _page(content):
    text = content.decode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", text)
    page = LexborHTMLParser(text)
    said = []
    for element in page.root.traverse():
        name = element.tag
        assert name not in ("img", "iframe", "object", "embed"), name
        assert name != "base" or "href" not in element.attributes
        if name == "script":
            about = element.attributes
            assert about.get("type") == "application/ld+json" or about.get("src", "").startswith("/static/")
            if not about.get("src"):
                said.append(json.dumps(json.loads(element.text()), ensure_ascii=False))
            continue
        for attribute, value in element.attributes.items():
            assert not attribute.lower().startswith(("on", "style", "srcdoc")), attribute
            assert not (attribute in ("href", "src", "action") and re.match(_ALIVE, value or ""))
            said.append(value or "")
    assert len(page.css("h1")) <= 1
    return "\n".join(said) + "\n" + page.root.text()


def _xml(content):
    said = []
    for element in ET.fromstring(content).iter():
        text = element.text or ""
        if element.get("type") == "html":
            assert "<" not in text
            text = html.unescape(text)
        said += [text, *element.attrib.values()]
    return "\n".join(said)


def _calendar(content):
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert {line for line in lines if line.startswith("BEGIN:")} == {"BEGIN:VCALENDAR", "BEGIN:VEVENT"}
    assert all(len(line.encode()) <= 75 for line in content.decode().split("\r\n"))
    return re.sub(r"\\(.)", lambda escaped: "\n" if escaped[1] == "n" else escaped[1], "\n".join(lines))


def _csv(content):
    cells = [
        cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";") for cell in row
    ]
    texts = [cell for cell in cells if not re.fullmatch(r"-?[\d,]*", cell) and not cell.startswith("'")]
    assert [cell for cell in texts if defused(cell) != cell] == []
    return "\n".join(cells)


def _json(content):
    return "\n".join(_strings(json.loads(content)))


def _strings(data):
    if isinstance(data, dict):
        return [text for value in data.values() for text in _strings(value)]
    if isinstance(data, list):
        return [text for value in data for text in _strings(value)]
    return [data] if isinstance(data, str) else []


_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _workbook(content):
    said = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            root = ET.fromstring(archive.read(name))
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert not tags & {"f", "hyperlink", "externalBook", "oleObject"}, name
            if name == "xl/sharedStrings.xml":
                said += ["".join(item.itertext()) for item in root]
            said += ["".join(item.itertext()) for item in root.iter(f"{_X}is")]
    return "\n".join(_unescaped(text) for text in said)


def _unescaped(text):
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _document(content):
    said = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            root = ET.fromstring(archive.read(name))
            if name.endswith(".rels"):
                outside = [r.get("Target") for r in root if r.get("TargetMode") == "External"]
                assert [url for url in outside if not url.startswith("http://testserver/")] == []
            if name == "word/document.xml":
                assert {e.tag for e in root.iter()}.isdisjoint({f"{_W}instrText", f"{_W}fldSimple", f"{_W}object"})
                assert [e.attrib for e in root.iter(f"{_W}br") if e.attrib] == []  # a new line, never a new page
                said = ["".join(t.text or "" for t in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p")]
    return "\n".join(said)


def _pdf(content):
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(plain := io.BytesIO(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"/StructTreeRoot" in plain.getvalue(), "packed, nothing could be found in it"
    assert b"/JavaScript" not in plain.getvalue()
    assert b"/Launch" not in plain.getvalue()
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def _archive(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [(mimetypes.guess_type(name)[0] or "text/plain", archive.read(name)) for name in archive.namelist()]
    return "\n".join(read(*file) for file in files)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_READERS = {
    "text/html": _page,
    "application/atom+xml": _xml,
    "application/xml": _xml,
    "text/calendar": _calendar,
    "text/csv": _csv,
    "application/json": _json,
    f"{_OFFICE}.spreadsheetml": _workbook,
    f"{_OFFICE}.wordprocessingml": _document,
    "application/pdf": _pdf,
    "application/zip": _archive,
}
