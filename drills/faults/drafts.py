"""What is not public is looked for in every public page, export, feed and search."""

import io
import zipfile
from typing import Any

from drills.world import World

PROVES = (
    "Skryté místo, zdroj, rozpor ani písemnost se neobjeví na žádné veřejné stránce, v exportu, kanálu ani hledání."
)
#: The control: public is whatever there is.
_OFF = """
from django.apps import apps
for model in apps.get_models():
    plain = type(model._default_manager.all())
    if "public" in dir(plain):
        plain.public = lambda self, *told, **named: self.all()
"""
_WORD = "Kanárkov"
_PAGES = (
    *("/", "/lokality/", "/obce/", "/finance/", "/zmeny/", "/zmeny/?od=2000-01-01&do=2026-12-31", "/zdroje/"),
    *(
        "/rozpory/",
        "/informace/",
        "/hledat/?q=Kan%C3%A1rkov",
        "/sitemap.xml",
        "/sitemap-lokality.xml",
        "/zmeny/atom.xml",
    ),
    *("/lokality/ralsko/", "/zdroje/usneseni-vlady-85-2008/", "/zastupitelstvo/2016/7/", "/lokality/export.csv"),
    *(
        "/zdroje/export.csv",
        "/rozpory/export.csv",
        "/zmeny/export.csv?od=2000-01-01&do=2026-12-31",
        "/zdroje/export.xlsx",
    ),
    *(
        "/lokality/export.json",
        "/informace/export.csv",
        "/informace/sestava/",
        "/lokality/?q=Kan%C3%A1rkov",
        "/mapa/vlozit/",
    ),
)
_HIDDEN = (
    ("localities_locality", "name", "slug = 'ralsko'"),
    ("evidence_source", "title", "key = 'usneseni-vlady-85-2008'"),
    ("localities_discrepancy", "title", "id = (SELECT min(id) FROM localities_discrepancy)"),
    ("council_paper", "subject", "true"),
)


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    for table, column, which in _HIDDEN:
        cluster.execute(f"UPDATE {table} SET {column} = '{_WORD} {table}', is_public = false WHERE {which}")
    portal = world.portal(cluster, code="" if guarded else _OFF)
    for path in _PAGES:
        answer = portal.get(path)
        assert answer.status in (200, 404), f"{path}: {answer.status}"
        texts = [answer.text]
        if path.endswith(".xlsx"):
            book = zipfile.ZipFile(io.BytesIO(answer.content))
            texts = [book.read(name).decode(errors="replace") for name in book.namelist()]
        for text in texts:
            found = [table for table, *_ in _HIDDEN if f"{_WORD} {table}" in text]
            assert not found, f"{path} ukazuje, co není veřejné: {', '.join(found)}"
    return {"skrytých záznamů": len(_HIDDEN), "adres": len(_PAGES), "prozrazených": 0}
