-- History is only added to, by keep_history().
CREATE OR REPLACE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Historii záznamů nelze změnit ani smazat.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'history_is_frozen', TABLE = TG_TABLE_NAME;
END
$$;
