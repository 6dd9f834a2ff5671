-- A discrepancy has two claims at least, once all of a transaction is written.  The argument names the column of its key.
CREATE OR REPLACE FUNCTION discrepancy_has_two_sides() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    discrepancy bigint := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) ->> TG_ARGV[0];
BEGIN
    IF EXISTS (SELECT FROM localities_discrepancy WHERE id = discrepancy)
       AND (SELECT count(*) FROM localities_discrepancyclaim WHERE discrepancy_id = discrepancy) < 2 THEN
        RAISE EXCEPTION 'Rozpor má nejméně dvě tvrzení: co říká jeden zdroj a co druhý.'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
