"""The process is killed while it writes the rows of an import."""

from typing import Any

from selectolax.lexbor import LexborHTMLParser

from drills.faults import _half
from drills.world import World

PROVES = "Zabije-li se proces při importu, není zapsán ani jeden řádek a tentýž import jde provést znovu celý."
#: In both arms: after the rows are written it takes a while, and one sees that it has come there.
_SLOW = """
import os, time
from memorandum.imports import actions
plain = actions._close
def close(*told):
    mark = os.environ["VAR_DIR"] + "/in-the-midst"
    if not os.path.exists(mark):
        committed()
        open(mark, "w").close()
        time.sleep(30)
    return plain(*told)
actions._close = close
def committed():
    pass
"""
_ROWS = 40


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code=_SLOW if guarded else _SLOW + _half.COMMITTED, workers=1)
    staff = portal.staff()
    lines = [
        "Klíč;Druh;Název;Datum;Přečteno",
        *(f"cviceni-{n};zpráva;Zdroj {n};1. 1. 2015;2. 2. 2020" for n in range(_ROWS)),
    ]
    start = "/sprava/import/"
    sent = staff.form(start) | {"kind": "zdroje"}
    answer = staff.post(start, sent, {"files": ("zdroje.csv", "\n".join(lines).encode())})
    assert answer.status == 302, answer.text[:3000]
    page = answer.headers["Location"]
    form = _apply_form(staff.get(page).text)
    mark = world.folder / "var/in-the-midst"
    _half.killed_while(portal, lambda: staff.post(page, form), mark.exists)
    count = "SELECT count(*) FROM evidence_source WHERE key LIKE 'cviceni-%'"
    assert cluster.execute(count) == [(0,)], f"zapsáno napůl: {cluster.execute(count)[0][0]} řádků bez importu"
    answer = staff.post(page, _apply_form(staff.get(page).text))
    assert cluster.execute(count) == [(_ROWS,)], f"znovu provést nejde: {answer.status}"
    return {"zabití": 1, "řádků napůl": 0, "řádků potom": _ROWS}


def _apply_form(page: str) -> dict[str, Any]:
    read = LexborHTMLParser(page)
    form = read.css_first("#apply-form")
    if form is None:
        raise RuntimeError(" ".join(read.root.text().split())[:1500] if read.root else "no page")
    fields = [field.attributes for field in form.css("input")]
    return {str(field["name"]): field.get("value") for field in fields} | {"action": "apply"}
