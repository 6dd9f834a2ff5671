CREATE OR REPLACE FUNCTION issued_entry_follows() RETURNS trigger LANGUAGE plpgsql AS $$
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
$$;
