-- A line of the log of security: who and from where as the connection was told, else whoever wrote past the portal.
CREATE OR REPLACE FUNCTION log_security(what text, about text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    context jsonb := coalesce(nullif(current_setting('portal.context', true), '')::jsonb, '{}');
    means text := CASE WHEN context ? 'command' THEN format(' (příkaz %s)', context ->> 'command')
                       WHEN context ? 'user' THEN '' ELSE ' (mimo aplikaci)' END;
BEGIN
    INSERT INTO security_securityevent (kind, user_id, address, about)
    VALUES (what, (context ->> 'user')::integer, nullif(current_setting('portal.address', true), '')::inet,
            left(about, 250) || means);
END
$$;
