-- When the record learned what a row says, when that it is wrong, and when that it was a mistake: the database says it,
-- and nobody can say anything else.
CREATE OR REPLACE FUNCTION keep_moments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := CASE WHEN TG_OP = 'INSERT' THEN record_moment() ELSE OLD.recorded_at END;
    NEW.struck_at := CASE
        WHEN NEW.struck_why = '' THEN NULL
        WHEN TG_OP = 'UPDATE' AND OLD.struck_why <> '' THEN OLD.struck_at
        ELSE record_moment() END;
    RETURN NEW;
END
$$;
