CREATE OR REPLACE FUNCTION issued_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
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
$$;
