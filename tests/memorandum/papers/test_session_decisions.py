"""What a session decided, as documents: what is known word for word, and „neuvedeno“ for the rest."""

import html

import pytest

from council.models import AgendaItem, AgendaStep, Block, Paper, Session
from evidence.models import Body
from formats.outline import text
from memorandum.papers.issue import issue, withdraw
from tests.builders import D, source
from tests.formats.papers import edited
from tests.issued import publisher

DAY = D(2016, 8, 30)
PAGE = "/zastupitelstvo/2016/7/usneseni/"
EXTRACT = f"{PAGE}bod/"


@pytest.fixture
def assembly(db):
    return Body.objects.create(key="zk", kind="assembly", name="Zastupitelstvo")


@pytest.fixture
def session(assembly):
    return Session.objects.create(body=assembly, number=7, held_on=DAY)


@pytest.fixture
def item(session):
    return AgendaItem.objects.create(key="bod", session=session, position=5, title="Spolupráce")


def resolution(assembly, **values):
    known = {"kind": "resolution", "title": "Usnesení 300", "number": "300/16/ZK", "issued_on": DAY}
    return source(**known | {"issuer": assembly} | values)


def proposal(item, **values):
    paper = Paper.objects.create(
        key="material", session=item.session, kind="proposal", subject="Návrh", addressee="Zastupitelstva",
        is_public=True, **values,
    )  # fmt: skip
    Block.objects.create(paper=paper, position=1, kind="resolution", text="Zastupitelstvo\n\nschvaluje spolupráci.")
    AgendaItem.objects.filter(pk=item.pk).update(paper=paper)
    return paper


def shown(client, path=EXTRACT, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def details(client, **query):
    """The block below the title of the extract, as a mapping."""
    outline = client.get(EXTRACT, query).context["outline"]
    return {label: lines[0][0].text.replace("\xa0", " ") for label, lines in outline.blocks[0].rows}


def test_of_a_point_of_which_nothing_is_known_all_is_told_to_be_unknown(client, item):
    told = details(client)
    assert told.pop("Věc") == "Spolupráce"
    assert (told.pop("Orgán"), told.pop("Bod programu")) == ("Zastupitelstvo", "5")
    assert told.pop("Zasedání") == "7. zasedání 30. 8. 2016"
    assert set(told) == {"Předkládá", "Písemnost", "Usnesení", "Stav", "Hlasování"}
    assert set(told.values()) == {"neuvedeno"}
    page = shown(client)
    assert "Přijaté znění: neuvedeno, evidence ho neuchovává." in page
    assert "Průběh projednání: neuvedeno." in page
    assert "Návrh usnesení" not in page
    assert "není to ověřená listina" in page


def test_what_was_adopted_is_told_word_for_word_with_its_number_and_its_votes(client, assembly, item):
    adopted = resolution(assembly, text="Zastupitelstvo\n\n1. schvaluje,\n2. ukládá.\n")
    AgendaItem.objects.update(resolution=adopted)
    AgendaStep.objects.create(item=item, state="adopted", happened_on=DAY, votes_for=30, votes_against=2)
    told = details(client)
    assert told["Usnesení"] == "č. 300/16/ZK"
    assert told["Stav"] == "usnesení přijato"
    assert told["Hlasování"] == "pro 30, proti 2, zdrželo se neuvedeno"
    page = shown(client)
    assert page.index("Znění usnesení") < page.index("1. schvaluje,") < page.index("2. ukládá.")
    assert f'href="/zdroje/{adopted.key}/"' in page


def test_the_draft_is_told_as_a_draft_and_only_where_the_adopted_words_are_not_known(client, assembly, item):
    proposal(item)
    page = shown(client)
    assert page.index("Přijaté znění: neuvedeno") < page.index("Návrh usnesení") < page.index("schvaluje spolupráci.")
    assert "přijaté znění mohlo být jiné" in page
    AgendaItem.objects.update(resolution=resolution(assembly, text="Zastupitelstvo zamítá spolupráci."))
    page = shown(client)
    assert "zamítá spolupráci." in page
    assert "schvaluje spolupráci." not in page


def test_a_draft_of_a_withdrawn_paper_says_so_and_of_an_edited_one_is_not_told(client, item):
    paper = proposal(item)
    issued = issue(paper=paper, at=paper.at, by=publisher())
    withdraw(issued=issued, reason="Omyl", by=issued.issued_by)
    page = shown(client)
    assert "v písemnosti „Návrh (odvoláno " in page
    assert ": Omyl)“; přijaté znění" in page


def test_nobody_knows_what_became_of_the_draft_in_a_document_edited_in_word(client, item):
    paper = proposal(item)
    issue(paper=paper, at=paper.at, by=publisher(), edited_docx=edited())
    assert "Návrh usnesení" not in shown(client)


def test_a_draft_of_a_paper_that_is_not_public_is_not_told(client, item):
    Paper.objects.filter(pk=proposal(item).pk).update(is_public=False)
    page = shown(client)
    assert "schvaluje" not in page
    assert details(client)["Písemnost"] == "neuvedeno"


def test_what_became_known_later_is_not_told_as_of_before(client, assembly, item):
    late = source(title="Zápis", issued_on=D(2020, 1, 1))
    AgendaStep.objects.create(item=item, state="adopted", happened_on=DAY, source=late)
    AgendaStep.objects.create(item=item, state="discussed", happened_on=D(2016, 8, 23))
    AgendaItem.objects.update(resolution=resolution(assembly, issued_on=None, read_on=D(2020, 1, 1)))
    assert (details(client)["Stav"], details(client)["Usnesení"]) == ("usnesení přijato", "č. 300/16/ZK")
    AgendaStep.objects.filter(state="discussed").update(
        body=Body.objects.create(key="v", kind="committee", name="Výbor")
    )
    then = details(client, znamo_k="2016-12-31")
    assert (then["Stav"], then["Usnesení"]) == ("projednáno (Výbor)", "neuvedeno")
    assert "usnesení přijato" not in shown(client, znamo_k="2016-12-31")


def test_a_hidden_resolution_is_not_named(client, assembly, item):
    AgendaItem.objects.update(resolution=resolution(assembly, is_public=False, text="Tajné znění."))
    for path in (EXTRACT, PAGE, "/zastupitelstvo/2016/7/"):
        page = shown(client, path)
        assert "300/16" not in page
        assert "Tajné" not in page


def test_the_list_tells_every_point_and_what_else_was_resolved_that_day(client, assembly, session, item):
    AgendaItem.objects.filter(pk=item.pk).update(resolution=resolution(assembly))
    AgendaItem.objects.create(session=session, position=6, title="Druhý bod")
    AgendaStep.objects.create(item=item, state="adopted", happened_on=DAY, votes_for=30)
    resolution(assembly, number="301/16/ZK", title="Usnesení 301")
    told = text(client.get(PAGE).context["outline"]).splitlines()
    assert "5. Spolupráce; usnesení přijato; č. 300/16/ZK; pro 30, proti neuvedeno, zdrželo se neuvedeno" in told
    assert "6. Druhý bod; neuvedeno; neuvedeno; neuvedeno" in told
    assert told[told.index("Další usnesení z tohoto dne") + 1] == "č. 301/16/ZK"


def test_the_list_of_a_session_without_an_agenda_says_so(client, session):
    assert "Program zasedání: neuvedeno." in shown(client, PAGE)


def test_the_page_of_the_session_tells_the_way_and_leads_to_the_documents(client, item):
    page = shown(client, "/zastupitelstvo/2016/7/")
    assert f'href="{PAGE}"' in page
    assert f'href="{EXTRACT}"' not in page, "of what was not decided there is no extract"
    AgendaStep.objects.create(item=item, state="discussed", happened_on=D(2016, 8, 23))
    AgendaStep.objects.create(item=item, state="postponed", happened_on=DAY)
    page = shown(client, "/zastupitelstvo/2016/7/")
    assert f'href="{EXTRACT}"' in page
    assert '<span class="tag">odročeno</span>' in page
    assert page.index("projednáno 23. 8. 2016") < page.index("odročeno 30. 8. 2016")


def test_a_point_of_another_session_has_no_extract_here(client, assembly, item):
    Session.objects.create(body=assembly, number=8, held_on=D(2016, 9, 27))
    assert client.get("/zastupitelstvo/2016/8/usneseni/bod/").status_code == 404
    assert client.get(f"{PAGE}jiny/").status_code == 404
    assert client.get(f"{PAGE}jiny.docx").status_code == 404


def test_the_number_of_a_point_that_has_none_is_not_made_up(client, item):
    AgendaItem.objects.update(position=None)
    assert details(client)["Bod programu"] == "neuvedeno"


@pytest.mark.parametrize("extension", ["docx", "pdf"])
def test_hostile_words_are_words_in_every_format(client, assembly, item, extension):
    odd = "</w:t><b>x</b> #set page() {{ x }} =1+1 \u202e\x0b " + "dlouhé" * 200
    AgendaItem.objects.update(
        title=odd[:300], presented_by=odd[:200], resolution=resolution(assembly, title=odd[:300], text=f"{odd}\n{odd}")
    )
    AgendaStep.objects.create(item=item, state="adopted", happened_on=DAY, note=odd[:300], votes_for=32_767)
    for path in (EXTRACT, PAGE, "/zastupitelstvo/2016/7/"):
        assert "<b>x</b>" not in client.get(path).content.decode()
    for path in (EXTRACT, PAGE):
        response = client.get(f"{path.removesuffix('/')}.{extension}")
        assert response.status_code == 200
        assert response.content[:2] in (b"PK", b"%P")


def test_the_files_are_called_by_what_they_are(client, item):
    named = client.get(f"{PAGE.removesuffix('/')}.docx", {"znamo_k": "2020-01-01"})["Content-Disposition"]
    assert named == 'attachment; filename="prehled-usneseni-zk-2016-08-30-znamo-2020-01-01.docx"'
    named = client.get(f"{EXTRACT.removesuffix('/')}.pdf", {"znamo_k": "2020-01-01"})["Content-Disposition"]
    assert named == 'attachment; filename="vypis-z-usneseni-bod-zk-2016-08-30-znamo-2020-01-01.pdf"'
