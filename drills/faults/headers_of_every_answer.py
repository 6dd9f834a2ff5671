"""What browsers are told beside each answer: whether another site may frame it, guess its type or run a script."""

from typing import Any

from drills.portals import Answer
from drills.world import World

PROVES = "Každá odpověď, i chybová, zakazuje cizí skripty, vložení do rámu a hádání typu; veřejná nemá cookie."
#: The control: the middlewares that say it are left out.
_OFF = """
from django.conf import settings
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csp" not in name and "clickjacking" not in name]
"""
_PATHS = (
    *("/", "/lokality/", "/lokality/tanvald/", "/obce/", "/finance/", "/zmeny/", "/hledat/?q=a", "/o-portalu/"),
    *("/neni/", "/lokality/?ke_dni=nesmysl", "/LOKALITY/", "/zdravi", "/robots.txt", "/zmeny/atom.xml"),
    *("/sprava/", "/sprava/ucet/prihlaseni/", "/lokality/export.csv", "/informace/2016-7.pdf"),
)


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    for path in _PATHS:
        _looked_at(path, portal.get(path))
    cluster.stop()
    portal.until(lambda: portal.get("/obce/?q=pryc").status == 503)
    away = ("/obce/?q=pryc", "/zdravi", "/sprava/")
    for path in away:
        _looked_at(path, portal.get(path))
    return {"odpovědí": len(_PATHS) + len(away), "bez hlaviček": 0}


def _looked_at(path: str, answer: Answer) -> None:
    policy = answer.headers.get("Content-Security-Policy", "")
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        assert "default-src 'none'" in policy, f"{path} ({answer.status}) nemá CSP"
        assert "unsafe" not in policy, f"{path}: {policy}"
        assert "frame-ancestors 'none'" in policy, f"{path} jde vložit do rámu"
        assert answer.headers.get("X-Frame-Options") == "DENY", f"{path} ({answer.status}) nemá X-Frame-Options"
    assert answer.headers.get("X-Content-Type-Options") == "nosniff", f"{path} ({answer.status}) nemá nosniff"
    assert path.startswith("/sprava/") or "Set-Cookie" not in answer.headers, f"{path} posílá cookie"
