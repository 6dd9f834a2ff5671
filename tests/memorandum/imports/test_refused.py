"""Refusals of imports that people rarely come to: each is reached here, so that none can go silently."""

import io
import zipfile
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.utils import timezone

from evidence import actions as evidence_actions
from evidence.doubts import Doubt
from evidence.models import Import
from formats import spreadsheet, spreadsheet_process, workbook_safety
from formats.refusals import WrongFile
from localities.models import SupportChange
from memorandum.imports import actions, doubting, gathered, official, values
from memorandum.imports.progress import finished
from memorandum.staff import uploads
from tests import builders as b
from tests.forms import filled
from tests.memorandum.imports.tables import HEAD, ROW, bring, csv, perform, support, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([], "Vyberte soubor."),
        ([(f"{number}.csv", b"a") for number in range(gathered.MOST_FILES + 1)], "Najednou lze vložit nejvýše"),
        ([("a.csv", b"a" * 6 * 2**20), ("b.csv", b"b" * 6 * 2**20)], "dohromady víc než 10 MB"),
    ],
)
def test_files_are_counted_and_weighed_before_any_is_read(files, says):
    with pytest.raises(WrongFile, match=says):
        gathered.check_size(files)


def test_an_upload_that_grows_too_large_is_cut_off_while_it_comes(monkeypatch):
    """Not after it has filled the disk."""
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    request = SimpleNamespace(META={})
    quota = uploads.Quota(request)
    assert quota.receive_data_chunk(b"0123456789", 0) == b"0123456789"
    with pytest.raises(StopUpload):
        quota.receive_data_chunk(b"0", 10)
    assert uploads.TOO_LARGE in request.META


def test_rows_of_several_files_are_counted_together(world, editor, monkeypatch):
    monkeypatch.setattr(gathered, "MOST_ROWS", 2)
    assert "Tabulky mají dohromady víc" in text(bring(editor, "podpora", support(ROW, ROW), support(ROW, ROW)))


def test_a_source_is_of_no_day_at_the_latest(world, editor):
    table = csv(("Klíč", "Druh", "Název", "Datum"), ("nova", "zpráva", "Nová zpráva", "nejpozději 1. 5. 2020"))
    assert "Datum zdroje nemůže být „nejpozději“." in text(bring(editor, "zdroje", ("zdroje.csv", table)))


def test_a_point_that_may_part_thousands_is_asked_about():
    for written in ("1.234", "-1.234"):
        with pytest.raises(values.WrongCell, match="není jasné, zda tečka odděluje tisíce"):
            values.number(written)
    assert values.number("1.2345") == Decimal("1.2345")


@pytest.mark.parametrize(
    ("read", "written", "says"),
    [
        (values.whole, "1,5", "není celé číslo"),
        (values.point, "50 stupňů", "není souřadnice ve stupních"),
        (values.yes, "možná", "není ani „ano“, ani „ne“"),
        (values.slug, "Horní Lhota", "nemůže být v adrese"),
        (values.day, "srpen 2016", "není celý den"),
    ],
)
def test_a_cell_that_says_something_else_is_told_so(read, written, says):
    with pytest.raises(values.WrongCell, match=says):
        read(written)


def test_a_file_too_large_is_not_read_at_all(monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_BYTES", 10)
    monkeypatch.setattr(spreadsheet, "_read_apart", lambda *told: pytest.fail("it was read"))
    with pytest.raises(WrongFile, match="větší než 10 MB"):
        spreadsheet.read("a.csv", b"a" * 11)


def test_cells_and_their_text_are_counted_as_they_are_read(monkeypatch):
    """In the process that reads them; whole files of that size take it to the end of its memory before."""
    monkeypatch.setattr(spreadsheet_process, "MOST_CELLS", 100)
    counts = spreadsheet_process._Counts()
    counts.area("List1", 10, 10)
    with pytest.raises(WrongFile, match="příliš mnoho buněk"):
        counts.area("List2", 1, 1)
    monkeypatch.setattr(spreadsheet_process, "MOST_TEXT", 10)
    assert counts.cell("List1", 1, "deset slov") == "deset slov"
    for words in ("a", "a" * (spreadsheet_process.LONGEST_CELL + 1)):
        with pytest.raises(WrongFile, match="řádek 7: text je příliš dlouhý"):
            counts.cell("List1", 7, words)


def test_a_binary_workbook_is_called_by_its_name():
    """Not „an archive that is no workbook“."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("xl/workbook.bin", b"")
    with pytest.raises(WrongFile, match=r"Binární sešit \.xlsb neumíme"):
        workbook_safety.check(content.getvalue())


def test_what_somebody_may_not_bring_has_no_page(world, editor):
    """Whoever knows the address of an import that they brought when their role allowed it."""
    seen = bring(editor, "podpora", support(ROW)).wsgi_request.path
    template = "/sprava/import/vzor/podpora.xlsx"
    assert [editor.get(path).status_code for path in (seen, template)] == [200, 200]
    editor.user.groups.clear()
    editor.user.user_permissions.add(Permission.objects.get(codename="add_source"))
    assert [editor.get(path).status_code for path in (seen, template, "/sprava/import/")] == [403, 403, 200]
    name, content = support(ROW)
    sent = {"kind": "podpora", "files": SimpleUploadedFile(name, content)}
    assert editor.post("/sprava/import/", sent).status_code == 403


# --- Who was faster ----------------------------------------------------------------------------------------------


def applied(editor, seen, told=None):
    """Press „Provést“ of that page, by hand; ``told`` instead of the digest that it has."""
    shown = Import.objects.get()
    digest = told or filled(seen, "apply-form")["digest"]
    return finished(actions.apply(imported=shown, digest=digest, by=editor.user))


def test_what_another_press_has_done_meanwhile_is_not_done_again(world, editor, monkeypatch):
    """Both looked before either held the rows."""
    seen = bring(editor, "podpora", support(ROW))
    hold = actions._hold

    def held_late(*told):
        Import.objects.update(applied_at=timezone.now())
        hold(*told)

    monkeypatch.setattr(actions, "_hold", held_late)
    with pytest.raises(actions.ImportRefused, match="už je proveden"):
        applied(editor, seen)
    assert not SupportChange.objects.exists()


def test_a_preview_without_anything_to_write_or_with_mistakes_is_not_done(world, editor):
    wrong = (*ROW[:2], "až naprší", *ROW[3:])
    for rows, says in (((ROW, wrong), "V souboru jsou chyby"), ((ROW,), "Není co zapsat")):
        seen = bring(editor, "podpora", support(*rows))
        if rows == (ROW,):
            perform(editor, seen)
            seen = bring(editor, "podpora", support(ROW))
        shown = Import.objects.order_by("-pk")[0]
        with pytest.raises(actions.ImportRefused, match=says):
            finished(actions.apply(imported=shown, digest=actions.seen(shown)["digest"], by=editor.user))


def test_what_somebody_corrected_after_the_rows_were_compared_is_not_corrected_again(world, editor, monkeypatch):
    held = b.support(world, "remote", b.D(2015, 9, 1), b.D(2015, 9, 1), precision="season")
    wrong = support((*ROW, Doubt.WRONG.label), head=(*HEAD, "Dosavadní údaj"))
    seen = bring(editor, "podpora", wrong)
    lock = doubting._lock

    def locked_late(*told):
        evidence_actions.strike_out(entry=held, reason="omyl", by=editor.user)
        lock(*told)

    monkeypatch.setattr(doubting, "_lock", locked_late)
    with pytest.raises(actions.ImportRefused, match="mezitím někdo opravil nebo vyškrtl"):
        applied(editor, seen)


# --- Official lists ----------------------------------------------------------------------------------------------


def test_lists_without_municipalities_tell_of_none(db):
    districts = csv(("KOD", "NAZEV", "VUSC_KOD", "NUTS_LAU", "PLATI_DO"), ("20", "Okres", "78", "CZ", ""))
    with pytest.raises(WrongFile, match="Chybí seznam obcí"):
        official.together([spreadsheet.read("UI_OKRES.csv", districts)])


def test_a_list_of_the_whole_country_is_narrowed_first(db, monkeypatch):
    monkeypatch.setattr(official, "_MANY", 1)
    head = ("KOD", "NAZEV", "STATUS_KOD", "POU_KOD", "OKRES_KOD", "PLATI_OD", "PLATI_DO", "DATUM_VZNIKU")
    towns = csv(head, *((f"90000{n}", f"Lhota {n}", "2", "10", "20", "", "", "") for n in (1, 2)))
    with pytest.raises(WrongFile, match="z celé republiky"):
        official.together([spreadsheet.read("UI_OBEC.csv", towns)])
