"""Somebody alters what was issued: its text, its file, its session, the ledger, also by SQL past the portal."""

from typing import Any

from drills.faults import _issued
from drills.world import World

PROVES = "Vydanou písemnost, její soubor, zasedání ani zápis v knize nezmění ani nesmaže nikdo, ani přímo v SQL."
CHANGES = (
    ("osnova", "UPDATE council_issuedpaper SET content = content || ' '"),
    ("otisk", "UPDATE council_issuedpaper SET content_sha256 = repeat('a', 64)"),
    ("den", "UPDATE council_issuedpaper SET day = day - 1"),
    ("jméno", "UPDATE council_issuedpaper SET issuer_name = 'Někdo jiný'"),
    (
        "soubor",
        "UPDATE evidence_file SET content = content || 'x'::bytea WHERE id = (SELECT min(docx_id) FROM council_issuedpaper)",
    ),
    (
        "zasedání",
        "UPDATE council_session SET number = 999 WHERE id = (SELECT session_id FROM council_paper WHERE key = 'cviceni')",
    ),
    (
        "blok",
        (
            "UPDATE council_block SET text = 'Jinak' WHERE paper_id = (SELECT id FROM council_paper WHERE key = 'cviceni')"
            " AND position = 1"
        ),
    ),
    ("znění zápisu", "UPDATE council_ledgerentry SET statement = statement || ' '"),
    ("otisk zápisu", "UPDATE council_ledgerentry SET hash = repeat('b', 64) WHERE number = 1"),
    ("podpis", "UPDATE council_ledgerentry SET signature = repeat('c', 128)"),
    ("čas", "UPDATE council_ledgerentry SET written_at = written_at - interval '1 day'"),
    ("smazání", "DELETE FROM council_issuedpaper"),
)


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    world.here(cluster)
    _issued.issued()
    from contextlib import nullcontext

    from django.db import DatabaseError, connection, transaction

    from tests.issued import guards_off

    refused = 0
    for what, change in CHANGES:
        with transaction.atomic(), nullcontext(connection.cursor()) if guarded else guards_off() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(change)
            except DatabaseError:
                refused += 1
                continue
            raise AssertionError(f"{what}: databáze změnu vydaného vzala")
    return {"pokusů": len(CHANGES), "odmítnutých": refused}
