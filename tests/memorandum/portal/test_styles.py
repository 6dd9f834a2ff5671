"""The stylesheets: colours told once, and every page linked to what it is made of."""

import re

import pytest
from django.conf import settings

from tests import canaries
from tests.surfaces import PAGES

STYLES = {path.stem: path.read_text() for path in (settings.BASE_DIR / "static").glob("*.css")}
PUBLIC = ("layout", "portal", "pictures", "paper")
INK_ON_PAPER = {"#fff", "#000"}  # under a code for cameras, under pictures, in print


def classes(style):
    """The classes that the stylesheet has rules for."""
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", style, flags=re.S))
    return {name for selector in selectors for name in re.findall(r"\.([a-z][\w-]*)", selector)}


@pytest.mark.parametrize("name", sorted(set(STYLES) - {"tokens"}))
def test_colours_are_told_once_among_the_tokens(name):
    assert set(re.findall(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b(?![^{};]*\{)", STYLES[name])) <= INK_ON_PAPER


def test_every_token_is_used():
    used = {name for style in STYLES.values() for name in re.findall(r"var\((--[\w-]+)", style)}
    assert set(re.findall(r"(--[\w-]+):", STYLES["tokens"])) - used == set()


def test_no_stylesheet_and_no_template_is_over_400_lines():
    files = [*(settings.BASE_DIR / "static").glob("*.css"), *(settings.BASE_DIR / "templates").rglob("*.html")]
    assert [path.name for path in files if len(path.read_text().splitlines()) > 400] == []


@pytest.mark.parametrize("surface", PAGES, ids=lambda surface: surface.route or "home")
def test_a_page_links_the_stylesheets_of_what_it_shows(client, db, surface):
    canaries.public_world()
    text = client.get(surface.path).content.decode()
    shown = {name for value in re.findall(r'class="([^"]*)"', text) for name in value.split()}
    linked = [name for name in PUBLIC if f"/static/{name}.css" in text]
    told = set().union(*(classes(STYLES[name]) for name in linked))
    assert f"{settings.STATIC_URL}tokens.css" in text
    for name in set(PUBLIC) - set(linked):
        assert shown & classes(STYLES[name]) <= told, f"{name}.css is not linked"
