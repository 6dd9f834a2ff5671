"""The public page of an issued paper: as issued for ever, with what has changed in the record since."""

import hashlib
import html
import json

import pytest
from django.db.models import F

from council.models import LedgerEntry, Paper
from evidence.models import Source
from formats.alignment import aligned
from funding.models import Amount
from localities.models import Locality, SupportChange
from memorandum.papers.issue import issue, withdraw
from memorandum.portal.region import current
from tests.builders import D, later, locality, source, support
from tests.formats.papers import edited
from tests.issued import AT, DAY, facts, issued_paper, paper, publisher, session

PAGE = "/informace/2016-7/"


def shown(client, path=PAGE, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def differences(client, **query):
    found = client.get(PAGE, query).context["differences"]
    clean = [(d.about, d.issued, d.now, d.source) for d in found]
    return [tuple(text.replace("\xa0", " ") for text in row) for row in clean]


@pytest.fixture
def issued(db):
    return issued_paper()


def test_the_page_shows_the_paper_as_it_was_issued(client, issued, django_assert_max_num_queries):
    current()  # the region is read once a minute: no page pays for it
    with django_assert_max_num_queries(15):
        text = shown(client)
    assert "(od 2014)</a>" in text
    assert "vydáno" in text
    assert "žádný z údajů, ze kterých písemnost vznikla, nezměnil" in text
    for sha256 in (*(file.sha256 for file in issued.files.values()), issued.content_sha256, issued.entry.hash):
        assert sha256 in text


@pytest.mark.parametrize("extension", ["docx", "pdf", "xlsx", "json"])
def test_the_stored_bytes_are_served_and_asked_for_again_in_case_they_are_hidden(client, issued, extension):
    response = client.get(f"/informace/2016-7.{extension}")
    kept = issued.content.encode() if extension == "json" else bytes(issued.files[extension].content)
    assert response.content == kept
    assert response["ETag"] == f'"{hashlib.sha256(kept).hexdigest()}"'
    assert response["Cache-Control"] == "public, no-cache"
    assert f"informace-2016-7.{extension}" in response["Content-Disposition"]
    again = client.get(f"/informace/2016-7.{extension}", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_another_state_of_the_record_does_not_change_what_is_served(client, issued):
    before = {extension: client.get(f"/informace/2016-7.{extension}").content for extension in ("docx", "pdf", "json")}
    Locality.objects.update(name="Přejmenovaná")
    Amount.objects.update(amount=5)
    for extension, content in before.items():
        assert client.get(f"/informace/2016-7.{extension}").content == content
    assert "Lhota" in shown(client)


@pytest.mark.parametrize("extension", ["docx", "pdf", "xlsx", "json"])
def test_a_paper_not_issued_is_composed(client, db, extension):
    facts()
    paper()
    response = client.get(f"/informace/2016-7.{extension}")
    assert response.status_code == 200
    assert "immutable" not in response.get("Cache-Control", "")
    if extension == "json":
        assert json.loads(response.content)["issued_at"] is None


# --- What has changed since -------------------------------------------------------------------------------------


def test_an_allocation_corrected_after_issue(client, issued):
    wrong = Amount.objects.get()
    better = source(title="Lepší zpráva")
    Amount.objects.filter(pk=wrong.pk).update(
        corrected_on=D(2020, 1, 1), correction="Překlep v první zprávě.", correction_source=F("source")
    )
    Amount.objects.create(
        locality=wrong.locality,
        kind="allocated",
        amount=2_000_000,
        effective_on=D(2014, 1, 1),
        known_on=D(2020, 1, 1),
        source=better,
    )
    told = "Lhota: alokace", "1 000 000 Kč od 1. 1. 2014", "2 000 000 Kč od 1. 1. 2014", "Lepší zpráva"
    assert differences(client) == [told]
    text = shown(client)
    assert "Od vydání se změnil 1 údaj" in text
    assert "Důvod: Překlep v první zprávě." in text
    assert f'href="/zdroje/{better.key}/#amount-' in text
    assert differences(client, znamo_k="2019-12-31") == [], "by then it was not known"


def test_a_locality_renamed_after_issue(client, issued):
    Locality.objects.update(name="Nová Lhota")
    assert differences(client) == [("Lokalita: název", "Lhota", "Nová Lhota", "")]
    text = shown(client)
    assert "žádný z údajů, ze kterých písemnost vznikla, nezměnil" in text
    assert 'Jen jinak se jmenuje <a href="#zmeny">1 věc</a>, o které mluví.' in text


def test_a_fact_dated_on_the_session_s_day(client, issued):
    """The day of the session belongs to what the paper tells of, the day after it does not."""
    place = Locality.objects.get()
    support(place, "finished", D(2016, 8, 31), D(2020, 1, 1))
    assert differences(client) == []
    support(place, "remote", DAY, D(2020, 1, 1), source=source(title="Pozdní zpráva"))
    assert differences(client) == [("Lhota: podpora", "", "vzdálená podpora od 30. 8. 2016", "Pozdní zpráva")]
    assert "písemnost neuvádí" in shown(client)


def test_a_fact_of_the_session_s_day_known_in_time_is_in_the_paper(client, db):
    support(facts(), "remote", DAY, DAY)
    issue(paper=paper(), at=AT, by=publisher())
    assert "přechází ke vzdálené podpoře" in shown(client)
    assert differences(client) == []


def test_a_fact_struck_out_after_issue(client, issued):
    SupportChange.objects.update(
        corrected_on=D(2020, 1, 1), correction="Zdroj mluvil o jiné Lhotě.", correction_source=F("source")
    )
    assert differences(client) == [("Lhota: podpora", "intenzivní podpora od 2014", "", "Zpráva o Lhotě")]
    text = shown(client)
    assert "s údajem už nepracujeme" in text
    assert "Zdroj mluvil o jiné Lhotě." in text


def test_a_source_hidden_after_issue_is_not_linked(client, issued):
    Source.objects.update(is_public=False)
    assert len(differences(client)) == 3
    assert client.get(PAGE).context["differences"][0].url == ""


def test_what_has_nothing_to_do_with_the_paper_is_no_difference(client, issued):
    support(locality("Jiná", is_public=False), "intensive", D(2015, 1, 1), D(2016, 1, 1))
    assert differences(client) == []


def test_before_it_was_issued_nothing_is_compared(client, issued):
    assert client.get(PAGE, {"znamo_k": "2016-08-29"}).context["differences"] is None


# --- Withdrawn, edited, hidden --------------------------------------------------------------------------------------


def test_a_withdrawn_paper_stays_with_the_reason_on_top(client, issued):
    content = client.get("/informace/2016-7.pdf").content
    withdraw(issued=issued, reason="Chybný součet v tabulce.", by=issued.issued_by)
    text = shown(client)
    assert text.index("Chybný součet v tabulce.") < text.index("O spolupráci</h1>")
    assert "odvolána" in text
    assert "Lhota" in text
    assert client.get("/informace/2016-7.pdf").content == content


def test_the_reason_of_a_withdrawal_is_words_and_nothing_else(client, issued):
    """Whatever was typed: no markup, no line of a calendar of its own, and lists are written all the same."""
    reason = '=1+1 <b>"x"</b>\r\nBEGIN:VEVENT {{ x }} \u202e' + "a" * 1900
    withdraw(issued=issued, reason=reason, by=issued.issued_by)
    for path in (PAGE, f"{PAGE}soubory/", "/informace/", "/zastupitelstvo/2016/7/", "/zmeny/atom.xml"):
        answer = client.get(path).content.decode()
        assert "&lt;b&gt;" in answer.replace("&amp;", "&"), path
        assert "<b>" not in answer, path
    calendar = client.get("/zastupitelstvo/kalendar.ics").content
    assert calendar.count(b"\r\nBEGIN:VEVENT") == 1
    assert max(map(len, calendar.split(b"\r\n"))) <= 75
    for extension in ("csv", "xlsx", "docx", "pdf", "json"):
        assert client.get(f"/informace/export.{extension}").status_code == 200


def test_a_permanent_address_of_a_moment_before_it_was_withdrawn_stays_as_it_was(client, issued):
    before = client.get(PAGE).context["request"].latest.isoformat()
    then = client.get(PAGE, {"zapsano_k": before}).content
    later()
    withdraw(issued=issued, reason="Chyba", by=issued.issued_by)
    assert "odvolána" in shown(client)
    assert client.get(PAGE, {"zapsano_k": before}).content == then


def test_an_edited_document_is_shown_by_its_own_words(client, db):
    facts()
    issue(paper=paper(), at=AT, by=publisher(), edited_docx=edited())
    text = shown(client)
    assert "Agentura spolupracuje s 37 lokalitami" in text
    assert "upravil ve Wordu" in text
    assert client.get("/informace/2016-7.pdf").status_code == 404
    assert client.get("/informace/2016-7.docx").content == edited()


def test_a_hidden_paper_is_not_there_and_the_ledger_keeps_silent_about_it(client, issued):
    Paper.objects.update(is_public=False, subject=Paper.objects.get().subject)
    assert client.get(PAGE).status_code == 404
    assert client.get("/informace/2016-7.pdf").status_code == 404
    for path in ("/informace/kniha-vydani/", "/informace/kniha-vydani.txt"):
        text = shown(client, path)
        assert "O spolupráci" not in text
        assert issued.entry.hash in text
    assert client.get("/informace/kniha-vydani.txt", {"zapis": "1"}).status_code == 404


def test_the_list_of_papers_tells_which_were_issued_and_withdrawn(client, issued, django_assert_max_num_queries):
    current()  # the region is read once a minute: no page pays for it
    paper(session(8), key="koncept")
    assert shown(client, "/informace/").count(">vydáno</span>") == 1
    withdraw(issued=issued, reason="Chyba", by=issued.issued_by)
    with django_assert_max_num_queries(4):
        text = shown(client, "/informace/")
    assert ">vydáno</span>" not in text
    assert "Důvod: Chyba" in text


# --- The ledger -----------------------------------------------------------------------------------------------------


def test_the_ledger_can_be_checked_from_outside(client, issued):
    withdraw(issued=issued, reason="Chyba", by=issued.issued_by)
    issue(paper=paper(session(8, D(2016, 9, 27)), key="dalsi"), at=AT, by=issued.issued_by)
    previous = "0" * 64
    for number in (1, 2, 3):
        statement = client.get("/informace/kniha-vydani.txt", {"zapis": number}).content
        assert statement.decode().endswith(f"předchozí zápis SHA-256: {previous}\n")
        previous = hashlib.sha256(statement).hexdigest()
    page = shown(client, "/informace/kniha-vydani/")
    assert previous == LedgerEntry.objects.head().hash
    assert page.index(previous) < page.index("Zápis 3")
    assert previous in shown(client, PAGE), "the head stands on the page of every paper"
    assert "Zápis 2: odvolána" in page
    assert "Důvod: Chyba" in page


def test_a_long_ledger_asks_no_more(client, issued, django_assert_max_num_queries):
    current()  # the region is read once a minute: no page pays for it
    for number in range(8, 11):
        issue(paper=paper(session(number), key=f"p{number}"), at=AT, by=issued.issued_by)
    for path, most in {"/informace/kniha-vydani/": 5, "/informace/kniha-vydani.txt": 2}.items():
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200
    assert client.get("/informace/2016-7/informace/").status_code == 200, "where the ledger leads to"


@pytest.mark.parametrize("number", ["x", "-1", "1" * 40, "٣"])
def test_an_odd_number_of_an_entry_gets_a_sentence(client, issued, number):
    assert client.get("/informace/kniha-vydani.txt", {"zapis": number}).status_code == 400


# --- Side by side ---------------------------------------------------------------------------------------------------


def test_a_paper_with_its_original_is_shown_beside_it(client, db):
    facts()
    original = source(
        key="original",
        kind="paper",
        issued_on=DAY,
        text="Předkládáme   na vědomí.\n\n• Lokality: Lhota (od 2013)\nSlova, která sestava nemá.",
    )
    paper(source=original)
    response = client.get(PAGE)
    text = html.unescape(response.content.decode())
    assert "Původní znění a\xa0sestava vedle sebe" in text
    assert response.context["same"] == 1
    assert "jen v\xa0původním znění: </span>2013)</del>" in text
    assert "jen v\xa0sestavě: </span>2014).</ins>" in text
    assert "v\xa0sestavě není" in text


def test_a_hidden_original_is_not_shown(client, db):
    paper(source=source(text="Tajná slova.", is_public=False))
    assert "Tajná" not in shown(client)
    assert "vedle sebe" not in shown(client)


def test_texts_are_aligned_sentence_by_sentence():
    pairs = aligned("První věta.\nDruhá věta o Lhotě. Třetí.", "První věta.\nNová. Druhá věta o Lhotce.\nTřetí.")
    assert [(bool(pair.left), bool(pair.right), pair.is_same) for pair in pairs] == [
        (True, True, True),
        (False, True, False),
        (True, True, False),
        (True, True, True),
    ]
    assert [(piece.text, piece.is_own) for piece in pairs[2].left] == [("Druhá věta o", False), ("Lhotě.", True)]


def test_nothing_is_lost_in_the_alignment():
    ours, theirs = "A b. C d. E f.\n• G h", "A b. X y. E g. G h. I"
    pairs = aligned(ours, theirs)
    for side, text in (("left", ours), ("right", theirs)):
        words = " ".join(piece.text for pair in pairs for piece in getattr(pair, side)).split()
        assert words == text.replace("• ", "").split()
