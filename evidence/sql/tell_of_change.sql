-- Whoever keeps public answers hears that the record has changed, once for each transaction, after it is committed.
CREATE OR REPLACE FUNCTION tell_of_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('record', '');
    RETURN NULL;
END
$$;
