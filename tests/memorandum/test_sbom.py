"""What the portal is made of is told whole: every locked package with its version and its hashes."""

import io
import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from memorandum.management.commands.sbom import bill, licences_page

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_told_with_all_its_hashes(lock):
    text = (ROOT / lock).read_text()
    components = bill(text)["components"]
    locked = re.findall(r"^([^\s#=]+)==([^\s;]+)", text, re.MULTILINE)
    assert len(locked) > 30
    assert [(part["name"], part["version"]) for part in components] == locked
    assert sum(len(part["hashes"]) for part in components) == text.count("--hash=sha256:")
    assert all(part["hashes"] for part in components)


def test_licences_are_listed_as_packages_tell_them():
    page = (ROOT / "docs/licences.md").read_text()
    assert page == licences_page((ROOT / "requirements.txt").read_text()), "./run sbom --licences > docs/licences.md"
    untold = re.findall(r"^\| (\S+) \| \S+ \| not installed here \|$", page, re.MULTILINE)
    assert set(untold) <= {"colorama", "tzdata"}, "which only Windows needs"
    parts = {part["name"]: part for part in bill((ROOT / "requirements.txt").read_text())["components"]}
    assert parts["django"]["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert parts["cryptography"]["licenses"] == [{"expression": "Apache-2.0 OR BSD-3-Clause"}]
    assert parts["django-filter"]["licenses"] == [{"license": {"name": "BSD License"}}]


def test_it_is_written_as_other_programs_read_it():
    out = io.StringIO()
    call_command("sbom", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["bomFormat"], told["specVersion"], told["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch("urn:uuid:[0-9a-f-]{36}", told["serialNumber"])
    refs = [part["bom-ref"] for part in told["components"]]
    assert len(set(refs)) == len(refs)
    django = next(part for part in told["components"] if part["name"] == "django")
    assert django["purl"] == f"pkg:pypi/django@{django['version']}"
    assert "://" not in json.dumps(told["components"]), "no address of a registry"


def test_what_is_installed_on_some_systems_only_says_so():
    told = {part["name"]: part.get("properties") for part in bill((ROOT / LOCKS[0]).read_text())["components"]}
    assert told["colorama"] == [{"name": "memorandum:marker", "value": "sys_platform == 'win32'"}]
    assert told["django"] is None
