CREATE OR REPLACE FUNCTION log_factors() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    factor mfa_authenticator := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    PERFORM log_security(
        CASE WHEN TG_OP = 'DELETE' THEN 'factor_removed' ELSE 'factor_added' END,
        format('%s: %s', (SELECT username FROM auth_user WHERE id = factor.user_id),
               CASE factor.type WHEN 'totp' THEN 'aplikace' WHEN 'webauthn' THEN 'přístupový klíč'
                                ELSE 'záložní kódy' END));
    RETURN NULL;
END
$$;
