-- Every insert, update and delete of a row, as JSON.  The first argument names the column of the primary key, the others
-- those that are left out.  An update that changes none of the rest leaves no trace.  It writes as the owner: nobody else
-- may write into history.
CREATE OR REPLACE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    left_out text[] := TG_ARGV[1:];
    kept jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END) - left_out;
BEGIN
    IF TG_OP = 'UPDATE' AND kept = to_jsonb(OLD) - left_out THEN
        RETURN NULL;
    END IF;
    INSERT INTO evidence_event (at, operation, "table", record, "row", context)
    VALUES (record_moment(), TG_OP, TG_TABLE_NAME, kept ->> TG_ARGV[0], kept,
            nullif(current_setting('portal.context', true), '')::jsonb);
    RETURN NULL;
END
$$;
