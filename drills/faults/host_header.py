"""A request under a name that is not the portal's, by which whoever sends it would have links lead elsewhere."""

from typing import Any

from drills.world import World

PROVES = "Kdo pošle požadavek pod cizím jménem serveru, nedostane stránku s odkazy na cizí adresu."

_OFF = "import django.http.request as asked; asked.validate_host = lambda *told: True"
_FOREIGN = ("zlo.example", "127.0.0.1.zlo.example", "localhost@zlo.example", "zlo.example:80", "[::2]", "a b", "")
_PATHS = ("/", "/robots.txt", "/sitemap.xml", "/zmeny/atom.xml", "/lokality/", "/sprava/ucet/prihlaseni/")


def fault(world: World, guarded: bool) -> dict[str, Any]:
    portal = world.portal(world.cluster(), code="" if guarded else _OFF, workers=1)
    asked = 0
    for path in _PATHS:
        for host in _FOREIGN:
            for header in ("Host", "X_Forwarded_Host"):
                sent: dict[str, Any] = {header: host}
                answer = portal.get(path, **sent)
                asked += 1
                assert answer.status < 500, f"{path} pod jménem {host!r}: {answer.status}"
                assert "zlo.example" not in answer.text, f"{path} vede na cizí jméno {host!r}"
    return {"požadavků": asked}
