-- Lines are only added.  Those of the past go by forget_security_events() alone, and none that is younger than a month.
CREATE OR REPLACE FUNCTION refuse_change_of_security_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    calls text;
    holds_something boolean;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO holds_something;
        IF NOT holds_something THEN
            RETURN NULL;
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        GET DIAGNOSTICS calls = PG_CONTEXT;
        IF calls LIKE '%function forget_security_events(integer) line%'
           AND OLD.at < clock_timestamp() - interval '30 days' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'Bezpečnostní záznam nelze změnit ani smazat.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'security_log_is_frozen', TABLE = TG_TABLE_NAME;
END
$$;
