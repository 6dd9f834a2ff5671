"""Somebody who may write into the database tries to change, to remove and to empty the log of security."""

from typing import Any

import psycopg

PROVES = "Bezpečnostní záznam nejde změnit ani smazat; zapomíná ho jen noční příkaz, a nic mladšího než měsíc."
_TAMPERING = (
    "UPDATE security_securityevent SET about = 'nic se nestalo'",
    "UPDATE security_securityevent SET at = now() - interval '10 years'",
    "DELETE FROM security_securityevent",
    "TRUNCATE security_securityevent",
    "SELECT forget_security_events(0)",
)


def fault(world: Any, guarded: bool) -> dict[str, int]:
    with world.cluster() as cluster:
        world.manage(cluster, "migrate", "--verbosity", "0")
        with psycopg.connect(cluster.url, autocommit=True) as writer:
            for _ in range(3):
                writer.execute("INSERT INTO security_securityevent (kind, about) VALUES ('login', 'bylo')")
            before = _lines(writer)
            if not guarded:
                writer.execute("ALTER TABLE security_securityevent DISABLE TRIGGER USER")
            refused = 0
            for tampering in _TAMPERING:
                try:
                    writer.execute(tampering)
                except psycopg.IntegrityError:
                    refused += 1
            assert _lines(writer) == before, f"of {len(_TAMPERING)} tries only {refused} were refused"
    return {"tries": len(_TAMPERING), "refused": refused, "lines": len(before)}


def _lines(writer: "psycopg.Connection[Any]") -> list[Any]:
    return writer.execute("SELECT id, at, kind, about FROM security_securityevent ORDER BY id").fetchall()
