"""Tables from Excel through the admin: previewed, written all or nothing, written once."""

import datetime

import pytest

from evidence.history import events
from evidence.models import File, Import, ImportFile
from localities.models import Municipality, SupportChange
from tests import builders as b
from tests.memorandum.imports.tables import ROW, bring, csv, perform, support, text

pytestmark = pytest.mark.django_db


def test_a_table_is_previewed_and_only_then_written(world, editor):
    seen = bring(editor, "podpora", support(ROW))
    assert "1 nový řádek" in text(seen)
    assert "Lhota · intenzivní podpora" in text(seen)
    assert not SupportChange.objects.exists()
    done = perform(editor, seen)
    assert "Import je proveden" in text(done)
    change = SupportChange.objects.get()
    assert (change.locality, change.kind.code, change.source.key) == (world, "intensive", "zprava")
    assert (change.effective_on, change.precision) == (datetime.date(2015, 9, 1), "season")
    assert change.known_on == datetime.date(2016, 8, 30), "known since its source is dated"
    assert change.passage == "slova zdroje"


def test_the_same_file_again_changes_nothing(world, editor):
    perform(editor, bring(editor, "podpora", support(ROW)))
    again = bring(editor, "podpora", support(ROW))
    assert "není co zapsat" in text(again)
    assert "apply-form" not in text(again)
    assert SupportChange.objects.count() == 1


def test_what_was_imported_is_kept_with_who_and_when(world, editor):
    name, content = support(ROW)
    perform(editor, bring(editor, "podpora", (name, content)))
    imported = Import.objects.get()
    assert (imported.by.username, imported.added, imported.same) == ("editorka", 1, 0)
    assert bytes(imported.files.get().file.content) == content
    assert imported.files.get().content is None
    event = events(SupportChange).get()
    assert event.context["user"] == editor.user.pk
    assert event.context["import"] == imported.token


def test_a_file_is_kept_once_however_often_it_is_imported(world, editor):
    file = support(ROW)
    perform(editor, bring(editor, "podpora", file))
    SupportChange.objects.all().delete()
    perform(editor, bring(editor, "podpora", file))
    assert SupportChange.objects.count() == 1
    assert File.objects.count() == 1
    assert Import.objects.count() == 2


def test_one_wrong_row_keeps_all_out_and_is_told_by_sheet_row_and_column(world, editor):
    wrong = ("Lhota", "intenzivní podpora", "až naprší", "Zpráva o Lhotě", "")
    seen = bring(editor, "podpora", support(ROW, wrong))
    assert "není den, kterému rozumíme" in text(seen)
    assert "<td>3</td>" in text(seen)
    assert "C (Od kdy)" in text(seen)
    assert "apply-form" not in text(seen)
    shown = Import.objects.get()
    answer = editor.post(f"/sprava/import/{shown.token}/", {"action": "apply", "digest": "0" * 64}, follow=True)
    assert "Nic se nezapsalo" in text(answer)
    assert not SupportChange.objects.exists()
    table = editor.get(f"/sprava/import/{shown.token}/chyby.csv").content.decode("utf-8-sig")
    assert "podpora.xlsx;List1;3;C;Od kdy;" in table


def test_a_digest_that_nobody_was_shown_does_nothing(world, editor):
    seen = bring(editor, "podpora", support(ROW))
    editor.post(seen.wsgi_request.path, {"action": "apply", "digest": "0" * 64}, follow=True)
    assert not SupportChange.objects.exists()


def test_unknown_and_ambiguous_names_are_told(world, editor):
    b.source(key="zprava-2", title="Zpráva o Lhotě")
    b.locality("Nová Ves", slug="nova-ves-1")
    b.locality("Nová Ves", slug="nova-ves-2")
    rows = [("Horní Dolní", *ROW[1:]), ("Nová Ves", *ROW[1:]), ("Lhota", "pomoc", *ROW[2:])]
    seen = text(bring(editor, "podpora", support(*rows)))
    assert "Lokalita „Horní Dolní“ v evidenci není" in seen
    assert "„Nová Ves“ je v evidenci víckrát (2×)" in seen
    assert "Druh podpory „pomoc“ v evidenci není" in seen
    assert "„Zpráva o Lhotě“ je v evidenci víckrát (2×). Uveďte místo názvu klíč zdroje." in seen


@pytest.mark.parametrize("name", ["lhota", "LHOTA", "Lhotka pod lesem", " Lhota\xa0"])
def test_a_locality_may_be_called_as_people_call_it(world, editor, report, name):
    world.aliases.create(name="Lhotka pod lesem", source=report)
    assert "1 nový řádek" in text(bring(editor, "podpora", support((name, *ROW[1:]))))


def test_a_passage_that_the_source_does_not_have_is_refused_in_the_preview(world, editor, report):
    report.text = "Docela jiná slova."
    report.save()
    seen = text(bring(editor, "podpora", support(ROW, ("Lhota", ROW[1], "2014", ROW[3], "jiná slova"))))
    assert "Tato slova v textu zdroje nejsou" in seen
    assert "1 nový řádek" in seen
    assert "1 chybný" in seen


def test_a_fact_is_never_changed_by_a_file(world, editor):
    perform(editor, bring(editor, "podpora", support(ROW)))
    seen = bring(editor, "podpora", support((*ROW[:4], "opravená slova")))
    assert "liší se „Pasáž“. Import zapsané údaje nemění." in text(seen)
    assert "není co zapsat" in text(seen)
    assert SupportChange.objects.get().passage == "slova zdroje"


def test_another_fact_of_the_same_day_is_announced(world, editor):
    b.kind("ended", name="ukončena")
    perform(editor, bring(editor, "podpora", support(ROW)))
    seen = bring(editor, "podpora", support(("Lhota", "ukončena", *ROW[2:])))
    assert "K témuž dni už v evidenci jiný údaj je" in text(seen)
    perform(editor, seen)
    assert SupportChange.objects.count() == 2


def test_the_same_new_row_twice_is_a_mistake(world, editor):
    assert "Totéž je už na řádku 2" in text(bring(editor, "podpora", support(ROW, ROW)))


def test_who_was_faster_is_told_and_nothing_is_written(world, editor, admin_client, admin_user):
    town = b.municipality("Lhota", code="900900")
    file = "obce.csv", csv(("Kód obce", "Název"), ("900900", "Lhota nad Vodou"))
    mine, hers = bring(editor, "obce", file), bring(admin_client, "obce", file)
    assert "Lhota → Lhota nad Vodou" in text(mine)
    perform(admin_client, hers)
    answer = text(perform(editor, mine))
    assert f"mezitím změnil/a {admin_user.get_full_name() or admin_user.username}" in answer
    assert "není co zapsat" in answer, "the new preview is shown"
    town.refresh_from_db()
    assert town.name == "Lhota nad Vodou"
    assert events(Municipality).filter(record=town.pk).count() == 2


def test_two_imports_of_one_file_write_once(world, editor, admin_client):
    mine, hers = bring(editor, "podpora", support(ROW)), bring(admin_client, "podpora", support(ROW))
    perform(admin_client, hers)
    assert "Nic se nezapsalo" in text(perform(editor, mine))
    assert SupportChange.objects.count() == 1


def test_a_second_press_of_the_button_does_nothing(world, editor):
    seen = bring(editor, "podpora", support(ROW))
    perform(editor, seen)
    assert "už je proveden" in text(perform(editor, seen))
    assert SupportChange.objects.count() == 1


def test_files_that_were_not_imported_are_dropped(world, editor):
    seen = bring(editor, "podpora", support(ROW))
    editor.post(seen.wsgi_request.path, {"action": "drop"}, follow=True)
    assert not ImportFile.objects.exists()
    bring(editor, "podpora", support(ROW))
    Import.objects.update(made_at="2020-01-01T00:00Z")
    bring(editor, "podpora", support(ROW))
    assert Import.objects.count() == ImportFile.objects.count() == 1


def test_too_large_a_file_is_refused_before_it_is_kept(world, editor):
    answer = bring(editor, "podpora", ("podpora.csv", b"a;b\n" * 3_000_000))
    assert answer.status_code == 422
    assert "víc než 10 MB" in text(answer)
    assert not Import.objects.exists()
