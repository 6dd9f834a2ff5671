CREATE OR REPLACE FUNCTION issued_refuse_change_of_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM council_issuedpaper WHERE OLD.id IN (docx_id, pdf_id, xlsx_id)) THEN
        RAISE EXCEPTION 'Tento soubor patří k vydané písemnosti; nelze ho změnit ani smazat.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
