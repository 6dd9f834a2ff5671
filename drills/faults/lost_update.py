"""Somebody saves a form that was read before another one saved theirs: the first change must not vanish."""

from typing import Any

from drills.world import World

PROVES = "Kdo ukládá formulář otevřený dřív, než ho změnil někdo jiný, nepřepíše cizí změnu, aniž by ji viděl."
#: The control: nobody asks which version was read.
_OFF = "from memorandum.staff.admin.records import RecordAdmin; del RecordAdmin.get_object"
_RECORDS = (
    ("localities_discrepancy", "localities/discrepancy", "title"),
    ("evidence_source", "evidence/source", "note"),
    ("localities_locality", "localities/locality", "name"),
    ("funding_programme", "funding/programme", "name"),
)


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    first, second = portal.staff(), portal.staff("administrator")
    refused = 0
    for table, path, column in _RECORDS:
        pk = cluster.execute(f"SELECT min(id) FROM {table}")[0][0]
        page = f"/sprava/{path}/{pk}/change/"
        read_before = second.form(page)
        answer = first.post(page, first.form(page) | {column: "Znění prvního"})
        assert answer.status == 302, f"{path}: {answer.status}"
        second.post(page, read_before | {column: "Znění druhého"})
        there = cluster.execute(f"SELECT {column} FROM {table} WHERE id = %s", pk)[0][0]
        assert there == "Znění prvního", f"{path}: první změna zmizela, je tam „{there}“"
        refused += 1
    return {"záznamů": refused, "ztracených změn": 0}
