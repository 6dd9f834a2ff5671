"""The process is killed while it issues a paper: the entry of the ledger is written, the paper is not yet."""

from typing import Any

from drills.faults import _half
from drills.world import World

PROVES = "Zabije-li se proces při vydávání písemnosti, není vydáno nic napůl a tutéž písemnost jde vydat znovu."
#: In both arms: between the entry of the ledger and the paper it takes a while, and one sees that it has come there.
_SLOW = """
import os, time
from council.models import IssuedPaper
plain = IssuedPaper.save
def save(self, *told, **named):
    mark = os.environ["VAR_DIR"] + "/in-the-midst"
    if not os.path.exists(mark):
        committed()
        open(mark, "w").close()
        time.sleep(30)
    plain(self, *told, **named)
IssuedPaper.save = save
def committed():
    pass
"""
_ISSUE = "from drills.faults import _issued; print(_issued.paper().pk)"


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code=_SLOW if guarded else _SLOW + _half.COMMITTED, workers=1)
    made = world.manage(cluster, "shell", "-v", "0", "-c", _ISSUE)
    assert made.returncode == 0, made.stderr
    page = f"/sprava/council/paper/{int(made.stdout)}/vydat/"
    staff = portal.staff()
    form = staff.form(page)
    mark = world.folder / "var/in-the-midst"
    _half.killed_while(portal, lambda: staff.post(page, form), mark.exists)
    entries = cluster.execute(
        "SELECT (SELECT count(*) FROM council_ledgerentry), (SELECT count(*) FROM council_issuedpaper)"
    )
    assert entries == [(0, 0)], f"zapsáno napůl: zápisů v knize {entries[0][0]}, písemností {entries[0][1]}"
    answer = staff.post(page, staff.form(page))
    assert answer.status == 302, f"znovu vydat nejde: {answer.status}"
    checked = world.manage(cluster, "verify_papers")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    return {"zabití": 1, "vydaných napůl": 0, "vydaných potom": 1}
