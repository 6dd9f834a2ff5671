"""What the guides for operators tell to type is typed here, on a portal of the tests.

Commands of the system (nginx, systemd, the first installation, the way back) are typed by
drills/faults/clean_debian.py, those of recovery to a point in time by drills/faults/point_in_time.py.
"""

import io
import re
import shlex
import subprocess

import pytest
from django.core.management import call_command

from council.models import LedgerEntry
from memorandum.server.backups import files
from memorandum.server.backups.restoring import working_on
from memorandum.server.postgresql.server import bin_dir
from tests.conftest import ROOT

GUIDES = sorted((ROOT / "docs/provoz").glob("*.md"))
#: A command of the portal, in a line of its own or within a sentence.
_COMMAND = re.compile(r"(?:^ +|`)(?:\./run|portal)(?: ([a-z_]+(?: [^`\n#]*)?))?(?:`|\s*#|\s*$)", re.MULTILINE)
#: What serves or asks somebody is not run to its end here; what tries it is named.
ELSEWHERE = {
    "": "tests/memorandum/test_run.py",
    "check": "tests/memorandum/test_misconfigured.py",
    "createsuperuser": "tests/memorandum/test_run.py",
    "drill": "tests/test_drills.py",
    "changepassword": "tests/memorandum/server/test_runbooks.py",
    "reset_mfa": "tests/memorandum/staff/test_second_factor.py",
    "mirror": "tests/memorandum/portal/test_mirror.py",
}


def told(page):
    return [match[1].strip() if match[1] else "" for match in _COMMAND.finditer(page.read_text())]


COMMANDS = sorted({command for page in GUIDES for command in told(page)})


def test_guides_tell_what_to_type():
    assert len(GUIDES) >= 11
    names = {command.partition(" ")[0] for command in COMMANDS}
    assert {"backup", "restore", "restore_drill", "verify_papers", "mirror", "sbom", "migrate", "check"} <= names
    assert all((ROOT / place).exists() for place in ELSEWHERE.values())


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.partition(" ")[0] not in ELSEWHERE])
def test_every_command_of_a_guide_does_what_it_says(portal, tmp_path, command):
    made = files.backups(portal.backups)
    backup = made[0] if made else portal.backup()
    typed = []
    for word in shlex.split(command):
        if (word.endswith("dump") and "/" in word) or word in ("SOUBOR", "ZÁLOHA"):
            typed.append(backup)
        elif word.startswith("/"):
            typed.append(tmp_path)
        elif word == "OTISK":
            with working_on(portal.name):
                typed.append(LedgerEntry.objects.head().hash)
        else:
            typed.append(word)
    if typed[0] == "restore" and "--yes" not in typed:
        typed.append("--yes")  # it would ask
    ran = portal.call(*typed)
    assert ran.returncode == 0, ran.stderr


def test_a_new_password_is_given_on_the_command_line(admin_user, monkeypatch):
    """It asks twice and shows nothing."""
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "Vh3-9qkT_xM2bLw7")
    call_command("changepassword", admin_user.username, stdout=io.StringIO())
    admin_user.refresh_from_db()
    assert admin_user.check_password("Vh3-9qkT_xM2bLw7")


def test_a_backup_is_restored_without_the_portal(portal, tmp_path):
    """As docs/provoz/obnova.md tells it for whoever has no portal."""
    guide = (ROOT / "docs/provoz/obnova.md").read_text()
    made = files.backups(portal.backups)
    backup = made[0] if made else portal.backup()
    name = f"{portal.name}_nova"
    lines = guide.partition("## Bez příkazů portálu")[2]
    typed = re.findall(r"^    ((?:sha256sum|createdb|pg_restore).*?)(?: +#.*)?$", lines, re.MULTILINE)
    assert len(typed) == 3
    here = {"PATH": f"{bin_dir()}:/usr/bin:/bin", "PGHOST": portal.info.host, "PGPORT": str(portal.info.port)}
    said = ""
    for line in typed:
        line = line.replace("portal-….dump", str(backup)).replace("portal_nova", name)
        line = re.sub(r"(?<=-O )portal|(?<=--role=)portal", portal.name, line)
        done = subprocess.run(
            line, shell=True, env=here | {"PGUSER": portal.name}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0 or "extension" in done.stderr, done.stderr
        said += done.stdout
    assert files.Manifest.of(backup).sha256 in said
    with portal.connect(name) as database:
        assert database.execute("SELECT count(*) FROM localities_locality").fetchone()[0] > 0
