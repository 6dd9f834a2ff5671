"""Files that are handed in to be read; hostile ones are refused and nothing is stored."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evidence.models import Source
from funding.models import Amount
from memorandum.reading import text as reading_text
from tests.memorandum.reading.world import START, said, word


def test_a_word_document_is_read_with_its_lists_and_tables():
    content = word("Alokace:", table=[("Dolní Lhota", "-", "5 000 000,- Kč")], bullets=["první", "druhý"])
    text = reading_text.of_file(content)
    assert "Dolní Lhota\t-\t5 000 000,- Kč" in text
    assert "• první" in text
    assert said(text, Amount) == ["Dolní Lhota: alokace 5 000 000,- Kč"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_a_plain_text_is_read_in_the_encodings_of_this_country(encoding):
    text = "Dolní Lhota: žluťoučký kůň\r\n"
    assert reading_text.of_file(text.encode(encoding)) == text


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 200_000_000)
    return stream.getvalue()


HOSTILE = {
    "nothing": b"",
    "only spaces": b" \n\t",
    "NULs": b"Lhota\x00\x00 (od 2014)",
    "PDF": b"%PDF-1.7 ...",
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100,
    "RTF": b"{\\rtf1 Lhota}",
    "broken zip": b"PK\x03\x04 nic",
    "zip that is no document": lambda: _zip({"a.txt": b"Lhota"}),
    "bomb": bomb,
    "entities": lambda: _zip(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]><a>&b;</a>',
        }
    ),
    "too long": b"a" * 1_000_001,
    "too large": b"PK" + b"\0" * 11 * 2**20,
    "no encoding": b"\x81\x83\x88\x90\x98",
}


def _zip(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_czech_and_nothing_is_stored(admin_client, name):
    content = HOSTILE[name]() if callable(HOSTILE[name]) else HOSTILE[name]
    upload = SimpleUploadedFile("listina.docx", content)
    response = admin_client.post(START, {"title": "Listina", "kind": "paper", "upload": upload})
    assert response.status_code == 200
    assert 'class="errorlist' in response.content.decode()
    assert not Source.objects.exists()


def test_a_file_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(reading_text, "MOST_BYTES", 2**20)
    with pytest.raises(reading_text.NoText, match="větší než 1 MB"):
        reading_text.of_file(b"Lhota " * 2**18)


def test_a_text_and_a_file_at_once_are_not_guessed_between(admin_client, db):
    both = {"title": "Zpráva", "kind": "report", "text": "Lhota", "upload": SimpleUploadedFile("a.txt", b"Lhota")}
    answer = admin_client.post(START, both)
    assert "obojí najednou nejde" in answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    assert not Source.objects.exists()
