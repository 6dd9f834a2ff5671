-- What was once added to the ledger must be found in history too: a second ledger, see verify_papers.
CREATE OR REPLACE FUNCTION issued_refuse_truncate_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM council_ledgerentry) THEN
        PERFORM issued_refuse('Historii vydaných písemností nelze smazat.', TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END
$$;
