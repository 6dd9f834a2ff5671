-- With the rights of the owner: who only adds to the log needs no right to delete from it.
CREATE OR REPLACE FUNCTION forget_security_events(days integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
DECLARE
    forgotten bigint;
BEGIN
    IF days IS NULL OR days < 30 THEN
        RAISE EXCEPTION 'Bezpečnostní záznam se vede nejméně 30 dnů.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'security_log_is_frozen';
    END IF;
    DELETE FROM security_securityevent WHERE at < clock_timestamp() - make_interval(days => days);
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END
$$;
