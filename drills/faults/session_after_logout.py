"""Somebody has copied the cookie of a person of the staff, and uses it after that person has logged out."""

import http.cookiejar
from typing import Any

from drills.portals import Staff
from drills.world import World

PROVES = "Zkopírované přihlášení přestane platit odhlášením, změnou hesla i vyřazením účtu."
#: The control: logging out only tells the browser to forget.
_OFF = """
from django.contrib.sessions.backends.db import SessionStore
SessionStore.delete = lambda self, key=None: None
SessionStore.flush = lambda self: setattr(self, "_session_key", None) or self.__dict__.update(_session_cache={})
from django.contrib.auth import base_user
base_user.AbstractBaseUser.get_session_auth_hash = lambda self: "stejny"
"""
_INSIDE = "/sprava/localities/locality/"


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    ended = 0
    for name, end in (("editor", _log_out), ("publisher", _new_password), ("reader", _deactivate)):
        staff = portal.staff(name)
        thief = Staff(portal.url)
        for cookie in staff.cookies:
            thief.cookies.set_cookie(cookie)
        assert thief.get(_INSIDE).status == 200, f"{name}: cookie nestačí ani před odhlášením"
        copied: list[http.cookiejar.Cookie] = list(thief.cookies)
        end(world, cluster, staff, name)
        for cookie in copied:
            thief.cookies.set_cookie(cookie)
        status = thief.get(_INSIDE).status
        assert status in (302, 403), f"{name}: zkopírované přihlášení platí dál ({status})"
        ended += 1
    return {"zkopírovaných přihlášení": ended, "platných potom": 0}


def _log_out(world: World, cluster: Any, staff: Staff, name: str) -> None:
    page = "/sprava/ucet/odhlaseni/"
    assert staff.post(page, staff.form(page)).status == 302


def _new_password(world: World, cluster: Any, staff: Staff, name: str) -> None:
    code = f"from django.contrib.auth.models import User; u = User.objects.get(username={name!r});"
    done = world.manage(cluster, "shell", "-v", "0", "-c", f"{code} u.set_password('jine dlouhe heslo'); u.save()")
    assert done.returncode == 0, done.stderr


def _deactivate(world: World, cluster: Any, staff: Staff, name: str) -> None:
    cluster.execute("UPDATE auth_user SET is_active = false WHERE username = %s", name)
