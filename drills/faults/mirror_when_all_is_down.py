"""The portal and its database are gone; behind nginx there is only what ./run mirror has written down.

The control: no mirror.
"""

from typing import Any

from drills.nginx import Nginx

PROVES = "Když neběží portál ani databáze, nginx ukazuje zrcadlo veřejných stránek, a to říká, že je zrcadlo a z kdy."

LIMIT = 900  # seconds: a mirror has some 850 addresses


def fault(world: Any, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, workers=1)
    mirror = world.folder / "zrcadlo"
    if guarded:
        made = world.manage(cluster, "mirror", str(mirror), timeout=1200)
        assert made.returncode == 0, made.stderr
    for folder in (world.folder, *world.folder.parents[:2]):
        folder.chmod(0o755)
    nginx = world.keep(
        Nginx(world.folder / "nginx", [portal.port], others={"/var/lib/portal/public/mirror": str(mirror)})
    )
    assert nginx.get("/zdravi").status == 200
    asked = ["/", "/lokality/", "/lokality/tanvald/", "/obce/563820/", "/zdroje/", "/informace/2016-7/"]
    cluster.kill()
    # What nginx has seen since is newer than the mirror and goes before it: „/“, which it was waited for with.
    before = nginx.get("/o-portalu/")
    assert "Zrcadlo portálu, pořízené" in before.text, f"databáze je pryč a zrcadlo se neukázalo: {before.status}"
    portal.kill()
    for path in asked:
        answer = nginx.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        assert ("Zrcadlo portálu, pořízené" in answer.text) == (path != "/"), f"{path}: je to zrcadlo, nebo ne?"
    document = nginx.get("/lokality/export.xlsx")
    assert (document.status, document.content[:2]) == (200, b"PK"), "soubor v zrcadle není"
    for path in ("/lokality/?q=tanvald", "/sprava/", "/zdravi"):
        assert nginx.get(path).status == 503, f"{path} tvrdí, že běží"
    return {"stránek": len(asked), "souborů": 1, "nedostupných": 3}
