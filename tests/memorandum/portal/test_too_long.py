"""A list too long for a kind of file: its page says so, and whoever asks all the same is told where to go."""

import pytest

from evidence.models import Source
from formats import limits, xlsx
from memorandum.portal.lists import LISTS
from tests import canaries
from tests.memorandum.portal.test_exports import many_sources


@pytest.fixture
def short(monkeypatch):
    """A document of sources may have a hundred rows, a workbook fifty."""
    monkeypatch.setattr(limits, "MOST_CELLS_OF_DOCUMENT", 7 * 100)
    monkeypatch.setattr(xlsx, "MOST_ROWS_OF_WORKBOOK", 150)
    monkeypatch.setattr(xlsx, "_LOOKED_AT", 20)


def page(client, path):
    response = client.get(path)
    return response.status_code, response.content.decode().replace("&nbsp;", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("extension", "count", "sentence"),
    [
        ("docx", 101, "Tabulka v dokumentu může mít nejvýš 100 řádků, tato má víc."),
        ("pdf", 101, "Tabulka v dokumentu může mít nejvýš 100 řádků, tato má víc."),
        ("xlsx", 151, "Tabulka v sešitu pro Excel může mít nejvýš 150 řádků, tato má víc."),
    ],
)
def test_a_list_too_long_for_a_file_says_so_and_where_it_is(db, client, short, extension, count, sentence):
    many_sources(count)
    status, said = page(client, f"/zdroje/export.{extension}?druh=report")
    assert status == 422
    assert sentence in said
    assert 'href="export.csv?druh=report"' in said
    assert ('href="export.xlsx?druh=report"' in said) == (extension != "xlsx")
    assert 'href="./?druh=report"' in said
    Source.objects.get(key="mnoho-0").delete()
    assert client.get(f"/zdroje/export.{extension}", {"druh": "report"}).status_code == 200
    assert client.get("/zdroje/export.csv", {"druh": "report"}).status_code == 200


@pytest.mark.parametrize("path", ["/zdroje/", "/zmeny/", "/finance/", "/lokality/"])
def test_a_page_offers_no_document_that_is_too_long_and_says_why(db, client, monkeypatch, path):
    canaries.public_world()
    asked = f"{path}?od=1990-01-01" if path == "/zmeny/" else path
    assert f'href="{path}export.pdf' in page(client, asked)[1]
    monkeypatch.setattr(limits, "MOST_CELLS_OF_DOCUMENT", 0)
    _, said = page(client, asked)
    assert f'href="{path}export.pdf' not in said
    assert f'href="{path}export.docx' not in said
    assert "Dokument (DOCX, PDF) pojme nejvýš 0 řádků: zužte výběr, nebo si stáhněte tabulku." in said
    for extension in ("csv", "xlsx", "json"):
        assert f'href="{path}export.{extension}' in said


def test_a_document_of_any_list_has_room_for_several_hundred_rows():
    assert {700} <= {listed.in_document for listed in LISTS}
    assert all(700 <= listed.in_document <= 2_500 for listed in LISTS), [listed.in_document for listed in LISTS]
