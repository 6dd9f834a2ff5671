-- Czech order of texts, to be compared byte by byte (COLLATE "C"): neither ICU nor a locale of the system is needed.
CREATE OR REPLACE FUNCTION cs_key(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT (replace(replace(replace(replace(replace(translate(small, '{ACCENTED}', '{PLAIN}'),  -- 1. letters
        'ch', 'h~'), 'č', 'c~'), 'ř', 'r~'), 'š', 's~'), 'ž', 'z~')
    || E'\x01' || small                                                          -- 2. accents
    || E'\x01' || translate(whole, '{UPPER}{LOWER}', '{LOWER}{UPPER}'))          -- 3. a before A
    COLLATE "C"
FROM (SELECT normalize(t) AS whole, translate(normalize(t), '{UPPER}', '{LOWER}') AS small) AS _
$$;
