CREATE OR REPLACE FUNCTION issued_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Vydanou písemnost nelze změnit ani smazat. Lze ji jen odvolat, s uvedením důvodu.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = TG_TABLE_NAME;
END
$$;
