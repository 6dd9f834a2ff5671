"""What was issued stays: the database refuses to change it, to delete it or to empty its tables, whoever asks.

The guards are the portal's own and not pgtrigger's, for those can be told to look away.  ENABLE ALWAYS keeps them at
work in sessions that switch ordinary triggers off (session_replication_role).  `verify_papers` knows the hash of each
function here and tells when one is missing, changed or disabled.
"""

from django.db import migrations

REFUSE_CHANGE = """
CREATE FUNCTION issued_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Vydanou písemnost nelze změnit ani smazat. Lze ji jen odvolat, s uvedením důvodu.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = TG_TABLE_NAME;
END
$$"""

# An empty table holds nothing that could be lost.
REFUSE_TRUNCATE = """
CREATE FUNCTION issued_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holds_something boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO holds_something;
    IF holds_something THEN
        RAISE EXCEPTION 'Vydané písemnosti nelze smazat, ani všechny najednou.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$"""

REFUSE_CHANGE_OF_FILE = """
CREATE FUNCTION issued_refuse_change_of_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM council_issuedpaper WHERE OLD.id IN (docx_id, pdf_id, xlsx_id)) THEN
        RAISE EXCEPTION 'Tento soubor patří k vydané písemnosti; nelze ho změnit ani smazat.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$"""

# Whether the public may see a paper is decided anew when the law asks for it; what it says is not.
REFUSE_CHANGE_OF_PAPER = """
CREATE FUNCTION issued_refuse_change_of_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM council_issuedpaper WHERE paper_id = OLD.id) THEN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - '{is_public,source_id,passage}'::text[]
                IS DISTINCT FROM to_jsonb(NEW) - '{is_public,source_id,passage}'::text[] THEN
            RAISE EXCEPTION 'Tato písemnost byla vydána, její zasedání, název ani druh už nelze změnit. Nové znění je nová písemnost.'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = TG_TABLE_NAME;
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$"""

# The row of the paper is locked, so that nothing can be changed between composing a paper and issuing it.
REFUSE_CHANGE_OF_PART = """
CREATE FUNCTION issued_refuse_change_of_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    papers bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        papers := papers || OLD.paper_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        papers := papers || NEW.paper_id;
    END IF;
    PERFORM FROM council_paper WHERE id = ANY(papers) ORDER BY id FOR SHARE;
    IF EXISTS (SELECT FROM council_issuedpaper WHERE paper_id = ANY(papers)) THEN
        RAISE EXCEPTION 'Tato písemnost byla vydána, její text už nelze změnit. Nové znění je nová písemnost.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$"""

REFUSE_CHANGE_OF_SESSION = """
CREATE FUNCTION issued_refuse_change_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM council_issuedpaper i JOIN council_paper p ON p.id = i.paper_id WHERE p.session_id = OLD.id) THEN
        IF TG_OP = 'DELETE' OR (OLD.id, OLD.key, OLD.body_id, OLD.number, OLD.held_on)
                IS DISTINCT FROM (NEW.id, NEW.key, NEW.body_id, NEW.number, NEW.held_on) THEN
            RAISE EXCEPTION 'K tomuto zasedání byla vydána písemnost, jeho orgán, číslo ani den už nelze změnit.'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = TG_TABLE_NAME;
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$"""

ENTRY_FOLLOWS = """
CREATE FUNCTION issued_entry_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_number integer;
    last_hash text;
BEGIN
    SELECT number, hash INTO last_number, last_hash FROM council_ledgerentry ORDER BY number DESC LIMIT 1;
    IF NEW.number IS DISTINCT FROM coalesce(last_number, 0) + 1
            OR NEW.previous_hash IS DISTINCT FROM coalesce(last_hash, repeat('0', 64))
            OR NEW.hash IS DISTINCT FROM encode(sha256(convert_to(NEW.statement, 'UTF8')), 'hex')
            OR strpos(NEW.statement, NEW.previous_hash) = 0 THEN
        RAISE EXCEPTION 'Zápis nenavazuje na poslední zápis v knize vydání.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_entry_follows', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$"""

FUNCTIONS = {
    "issued_refuse_change": REFUSE_CHANGE,
    "issued_refuse_truncate": REFUSE_TRUNCATE,
    "issued_refuse_change_of_file": REFUSE_CHANGE_OF_FILE,
    "issued_refuse_change_of_paper": REFUSE_CHANGE_OF_PAPER,
    "issued_refuse_change_of_part": REFUSE_CHANGE_OF_PART,
    "issued_refuse_change_of_session": REFUSE_CHANGE_OF_SESSION,
    "issued_entry_follows": ENTRY_FOLLOWS,
}
FROZEN = (
    "council_ledgerentry",
    "council_issuedpaper",
    "council_withdrawal",
    "council_ledgerentryevent",
    "council_issuedpaperevent",
    "council_withdrawalevent",
)
ROWS = {
    **dict.fromkeys(FROZEN, ("UPDATE OR DELETE", "issued_refuse_change")),
    "council_file": ("UPDATE OR DELETE", "issued_refuse_change_of_file"),
    "council_paper": ("UPDATE OR DELETE", "issued_refuse_change_of_paper"),
    "council_block": ("INSERT OR UPDATE OR DELETE", "issued_refuse_change_of_part"),
    "council_paperentry": ("INSERT OR UPDATE OR DELETE", "issued_refuse_change_of_part"),
    "council_session": ("UPDATE OR DELETE", "issued_refuse_change_of_session"),
}


def _guard(table: str, name: str, when: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        [
            f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION {function}()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        ],
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("council", "0006_issued_papers")]
    operations = [
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}()") for name, sql in FUNCTIONS.items()),
        *(
            _guard(table, "issued_refuse_change", f"{when} ON {table} FOR EACH ROW", function)
            for table, (when, function) in ROWS.items()
        ),
        *(
            _guard(
                table, "issued_refuse_truncate", f"TRUNCATE ON {table} FOR EACH STATEMENT", "issued_refuse_truncate"
            )
            for table in FROZEN
        ),
        _guard(
            "council_ledgerentry",
            "issued_entry_follows",
            "INSERT ON council_ledgerentry FOR EACH ROW",
            "issued_entry_follows",
        ),
    ]
