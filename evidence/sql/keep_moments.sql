-- When the record learned what a row says, when that it is wrong, and when that it was a mistake: the database says it,
-- and nobody can say anything else.  What is struck out stays as it is.
CREATE OR REPLACE FUNCTION keep_moments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := CASE WHEN TG_OP = 'INSERT' THEN record_moment() ELSE OLD.recorded_at END;
    NEW.struck_at := CASE
        WHEN NEW.struck_why = '' THEN NULL
        WHEN TG_OP = 'UPDATE' AND OLD.struck_why <> '' THEN OLD.struck_at
        ELSE record_moment() END;
    IF TG_OP = 'UPDATE' AND OLD.struck_why <> '' AND to_jsonb(NEW) <> to_jsonb(OLD) THEN
        RAISE EXCEPTION 'Vyškrtnutý zápis se už nemění. Byl-li vyškrtnut omylem, zapište ho znovu.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'struck_out', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;
