"""Texts of the record begin as formulas do, and somebody opens an export of it in Excel."""

import csv
import io
import re
import zipfile
from typing import Any

from drills.world import World

PROVES = "Text evidence, který začíná jako vzorec, se v CSV ani XLSX nestane vzorcem, který by Excel spustil."
#: The control: texts go out as they are.
_OFF = "from formats import sheet; sheet.defused = lambda text: text"
_FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", '=HYPERLINK("http://zlo.example")')
_LISTS = ("lokality", "obce", "finance", "zdroje", "rozpory", "zmeny", "usneseni", "informace", "zastupitelstvo")


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    with cluster.connect(user="postgres") as owner:
        owner.execute("SET session_replication_role = replica")
        for number, formula in enumerate(_FORMULAS):
            for table, column in (("localities_locality", "name"), ("evidence_source", "title")):
                owner.execute(
                    f"UPDATE {table} SET {column} = %s || id WHERE id %% {len(_FORMULAS)} = {number}", [formula]
                )
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    cells = seen = 0
    for name in _LISTS:
        answer = portal.get(f"/{name}/export.csv")
        assert answer.status == 200, f"{name}: {answer.status}"
        for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"):
            for cell in row:
                cells += 1
                seen += any(formula.strip() in cell for formula in _FORMULAS)
                assert not re.match(r"[=+@\t\r]|-[^\d\s]|-\d+\+", cell), f"{name}.csv: buňka {cell[:40]!r} je vzorec"
        book = zipfile.ZipFile(io.BytesIO(portal.get(f"/{name}/export.xlsx").content))
        for part in book.namelist():
            if part.startswith("xl/worksheets/sheet"):
                found = re.findall(rb"<f>[^<]*(?:cmd|HYPERLINK|SUM\(1\)|1\+1)", book.read(part))
                assert not found, f"{name}.xlsx: {found[:2]}"
    assert seen, "žádný z textů v exportech není"
    return {"buněk": cells, "textů jako vzorec": seen, "vzorců": 0}
