import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

_LOCK = Path(settings.BASE_DIR) / "requirements.txt"
_PACKAGE = re.compile(
    r"^([a-z0-9._-]+)==([^ ;\\]+)(?: *; *([^\\]*?))? *\\?\n((?: +--hash=sha256:[0-9a-f]{64}.*\n?)*)", re.MULTILINE
)


class Command(BaseCommand):
    help = "Vypíše, z čeho portál je (SBOM, CycloneDX 1.6): každý balík s verzí a otisky, podle zámku závislostí."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(bill(_LOCK.read_text()), ensure_ascii=False, indent=2))


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
        if marker:
            component["properties"] = [{"name": "memorandum:marker", "value": marker.strip()}]
        yield component
