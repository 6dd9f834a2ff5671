-- The last moment at which something entered the record and to which nothing can be added any more: it lies before every
-- transaction that is still writing began to (see record_moment()).  Locks are seen by every role, other than what
-- pg_stat_activity tells of sessions.  Volatile, so that the second question sees what was committed while the first was
-- answered; asked as the owner, for the public may not read history.
CREATE OR REPLACE FUNCTION latest_moment() RETURNS timestamptz LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    writing timestamptz;
BEGIN
    SELECT min(timestamptz 'epoch' + interval '1 microsecond' * ((classid::bigint - 1073741824) << 32 | objid::bigint))
        INTO writing
    FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >= 1073741824 AND granted
      AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
    RETURN (SELECT max(at) FROM evidence_event WHERE at < coalesce(writing, 'infinity'));
END
$$;
