-- Of standing amounts of one locality, kind, programme and designation, no two give the same figure where one of them
-- does not say of which plan, or of which share, it is: that is one money said twice.
CREATE OR REPLACE FUNCTION refuse_same_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.corrected_on IS NULL AND NEW.struck_at IS NULL AND EXISTS (
        SELECT FROM funding_amount AS held
        WHERE held.locality_id = NEW.locality_id AND held.kind = NEW.kind AND held.amount = NEW.amount
            AND held.designation = NEW.designation AND held.programme_id IS NOT DISTINCT FROM NEW.programme_id
            AND held.corrected_on IS NULL AND held.struck_at IS NULL AND held.id <> NEW.id
            AND (held.plan_id = NEW.plan_id OR held.plan_id IS NULL OR NEW.plan_id IS NULL)
            AND (held.share = NEW.share OR 'unknown' IN (held.share, NEW.share))
            AND (held.plan_id IS DISTINCT FROM NEW.plan_id OR held.share <> NEW.share)
    ) THEN
        RAISE EXCEPTION 'Tutéž částku už evidence u lokality má: zapište ji jako potvrzení, nebo napište, o které jiné '
            'peníze jde.'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
