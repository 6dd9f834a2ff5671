-- The words of a folded text, each once, to be found by their beginnings; no more than a tsvector can hold, which is a
-- megabyte of letters.
CREATE OR REPLACE FUNCTION cs_words(folded text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000
AS $$
DECLARE
    words text[] := array_remove(string_to_array(translate(folded, '{MARKS}', '{SPACED}'), ' '), '');
BEGIN
    IF octet_length(folded) > 2000 THEN
        words := ARRAY(
            SELECT DISTINCT left(word, 30) FROM unnest(words) AS word WHERE octet_length(left(word, 30)) <= 40 LIMIT 26000
        );
    END IF;
    RETURN array_to_tsvector(words);
END
$$;
