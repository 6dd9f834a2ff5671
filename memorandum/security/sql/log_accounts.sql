CREATE OR REPLACE FUNCTION log_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place text := nullif(current_setting('portal.context', true), '')::jsonb ->> 'url';
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM log_security('account_made', NEW.username);
        IF NEW.is_superuser THEN
            PERFORM log_security('role_given', NEW.username || ': neomezená práva');
        END IF;
        RETURN NULL;
    END IF;
    IF NEW.is_superuser <> OLD.is_superuser THEN
        PERFORM log_security(CASE WHEN NEW.is_superuser THEN 'role_given' ELSE 'role_taken' END,
                             NEW.username || ': neomezená práva');
    END IF;
    IF (NEW.is_active AND NEW.is_staff) <> (OLD.is_active AND OLD.is_staff) THEN
        PERFORM log_security(CASE WHEN NEW.is_active AND NEW.is_staff THEN 'account_opened' ELSE 'account_closed' END,
                             NEW.username);
    END IF;
    -- A login may only write the same password down anew, in today's way.
    IF NEW.password <> OLD.password AND coalesce(place, '') NOT LIKE '%/prihlaseni/%' THEN
        PERFORM log_security('password_changed', NEW.username);
    END IF;
    RETURN NULL;
END
$$;
