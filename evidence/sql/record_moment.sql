-- The moment of all that this transaction writes into the record: one for the whole of it, so that no moment lies in its
-- middle.  The lock, shared by all who write, is taken before the clock is read and kept until the end: a moment at which
-- nobody held it has nothing more to come (see latest_moment()).
CREATE OR REPLACE FUNCTION record_moment() RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('portal.moment', true), '') = '' THEN
        PERFORM pg_advisory_xact_lock_shared(1145162021);
        PERFORM set_config('portal.moment', clock_timestamp()::text, true);
    END IF;
    RETURN current_setting('portal.moment')::timestamptz;
END
$$;
