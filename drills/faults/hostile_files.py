"""Files that are made to hurt who reads them: bombs, entities, lies about sizes, ways out of the folder, macros."""

import io
import time
import zipfile
from typing import Any

import psutil

from drills.portals import Portal, Staff
from drills.world import World
from tests.memorandum.imports.hostile import HOSTILE

PROVES = "Zlý soubor (bomba, entity, lživé velikosti, makra) se odmítne větou, bez chyby 5xx, do vteřin a bez nárůstu paměti."
LIMIT = 600
#: The control: packed files are unpacked without asking what is in them.
_OFF = """
from formats import strongbox, spreadsheet, workbook_safety
from memorandum.imports import workbooks
import memorandum.imports.actions as actions
def unpacked(content):
    import io, zipfile
    return {name: zipfile.ZipFile(io.BytesIO(content)).read(name) for name in zipfile.ZipFile(io.BytesIO(content)).namelist()}
plain = actions.bring
def bring(*, kind, files, options, by):
    for name, content in files:
        if content[:2] == b"PK":
            unpacked(content)
    return plain(kind=kind, files=files, options=options, by=by)
actions.bring = bring
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    staff = portal.staff()
    page = "/sprava/import/"
    token = staff.form(page)["csrfmiddlewaretoken"]
    files = HOSTILE[::6] if world.short else HOSTILE
    before = cluster.execute("SELECT count(*) FROM localities_supportchange")
    sent, slowest, most = 0, 0.0, 0.0
    for hostile in files:
        name, content = hostile.name, hostile.content
        if len(content) > 10_000_000:
            continue
        began = time.monotonic()
        answer = staff.post(page, {"csrfmiddlewaretoken": token, "kind": "podpora"}, {"files": (name, content)})
        if answer.status == 302:
            answer = staff.get(answer.headers["Location"])
        sent, slowest = sent + 1, max(slowest, time.monotonic() - began)
        assert answer.status < 500, f"{hostile.about}: {answer.status}"
        most = max(most, _held(portal))
        assert most < 600, f"{hostile.about}: procesy drží {most:.0f} MB"
    word = _words(staff, cluster, token)
    assert cluster.execute("SELECT count(*) FROM localities_supportchange") == before
    assert portal.get("/lokality/?q=potom").status == 200
    return {"souborů": sent + word, "odpovědí 5xx": 0, "nejpomalejší s": slowest, "nejvíc MB": round(most)}


def _held(portal: Portal) -> float:
    held: float = sum(psutil.Process(pid).memory_info().rss for pid in portal.workers()) / 2**20
    return held


def _words(staff: Staff, cluster: Any, token: str) -> int:
    """The same for a document of Word that is to be issued instead of the composed one."""
    pk = cluster.execute("SELECT min(id) FROM council_paper")[0][0]
    page = f"/sprava/council/paper/{pk}/vydat/upraveny/"
    sent = 0
    for content in (b"", b"PK\x03\x04", b"\0" * 100_000, _packed("word/document.xml", bytes(200 * 2**20)), _laughs()):
        answer = staff.post(page, {"csrfmiddlewaretoken": token}, {"document": ("a.docx", content)})
        assert answer.status < 500, f"DOCX: {answer.status}"
        sent += 1
    return sent


def _packed(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr(name, content)
    return buffer.getvalue()


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return _packed("word/document.xml", f'<!DOCTYPE a [<!ENTITY a0 "ha">{entities}]><a>&a9;</a>'.encode())
