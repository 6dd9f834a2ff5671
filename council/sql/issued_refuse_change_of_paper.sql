-- Whether the public may see a paper is decided anew when the law asks for it; what it says is not.
CREATE OR REPLACE FUNCTION issued_refuse_change_of_paper() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open text[] := '{is_public,source_id,passage}';
BEGIN
    IF EXISTS (SELECT FROM council_issuedpaper WHERE paper_id = OLD.id)
       AND (TG_OP = 'DELETE' OR to_jsonb(OLD) - open IS DISTINCT FROM to_jsonb(NEW) - open) THEN
        PERFORM issued_refuse(
            'Tato písemnost byla vydána, její zasedání, název ani druh už nelze změnit. Nové znění je nová písemnost.',
            TG_TABLE_NAME);
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
