#!/bin/sh
# Makes a plain Debian 13 a server of the portal, and brings one that is there already to the release it stands in.
#
#     sh deploy/debian/install.sh portal.example.cz
#
# Run again it changes nothing but what differs.  Packages come from where this machine's apt and pip take them; what
# Python needs is held to the hashes of requirements.txt.  What the office decides lies in /etc/portal and is never
# overwritten.  docs/provoz/nasazeni.md tells what is where.
set -eu
umask 022
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
CDPATH='' cd -- "$(dirname -- "$0")/../.."

say() { echo "== $*"; }
refuse() {
    echo "$1" >&2
    exit 1
}

name=${1-}
case $name in
'' | *[!a-z0-9.-]* | -* | .* | *. | *..*) refuse 'Jak se portál jmenuje? Například: sh deploy/debian/install.sh portal.example.cz' ;;
esac
[ "$(id -u)" = 0 ] || refuse 'Instalovat může jen root.'

say 'Balíčky systému'
apt-get -qq update
apt-get -qq -o DPkg::Lock::Timeout=300 install --no-install-recommends \
    nginx openssl postgresql python3 python3-venv >/dev/null
python3 -I -c 'import sys; sys.exit(sys.version_info < (3, 12))' ||
    refuse "Portál potřebuje Python 3.12 nebo novější, tento systém má $(python3 -V). Má ho Debian 13."

say 'Účty systému'
# Each is let into the database under its own name, so there is no password that could leak.
for account in portal_owner portal_staff portal_public; do
    getent passwd "$account" >/dev/null ||
        useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$account"
done

# sources: the release as a tar, the same bytes for the same files.
sources() {
    tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --exclude-vcs \
        --exclude=./var --exclude=./.env --exclude=__pycache__ --exclude='./.*_cache' -cf - .
}
release=$(sources | sha256sum | cut -c 1-12)
place=/opt/portal/releases/$release
say "Vydání $release"
if [ ! -f "$place/complete" ]; then
    rm -rf "$place"
    mkdir -p "$place"
    sources | tar -xf - -C "$place"
    python3 -I "$place/memorandum/server/environment.py" "$place/venv" requirements.txt
    "$place/venv/bin/python" -m compileall -q "$place" >/dev/null
    touch "$place/complete"
fi

say 'Nastavení v /etc/portal'
install -d -m 0755 /etc/portal
# put FILE GROUP: write what comes, unless the file is there already; nobody but root and the group reads it.
put() {
    if [ -e "/etc/portal/$1" ]; then
        cat >/dev/null
        return
    fi
    (umask 077 && cat >"/etc/portal/$1.new")
    chgrp "$2" "/etc/portal/$1.new"
    chmod 0640 "/etc/portal/$1.new"
    mv "/etc/portal/$1.new" "/etc/portal/$1"
}
secret() { python3 -I -c "import secrets; print(secrets.$1)"; }
secret 'token_urlsafe(64)' | put secret_key portal_staff
secret 'token_hex(32)' | put ledger_key portal_staff
secret 'token_urlsafe(64)' | put owner_secret_key portal_owner # signs nothing that is kept
ledger_public_key=$("$place/venv/bin/python" -c '
import sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
print(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sys.stdin.read())).public_key().public_bytes_raw().hex())
' </etc/portal/ledger_key)
for file in portal public staff prepare backup; do
    case $file in
    portal) group=root ;;
    public | staff) group=portal_$file ;;
    prepare | backup) group=portal_owner ;;
    esac
    sed "s/portal\.example\.cz/$name/g; s/^LEDGER_FORMER_KEYS=$/&$ledger_public_key/" "deploy/debian/etc/$file.env" |
        put "$file.env" "$group"
done
chmod 0644 /etc/portal/portal.env # nothing secret is in it, and each of them reads it

say 'Databáze'
ask() { runuser -u postgres -- psql -XqAt -v ON_ERROR_STOP=1 "$@"; }
systemctl start postgresql.service
attempt=0
until ask -c 'SELECT' >/dev/null 2>&1; do
    attempt=$((attempt + 1))
    [ $attempt -lt 60 ] || refuse 'PostgreSQL se nerozběhl: journalctl -u "postgresql*".'
    sleep 1
done
for role in portal_owner portal_staff portal_public; do
    [ -n "$(ask -c "SELECT 1 FROM pg_roles WHERE rolname = '$role'")" ] || ask -c "CREATE ROLE $role LOGIN"
done
ask -c 'ALTER ROLE portal_owner CREATEDB' # a backup is tried out in a database of its own
# Who may do more may also be who may less: the owner settles the rights of the other two, staff look at public pages.
ident=$(ask -c 'SHOW ident_file')
for pair in 'owner owner' 'owner staff' 'owner public' 'staff staff' 'staff public' 'public public'; do
    line="portal portal_${pair% *} portal_${pair#* }"
    grep -qxF "$line" "$ident" || echo "$line" >>"$ident"
done
access=$(ask -c 'SHOW hba_file')
rule='local portal portal_owner,portal_staff,portal_public peer map=portal'
grep -qxF "$rule" "$access" || sed -i "1i $rule" "$access" # the first rule that fits counts
install -m 0644 deploy/debian/postgresql.conf "$(dirname "$access")/conf.d/portal.conf"
ask -c 'SELECT pg_reload_conf()' >/dev/null
[ -n "$(ask -c "SELECT 1 FROM pg_database WHERE datname = 'portal'")" ] ||
    ask -c "CREATE DATABASE portal OWNER portal_owner ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0"

say 'Služby'
install -d -m 0700 -o portal_owner -g portal_owner /var/backups/portal
before=$(readlink /opt/portal/current || true)
if [ -n "$before" ] && [ "$before" != "releases/$release" ]; then
    say 'Záloha před přechodem na jiné vydání'
    systemctl start portal-backup.service
fi
ln -sfn "releases/$release" /opt/portal/next
mv -T /opt/portal/next /opt/portal/current
install -m 0755 deploy/debian/portal /usr/local/sbin/portal
install -m 0644 deploy/debian/systemd/*.service deploy/debian/systemd/*.timer /etc/systemd/system/
# beside UNITS FILE: what the file says holds for those units, too.
beside() {
    install -d "/etc/systemd/system/$1.service.d"
    install -m 0644 "deploy/debian/systemd/$2" "/etc/systemd/system/$1.service.d/"
}
beside portal- hardened.conf
beside portal@ hardened.conf
beside portal@public public.conf
beside portal-mirror public.conf
beside portal@staff staff.conf
systemctl daemon-reload
systemctl -q enable portal-prepare.service portal@staff.service portal@public.service
systemctl restart portal-prepare.service portal@staff.service portal@public.service
systemctl -q enable --now portal-backup.timer portal-verify.timer portal-mirror.timer
# The last three releases stay, for the way back.
ls -1dt /opt/portal/releases/*/ | grep -v "/$release/" | tail -n +3 | xargs -r rm -rf --

say 'nginx'
install -d -m 0755 /etc/ssl/portal
if [ ! -e /etc/ssl/portal/fullchain.pem ]; then
    echo 'Certifikát zatím není: na měsíc vzniká vlastní, kterému prohlížeče nevěří (docs/provoz/certifikaty.md).'
    (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$name" \
        -addext "subjectAltName=DNS:$name" -keyout /etc/ssl/portal/privkey.pem -out /etc/ssl/portal/fullchain.pem 2>/dev/null)
fi
[ -e /etc/nginx/sites-available/portal ] || rm -f /etc/nginx/sites-enabled/default
sed "s/portal\.example\.cz/$name/g" deploy/nginx/portal.conf >/etc/nginx/sites-available/portal
ln -sfn ../sites-available/portal /etc/nginx/sites-enabled/portal
nginx -q -t
systemctl -q enable nginx.service
systemctl reload-or-restart nginx.service

say "Hotovo: https://$name/ (první účet: portal createsuperuser)"
