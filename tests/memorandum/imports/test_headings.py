"""How files are written: encodings, sheets, headings, formulas."""

import datetime

import pytest

from localities.models import SupportChange
from tests import builders as b
from tests.memorandum.imports.tables import HEAD, ROW, bring, csv, perform, support, text, xlsx

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16", "utf-16-le", "iso8859-2", "cp852"])
def test_encodings_and_delimiters_are_recognised(world, editor, encoding, delimiter):
    content = csv(HEAD, ROW, delimiter=delimiter, encoding=encoding)
    seen = bring(editor, "podpora", ("podpora.csv", content))
    assert "1 nový řádek" in text(seen)
    perform(editor, seen)
    assert SupportChange.objects.get().locality == world


def test_another_encoding_and_delimiter_may_be_chosen(world, editor):
    seen = bring(editor, "podpora", ("podpora.csv", csv(HEAD, ROW, encoding="cp1250")))
    assert "Kódování windows-1250" in text(seen)
    chosen = {"action": "read", "encoding": "utf-8", "delimiter": ","}
    wrong = editor.post(seen.wsgi_request.path, chosen, follow=True)
    assert "Soubor není v kódování UTF-8: nejde přečíst řádek 1" in text(wrong)
    right = editor.post(seen.wsgi_request.path, {"action": "read"}, follow=True)
    assert "1 nový řádek" in text(right)


def test_the_sheet_may_be_chosen(world, editor):
    b.locality("Lhotka")
    two = xlsx(HEAD, ROW, sheet="První", Druhý=[HEAD, ROW, ("Lhotka", *ROW[1:])])
    seen = bring(editor, "podpora", ("podpora.xlsx", two))
    assert "List „První“" in text(seen)
    assert "2 nové řádky" in text(
        editor.post(seen.wsgi_request.path, {"action": "read", "sheet": "Druhý"}, follow=True)
    )


def test_titles_above_the_heading_and_empty_rows_are_passed_over(world, editor):
    rows = [("Podpora lokalit",), (), ("stav k 30. 8. 2016", None, None), HEAD, (), ROW]
    seen = bring(editor, "podpora", ("podpora.xlsx", xlsx(*rows)))
    assert "Záhlaví je na řádku 4" in text(seen)
    assert "řádek 6" in text(seen)


def test_a_table_of_another_kind_is_told_what_it_lacks(world, editor):
    seen = text(bring(editor, "castky", support(ROW)))
    assert "chybí „Druh částky“ a „Částka v Kč“" in seen


def test_a_column_nobody_knows_is_announced(world, editor):
    seen = text(bring(editor, "podpora", support((*ROW, "x"), head=(*HEAD, "Barva"))))
    assert "sloupce, které neznáme, se nečtou: „Barva“" in seen
    assert "nečte se" in seen


def test_a_heading_twice_is_refused(world, editor):
    assert "podruhé" in text(bring(editor, "podpora", support((*ROW, "2014"), head=(*HEAD, "OD KDY"))))


def test_a_number_that_excel_took_for_a_day_is_refused(editor):
    row = ("usnesení", "Usnesení", datetime.date(2016, 12, 1))
    assert "Excel tu má datum místo textu" in text(
        bring(editor, "zdroje", ("z.xlsx", xlsx(("Druh", "Název", "Číslo"), row)))
    )


def test_the_value_of_a_formula_is_read_and_one_without_a_value_is_refused(world, editor):
    counted = (*ROW[:2], ("=", "=2010+4", 2014), *ROW[3:])
    assert "1 nový řádek" in text(bring(editor, "podpora", support(counted)))
    never = (*ROW[:2], ("=", "=2010+4", ""), *ROW[3:])
    assert "Vzorec nemá spočítanou hodnotu" in text(bring(editor, "podpora", support(never)))
    broken = (*ROW[:2], ("=", "=1/0", "#DIV/0!"), *ROW[3:])
    assert "Buňka ukazuje chybu #DIV/0!" in text(bring(editor, "podpora", support(broken)))
