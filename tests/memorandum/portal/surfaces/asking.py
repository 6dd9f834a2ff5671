"""How each surface of the register is asked, and what a reader finds in the answer."""

import io
import mimetypes
import re
import subprocess
import unicodedata
import zipfile

import pytest

from tests.surfaces import FACTS, PAGES, SURFACES


def of_each(surfaces):
    return pytest.mark.parametrize("surface", surfaces, ids=lambda surface: surface.route or "home")


each = of_each(SURFACES)
each_lasting = of_each([surface for surface in PAGES if surface.lasting])
each_with_facts = of_each(FACTS)
each_by_day = of_each([surface for surface in FACTS if surface.by_day])


def folded(text):
    """Small letters without accents and spaces, so that no way of writing hides a word or an amount."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[\u0300-\u036f\s]|&nbsp;", "", plain)


def words(response):
    """All that a reader of the answer can find in it, whatever its format."""
    return told(response.get("Content-Type", ""), response.content)


def told(kind, content):
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(
                told(mimetypes.guess_type(name)[0] or "", archive.read(name)) for name in archive.namelist()
            )
    if "officedocument" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return folded(" ".join(re.sub(r"<[^>]*>", "", part) + part for part in parts))
    if kind == "application/pdf":
        done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
        return folded(done.stdout.decode())
    return folded(content.decode())
