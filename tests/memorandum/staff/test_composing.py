"""Composing a paper: begun from the last one, looked at while it is written, and never saved by looking."""

import io
from dataclasses import replace

import docx as python_docx
import pytest
from django.urls import reverse

from council.models import Block, BlockKind, Paper, PaperEntry, PaperKind, PaperRole, Session
from evidence.history import events
from evidence.models import AsOf, Body, BodyKind
from memorandum.papers import office_template
from memorandum.papers.compose import compose
from tests import builders as b
from tests.builders import D
from tests.formats.packages import of_the_office
from tests.forms import filled
from tests.outlines import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly():
    return Body.objects.create(key="zk", kind=BodyKind.ASSEMBLY, name="Zastupitelstvo kraje")


@pytest.fixture
def sessions(assembly):
    return [
        Session.objects.create(body=assembly, number=number, held_on=day)
        for number, day in ((1, D(2020, 3, 1)), (2, D(2020, 6, 1)))
    ]


@pytest.fixture
def paper(sessions):
    paper = Paper.objects.create(
        session=sessions[0], subject="O podpoře", addressee="Zastupitelstva kraje", is_public=True
    )
    for position, (kind, text) in enumerate(
        [(BlockKind.TEXT, "Předkládáme zprávu."), (BlockKind.SUPPORT, "Podporu mají: {}")], start=1
    ):
        Block.objects.create(paper=paper, position=position, kind=kind, text=text)
    PaperEntry.objects.create(paper=paper, role=PaperRole.DRAFTED, person="Vymyšlená Osoba", function="oddělení")
    PaperEntry.objects.create(paper=paper, role=PaperRole.DISCUSSED, person="Výbor", held_on=D(2020, 2, 1))
    return paper


def page(paper):
    return reverse("admin:council_paper_change", args=[paper.pk])


def preview(paper):
    return reverse("admin:paper-preview", args=[paper.pk])


def test_a_paper_begins_from_the_last_one(admin_client, paper, sessions):
    start = reverse("admin:paper-draft")
    form = filled(admin_client.get(start))
    assert form["like"] == str(paper.pk)
    answer = admin_client.post(start, form | {"session": sessions[1].pk})
    begun = Paper.objects.get(session=sessions[1])
    assert answer["Location"] == page(begun)
    assert (begun.subject, begun.is_public) == ("O podpoře", False)
    assert list(begun.blocks.values_list("kind", "text")) == list(paper.blocks.values_list("kind", "text"))
    assert [entry.person for entry in begun.entries.all()] == ["Vymyšlená Osoba"], "who discussed it is of that day"
    assert begun.at == AsOf(D(2020, 6, 1), D(2020, 6, 1))


def test_a_paper_without_a_model_needs_a_name(admin_client, sessions):
    start = reverse("admin:paper-draft")
    form = filled(admin_client.get(start)) | {"session": sessions[0].pk}
    assert "potřebuje název" in admin_client.post(start, form).content.decode()
    assert admin_client.post(start, form | {"subject": "Nová"}).status_code == 302
    assert Paper.objects.get().subject == "Nová"


def test_the_preview_shows_what_is_typed_and_saves_nothing(admin_client, paper):
    form = filled(admin_client.get(page(paper)), "paper_form") | {"blocks-0-text": "Předkládáme <b>jinou</b> zprávu."}
    before = events(Block).count()
    shown = admin_client.post(preview(paper), form).content.decode()
    assert "Předkládáme &lt;b&gt;jinou&lt;/b&gt; zprávu." in shown
    assert paper.blocks.first().text == "Předkládáme zprávu."
    assert events(Block).count() == before
    assert "Předkládáme zprávu." in admin_client.get(preview(paper)).content.decode()


def test_the_preview_waits_for_a_whole_form(admin_client, paper):
    form = filled(admin_client.get(page(paper)), "paper_form") | {"blocks-0-text": ""}
    shown = admin_client.post(preview(paper), form).content.decode()
    assert "Náhled počká" in shown
    assert paper.blocks.first().text == "Předkládáme zprávu."


def test_what_is_previewed_is_what_is_saved(admin_client, paper):
    form = filled(admin_client.get(page(paper)), "paper_form") | {"blocks-0-text": "Nově."}
    typed = admin_client.post(preview(paper), form).content
    assert admin_client.post(page(paper), form).status_code == 302
    assert admin_client.get(preview(paper)).content == typed


def test_blocks_change_places_within_one_save(admin_client, paper):
    form = filled(admin_client.get(page(paper)), "paper_form")
    form |= {"blocks-0-position": "2", "blocks-1-position": "1"}
    assert admin_client.post(page(paper), form).status_code == 302
    assert [block.kind for block in paper.blocks.all()] == [BlockKind.SUPPORT, BlockKind.TEXT]


@pytest.mark.parametrize(("number", "place"), [("1", 1), ("2", 2), ("", 2), ("99", 2)])
def test_a_new_block_goes_where_its_number_says(admin_client, paper, number, place):
    form = filled(admin_client.get(page(paper)), "paper_form")
    new = {"id": "", "paper": paper.pk, "position": number, "kind": "text", "text": "Nový", "order": "", "source": ""}
    form |= {f"blocks-2-{name}": value for name, value in new.items()} | {"blocks-TOTAL_FORMS": "3"}
    assert admin_client.post(page(paper), form).status_code == 302
    blocks = list(paper.blocks.all())
    assert [block.text for block in blocks].index("Nový") == place
    assert len({block.position for block in blocks}) == 3


@pytest.mark.parametrize("extension", ["docx", "pdf"])
def test_one_click_to_a_document(admin_client, paper, extension):
    answer = admin_client.get(reverse("admin:paper-preview-file", args=[paper.pk, extension]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK" if extension == "docx" else b"%PDF")


def test_the_document_of_the_preview_is_poured_into_the_office_s_template(admin_client, admin_user, paper):
    """It is the one that people edit and issue; without the template it would go out without the letterhead."""
    template = office_template.store(name="Zelená", filename="z.docx", content=of_the_office(), by=admin_user)
    office_template.activate(template=template, by=admin_user)
    made = admin_client.get(reverse("admin:paper-preview-file", args=[paper.pk, "docx"])).content
    header = python_docx.Document(io.BytesIO(made)).sections[0].header
    assert "Krajský úřad Lhotska" in [paragraph.text for paragraph in header.paragraphs]


def test_strangers_see_no_preview(client, paper):
    assert client.get(preview(paper)).status_code == 302
    assert client.post(preview(paper), {}).status_code == 302


# --- What the blocks write ---------------------------------------------------------------------------------------


def blocks(paper, *kinds):
    paper.blocks.all().delete()
    for position, kind in enumerate(kinds, start=1):
        text = "Schvaluje\n1. zprávu" if kind in (BlockKind.RESOLUTION, BlockKind.TEXT) else ""
        Block.objects.create(paper=paper, position=position, kind=kind, text=text)
    outline = compose(paper.at, paper)
    return said(replace(outline, blocks=outline.blocks[1:]))  # without the head


def test_a_draft_resolution_stands_before_the_reasons(paper):
    paper.kind = PaperKind.PROPOSAL
    paper.save()
    told = blocks(paper, BlockKind.TEXT, BlockKind.RESOLUTION)
    assert told == ["Návrh usnesení", "Schvaluje", "1.\xa0zprávu", "Důvodová zpráva", "Schvaluje 1.\xa0zprávu"]


def test_an_annex_gives_no_reasons(paper):
    paper.kind = PaperKind.ANNEX
    paper.save()
    b.support(b.locality("Lhota"), "intensive", D(2016, 1, 1), D(2016, 1, 1), precision="year")
    assert blocks(paper, BlockKind.SUPPORT_TABLE)[2:] == ["Lhota|intensive|od 2016|naposledy doloženo v\xa0roce 2016"]


def test_support_is_told_by_its_kinds(paper):
    b.support(b.locality("Lhota"), "intensive", D(2016, 1, 1), D(2016, 1, 1), precision="year")
    b.support(b.locality("Ves"), "remote", D(2017, 1, 1), D(2017, 1, 1), precision="year")
    told = blocks(paper, BlockKind.SUPPORT_BY_KIND)
    assert [sentence.replace("\xa0", " ") for sentence in told[1:]] == [
        "intensive: Lhota (od 2016, naposledy doloženo v roce 2016)",
        "remote: Ves (od 2017, naposledy doloženo v roce 2017)",
    ]


def test_what_changed_since_the_last_paper(paper, sessions):
    """Neither what was told then, nor what comes after the session; the day of the session itself belongs to it."""
    old, new, late = b.locality("Stará"), b.locality("Nová"), b.locality("Pozdní")
    b.support(old, "intensive", D(2020, 3, 1), D(2020, 3, 1))
    b.support(new, "intensive", D(2020, 6, 1), D(2020, 6, 1))
    b.support(late, "intensive", D(2020, 6, 2), D(2020, 6, 2))
    following = Paper.objects.create(session=sessions[1], subject="Další", addressee="Zastupitelstva kraje")
    told = blocks(following, BlockKind.CHANGED)
    assert told[1] == "Co se změnilo od písemnosti ze dne 1.\xa03.\xa02020"
    assert len(told) == 3
    assert "Nová" in told[2]
    first = blocks(paper, BlockKind.CHANGED)
    assert "Dřívější písemnost téhož druhu v\xa0evidenci není" in first[1]


def test_what_was_corrected_since_the_last_paper(paper, sessions):
    place = b.locality("Lhota")
    b.support(place, "remote", D(2019, 1, 1), D(2019, 1, 1), corrected_on=D(2020, 4, 1), correction="zdroj se opravil")
    following = Paper.objects.create(session=sessions[1], subject="Další", addressee="Zastupitelstva kraje")
    told = blocks(following, BlockKind.CHANGED)
    assert "zdroj se opravil" in told[2]


def test_a_paper_that_is_not_there_has_no_preview_nor_one_without_text_a_document(admin_client, paper):
    assert admin_client.post(reverse("admin:paper-preview", args=[0]), {}).status_code == 404
    document = reverse("admin:paper-preview-file", args=[paper.pk, "docx"])
    assert admin_client.get(document).status_code == 200
    Block.objects.all().delete()
    assert admin_client.get(document).status_code == 404
