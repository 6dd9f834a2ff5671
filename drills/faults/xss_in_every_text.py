"""Every text column of the record holds a script, and every public page is read as a browser reads it."""

from typing import Any

from selectolax.lexbor import LexborHTMLParser

from drills.world import World

PROVES = "Ani kdyby byl v každém textu evidence skript, na žádné stránce se z něj nestane prvek, jen text."
#: The control: templates escape nothing.
_OFF = """
from django.template import engines
from django.template import base, context
plain = context.Context.__init__
def raw(self, *told, **named):
    plain(self, *told, **named)
    self.autoescape = False
context.Context.__init__ = raw
"""
_SCRIPT = "<script id=zlo>alert(1)</script><img src=x onerror=alert(1)>\"'><b id=zlo>"
_TEXTS = {
    "localities_locality": ("name", "note"),
    "localities_supportchange": ("note",),
    "localities_discrepancy": ("title",),
    "localities_discrepancyclaim": ("claim",),
    "localities_conclusion": ("held", "reason"),
    "localities_supportkind": ("name", "sentence"),
    "evidence_source": ("title", "note"),
    "evidence_body": ("name",),
    "funding_programme": ("name",),
    "council_paper": ("subject",),
    "council_memorandum": ("title",),
}
_PAGES = (
    *("/", "/lokality/", "/lokality/tanvald/", "/lokality/ralsko/", "/obce/", "/finance/", "/memorandum/"),
    *("/zastupitelstvo/", "/informace/", "/informace/2016-7/", "/informace/sestava/", "/zmeny/", "/usneseni/"),
    *("/zdroje/", "/zdroje/pisemna-informace-2016-08-30/", "/rozpory/", "/hledat/?q=script", "/o-portalu/"),
    *("/zmeny/?od=2010-01-01&do=2026-01-01", "/lokality/?q=%3Cscript%20id%3Dzlo%3E", "/mapa/vlozit/"),
    "/hledat/?q=%22%3E%3Cb%20id%3Dzlo%3E",
)


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    with cluster.connect(user="postgres") as owner:
        owner.execute("SET session_replication_role = replica")
        columns = 0
        for table, names in _TEXTS.items():
            for name in names:
                told = owner.execute(
                    "SELECT character_maximum_length FROM information_schema.columns"
                    " WHERE table_name = %s AND column_name = %s",
                    [table, name],
                ).fetchone()
                if told is None:
                    continue
                most = told[0] or 1000
                unique = f"left(id || %s, {most})"
                owner.execute(f"UPDATE {table} SET {name} = {unique}", [_SCRIPT])
                columns += 1
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    shown = 0
    for path in _PAGES:
        answer = portal.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        page = LexborHTMLParser(answer.text)
        assert not page.css("#zlo, [onerror], img[src=x]"), f"{path}: z textu je prvek stránky"
        shown += answer.text.count("id=zlo")
    assert shown, "skript není na žádné stránce ani jako text"
    return {"sloupců": columns, "stránek": len(_PAGES), "výskytů jako text": shown, "spuštěných": 0}
