CREATE OR REPLACE FUNCTION log_issuing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM log_security(TG_ARGV[0], format('zápis %s v knize vydání', NEW.entry_id));
    RETURN NULL;
END
$$;
