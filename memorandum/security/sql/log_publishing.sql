-- The arguments: what it is called, and the column by which it is known.
CREATE OR REPLACE FUNCTION log_publishing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP = 'INSERT' AND NEW.is_public) OR (TG_OP = 'UPDATE' AND NEW.is_public <> OLD.is_public) THEN
        PERFORM log_security(CASE WHEN NEW.is_public THEN 'published' ELSE 'withheld' END,
                             format('%s: %s', TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[1]));
    END IF;
    RETURN NULL;
END
$$;
