-- Of two standing facts that follow one another about one subject, the later must say something else, or say that a new
-- period begins.  The arguments name the columns of the subject and of the value.
CREATE OR REPLACE FUNCTION refuse_repetition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fact jsonb;
    subject text := '';
    value text := TG_ARGV[1];
    name text;
    repeated date;
BEGIN
    FOR fact IN
        SELECT to_jsonb(NEW) WHERE TG_OP <> 'DELETE' UNION SELECT to_jsonb(OLD) WHERE TG_OP <> 'INSERT'
    LOOP
        subject := '';
        FOREACH name IN ARRAY string_to_array(TG_ARGV[0], ',') LOOP
            subject := subject || format(' AND %I %s', name, coalesce('= ' || quote_literal(fact ->> name), 'IS NULL'));
        END LOOP;
        EXECUTE format(
            'SELECT effective_on FROM (SELECT effective_on, restarts, ROW(%1$s) IS NOT DISTINCT FROM lag(ROW(%1$s))'
            ' OVER (ORDER BY effective_on, known_on, id) AS same FROM %2$I WHERE corrected_on IS NULL AND struck_at IS NULL%3$s'
            ') AS facts WHERE same AND NOT restarts LIMIT 1',
            value, TG_TABLE_NAME, subject)
        INTO repeated;
        IF repeated IS NOT NULL THEN
            RAISE EXCEPTION 'Údaj platný od % jen opakuje ten před sebou: zapište ho jako potvrzení, nebo označte, že '
                'jím začíná nové období.', to_char(repeated, 'FMDD. FMMM. YYYY')
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
