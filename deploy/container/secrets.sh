#!/bin/sh
# Makes the secrets that compose.yaml hands over as files; one that is there already stays as it is.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"
umask 077
mkdir -p secrets
install -d -m 0700 -o 10001 -g 10001 backups 2>/dev/null || echo 'Složku backups dejte uživateli 10001 (chown 10001:10001 backups).' >&2
# The folder is closed; the files in it are read in containers by users that are no one here.
secret() { # NAME: keep what comes, unless there is one already
    if [ -e "secrets/$1" ]; then
        cat >/dev/null
    else
        cat >"secrets/$1"
        chmod 0444 "secrets/$1"
    fi
}
digits() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
for role in owner staff public; do
    echo "postgresql://portal_$role:$(digits)@database/portal" | secret ${role}_database_url
done
for name in postgres_password secret_key owner_secret_key ledger_key; do
    digits | secret $name
done
