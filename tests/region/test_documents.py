"""Every document that the region's record makes, by programs of others: PDF/UA, and what Word and Excel would open."""

from dataclasses import replace

import pytest
from django.http import QueryDict

from council.models import Block, BlockKind, Paper
from evidence.models import AsOf
from formats.outline import Citing, Table
from formats.rendering import PAPER_FORMATS, Rendering
from memorandum.papers.annex import annex
from memorandum.papers.compose import compose
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators import GENERATORS
from memorandum.papers.statements import facts_of
from memorandum.portal.lists import LISTS
from tests.builders import D
from tests.formats.checkers import errors

SESSION, TODAY = D(2016, 8, 30), D(2026, 11, 29)
SITE = "https://portal.example.cz"


def checked(outline, citing):
    rendering = Rendering(site=SITE, citing=citing)
    return {extension: errors(rendering.paper(outline, extension), extension) for extension in PAPER_FORMATS}


@pytest.mark.parametrize("citing", Citing)
@pytest.mark.parametrize("day", [SESSION, TODAY])
def test_nobody_finds_an_error_in_the_papers(day, citing):
    assert checked(compose(AsOf(day, day)), citing) == {"docx": [], "pdf": []}


def test_nobody_finds_an_error_in_a_paper_with_every_kind_of_block():
    at = AsOf(TODAY, TODAY)
    gathered = Gathered(at)
    paper = Paper.objects.select_related("session__body").first()
    blocks = [Block(paper=paper, kind=kind, text="Sídla: {}") for kind in BlockKind]
    parts = [part for block in blocks for part in GENERATORS[BlockKind(block.kind)](gathered, block)]
    assert sum(isinstance(part, Table) for part in parts) > 1
    assert checked(replace(compose(at), blocks=tuple(parts)), Citing.BY_SOURCE) == {"docx": [], "pdf": []}


@pytest.mark.parametrize("place", range(len(LISTS)), ids=[listed.filename for listed in LISTS])
def test_nobody_finds_an_error_in_a_list(place):
    sheet = LISTS[place].sheet(QueryDict(), AsOf(TODAY, TODAY), recorded=None)
    whole = replace(sheet, rows=[*sheet.rows])
    for extension in ("docx", "pdf", "xlsx"):
        assert errors(Rendering(site=SITE).table(whole, extension), extension) == [], extension


def test_nobody_finds_an_error_in_an_annex():
    gathered = Gathered(AsOf(SESSION, SESSION))
    outline = compose(gathered.at, gathered=gathered)
    sheet = annex(outline, facts_of(outline, gathered), gathered.at, None)
    assert errors(Rendering().table(sheet, "xlsx"), "xlsx") == []


def test_a_paper_with_its_sources_is_no_longer_than_it_must_be_and_small():
    at = AsOf(TODAY, TODAY)
    each, grouped = (
        Rendering(site=SITE, citing=citing).paper(compose(at), "pdf") for citing in (Citing.EACH, Citing.BY_SOURCE)
    )
    assert len(grouped) < len(each) < 200_000
