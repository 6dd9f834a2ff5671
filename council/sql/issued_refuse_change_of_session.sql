CREATE OR REPLACE FUNCTION issued_refuse_change_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM council_issuedpaper i JOIN council_paper p ON p.id = i.paper_id WHERE p.session_id = OLD.id) THEN
        IF TG_OP = 'DELETE' OR (OLD.id, OLD.key, OLD.body_id, OLD.number, OLD.held_on)
                IS DISTINCT FROM (NEW.id, NEW.key, NEW.body_id, NEW.number, NEW.held_on) THEN
            RAISE EXCEPTION 'K tomuto zasedání byla vydána písemnost, jeho orgán, číslo ani den už nelze změnit.'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = TG_TABLE_NAME;
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
