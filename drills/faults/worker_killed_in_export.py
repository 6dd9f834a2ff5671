"""The process is killed while it writes a large document for whoever comes for it."""

import io
import zipfile
from typing import Any

from drills.faults import _half
from drills.portals import Answer, Portal
from drills.world import World

PROVES = "Zabije-li se proces při výrobě dokumentu, nedostane nikdo jeho kus: další dotaz vyrobí celý."
#: In both arms: the second half of a document takes a while, and one sees that the first is written.
_SLOW = """
import os, time
from django.http import StreamingHttpResponse
from memorandum.portal import in_turn
plain = in_turn._made
def made(view, request, *told, **named):
    response = plain(view, request, *told, **named)
    mark = os.environ["VAR_DIR"] + "/in-the-midst"
    if os.path.exists(mark):
        return response
    whole = b"".join(response)
    def halves():
        yield whole[: len(whole) // 2]
        open(mark, "w").close()
        time.sleep(30)
        yield whole[len(whole) // 2 :]
    slow = StreamingHttpResponse(halves())
    for name, value in response.items():
        slow[name] = value
    return slow
in_turn._made = made
"""
#: The control: it is written at once where others look for it.
_OFF = """
def keep(self, response):
    with self._path.open("wb") as file:
        file.write("".join(f"{name}: {value}\\n" for name, value in response.items()).encode() + b"\\n")
        for piece in response:
            file.write(piece)
            file.flush()
in_turn._Making._keep = keep
"""
_PATH = "/lokality/export.docx"


def fault(world: World, guarded: bool) -> dict[str, Any]:
    portal = world.portal(world.cluster(), code=_SLOW if guarded else _SLOW + _OFF, workers=1)
    _half.killed_while(portal, lambda: _come(portal), (world.folder / "var/in-the-midst").exists)
    told: list[Answer] = []

    def is_there() -> bool:
        told[:] = [_come(portal)]
        return told[0].status == 200

    portal.until(is_there, 60, "the document is made")
    try:
        document = zipfile.ZipFile(io.BytesIO(told[0].content))
    except zipfile.BadZipFile:
        raise AssertionError(f"dostal se kus dokumentu, {len(told[0].content)} bajtů") from None
    assert document.testzip() is None
    parts = [path.name for path in (world.folder / "var/turns/made").glob("*") if path.suffix == ".part"]
    return {"zabití": 1, "bajtů potom": len(told[0].content), "odložených kusů": len(parts)}


def _come(portal: Portal) -> Answer:
    return portal.get(_PATH, Accept="text/html")
