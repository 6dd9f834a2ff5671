CREATE OR REPLACE FUNCTION issued_refuse_change_of_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM council_issuedpaper WHERE paper_id = OLD.id) THEN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - '{is_public,source_id,passage}'::text[]
                IS DISTINCT FROM to_jsonb(NEW) - '{is_public,source_id,passage}'::text[] THEN
            RAISE EXCEPTION 'Tato písemnost byla vydána, její zasedání, název ani druh už nelze změnit. Nové znění je nová písemnost.'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = TG_TABLE_NAME;
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
