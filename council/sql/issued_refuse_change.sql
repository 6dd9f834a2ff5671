CREATE OR REPLACE FUNCTION issued_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM issued_refuse(
        'Vydanou písemnost nelze změnit ani smazat. Lze ji jen odvolat, s uvedením důvodu.', TG_TABLE_NAME);
END
$$;
