"""What the database itself knows: Czech order, words without accents, and that a passage stands in its source.

The same functions on every PostgreSQL: neither ICU nor a locale of the operating system is needed.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ"
LOWER = "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżž"
# Letters whose accent counts only when all else is equal; č, ř, š, ž are letters of their own.
ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċďēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏőŕŗśŝşţťũūŭůűųŵŷźżłđøħŧß"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyyaaacccdeeeeegggghiiiijklllnnnooorrsssttuuuuuuwyzzldohts"

CS_KEY = f"""
CREATE FUNCTION cs_key(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT (replace(replace(replace(replace(replace(translate(small, '{ACCENTED}', '{PLAIN}'),  -- 1. letters
        'ch', 'h~'), 'č', 'c~'), 'ř', 'r~'), 'š', 's~'), 'ž', 'z~')
    || E'\\x01' || small                                                          -- 2. accents
    || E'\\x01' || translate(whole, '{UPPER}{LOWER}', '{LOWER}{UPPER}'))          -- 3. a before A
    COLLATE "C"
FROM (SELECT normalize(t) AS whole, translate(normalize(t), '{UPPER}', '{LOWER}') AS small) AS _
$$"""

CS_FOLD = f"""
CREATE FUNCTION cs_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT translate(translate(normalize(t), '{UPPER}', '{LOWER}'), '{ACCENTED}čřšž', '{PLAIN}crsz') COLLATE "C"
$$"""

PASSAGE_STANDS_IN_SOURCE = r"""
CREATE FUNCTION passage_stands_in_source() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text;
BEGIN
    SELECT text INTO words FROM council_source WHERE id = NEW.source_id;
    IF NEW.passage <> '' AND words <> ''
       AND strpos(regexp_replace(words, '\s+', ' ', 'g'), btrim(regexp_replace(NEW.passage, '\s+', ' ', 'g'))) = 0 THEN
        RAISE EXCEPTION 'Tato slova v textu zdroje nejsou: %', left(NEW.passage, 200)
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        migrations.RunSQL(CS_KEY, "DROP FUNCTION cs_key"),
        migrations.RunSQL(CS_FOLD, "DROP FUNCTION cs_fold"),
        migrations.RunSQL(PASSAGE_STANDS_IN_SOURCE, "DROP FUNCTION passage_stands_in_source"),
    ]
