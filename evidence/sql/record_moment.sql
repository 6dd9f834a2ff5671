-- The moment of all that this transaction writes into the record: one for the whole of it, so that no moment lies in its
-- middle.  A shared lock that is kept until the end says since when it may write: its number is the clock before it was
-- taken, in microseconds above 2^62, and the moment is read after that.  A moment before which nobody holds such a lock
-- has nothing more to come (see latest_moment()).
CREATE OR REPLACE FUNCTION record_moment() RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('portal.moment', true), '') = '' THEN
        PERFORM pg_advisory_xact_lock_shared(
            4611686018427387904 + (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
        PERFORM set_config('portal.moment', clock_timestamp()::text, true);
    END IF;
    RETURN current_setting('portal.moment')::timestamptz;
END
$$;
