"""A plain Debian is made a server of the portal by the very commands of docs/provoz/nasazeni.md, and looked at.

The control: whoever gives away what the installation keeps apart (a table to the public role, a secret to everybody,
the headers of nginx) must be told so by deploy/debian/smoke.py.
"""

import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from drills.faults import _debian
from drills.world import Untried, World

PROVES = (
    "Z čistého Debianu vznikne příkazy z příručky server, na kterém portál běží, zálohuje se a role jsou oddělené."
)
LIMIT = 1800  # seconds; most of them packages

ROOT = Path(__file__).resolve().parents[2]
NAME = "portal.example.cz"
_GIVEN_AWAY = {
    "role v databázi": "runuser -u postgres -- psql -d portal -c 'GRANT SELECT ON evidence_source TO portal_public'",
    "tajemství": "chmod 0644 /etc/portal/secret_key",
    "stránky": "sed -i /add_header.Strict/d /opt/portal/current/deploy/nginx/portal-headers.conf; systemctl reload nginx",
    "služby": "systemctl disable --now portal-backup.timer",
}

_INSTALL = f"cd portal; sh deploy/debian/install.sh {NAME}"
#: As docs/provoz/aktualizace.md tells it.
_WAY_BACK = """
systemctl stop portal@public portal@staff
portal restore --yes "$(ls -1 /var/backups/portal/portal-*.dump | tail -n 1)"
systemctl restart portal-prepare portal@public portal@staff
portal verify_papers
"""


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
    with _debian.Debian(root) as debian, debian.online() as variables:
        began = time.monotonic()
        said = debian.run(_debian.commands(), variables).stdout
        installed_in = time.monotonic() - began
        if not guarded:
            for given in _GIVEN_AWAY.values():
                debian.run(given)
            said = looked_at(debian)
            told = [name for name in _GIVEN_AWAY if re.search(f"^{name} +CHYBA", said, re.MULTILINE)]
            assert len(told) < len(_GIVEN_AWAY), f"kontrola serveru poznala všechno rozdané: {', '.join(told)}"
            print(said)
            return {"nepoznaných": len(_GIVEN_AWAY) - len(told)}
        counts: dict[str, Any] = {
            "čistý Debian s": made_in,
            "příkazy z příručky s": installed_in,
            "kontrol serveru": said.count("v pořádku: "),
            "nejhorší služba (systemd-analyze security)": exposure(debian),
        }
        if world.short:
            return counts
        for name, script in (("podruhé s", _INSTALL), ("obnova ze zálohy s", _WAY_BACK)):
            began = time.monotonic()
            debian.run(script, variables)
            counts[name] = time.monotonic() - began
        assert "CHYBA" not in (after := looked_at(debian)), after
        return counts


def copy_sources(place: Path) -> None:
    """What a clone would hold, with what is changed and not yet committed."""
    place.mkdir(parents=True)
    files = subprocess.run(
        ["git", "ls-files", "-zco", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    listed = b"\0".join(name for name in files.stdout.split(b"\0") if name and (ROOT / name.decode()).exists())
    packed = subprocess.run(
        ["tar", "-c", "--null", "-T", "-"], cwd=ROOT, input=listed, capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-x", "--no-same-owner"], cwd=place, input=packed, check=True)


def looked_at(debian: _debian.Debian) -> str:
    """What the check of the server says, line by line."""
    return debian.run(f"python3 portal/deploy/debian/smoke.py {NAME}", check=False).stdout


def exposure(debian: _debian.Debian) -> float:
    """How much the most exposed of our services may do, from 0 to 10, by systemd's reckoning."""
    units = "portal@public portal@staff portal-prepare portal-backup portal-verify"
    said = debian.run(f"for unit in {units}; do systemd-analyze security --no-pager $unit.service; done").stdout
    return max(float(level) for level in re.findall(r"Overall exposure level for \S+: ([0-9.]+)", said))
