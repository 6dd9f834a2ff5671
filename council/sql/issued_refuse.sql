-- What every guard of issued papers ends with when it refuses: the sentence for the person, under one name.
CREATE OR REPLACE FUNCTION issued_refuse(sentence text, guarded name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', sentence
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'issued_paper_is_frozen', TABLE = guarded;
END
$$;
