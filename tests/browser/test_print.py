"""Pages on paper: what a screen folds up or leads to is there, what only a screen can use is not."""

import re
import subprocess
from dataclasses import dataclass

import pytest

THEN = "ke_dni=2016-08-30&znamo_k=2016-08-30"
PRINTED = [
    "/",
    "/lokality/",
    "/lokality/velke-hamry/",
    "/obce/",
    "/finance/",
    "/memorandum/",
    "/zastupitelstvo/",
    "/zastupitelstvo/2016/7/",
    "/zmeny/",
    "/zmeny/?podle=poznatku&od=2016-01-01",
    "/zdroje/pisemna-informace-2016-08-30/",
    "/rozpory/",
    "/informace/2016-7/",
    f"/informace/sestava/?{THEN}",
    "/hledat/?q=Tanvald",
    "/o-portalu/",
]
#: What nobody can use on paper.
ON_SCREEN = ["Přeskočit na obsah", "Nabídka", "Hledat v evidenci", "Zrušit filtry", "Zobrazit stav", "Kód pro vložení"]
ON_SCREEN += ["Stáhnout tento seznam", "Zpět na dnešek", "kanál Atom", "Tabulka pro Excel", "iCal"]
FOLDED = """
() => [...document.querySelectorAll(
  "main details:not(.filters-toggle, .embed-code, .timebar *) :is(td, th, li, dd, dt)"
)]
  .map(element => element.textContent)
"""
SOURCES = """
() => [...document.querySelectorAll(".cited:has(+ .cite-number)")].map(link => link.title.replace(/^Zdroj:/, ""))
"""


@dataclass
class Paper:
    """A printed page: the lines of each sheet, and how far down each sheet is something, from 0 to 1."""

    sheets: list[list[str]]
    words: str
    filled: list[float]
    is_light: bool
    folded: list[str]
    sources: list[str]


def squeezed(text):
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.fixture(scope="module")
def printed(shared_visitor, tmp_path_factory):
    """Each page printed once, by somebody who reads the screen in dark colours."""
    known = {}
    folder = tmp_path_factory.mktemp("paper")

    def of(path):
        if path not in known:
            page = shared_visitor.open(path)
            page.emulate_media(color_scheme="dark")
            sheet = folder / f"{len(known)}.pdf"
            page.pdf(path=sheet, format="A4")
            words = squeezed(text(sheet, "-raw"))  # cell by cell, not line by line
            lines = [
                [line for line in leaf.splitlines() if line.strip()] for leaf in text(sheet, "-layout").split("\f")
            ]
            known[path] = Paper(lines[:-1], words, *looks(sheet), page.evaluate(FOLDED), page.evaluate(SOURCES))
        return known[path]

    return of


def text(sheet, order):
    return subprocess.run(["pdftotext", order, sheet, "-"], capture_output=True, check=True).stdout.decode()


def looks(sheet):
    """Of each sheet how far down something is drawn; and whether the ground of all is light."""
    done = subprocess.run(["pdftoppm", "-r", "24", "-gray", sheet], capture_output=True, check=True)
    pictures, rest = [], done.stdout
    while rest:
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", rest)
        width, height = int(head[1]), int(head[2])
        pixels = rest[head.end() : head.end() + width * height]
        pictures.append([pixels[row * width : (row + 1) * width] for row in range(height)])
        rest = rest[head.end() + width * height :]
    filled = [1 + max((y for y, row in enumerate(rows) if min(row) < 224), default=-1) for rows in pictures]
    return [last / len(rows) for last, rows in zip(filled, pictures, strict=True)], all(
        rows[0][0] > 240 and rows[-1][-1] > 240 for rows in pictures
    )


@pytest.mark.parametrize("path", PRINTED)
def test_a_page_on_paper(printed, path):
    paper = printed(path)
    assert paper.is_light
    assert [words for words in ON_SCREEN if squeezed(words) in paper.words] == []
    assert [words for words in paper.folded if squeezed(words) not in paper.words] == [], "folded up on paper too"
    assert [title for title in paper.sources if squeezed(title) not in paper.words] == [], "a number without a note"
    # It says where it is from, and of which day; a page of no day has an address only.
    assert re.search(r"stránky?:https?://127\.0\.0\.1", paper.words)
    assert "zapsano_k=20" in paper.words or path == "/o-portalu/"
    assert re.search(r"(Stavkedni|stavkedni|zasedání)\d+\.\d+\.\d{4}", paper.words) or path == "/o-portalu/"


@pytest.mark.parametrize("path", PRINTED)
def test_sheets_are_filled_and_nothing_is_torn(printed, path):
    paper = printed(path)
    assert [round(share, 2) for share in paper.filled[:-1] if share < 0.55] == [], "a sheet with a large gap"
    assert len(paper.sheets) == 1 or len(paper.sheets[-1]) > 2, paper.sheets[-1]
    for before, after in zip(paper.sheets, paper.sheets[1:], strict=False):
        assert before[-1].strip() != after[0].strip(), "the head of a table without a row"


@pytest.mark.parametrize("path", ["/", f"/?{THEN}"])
def test_the_overview_begins_with_its_map(printed, path):
    paper = printed(path)
    assert paper.filled[0] > 0.8
    assert "Lokality podle druhu podpory" in "\n".join(paper.sheets[0])


def test_words_of_sources_are_on_paper(printed):
    paper = printed("/zdroje/pisemna-informace-2016-08-30/")
    assert squeezed("které od 1. 7. 2016 přechází k tzv. vzdálené podpoře") in paper.words
    assert squeezed("51.") in paper.words, "passages keep their numbers, of two digits too"


def test_a_long_list_has_its_head_on_each_sheet(printed):
    sheets = printed("/obce/").sheets
    assert len(sheets) > 5
    assert all(re.match(r"\s*Obec\s+Okres\s+ORP\s+Obyvatel", lines[0]) for lines in sheets[1:])
