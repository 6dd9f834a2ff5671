"""People of the staff who send what their role does not allow, to addresses that they know."""

from typing import Any

from drills.portals import Staff
from drills.world import World

PROVES = "Kdo zná adresu, ale nemá roli, nic nezmění, nezveřejní, nevydá ani nesmaže; cizí se dovnitř nedostane."
#: The control: whoever is logged in may everything.
_OFF = """
from django.contrib.auth.models import PermissionsMixin
PermissionsMixin.has_perm = lambda self, *told: True
PermissionsMixin.has_perms = lambda self, *told: True
PermissionsMixin.has_module_perms = lambda self, *told: True
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    keys = {
        table: cluster.execute(f"SELECT min(id) FROM {table}")[0][0]
        for table in ("localities_locality", "council_paper", "auth_user", "evidence_body", "evidence_source")
    }
    change, delete = "/sprava/{}/{}/change/", "/sprava/{}/{}/delete/"
    forbidden = {
        "reader": [
            change.format("localities/locality", keys["localities_locality"]),
            delete.format("localities/locality", keys["localities_locality"]),
            "/sprava/localities/supportchange/add/",
            "/sprava/import/",
            f"/sprava/council/paper/{keys['council_paper']}/vydat/",
            change.format("auth/user", keys["auth_user"]),
        ],
        "editor": [
            delete.format("localities/locality", keys["localities_locality"]),
            f"/sprava/council/paper/{keys['council_paper']}/vydat/",
            change.format("evidence/body", keys["evidence_body"]),
            change.format("auth/user", keys["auth_user"]),
        ],
        "publisher": [change.format("evidence/body", keys["evidence_body"]), "/sprava/auth/user/add/"],
        "administrator": [delete.format("auth/user", keys["auth_user"])],
    }
    before = _record(cluster)
    sent = 0
    for name, pages in forbidden.items():
        staff = portal.staff(name)
        for page in pages:
            form = {"csrfmiddlewaretoken": _token(staff), "name": "X", "post": "yes", "title": "X", "username": "xx"}
            status = staff.post(page, form).status
            sent += 1
            assert status in (403, 404), f"{name} na {page}: {status}"
    stranger = Staff(portal.url)
    for page in {page for pages in forbidden.values() for page in pages}:
        sent += 1
        assert stranger.get(page).status in (302, 403, 404), f"cizí na {page}"
    assert _record(cluster) == before, "evidence se změnila"
    return {"nedovolených požadavků": sent, "provedených": 0}


def _token(staff: Staff) -> str:
    return str(staff.form("/sprava/ucet/odhlaseni/")["csrfmiddlewaretoken"])


def _record(cluster: Any) -> list[Any]:
    asked = "SELECT (SELECT count(*) FROM evidence_event), (SELECT count(*) FROM auth_user)"
    rows: list[Any] = cluster.execute(f"{asked}, (SELECT count(*) FROM council_issuedpaper)")
    return rows
