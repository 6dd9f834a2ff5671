"""Forty hostile texts in every text field: each comes out as text, wherever the public can read it."""

import datetime as dt

import pytest

from council.models import Block, Paper
from evidence.models import Source
from formats.attachments import MEDIA_TYPES
from formats.outline import Citing, Details, Heading, Items, Note, Outline, Paragraph, Remark, Run, Table
from formats.rendering import PAPER_FORMATS, TABLE_FORMATS, Rendering
from formats.sheet import Sheet, SheetColumn
from tests.builders import source
from tests.canaries import late_world, public_world
from tests.memorandum.portal import hostile
from tests.memorandum.portal.hostile import TEXTS, found, read
from tests.surfaces import FACTS

#: Which public answers are asked: pages, feeds, calendars and the cheapest table always; documents take longer.
LONG = (".zip", ".pdf", ".docx")
QUICK = [s.cheapest for s in FACTS if not s.cheapest.endswith(LONG) and not s.known_as]
TABLES = [path for surface in FACTS for path in surface.paths if path.endswith((".csv", ".xlsx"))]
DOCUMENTS = [path for surface in FACTS for path in surface.paths if path.endswith((".docx", ".pdf", ".zip"))]
#: Texts that no public answer tells: what staff note for themselves, and what has no page yet.
UNSEEN = {
    "Block.passage",
    "Body.short_name",
    "BodyChange.note",
    "Membership.note",
    "MembershipConfirmation.note",
    "Operation.recipient",
    "Operation.recipient_ico",
    "OperationLink.reason",
    "Plan.note",
    "Programme.fund",
}


def answered(client, paths, written):
    told = set()
    for path in paths:
        response = client.get(path, {"zdroje": "ano"} if "informace" in path else {})
        assert response.status_code == 200, path
        kind = response["Content-Type"]
        told.update(found(written, kind, read(kind, response.content)))
    return told


@pytest.fixture
def world(db):
    place = public_world()
    late_world(place)
    source(issuer_name="Vydavatel")  # the others are issued by bodies
    Block.objects.create(paper=Paper.objects.earliest("pk"), position=50, kind="areas", text="Oblasti: {}")
    hostile.widen()
    return place


@pytest.mark.parametrize("turn", range(hostile.TURNS))
def test_every_text_in_every_field_comes_out_of_pages_and_data_as_text(client, world, turn):
    answered(client, QUICK, hostile.fill(turn))


@pytest.mark.parametrize("turn", [0, 11, 21, 29])
def test_every_field_comes_out_of_tables_and_documents_as_text(client, world, turn):
    """Each field with a formula, markup of pages, markup of documents, and what cannot be seen."""
    written = hostile.fill(turn, alone=True)
    sources = [document.get_absolute_url() for document in Source.objects.public()]
    told = answered(client, [*QUICK, *sources, *TABLES, *DOCUMENTS], written)
    silent = {name for marker, (name, _) in written.items()} - {written[marker][0] for marker in told}
    assert silent == UNSEEN, "\n".join(sorted(silent ^ UNSEEN))


MADE_AT = dt.datetime(2016, 8, 30, 12, 0, tzinfo=dt.UTC)


def marked(start):
    """All forty texts, each with a marker of its own behind it."""
    markers = [f"Zq{number:03}" for number in range(start, start + 40)]
    return {marker: (marker, text + marker) for marker, text in zip(markers, TEXTS, strict=True)}


@pytest.mark.parametrize("extension", TABLE_FORMATS)
def test_each_text_in_each_place_of_a_table_comes_out_as_text(extension):
    cells, others, titles = marked(0), marked(100), marked(200)
    pairs = zip(cells.values(), others.values(), strict=True)
    columns = [
        SheetColumn("a", "A"),
        SheetColumn("b", "B", "money"),
        *(SheetColumn("a", text) for _, text in titles.values()),
    ][:7]
    sheet = Sheet(
        title=TEXTS[10],
        columns=tuple(columns),
        rows=[{"a": cell[1], "b": other[1]} for cell, other in pairs],
        filters=TEXTS[20],
        at=(dt.date(2016, 8, 30), dt.date(2016, 8, 30)),
        recorded=MADE_AT,
        filename=TEXTS[2],
    )
    kind = MEDIA_TYPES[extension]
    said = read(kind, Rendering().table(sheet, extension))
    assert set(found(cells | others, kind, said)) == cells.keys() | others.keys()


@pytest.mark.parametrize("extension", PAPER_FORMATS)
def test_each_text_in_each_place_of_a_paper_comes_out_as_text(extension):
    places = [marked(100 * place) for place in range(8)]
    paragraphs, items, headings, labels, lines, heads, remarks, notes = ([t for _, t in p.values()] for p in places)
    outline = Outline(
        kicker=TEXTS[0],
        dateline=TEXTS[11],
        title=TEXTS[20],
        description=TEXTS[28],
        blocks=(
            *(Paragraph((Run(text, Note(cited, "/zdroje/")),)) for text, cited in zip(paragraphs, notes, strict=True)),
            Items(tuple((Run(text, strong=True),) for text in items)),
            *(Heading(text) for text in headings),
            Details(tuple((label, ((Run(line),),)) for label, line in zip(labels, lines, strict=True))),
            *(Table(text, (text, "b"), (((Run("x"),), (Run("1"),)),)) for text in heads),
            *(Remark((Run(text, emphasis=True),)) for text in remarks),
        ),
        filename="hostile",
        made_at=MADE_AT,
    )
    content = Rendering(site="http://testserver", citing=Citing.EACH).paper(outline, extension)
    every = {marker: text for place in places for marker, text in place.items()}
    kind = MEDIA_TYPES[extension]
    assert set(found(every, kind, read(kind, content))) == every.keys()
