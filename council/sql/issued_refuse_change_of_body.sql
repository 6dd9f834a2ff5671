CREATE OR REPLACE FUNCTION issued_refuse_change_of_body() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP = 'DELETE' OR (OLD.id, OLD.key, OLD.kind, OLD.name) IS DISTINCT FROM (NEW.id, NEW.key, NEW.kind, NEW.name))
       AND EXISTS (
            SELECT FROM council_issuedpaper i
            JOIN council_paper p ON p.id = i.paper_id
            JOIN council_session s ON s.id = p.session_id
            WHERE s.body_id = OLD.id
        ) THEN
        PERFORM issued_refuse(
            'Pro tento orgán byla vydána písemnost, jeho název už nelze přepsat. Nový název zapište jako změnu orgánu.',
            TG_TABLE_NAME);
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
