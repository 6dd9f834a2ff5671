CREATE OR REPLACE FUNCTION issued_refuse_change_of_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM council_issuedpaper WHERE OLD.id IN (docx_id, pdf_id, xlsx_id)) THEN
        PERFORM issued_refuse('Tento soubor patří k vydané písemnosti; nelze ho změnit ani smazat.', TG_TABLE_NAME);
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
