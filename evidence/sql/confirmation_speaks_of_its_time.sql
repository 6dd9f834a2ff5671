-- A confirmation speaks for a day on which its fact holds already.  The argument names the table of the fact.
CREATE OR REPLACE FUNCTION confirmation_speaks_of_its_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    begins date;
BEGIN
    EXECUTE format('SELECT effective_on FROM %I WHERE id = $1', TG_ARGV[0]) INTO begins USING NEW.fact_id;
    IF NEW.holds_on < begins THEN
        RAISE EXCEPTION 'Doložit lze údaj jen ke dni, kdy už platil: tento den jeho začátku předchází.'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
