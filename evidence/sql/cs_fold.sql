-- Small letters without accents, for finding what people type.
CREATE OR REPLACE FUNCTION cs_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT translate(normalize(t), '{FOLDS}', '{FOLDED}') COLLATE "C"
$$;
