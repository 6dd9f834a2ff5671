"""A plain Debian is made a server of the portal by the very commands of docs/provoz/nasazeni.md, and looked at.

The control: whoever gives away what the installation keeps apart (a table to the public role, a secret to everybody,
the headers of nginx) must be told so by deploy/debian/smoke.py.
"""

import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from drills.faults import _debian
from drills.world import Untried, World

PROVES = "Z čistého Debianu vznikne příkazy z příručky server, na kterém portál běží, zálohuje se a role jsou oddělené."
LIMIT = 1800  # seconds; most of them packages

ROOT = Path(__file__).resolve().parents[2]
NAME = "portal.example.cz"
_GIVEN_AWAY = {
    "role v databázi": "runuser -u postgres -- psql -d portal -c 'GRANT SELECT ON evidence_source TO portal_public'",
    "tajemství": "chmod 0644 /etc/portal/secret_key",
    "stránky": "sed -i /Strict-Transport/d /opt/portal/current/deploy/nginx/portal-headers.conf; systemctl reload nginx",
    "služby": "systemctl disable --now portal-backup.timer",
}


def fault(world: World, guarded: bool) -> dict[str, Any]:
    if lacks := _debian.missing():
        raise Untried(lacks)
    began = time.monotonic()
    plain = world.template / "debian"  # both arms begin with the same
    if not plain.exists():
        made = plain.with_suffix(".new")
        shutil.rmtree(made, ignore_errors=True)
        _debian.make(made)
        made.rename(plain)
    root = world.folder / "debian"
    subprocess.run(["cp", "-a", "--reflink=auto", plain, root], check=True)
    copy_sources(root / "root/portal")
    made_in = time.monotonic() - began
    with _debian.Debian(root) as debian:
        began = time.monotonic()
        with debian.online() as variables:
            said = debian.run(_debian.commands(), **variables).stdout
        installed_in = time.monotonic() - began
        assert "CHYBA" not in said, said
        if not guarded:
            told = [name for name, given in _GIVEN_AWAY.items() if name in given_away(debian, given)]
            assert len(told) < len(_GIVEN_AWAY), f"Kontrola serveru řekla: {', '.join(told)}."
            return {}
        began = time.monotonic()
        again = debian.run(f"cd portal; sh deploy/debian/install.sh {NAME}", http_proxy="", check=False)
        return {
            "čistý Debian s": made_in,
            "příkazy z příručky s": installed_in,
            "znovu s": time.monotonic() - began,
            "znovu kód": again.returncode,
            "kontrol": said.count("v pořádku"),
            "nezabezpečených služeb": len(exposed(debian)),
        }


def copy_sources(place: Path) -> None:
    """What a clone would hold, with what is changed and not yet committed."""
    place.mkdir(parents=True)
    files = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    listed = b"\0".join(name for name in files.stdout.split(b"\0") if name and (ROOT / name.decode()).exists())
    packed = subprocess.run(
        ["tar", "-c", "--null", "-T", "-"], cwd=ROOT, input=listed, capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-x", "--no-same-owner"], cwd=place, input=packed, check=True)


def given_away(debian: _debian.Debian, given: str) -> str:
    """What the check of the server says is wrong once this was done to it."""
    debian.run(given)
    said = debian.run(f"python3 portal/deploy/debian/smoke.py {NAME}", check=False).stdout
    return "\n".join(line for line in said.splitlines() if "CHYBA" in line)


def exposed(debian: _debian.Debian) -> list[str]:
    """Services of the portal that systemd calls more than „OK“."""
    said = debian.run("systemd-analyze security --no-pager 'portal@public' 'portal@staff' portal-backup portal-verify")
    return [line for line in said.stdout.splitlines() if "Overall" in line and "OK" not in line]
