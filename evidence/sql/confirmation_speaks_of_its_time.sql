-- A confirmation speaks for a day on which its fact holds already, and of no fact that was struck out before.  The
-- argument names the table of the fact.
CREATE OR REPLACE FUNCTION confirmation_speaks_of_its_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    begins date;
    struck timestamptz;
BEGIN
    EXECUTE format('SELECT effective_on, struck_at FROM %I WHERE id = $1', TG_ARGV[0])
        INTO begins, struck USING NEW.fact_id;
    -- A record that is loaded brings both in one transaction, which has one moment.
    IF NEW.struck_at IS NULL AND struck IS NOT NULL AND (TG_OP = 'UPDATE' OR struck < NEW.recorded_at) THEN
        RAISE EXCEPTION 'Vyškrtnutý údaj už nejde potvrdit.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'struck_out', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.holds_on < begins THEN
        RAISE EXCEPTION 'Doložit lze údaj jen ke dni, kdy už platil: tento den jeho začátku předchází.'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
