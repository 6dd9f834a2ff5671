-- An empty table holds nothing that could be lost.
CREATE OR REPLACE FUNCTION issued_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holds_something boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO holds_something;
    IF holds_something THEN
        PERFORM issued_refuse('Vydané písemnosti nelze smazat, ani všechny najednou.', TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END
$$;
