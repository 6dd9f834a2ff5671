"""The folder with collected static files is deleted while the portal is off, or lost between two starts."""

import re
import shutil
from typing import Any

from drills.world import World

PROVES = "Smazaná složka statických souborů se při startu sama doplní a stránky mají zase svůj styl."
#: The control: that they were once collected is enough.
_OFF = """
import memorandum.management.commands.serve as serve
plain = serve.Command.collect_static_files
def collect(self):
    from django.conf import settings
    from pathlib import Path
    made_of = Path(settings.STATIC_ROOT).with_suffix(".sha256")
    if not (made_of.exists() and made_of.read_text() == serve.static_digest()):
        plain(self)
serve.Command.collect_static_files = collect
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    portal.get("/lokality/")
    portal.stop()
    shutil.rmtree(world.folder / "var/static")
    portal.start()
    page = portal.get("/lokality/")
    assert page.status == 200, f"stránka: {page.status}"
    files = sorted(set(re.findall(r"/static/[\w./-]+\.(?:css|js|svg|woff2?)", page.text)))
    assert files, "stránka nemá styly"
    for file in files:
        status = portal.get(file).status
        assert status == 200, f"{file}: {status}"
    return {"souborů": len(files), "chybějících": 0}
