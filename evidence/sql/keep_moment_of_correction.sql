-- When the record learned that a fact is wrong.
CREATE OR REPLACE FUNCTION keep_moment_of_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.correction_recorded_at := CASE
        WHEN NEW.corrected_on IS NULL THEN NULL
        WHEN TG_OP = 'UPDATE' AND OLD.corrected_on IS NOT NULL THEN OLD.correction_recorded_at
        ELSE record_moment() END;
    RETURN NEW;
END
$$;
