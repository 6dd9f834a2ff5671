"""Somebody alters or deletes what the history of the record keeps."""

from typing import Any

from drills.world import World

PROVES = "Historii evidence nejde přepsat ani smazat a každou změnu, i přes SQL, si databáze zapíše sama."
_CHANGES = (
    "UPDATE evidence_event SET row = '{}' WHERE id = (SELECT max(id) FROM evidence_event)",
    "UPDATE evidence_event SET at = at - interval '1 year'",
    "DELETE FROM evidence_event WHERE id = (SELECT max(id) FROM evidence_event)",
    "UPDATE localities_supportchange SET recorded_at = recorded_at - interval '1 year'",
)


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    if not guarded:  # the control: the triggers of the table of history are gone
        cluster.execute("ALTER TABLE evidence_event DISABLE TRIGGER USER")
    import psycopg

    refused = 0
    for change in _CHANGES:
        moments = "SELECT min(recorded_at) FROM localities_supportchange"
        before = cluster.execute("SELECT count(*), max(at) FROM evidence_event"), cluster.execute(moments)
        try:
            cluster.execute(change)
        except psycopg.DatabaseError:
            refused += 1
        else:  # a moment that the database keeps is simply put back
            assert "recorded_at" in change, f"historie se dala změnit: {change}"
            assert cluster.execute(moments) == before[1], "okamžik zápisu se dal změnit"
    count = "SELECT count(*) FROM evidence_event"
    before = cluster.execute(count)[0][0]
    cluster.execute("UPDATE localities_locality SET name = 'Přímo v SQL' WHERE slug = 'ralsko'")
    assert cluster.execute(count)[0][0] == before + 1, "změna v SQL se do historie nezapsala"
    return {"pokusů": len(_CHANGES), "změněných řádků historie": 0}
