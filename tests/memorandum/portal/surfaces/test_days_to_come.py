"""A day that has not come is told wherever facts are shown as of a day."""

import pytest

from tests.memorandum.portal.surfaces.asking import folded, of_each, words
from tests.surfaces import FACTS

#: Files for programs, which say only what is so; a paper of a session, whose day is its own.
_OWN_DAYS = ("zastupitelstvo/kalendar.ics", "podklady.zip", "atom.xml")
asked = [
    surface
    for surface in FACTS
    if not surface.route.endswith(_OWN_DAYS)
    and not (surface.route.startswith("informace/<year") and not surface.is_page)
]


@of_each(asked)
@pytest.mark.parametrize("extension", ["xlsx", "json", "docx", "pdf", "page"])
def test_a_day_that_has_not_come_is_told(client, public, surface, extension):
    paths = [path for path in surface.paths if path.endswith("/" if extension == "page" else extension)]
    for path in paths:
        told = words(client.get(path, {"ke_dni": "2030-01-01"})).replace("\u00ad", "")  # words that a line divides
        assert folded("en 1. 1. 2030 ještě nenastal") in told, path
        assert "ještěnenastal" not in words(client.get(path))
