-- The last moment at which something entered the record and to which nothing can be added any more: it lies before the
-- beginning of every transaction that is still writing.  Volatile, so that the second question sees what was committed
-- while the first was answered.
CREATE OR REPLACE FUNCTION latest_moment() RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    writing timestamptz;
BEGIN
    SELECT min(coalesce(xact_start, '-infinity')) INTO writing
    FROM pg_locks LEFT JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND classid = 0 AND objid = 1145162021 AND granted AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
    RETURN (SELECT max(at) FROM evidence_event WHERE at < coalesce(writing, 'infinity'));
END
$$;
