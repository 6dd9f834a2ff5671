#!/bin/sh
# Run once, by the image of PostgreSQL over an empty volume: the portal's three roles and its database.
set -eu
password() { sed 's#^[^:]*://[^:]*:\([^@]*\)@.*#\1#' "/run/secrets/$1_database_url"; }
for role in owner staff public; do
    psql -XqAt -v ON_ERROR_STOP=1 -v role="portal_$role" -v password="$(password $role)" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
SQL
done
psql -XqAt -v ON_ERROR_STOP=1 <<'SQL'
ALTER ROLE portal_owner CREATEDB; -- a backup is tried out in a database of its own
CREATE DATABASE portal OWNER portal_owner ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0;
SQL
