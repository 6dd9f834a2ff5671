CREATE OR REPLACE FUNCTION issued_refuse_change_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
            SELECT FROM council_issuedpaper i JOIN council_paper p ON p.id = i.paper_id WHERE p.session_id = OLD.id
        )
       AND (TG_OP = 'DELETE' OR (OLD.id, OLD.key, OLD.body_id, OLD.number, OLD.held_on)
            IS DISTINCT FROM (NEW.id, NEW.key, NEW.body_id, NEW.number, NEW.held_on)) THEN
        PERFORM issued_refuse(
            'K tomuto zasedání byla vydána písemnost, jeho orgán, číslo ani den už nelze změnit.', TG_TABLE_NAME);
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
