"""A file as an answer: what the browser is told of it."""

import pytest

from formats.attachments import MEDIA_TYPES, file_response
from formats.rendering import PAPER_FORMATS, TABLE_FORMATS

OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("docx", f"{OFFICE}.wordprocessingml.document"),
        ("ics", "text/calendar; charset=utf-8"),
        ("json", "application/json"),
        ("pdf", "application/pdf"),
        ("xlsx", f"{OFFICE}.spreadsheetml.sheet"),
        ("zip", "application/zip"),
        ("DOCX", f"{OFFICE}.wordprocessingml.document"),
        ("html", "application/octet-stream"),
    ],
)
def test_the_browser_is_told_what_it_gets(extension, content_type):
    answer = file_response(b"x", f"lokality-2016-08-30.{extension}")
    assert answer.content == b"x"
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"] == f'attachment; filename="lokality-2016-08-30.{extension}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer


def test_every_format_that_is_written_has_its_type():
    assert {*PAPER_FORMATS, *TABLE_FORMATS} <= MEDIA_TYPES.keys()


def test_what_is_subscribed_to_is_not_saved():
    assert file_response(b"", "zasedani.ics", inline=True)["Content-Disposition"] == 'inline; filename="zasedani.ics"'


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("zprávy o obcích", "filename*=utf-8''zpr%C3%A1vy%20o%20obc%C3%ADch.csv"),
        ('a"b\r\nSet-Cookie: x', 'filename="a-b Set-Cookie- x.csv"'),
        ("../../etc/passwd", 'filename="-..-etc-passwd.csv"'),
        ("", 'filename="soubor.csv"'),
    ],
)
def test_the_name_of_the_file_is_only_a_name(name, told):
    assert file_response(b"", f"{name}.csv")["Content-Disposition"] == f"attachment; {told}"


@pytest.mark.parametrize(
    ("name", "told"), [("dopis", "dopis"), ("dopis.a/b", "dopis.a-b"), (".docx", "soubor.docx"), ("", "soubor")]
)
def test_a_name_need_not_have_an_extension_and_hides_no_path_in_it(name, told):
    assert file_response(b"", name)["Content-Disposition"] == f'attachment; filename="{told}"'
