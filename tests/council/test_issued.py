"""What was issued stays as it is: whoever tries to alter it is refused, or found out."""

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from psycopg.errors import RestrictViolation

from council.models import Block, IssuedPaper, LedgerEntry, Paper, PaperEntry, Session, Withdrawal
from evidence.guards import Function, Trigger
from evidence.history import values
from evidence.models import Event, File
from evidence.models.constraints import TriggerConstraint
from memorandum.guards import guards
from memorandum.papers import tables, verify
from memorandum.papers.issue import issue, withdraw
from tests.builders import D, source
from tests.issued import AT, facts, guards_off, issued_paper, paper, publisher, session, stamp

REFUSALS = ("issued_paper_is_frozen", "issued_entry_follows", "history_is_frozen")
FROZEN = [model._meta.db_table for model in verify.FROZEN]
TABLES = [*FROZEN, "evidence_event"]


@pytest.fixture
def issued(db):
    made = issued_paper()
    withdraw(issued=made, reason="Chybný název", by=made.issued_by)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else some statements would fail for another reason
    return made


def refused(statement, *parameters):
    with pytest.raises(IntegrityError, match=r"yd[aá]n|odvolat|zápis|Historii") as caught, transaction.atomic():
        statement() if callable(statement) else _run(statement, parameters)
    assert caught.value.__cause__.diag.constraint_name in REFUSALS


def _run(sql, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def problems(**options):
    return list(verify.problems(**options))


def test_nothing_is_wrong_with_what_was_issued_and_left_alone(issued):
    assert problems() == []
    out = io.StringIO()
    call_command("verify_papers", stdout=out)
    assert "V pořádku: 1 vydaná písemnost, 2 zápisy" in out.getvalue().replace("\xa0", " ")
    assert LedgerEntry.objects.head().hash in out.getvalue()


# --- Refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", verify.FROZEN, ids=lambda model: model.__name__)
def test_no_row_is_changed_or_deleted_through_the_orm(issued, model):
    stamp(issued.entry)
    row = model.objects.order_by("pk").last()
    refused(row.save)
    field = dict(zip(verify.FROZEN, ("statement", "issuer_name", "reason", "authority"), strict=True))[model]
    refused(lambda: model.objects.update(**{field: "jinak"}))
    setattr(row, field, "jinak")
    refused(lambda: model.objects.bulk_update([row], [field]))
    refused(
        lambda: model.objects.bulk_create([row], update_conflicts=True, unique_fields=["pk"], update_fields=[field])
    )
    refused(lambda: model.objects.all()._raw_delete(using="default"))
    with pytest.raises((ProtectedError, IntegrityError)):
        model.objects.all().delete()


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed_or_deleted_by_sql(issued, table):
    stamp(issued.entry)
    refused(f"UPDATE {table} SET id = id")
    refused(f"DELETE FROM {table}")
    refused(f"TRUNCATE {table} CASCADE")
    refused(f"WITH gone AS (DELETE FROM {table} RETURNING *) SELECT count(*) FROM gone")
    refused(f"MERGE INTO {table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE")


def test_switching_ordinary_triggers_off_for_the_session_does_not_help(issued):
    for sql in ("UPDATE council_issuedpaper SET day = '2016-08-31'", "DELETE FROM council_withdrawal"):
        refused(f"SET LOCAL session_replication_role = replica; {sql}")
    _run("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("table", ["council_paper", "council_session", "evidence_file", "evidence_body", "auth_user"])
def test_emptying_a_table_below_empties_nothing(issued, table):
    refused(f"TRUNCATE {table} CASCADE")


def test_the_stored_bytes_stay(issued):
    for file in issued.files.values():
        refused("UPDATE evidence_file SET content = set_byte(content, 0, 0) WHERE id = %s", file.pk)
        refused("DELETE FROM evidence_file WHERE id = %s", file.pk)
        refused(lambda file=file: File.objects.filter(pk=file.pk).update(name="jinak.docx"))
        with pytest.raises(ProtectedError):
            file.delete()


def test_a_file_that_was_not_issued_may_be_changed(issued):
    File.of("volny.txt", "text/plain", b"volny").save()
    assert File.objects.filter(name="volny.txt").update(name="jinak.txt") == 1
    assert File.objects.filter(name="jinak.txt").delete()[0] == 1


def test_what_the_paper_was_composed_from_stays(issued):
    block, entry = Block.objects.filter(paper=issued.paper).first(), PaperEntry.objects.get()
    for row in (block, entry):
        refused(row.delete)
        refused(lambda row=row: type(row).objects.filter(pk=row.pk).update(position=99))
    refused(lambda: Block.objects.create(paper=issued.paper, position=50, kind="text", text="Dodatek"))
    refused(lambda: PaperEntry.objects.create(paper=issued.paper, role="submitted", person="Jiná"))
    refused("DELETE FROM council_block")


def test_no_block_is_moved_into_or_out_of_an_issued_paper(issued):
    other = Paper.objects.create(session=issued.paper.session, subject="Jiná", addressee="Zastupitelstva")
    loose = Block.objects.create(paper=other, position=1, kind="text", text="Text")
    refused(lambda: Block.objects.filter(pk=loose.pk).update(paper=issued.paper, position=60))
    refused(lambda: Block.objects.filter(paper=issued.paper, position=1).update(paper=other, position=2))
    assert Block.objects.filter(pk=loose.pk).update(text="Jiný text") == 1


@pytest.mark.parametrize(
    "values",
    [{"subject": "Jinak"}, {"kind": "annex"}, {"addressee": "Rady"}, {"key": "jinak"}],
    ids=lambda values: next(iter(values)),
)
def test_the_paper_s_head_stays(issued, values):
    refused(lambda: Paper.objects.filter(pk=issued.paper_id).update(**values))


def test_the_paper_stays_at_its_session_and_the_session_on_its_day(issued):
    other = session(8, D(2016, 9, 27))
    refused(lambda: Paper.objects.filter(pk=issued.paper_id).update(session=other))
    mine = Session.objects.filter(pk=issued.paper.session_id)
    refused(lambda: mine.update(number=9))
    refused(lambda: mine.update(held_on=D(2016, 8, 31)))
    refused(lambda: mine.update(key="jinak"))
    refused("UPDATE council_session SET id = id + 1000")
    refused("DELETE FROM council_paper")
    assert Session.objects.filter(pk=other.pk).update(held_on=D(2016, 9, 28)) == 1


def test_the_body_of_its_session_keeps_its_name(issued):
    body = issued.paper.session.body
    refused(lambda: type(body).objects.filter(pk=body.pk).update(name="Rada"))
    assert type(body).objects.filter(pk=body.pk).update(short_name="Z") == 1
    other = type(body).objects.create(key="rada", kind="council", name="Rada")
    assert type(body).objects.filter(pk=other.pk).update(name="Rada kraje") == 1


def test_a_source_may_be_renamed_and_nothing_is_wrong(db):
    made = paper()
    quoted = source(key="zprava-z-brezna")
    Block.objects.create(paper=made, position=90, kind="text", text="Podle zprávy.", source=quoted)
    facts()
    issue(paper=made, at=AT, by=publisher())
    type(quoted).objects.filter(pk=quoted.pk).update(key="zprava-jinak")
    assert problems() == []


def test_whether_the_public_sees_it_may_still_be_decided(issued):
    assert Paper.objects.filter(pk=issued.paper_id).update(is_public=False) == 1
    assert problems() == []


def revert(row):
    """What a revert does: it writes the values of the first event into the row."""
    type(row).objects.filter(pk=row.pk).update(**values(Event.objects.of(type(row), row.pk).first()))


def test_an_old_row_of_history_is_not_put_back(issued):
    for row in (issued, issued.entry, Withdrawal.objects.get(), Block.objects.first()):
        refused(lambda row=row: revert(row))
    revert(issued.paper)
    assert problems() == [], "a revert that changes nothing is harmless"


def test_a_paper_does_not_go_back_to_what_it_was_before_it_was_issued(db):
    facts()
    made = paper(subject="Jak se to jmenovalo dřív")
    Paper.objects.filter(pk=made.pk).update(subject="O spolupráci")
    issue(paper=made, at=AT, by=publisher())
    refused(lambda: revert(made))


def test_copy_puts_in_no_entry_that_does_not_follow(issued):
    columns = "number, statement, previous_hash, hash, written_at"
    rows = [
        f"3\tzápis\t{LedgerEntry.objects.head().hash}\t{'a' * 64}\t2026-01-01",
        f"4\tzápis\t{'b' * 64}\t{LedgerEntry.hash_of('zápis')}\t2026-01-01",
    ]

    def copy(row):
        with connection.cursor() as cursor, cursor.copy(f"COPY council_ledgerentry ({columns}) FROM STDIN") as target:
            target.write(row + "\n")

    for row in rows:
        with pytest.raises(RestrictViolation, match="nenavazuje"), transaction.atomic():
            copy(row)


def test_there_is_one_issue_and_one_withdrawal_of_a_paper(issued):
    for model in (IssuedPaper, Withdrawal):
        copy = model.objects.get()
        copy.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


# --- Found out ----------------------------------------------------------------------------------------------------

ALTERED = {
    "a flipped byte of the PDF": (
        "UPDATE evidence_file SET content = set_byte(content, 9, 0) WHERE name LIKE '%.pdf'",
        "soubor PDF neodpovídá otisku",
    ),
    "other bytes with their own hash": (
        "UPDATE evidence_file SET content = 'x', sha256 = encode(sha256('x'), 'hex') WHERE name LIKE '%.docx'",
        "říká něco jiného než kniha",
    ),
    "a changed figure": (
        "UPDATE council_issuedpaper SET content = replace(content, 'Zpráva', 'Pravda')",
        "osnova a údaje neodpovídají otisku",
    ),
    "a changed day": ("UPDATE council_issuedpaper SET day = '2016-08-29'", "říká něco jiného než kniha"),
    "a changed time": (
        "UPDATE council_issuedpaper SET issued_at = issued_at - interval '1 year'",
        "čas zápisu se liší",
    ),
    "another issuer": ("UPDATE council_issuedpaper SET issuer_name = 'Nikdo'", "říká něco jiného než kniha"),
    "another day of the session": ("UPDATE council_session SET held_on = '2016-08-29'", "říká něco jiného"),
    "another name": ("UPDATE council_paper SET subject = 'Jinak'", "říká něco jiného než kniha"),
    "a milder reason": ("UPDATE council_withdrawal SET reason = 'Nic'", "říká něco jiného než kniha"),
    "another word in a block": ("UPDATE council_block SET text = 'Jinak' WHERE position = 2", "bloky nebo záhlaví"),
    "a missing block": ("DELETE FROM council_block WHERE position > 3", "bloky nebo záhlaví"),
    "another person in the head": ("UPDATE council_paperentry SET person = 'Jiná'", "bloky nebo záhlaví"),
    "no head": ("DELETE FROM council_paperentry", "bloky nebo záhlaví"),
    "another name of the body": ("UPDATE evidence_body SET name = 'Rada'", "zasedání nebo jeho orgán je jiný"),
    "a time before that of the entry before": (
        "UPDATE council_ledgerentry SET written_at = written_at - interval '1 day' WHERE number = 2",
        "starší než zápis před ním",
    ),
    "a missing withdrawal": ("DELETE FROM council_withdrawal", "záznam, o kterém vypovídá, chybí"),
    "a missing last entry": (
        "DELETE FROM council_withdrawal; DELETE FROM council_ledgerentry WHERE number = 2",
        "Chybí záznam, který historie zná",
    ),
    "a missing first entry": (
        "ALTER TABLE council_issuedpaper DROP CONSTRAINT {fk}; DELETE FROM council_ledgerentry WHERE number = 1",
        "chybí zápis 1",
    ),
    "a rewritten statement": (
        "UPDATE council_ledgerentry SET statement = replace(statement, '2016-08-30', '2016-08-29') WHERE number = 1",
        "znění neodpovídá otisku",
    ),
    "a rewritten statement with its hash": (
        """UPDATE council_ledgerentry SET statement = replace(statement, '7/2016', '8/2016') WHERE number = 1;
        UPDATE council_ledgerentry SET hash = encode(sha256(convert_to(statement, 'UTF8')), 'hex') WHERE number = 1""",
        "nenavazuje na předchozí zápis",
    ),
}


@pytest.mark.parametrize(("sql", "told"), ALTERED.values(), ids=list(ALTERED))
def test_what_was_altered_with_the_guards_off_is_told(issued, sql, told):
    with guards_off() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'council_issuedpaper'::regclass"
            " AND confrelid = 'council_ledgerentry'::regclass"
        )
        cursor.execute(sql.format(fk=cursor.fetchone()[0]))
    assert [sentence for sentence in problems() if told in sentence]
    err = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("verify_papers", stderr=err)
    assert caught.value.returncode == 1
    assert told in err.getvalue()


def test_a_chain_forged_from_its_first_entry_does_not_fit_what_later_papers_have_printed(issued):
    later = issue(paper=paper(session(8, D(2016, 9, 27)), key="dalsi"), at=AT, by=issued.issued_by)
    first, middle, last = LedgerEntry.objects.order_by("number")
    with guards_off() as cursor:
        for entry, before in ((first, first.previous_hash), (middle, None), (last, None)):
            previous = before or LedgerEntry.objects.get(number=entry.number - 1).hash
            words = entry.statement.replace(entry.previous_hash, previous).replace("O spolupráci", "O něčem jiném")
            cursor.execute(
                "UPDATE council_ledgerentry SET statement = %s, previous_hash = %s, hash = %s WHERE id = %s",
                [words, previous, LedgerEntry.hash_of(words), entry.pk],
            )
        cursor.execute("UPDATE council_paper SET subject = 'O něčem jiném'")
    assert [
        sentence
        for sentence in problems()
        if "vytištěn jiný otisk" in sentence and f"Zápis {later.entry.number}" in sentence
    ]


def test_the_last_paper_gone_without_a_trace_is_told_by_the_head_noted_elsewhere(issued):
    head = LedgerEntry.objects.head().hash
    with guards_off() as cursor:
        for table in ("council_withdrawal", "council_ledgerentry"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER keep_history")
        cursor.execute("DELETE FROM council_withdrawal")
        cursor.execute("DELETE FROM council_ledgerentry WHERE number = 2")
        cursor.execute("DELETE FROM evidence_event WHERE \"table\" = 'council_withdrawal'")
        cursor.execute(
            "DELETE FROM evidence_event WHERE \"table\" = 'council_ledgerentry' AND \"row\" ->> 'number' = '2'"
        )
        for table in ("council_withdrawal", "council_ledgerentry"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER keep_history")
    assert problems() == [], "inside the database nothing tells"
    assert "není" in problems(head=head)[0]
    assert problems(head=LedgerEntry.objects.head().hash) == []


SABOTAGE = {
    "a disabled trigger": "ALTER TABLE council_issuedpaper DISABLE TRIGGER issued_refuse_change",
    "a trigger that sleeps in replicas": "ALTER TABLE evidence_file ENABLE TRIGGER issued_refuse_change",
    "all triggers disabled": "ALTER TABLE council_ledgerentry DISABLE TRIGGER ALL",
    "a missing trigger": "DROP TRIGGER issued_refuse_truncate ON council_withdrawal",
    "a trigger that asks less": (
        "DROP TRIGGER issued_refuse_change ON evidence_file; CREATE TRIGGER issued_refuse_change BEFORE DELETE"
        " ON evidence_file FOR EACH ROW EXECUTE FUNCTION issued_refuse_change_of_file();"
        " ALTER TABLE evidence_file ENABLE ALWAYS TRIGGER issued_refuse_change"
    ),
    "a function that lets through": (
        "CREATE OR REPLACE FUNCTION issued_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    ),
}


@pytest.mark.parametrize("sql", SABOTAGE.values(), ids=list(SABOTAGE))
def test_a_guard_taken_away_is_told(issued, sql):
    _run(sql)
    assert [sentence for sentence in problems() if "hlídá" in sentence]


def rules_by_trigger():
    """What models themselves declare, and their migrations make."""
    for model in apps.get_models():
        yield from ((model, rule) for rule in model._meta.constraints if isinstance(rule, TriggerConstraint))


def test_every_guard_is_known(db):
    known = guards()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgrelid::regclass::text, t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal"
        )
        told = {(guard.table, guard.name) for guard in known if isinstance(guard, Trigger)}
        told |= {(model._meta.db_table, rule.name) for model, rule in rules_by_trigger()}
        assert {tuple(row) for row in cursor.fetchall()} == told
        cursor.execute(
            "SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        assert {row[0] for row in cursor.fetchall()} == {guard.name for guard in known if isinstance(guard, Function)}


@pytest.mark.parametrize("table", tables.TABLES)
def test_a_missing_table_is_told_in_a_sentence(issued, table):
    _run(f"DROP TABLE {table} CASCADE")
    assert problems() == [f"Tabulka {table} v databázi chybí."]


OWNED = {
    "a rule that hides": ("CREATE RULE hide AS ON DELETE TO council_withdrawal DO INSTEAD NOTHING", "pravidlo hide"),
    "a trigger more": (
        "CREATE TRIGGER quiet BEFORE INSERT ON council_block FOR EACH ROW EXECUTE FUNCTION issued_refuse_change()",
        "spoušť quiet",
    ),
    "a child table": ("CREATE TABLE more () INHERITS (council_issuedpaper)", "potomky"),
    "a view in place of the table": (
        "ALTER TABLE council_withdrawal RENAME TO hidden; CREATE VIEW council_withdrawal AS SELECT * FROM hidden",
        "něco jiného",
    ),
    "rows that are not shown to everybody": ("ALTER TABLE council_paper ENABLE ROW LEVEL SECURITY", "viditelnosti"),
}


@pytest.mark.parametrize(("sql", "told"), OWNED.values(), ids=list(OWNED))
def test_what_an_owner_did_to_a_table_is_told(issued, sql, told):
    _run(sql)
    assert [sentence for sentence in problems() if told in sentence]
