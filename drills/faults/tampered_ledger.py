"""Somebody who owns the database switches its guards off, alters what was issued, and switches them on again."""

from typing import Any

from drills.faults import _issued
from drills.faults.tampered_paper import CHANGES
from drills.world import World

PROVES = "Kdo v databázi vypne pojistky a změní vydané, toho najde ověření otisků, podpisů, řetězce a historie."
_MORE = (
    (
        "smazání zápisu",
        "DELETE FROM council_issuedpaper WHERE entry_id = (SELECT id FROM council_ledgerentry WHERE number = 2); DELETE FROM council_ledgerentry WHERE number = 2",
    ),
    ("smazání historie", "DELETE FROM evidence_event WHERE \"table\" = 'council_ledgerentry'"),
    ("pojistka", "ALTER TABLE council_issuedpaper DISABLE TRIGGER USER"),
)


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    world.here(cluster)
    _issued.issued()
    _issued.issued("druhe")
    from django.db import connection, transaction

    from memorandum.papers import verify
    from tests.issued import guards_off

    if not guarded:  # the control: nobody computes anything again
        verify._chain = lambda progress: iter(())
        verify._history = lambda: iter(())
    assert not list(verify.problems()), f"ověření hlásí chybu bez příčiny: {list(verify.problems())}"
    found = 0
    for what, change in (*CHANGES, *_MORE):
        with transaction.atomic():
            with guards_off() as cursor:
                cursor.execute(change)
            if what == "pojistka":
                connection.cursor().execute(change)
            problems = list(verify.problems())
            transaction.set_rollback(True)
        assert problems, f"{what}: změny vydaného si nikdo nevšiml"
        found += 1
    assert not list(verify.problems())
    return {"změn": len(CHANGES) + len(_MORE), "nalezených": found}
