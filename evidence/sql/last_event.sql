-- The number of the last event that can be seen, which moves also while others still write.
CREATE OR REPLACE FUNCTION last_event() RETURNS bigint LANGUAGE plpgsql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT max(id) FROM evidence_event);
END
$$;
