-- A passage is found word for word in the text of its source, where that text is held; layout does not count.
CREATE OR REPLACE FUNCTION passage_stands_in_source() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text;
BEGIN
    SELECT text INTO words FROM evidence_source WHERE id = NEW.source_id;
    -- Most stand there as they are; to leave out the layout of a long text costs a hundred times as much as to look.
    IF NEW.passage <> '' AND words <> '' AND strpos(words, NEW.passage) = 0
       AND strpos(regexp_replace(words, '\s+', ' ', 'g'), btrim(regexp_replace(NEW.passage, '\s+', ' ', 'g'))) = 0 THEN
        RAISE EXCEPTION 'Tato slova v textu zdroje nejsou: %', left(NEW.passage, 200)
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
