CREATE OR REPLACE FUNCTION log_roles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pair auth_user_groups := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    PERFORM log_security(
        CASE WHEN TG_OP = 'DELETE' THEN 'role_taken' ELSE 'role_given' END,
        format('%s: %s', (SELECT username FROM auth_user WHERE id = pair.user_id),
                         (SELECT name FROM auth_group WHERE id = pair.group_id)));
    RETURN NULL;
END
$$;
