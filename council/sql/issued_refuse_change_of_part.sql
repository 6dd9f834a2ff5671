-- The row of the paper is locked, so that nothing can be changed between composing a paper and issuing it.
CREATE OR REPLACE FUNCTION issued_refuse_change_of_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    papers bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        papers := papers || OLD.paper_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        papers := papers || NEW.paper_id;
    END IF;
    PERFORM FROM council_paper WHERE id = ANY(papers) ORDER BY id FOR SHARE;
    IF EXISTS (SELECT FROM council_issuedpaper WHERE paper_id = ANY(papers)) THEN
        PERFORM issued_refuse(
            'Tato písemnost byla vydána, její text už nelze změnit. Nové znění je nová písemnost.', TG_TABLE_NAME);
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
