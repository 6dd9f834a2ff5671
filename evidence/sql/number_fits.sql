-- Does a resolution's number fit its body's pattern?  Staff type the pattern, so it may be no regular expression.
CREATE OR REPLACE FUNCTION number_fits(number text, pattern text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    RETURN number ~ ('^(?:' || pattern || ')$');
EXCEPTION WHEN invalid_regular_expression THEN
    RETURN NULL;  -- the pattern cannot be read; the question must not fail for it
END
$$;
