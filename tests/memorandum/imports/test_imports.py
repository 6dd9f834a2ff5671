"""Tables from Excel through the admin: previewed, written all or nothing, written once."""

import datetime

import pytest
from django.contrib.auth.models import Group, User

from evidence.history import events
from evidence.models import File, Import, ImportFile, Source
from funding.models import Amount
from localities.models import Locality, Municipality, Plan, PlanChange, Scope, SupportChange
from memorandum.imports.kinds import KINDS
from tests import builders as b
from tests.memorandum.imports.tables import bring, csv, perform, xlsx

pytestmark = pytest.mark.django_db

HEAD = ("Lokalita", "Druh podpory", "Od kdy", "Zdroj", "Pasáž")


def text(response):
    return response.content.decode().replace("\xa0", " ")


@pytest.fixture
def place():
    return b.locality("Lhota", slug="lhota")


@pytest.fixture
def report():
    return b.source(key="zprava", title="Zpráva o Lhotě", issued_on=datetime.date(2016, 8, 30))


@pytest.fixture
def intensive():
    return b.kind("intensive", name="intenzivní podpora")


@pytest.fixture
def world(place, report, intensive):
    return place


@pytest.fixture
def editor(client):
    user = User.objects.create_user("editorka", is_staff=True, first_name="Eva", last_name="Vymyšlená")
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user)
    client.user = user
    return client


def support(*rows, head=HEAD):
    return "podpora.xlsx", xlsx(head, *rows)


ROW = ("Lhota", "intenzivní podpora", "podzim 2015", "Zpráva o Lhotě", "slova zdroje")


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
    rows = [
        ("Horní Dolní", *ROW[1:]),
        ("Nová Ves", *ROW[1:]),
        ("Lhota", "pomoc", *ROW[2:]),
    ]
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


# --- Every kind --------------------------------------------------------------------------------------------------


def test_each_kind_is_taken_in(world, editor, report):
    b.municipality("Lhota", code="900900")
    plan = Plan.objects.create(key="plan", locality=world, kind="spsz", title="Plán Lhoty")
    tables = {
        "obce": [
            ("Kód obce", "Název", "Postavení", "Okres", "ORP", "IČO"),
            (900901, "Ves", "město", "O", "P", 673439),
        ],
        "lokality": [("Název", "Druh"), ("Velká Ves", "mikroregion")],
        "clenstvi": [("Lokalita", "Obec", "Od kdy", "Zdroj"), ("Lhota", 900900, 2014, "zprava")],
        "plany": [("Lokalita", "Druh", "Název", "Období od", "Období do"), ("Lhota", "spsz", "Nový plán", 2016, 2018)],
        "zmeny-planu": [
            ("Plán", "Stav", "Od kdy", "Zdroj"),
            ("Plán Lhoty", "schválen", "nejpozději 30. 8. 2016", "zprava"),
        ],
        "castky": [
            ("Lokalita", "Plán", "Druh částky", "Částka v Kč", "Od kdy", "Zdroj"),
            ("Lhota", "plan", "alokace", "77 839 844,- Kč", "nejpozději 30. 8. 2016", "zprava"),
        ],
        "zdroje": [("Druh", "Název", "Číslo", "Datum"), ("usnesení", "Usnesení o Lhotě", "12/16", "1. 2. 2016")],
        "podpora": [HEAD, ROW],
    }
    assert tables.keys() == KINDS.keys()
    for kind, rows in tables.items():
        seen = bring(editor, kind, (f"{kind}.xlsx", xlsx(*rows)))
        assert "1 nový řádek" in text(seen), kind
        assert "Import je proveden" in text(perform(editor, seen)), kind
    assert Municipality.objects.get(pk="900901").ico == "00673439"
    assert not Locality.objects.get(slug="velka-ves").is_public
    assert Plan.objects.exclude(pk=plan.pk).get().key == "lhota-spsz-2016"
    assert PlanChange.objects.get().precision == "no_later"
    assert Amount.objects.get().amount == 77839844
    assert Source.objects.get(number="12/16").is_public, "as a source entered by hand"


def test_an_empty_cell_changes_nothing(editor):
    town = b.municipality("Lhota", code="900900", ico="00000001")
    seen = bring(editor, "obce", ("obce.xlsx", xlsx(("Kód obce", "Název", "IČO"), ("900900", None, None))))
    assert "není co zapsat" in text(seen)
    town.refresh_from_db()
    assert (town.name, town.ico) == ("Lhota", "00000001")


def test_a_new_record_needs_what_the_record_needs(editor):
    seen = text(bring(editor, "obce", ("obce.csv", csv(("Kód obce", "Název"), ("900900", "Lhota")))))
    assert "Nový záznam bez této hodnoty zapsat nelze" in seen
    for heading in ("Postavení", "Okres", "ORP"):
        assert f"({heading})" in seen


def test_the_plan_must_be_of_the_locality(world, editor):
    other = b.locality("Ves", slug="ves")
    Plan.objects.create(key="plan", locality=other, kind="spsz", title="Plán Vsi")
    head = ("Lokalita", "Plán", "Druh částky", "Částka", "Od kdy", "Zdroj")
    row = ("Lhota", "Plán Vsi", "alokace", "1000", "2016", "zprava")
    assert "Dokument patří jiné lokalitě" in text(bring(editor, "castky", ("c.csv", csv(head, row))))


@pytest.mark.parametrize("amount", ["-5", "0", "１０００", "١٠٠٠", "1.234", "tisíc", "1e9", "∞", "NaN", "=1+1"])
def test_odd_amounts_are_refused(world, editor, amount):
    head = ("Lokalita", "Druh částky", "Částka", "Od kdy", "Zdroj")
    seen = bring(editor, "castky", ("c.csv", csv(head, ("Lhota", "alokace", amount, "2016", "zprava"))))
    assert "1 chybný" in text(seen)
    assert "apply-form" not in text(seen)


@pytest.mark.parametrize(
    "amount",
    [
        "77839844",
        "77 839 844",
        "77\xa0839\xa0844",
        "77\u202f839\u202f844",
        "77 839 844,- Kč",
        "77.839.844",
        77839844.0,
    ],
)
def test_amounts_as_people_write_them(world, editor, amount):
    head = ("Lokalita", "Druh částky", "Částka", "Od kdy", "Zdroj")
    perform(editor, bring(editor, "castky", ("c.xlsx", xlsx(head, ("Lhota", "alokace", amount, "2016", "zprava")))))
    assert Amount.objects.get().amount == 77839844


@pytest.mark.parametrize("when", ["1. 1. 1900", "31. 12. 9999", "30. 2. 2016", datetime.date(9999, 12, 31), 1, "0"])
def test_impossible_days_are_refused(world, editor, when):
    assert "1 chybný" in text(bring(editor, "podpora", support((*ROW[:2], when, *ROW[3:]))))


# --- How files are written ---------------------------------------------------------------------------------------


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
    chosen = {"action": "read", "encoding": "utf-8", "delimiter": "carka"}
    wrong = editor.post(seen.wsgi_request.path, chosen, follow=True)
    assert "Soubor není v kódování UTF-8: nejde přečíst řádek 1" in text(wrong)
    right = editor.post(seen.wsgi_request.path, {"action": "read"}, follow=True)
    assert "1 nový řádek" in text(right)


def test_the_sheet_may_be_chosen(world, editor):
    two = xlsx(HEAD, ROW, sheet="První", Druhý=[HEAD, ROW, (*ROW[:2], "2014", *ROW[3:])])
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


# --- Who may -----------------------------------------------------------------------------------------------------


@pytest.fixture
def limited(editor, world):
    scope = Scope.objects.create(user=editor.user)
    scope.localities.add(world)
    return editor


def test_rows_out_of_reach_are_wrong_and_tell_nothing(limited):
    b.locality("Tajná Lhota", slug="tajna")
    rows = [ROW, ("Tajná Lhota", *ROW[1:]), ("Není Nikde", *ROW[1:])]
    seen = text(bring(limited, "podpora", support(*rows)))
    assert "Lokalita „Tajná Lhota“ v evidenci není, nebo k ní nemáte přístup." in seen
    assert "Lokalita „Není Nikde“ v evidenci není, nebo k ní nemáte přístup." in seen
    assert "2 chybné" in seen


def test_a_limited_editor_can_neither_change_nor_make_other_localities(limited):
    b.locality("Tajná Lhota", slug="tajna")
    rows = [
        ("Adresa", "Název", "Druh"),
        ("tajna", "Jméno", "obec"),
        ("nikde", "Jiné", "obec"),
        ("lhota", "Lhůta", "obec"),
    ]
    seen = text(bring(limited, "lokality", ("l.xlsx", xlsx(*rows))))
    assert seen.count("v evidenci není, nebo k tomu nemáte přístup.") == 2
    assert "1 změněný" in seen


def test_the_scope_is_asked_again_when_it_is_written(limited, world):
    seen = bring(limited, "podpora", support(ROW))
    limited.user.scope.localities.clear()
    perform(limited, seen)
    assert not SupportChange.objects.exists()


def test_a_plan_of_another_locality_cannot_be_taken_over(limited):
    other = b.locality("Tajná Lhota", slug="tajna")
    Plan.objects.create(key="tajny", locality=other, kind="spsz", title="Tajný plán")
    head = ("Klíč", "Lokalita", "Druh", "Název")
    seen = bring(limited, "plany", ("p.xlsx", xlsx(head, ("tajny", "Lhota", "spsz", "Můj plán"))))
    assert "apply-form" not in text(seen)
    assert Plan.objects.get().locality == other


def test_readers_are_refused(client, world):
    reader = User.objects.create_user("ctenarka", is_staff=True)
    reader.groups.add(Group.objects.get(name="čtenář"))
    client.force_login(reader)
    assert client.get("/sprava/import/").status_code == 403
    assert bring(client, "podpora", support(ROW)).status_code == 403
    assert client.get("/sprava/import/vzor/podpora.xlsx").status_code == 403
    assert client.get("/sprava/tabulka/podpora.xlsx").status_code == 200, "what may be seen may be taken away"


def test_an_import_of_somebody_else_is_not_there(world, editor, admin_client):
    seen = bring(admin_client, "podpora", support(ROW))
    path = seen.wsgi_request.path
    assert editor.get(path).status_code == 404
    assert editor.get(f"{path}chyby.csv").status_code == 404
    assert editor.post(path, {"action": "apply"}).status_code == 404


def test_strangers_are_sent_to_log_in(client):
    for path in (
        "/sprava/import/",
        "/sprava/import/vzor/obce.xlsx",
        "/sprava/tabulka/obce.xlsx",
        "/sprava/import/abc/",
    ):
        assert client.get(path).status_code == 302


# --- What is kept ------------------------------------------------------------------------------------------------


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


# --- Taking away -------------------------------------------------------------------------------------------------


def test_the_list_is_taken_away_as_it_is_filtered(world, editor):
    other = b.locality("Ves", slug="ves")
    b.support(world, "intensive", datetime.date(2014, 1, 1), datetime.date(2014, 1, 1))
    b.support(other, "remote", datetime.date(2014, 1, 1), datetime.date(2014, 1, 1))
    page = editor.get("/sprava/localities/supportchange/?kind__id__exact=" + str(b.kind("remote").pk))
    assert "/sprava/tabulka/podpora.xlsx?kind__id__exact=" in page.content.decode()
    content = editor.get(f"/sprava/tabulka/podpora.xlsx?kind__id__exact={b.kind('remote').pk}").content
    assert "1 beze změny" in text(bring(editor, "podpora", ("podpora.xlsx", content)))


def test_what_is_taken_away_stays_within_the_scope(limited, world):
    other = b.locality("Ves", slug="ves")
    for each in (world, other):
        b.support(each, "intensive", datetime.date(2014, 1, 1), datetime.date(2014, 1, 1))
    content = limited.get("/sprava/tabulka/podpora.xlsx").content
    assert "1 beze změny" in text(bring(limited, "podpora", ("podpora.xlsx", content)))


def test_formulas_are_taken_away_as_text(editor):
    b.source(key="zly", title="=1+1", note="@SUM(A1)")
    content = editor.get("/sprava/tabulka/zdroje.xlsx").content
    assert b"<f>" not in content
    assert "1 beze změny" in text(bring(editor, "zdroje", ("zdroje.xlsx", content)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_an_empty_table(world, editor, kind):
    content = editor.get(f"/sprava/import/vzor/{kind}.xlsx").content
    assert content.startswith(b"PK")
    assert "Pod záhlavím není žádný vyplněný řádek" in text(bring(editor, kind, ("vzor.xlsx", content)))


def test_a_table_that_does_not_exist_is_not_found(editor):
    assert editor.get("/sprava/tabulka/nic.xlsx").status_code == 404
    assert editor.get("/sprava/import/vzor/nic.xlsx").status_code == 404
