"""What deploy/ sets up is what the portal reads: variables, commands, files, accounts; systemd takes its units."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from bench.servers import free_port
from drills.faults._debian import commands
from memorandum.management.commands.serve import Command

ROOT = Path(__file__).resolve().parents[2]
DEBIAN, CONTAINER = ROOT / "deploy/debian", ROOT / "deploy/container"
UNITS = sorted((DEBIAN / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((CONTAINER / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
#: Variables that others than the portal's settings read.
_OF_OTHERS = {"PORT", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


def known_variables():
    told = (ROOT / "memorandum/settings.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', told)) | _OF_OTHERS


def set_in(file):
    return set(re.findall(r"^#?([A-Z_]+)=", file.read_text(), re.MULTILINE))


def of_portal():
    return {name: service for name, service in SERVICES.items() if service["image"].startswith("portal:")}


def without_file(names):
    return {name.removesuffix("_FILE") for name in names}


@pytest.mark.parametrize("file", sorted((DEBIAN / "etc").glob("*.env")), ids=lambda file: file.name)
def test_what_a_server_is_told_is_what_the_portal_reads(file):
    assert without_file(set_in(file)) <= known_variables()


@pytest.mark.parametrize("name", of_portal())
def test_what_a_container_is_told_is_what_the_portal_reads(name):
    assert without_file(SERVICES[name]["environment"]) <= known_variables()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_start_commands_that_there_are_with_settings_that_there_are(unit):
    told = unit.read_text()
    started = re.findall(r"manage\.py (\w+)", told)
    assert started
    assert set(started) <= set(get_commands())
    settings = re.findall(r"^EnvironmentFile=/etc/portal/(.+)$", told, re.MULTILINE)
    assert settings[0] == "portal.env"
    faces = ("public.env", "staff.env") if "@" in unit.name else ()
    assert all((DEBIAN / "etc" / name).exists() for name in faces or settings)
    (account,) = re.findall(r"^User=(.+)$", told, re.MULTILINE)
    installs = (DEBIAN / "install.sh").read_text()
    assert all(account.replace("%i", face) in installs for face in ("public", "staff"))


def test_systemd_takes_each_unit(tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd here")
    for file in (DEBIAN / "systemd").iterdir():
        told = file.read_text().replace("/opt/portal/current/venv/bin/python", sys.executable)
        told = re.sub(r"^(Requires|After|Wants)=.*$", "", told, flags=re.MULTILINE)
        places = {
            "hardened.conf": ["portal-.service.d", "portal@.service.d"],
            "public.conf": ["portal@public.service.d", "portal-mirror.service.d"],
            "staff.conf": ["portal@staff.service.d"],
        }
        for place in places.get(file.name, ["."]):
            (tmp_path / place).mkdir(exist_ok=True)
            (tmp_path / place / file.name).write_text(told)
    (tmp_path / "portal@public.service").symlink_to("portal@.service")
    (tmp_path / "portal@staff.service").symlink_to("portal@.service")
    units = [path for path in tmp_path.iterdir() if path.suffix in (".service", ".timer") and "@." not in path.name]
    assert len(units) == 9
    done = subprocess.run([program, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "portal" in line]
    assert (ours, done.returncode) == ([], 0), done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_no_service_runs_as_root_or_writes_where_it_should_not(unit):
    hardened = (DEBIAN / "systemd/hardened.conf").read_text()
    for line in (
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "PrivateTmp=yes",
        "CapabilityBoundingSet=",
        "ProtectHome=yes",
    ):
        assert f"\n{line}\n" in hardened
    assert re.search(r"^User=portal_", unit.read_text(), re.MULTILINE)
    assert unit.name.startswith(("portal-", "portal@"))  # what hardened.conf stands beside


@pytest.mark.parametrize(
    "script", ["debian/install.sh", "debian/portal", "container/secrets.sh", "container/roles.sh"]
)
def test_scripts_are_ones_that_a_shell_takes(script):
    subprocess.run(["sh", "-n", ROOT / "deploy" / script], check=True)


def test_files_that_are_named_are_there():
    told = "\n".join(path.read_text() for path in [*DEBIAN.glob("*"), CONTAINER / "Containerfile"] if path.is_file())
    told += commands()
    named = set(re.findall(r"(?<![\w.])((?:deploy|docs|memorandum)/[\w./-]+\.(?:sh|py|conf|md|env))", told))
    assert len(named) > 6
    assert [name for name in named if not (ROOT / name).exists()] == []
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (CONTAINER / "Containerfile").read_text(), re.MULTILINE)
    assert all((ROOT / each).exists() for line in copied for each in line.split())


def test_only_nginx_can_be_reached_and_each_knows_only_its_own_secrets():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert SERVICES["public"]["secrets"] == ["public_database_url"]
    assert not {"secret_key", "ledger_key"} & {*SERVICES["prepare"]["secrets"], *SERVICES["backup"]["secrets"]}
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert [name for name, service in SERVICES.items() if name != "nginx" and "front" in service["networks"]] == []
    for name, service in SERVICES.items():
        given = {one if isinstance(one, str) else one["source"] for one in service["secrets"]}
        assert given <= set(COMPOSE["secrets"]), name
        used = {value.rpartition("/")[2] for value in service["environment"].values() if "/run/secrets/" in value}
        assert used <= given, name


def test_containers_are_closed():
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "mem_limit" in service, name
    for name, service in of_portal().items():
        assert service["cap_drop"] == ["ALL"], name
    told = (CONTAINER / "Containerfile").read_text()
    portal = told[told.index("AS portal\n") : told.index("AS front\n")]
    assert "USER 10001:10001" in portal
    assert "HEALTHCHECK" in portal
    assert all(":latest" not in line and line.count(":") for line in re.findall(r"^FROM (\S+)", told, re.MULTILINE))


def test_secrets_are_made_once_and_are_ones_that_the_portal_takes(tmp_path):
    shutil.copy(CONTAINER / "secrets.sh", tmp_path)
    for _ in range(2):
        subprocess.run(["sh", tmp_path / "secrets.sh"], check=True, capture_output=True)
        made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    again = subprocess.run(["sh", tmp_path / "secrets.sh"], check=True, capture_output=True)
    assert again.returncode == 0
    assert made == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    files = {value["file"].removeprefix("secrets/") for value in COMPOSE["secrets"].values()}
    assert files - set(made) == {"fullchain.pem", "privkey.pem"}
    assert re.fullmatch("[0-9a-f]{64}", made["ledger_key"])
    assert len({made[name] for name in made}) == len(made)
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


def test_what_the_image_of_nginx_replaces_is_there():
    told = (CONTAINER / "Containerfile").read_text()
    replaced = [
        each.replace("\\.", ".") for each in re.findall(r"s[/#]([^/#]*\d\\\.[^/#]+|portal\\\.[^/#]+)[/#]", told)
    ]
    replaced += ["/var/log/nginx/portal.log"]
    assert len(replaced) == 4
    files = "".join((ROOT / "deploy/nginx" / name).read_text() for name in ("portal.conf", "portal-cache.conf"))
    assert [each for each in replaced if each not in files] == []


def test_the_portal_listens_on_loopback_alone_but_in_a_container():
    parser = Command().create_parser("manage.py", "serve")
    assert parser.parse_args(["--port", str(free_port())]).host == "127.0.0.1"
    assert not [unit.name for unit in UNITS if "--host" in unit.read_text()]
    assert '"--host", "0.0.0.0"' in (CONTAINER / "Containerfile").read_text()


@pytest.mark.parametrize("page", sorted((ROOT / "docs/provoz").glob("*.md")), ids=lambda page: page.name)
def test_links_of_the_guide_lead_somewhere(page):
    for place, anchor in re.findall(r"\]\(([^):#]*)(?:#([^)]+))?\)", page.read_text()):
        other = (page.parent / place).resolve() if place else page
        assert other.exists(), place
        headings = re.findall(r"^#+ (.+)$", other.read_text(), re.MULTILINE)
        assert not anchor or anchor in {heading.lower().replace(" ", "-") for heading in headings}, anchor


def test_drill_and_guide_type_the_same():
    assert "sh deploy/debian/install.sh portal.example.cz" in commands()
