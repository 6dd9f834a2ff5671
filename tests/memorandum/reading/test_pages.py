"""How a person goes through the proposals: accepts, changes, drops them."""

import re
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evidence.doubts import LEFT_BEHIND, Doubt
from evidence.models import Body, BodyKind, Fact, Source, Verdict, cited_models
from funding.models import Amount
from localities.models import Locality, Membership, PlanChange, SupportChange, SupportConfirmation
from memorandum.reading import actions
from tests import builders as b
from tests.builders import D
from tests.memorandum.reading.pages import TEXT, decide, everything, fingerprint, page
from tests.memorandum.reading.world import DAY, START, word


def test_a_paper_comes_in_and_nothing_of_it_is_written(admin_client, places):
    before = everything()
    form = {"title": "Listina z <b>září</b>", "kind": "paper", "issued_on": "14. 9. 2021", "text": f" {TEXT}\r\nKonec"}
    response = admin_client.post(START, form)
    assert response.status_code == 302
    stored = Source.objects.get()
    assert (stored.text, stored.is_public, stored.issued_on) == (f" {TEXT}\nKonec", False, DAY)
    assert response["Location"] == f"{START}{stored.key}/"
    assert "Přijato 0 z" in page(admin_client, stored.key)
    assert everything() == before


def test_the_day_is_taken_from_the_head(admin_client, places):
    Body.objects.create(key="zk", kind=BodyKind.ASSEMBLY, name="Zastupitelstvo Horského kraje")
    text = "PÍSEMNÁ INFORMACE pro 3. zasedání Zastupitelstva kraje\n\ndne 5. 5. 2020\nO něčem\n"
    admin_client.post(START, {"title": "Bez data", "kind": "paper", "text": text})
    assert Source.objects.get().issued_on == D(2020, 5, 5)


def test_an_uploaded_document_is_kept_too(admin_client, places):
    content = word(TEXT)
    upload = SimpleUploadedFile("listina.docx", content)
    assert admin_client.post(START, {"title": "Listina", "kind": "paper", "upload": upload}).status_code == 302
    stored = Source.objects.get()
    assert stored.text == TEXT
    assert bytes(stored.file.content) == content


def test_script_and_marks_of_direction_stay_words(admin_client, places):
    nasty = f"<script>alert(1)</script> \u202e\u200f{TEXT} <img src=x onerror=alert(1)>"
    b.source(text=nasty, title="Listina", issued_on=DAY, key="listina")
    text = page(admin_client)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text
    assert "Dolní Lhota: intenzivní podpora" in text.replace("\xa0", " ")


def test_a_proposal_is_accepted_once(admin_client, source):
    text = page(admin_client)
    proposal = fingerprint(text, "Dolní Lhota: intenzivní podpora")
    response = decide(admin_client, "prijmout", proposal)
    assert response.status_code == 302
    assert re.search(r"#navrh-\d+$", response["Location"])
    change = SupportChange.objects.get()
    assert (change.locality.name, change.effective_on, change.precision) == ("Dolní Lhota", D(2019, 1, 1), "year")
    assert (change.source, change.passage, change.known_on) == (source, "Dolní Lhota (od 2019)", DAY)
    decide(admin_client, "prijmout", proposal)
    assert SupportChange.objects.count() == 1
    assert "Přijato 1 z" in page(admin_client)
    assert "Už v evidenci" in page(admin_client)


def test_a_proposal_is_changed_before_it_is_accepted_and_does_not_come_back(admin_client, source, places):
    proposal = fingerprint(page(admin_client), "Dolní Lhota: intenzivní podpora")
    text = page(admin_client, upravit=proposal)
    assert 'value="2019"' in text
    fields = {
        "z-locality": places["Horní Lhota"].pk,
        "z-kind": SupportChange._meta.get_field("kind").related_model.objects.get(code="remote").pk,
        "z-effective_on": "podzim 2018",
        "z-passage": "Dolní Lhota (od 2019)",
        "z-note": "",
    }
    assert decide(admin_client, "upravit", proposal, **fields).status_code == 302
    change = SupportChange.objects.get()
    assert (change.locality.name, change.effective_on, change.precision) == ("Horní Lhota", D(2018, 9, 1), "season")
    assert "Přijato 1 z" in page(admin_client)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"z-passage": "tato slova tam nejsou"}, "Tato slova v textu zdroje nejsou"),
        ({"z-effective_on": "jednou"}, "není den, kterému rozumíme"),
        ({"z-locality": ""}, "Toto pole"),
    ],
)
def test_what_cannot_be_written_is_said_beside_its_field(admin_client, source, places, wrong, sentence):
    proposal = fingerprint(page(admin_client), "Dolní Lhota: intenzivní podpora")
    fields = {
        "z-locality": places["Dolní Lhota"].pk,
        "z-kind": SupportChange._meta.get_field("kind").related_model.objects.get(code="intensive").pk,
        "z-effective_on": "2019",
        "z-passage": "Dolní Lhota (od 2019)",
    }
    response = decide(admin_client, "upravit", proposal, **fields | wrong)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not SupportChange.objects.exists()
    assert not Verdict.objects.exists()


def test_a_dropped_proposal_stays_dropped_until_it_is_taken_back(admin_client, source):
    proposal = fingerprint(page(admin_client), "Horní Lhota: intenzivní podpora")
    decide(admin_client, "vynechat", proposal)
    text = page(admin_client)
    assert "vynecháno 1" in text
    decide(admin_client, "vse")
    assert not SupportChange.objects.filter(locality__name="Horní Lhota").exists()
    decide(admin_client, "vratit", proposal)
    assert "vynecháno" not in page(admin_client)


def test_all_without_questions_are_accepted_together(admin_client, source):
    response = decide(admin_client, "vse")
    assert response.status_code == 302
    assert SupportChange.objects.count() == 2
    assert Membership.objects.count() == 2
    assert not Amount.objects.exists(), "the programme is asked about"
    for model in cited_models():
        if issubclass(model, Fact):
            assert all(fact.known_on == DAY for fact in model.objects.all())


def test_what_it_needs_is_written_with_it(admin_client, places):
    b.source(text="Strategický plán Dolní Lhoty byl schválen.", issued_on=DAY, key="listina")
    proposal = fingerprint(page(admin_client), "Dolní Lhota: strategický plán")
    decide(admin_client, "prijmout", proposal)
    change = PlanChange.objects.get()
    assert (change.plan.locality.name, change.state) == ("Dolní Lhota", "approved")


def test_what_is_not_known_opens_the_form(admin_client, places):
    b.source(text="Intenzivní podpora: Neznámá Lhota (od 2019).", issued_on=DAY, key="listina")
    text = page(admin_client)
    proposal = fingerprint(text, "Neznámá Lhota: intenzivní podpora")
    decide(admin_client, "prijmout", proposal)
    assert set(Locality.objects.values_list("name", "is_public")) >= {("Neznámá Lhota", False)} or not (
        SupportChange.objects.exists()
    )


def test_the_same_words_of_another_source_are_told(admin_client, source, places):
    b.support(places["Dolní Lhota"], "intensive", D(2019, 1, 1), DAY, precision="year")
    text = page(admin_client)
    assert "Už v evidenci podle jiného zdroje" in text
    card = next(card for card in text.split("<article")[1:] if "jiného zdroje" in card)
    assert "Zapsat jako potvrzení" in card
    assert decide(admin_client, "prijmout", re.search(r'name="navrh" value="(\w+)"', card)[1]).status_code == 302
    assert SupportChange.objects.count() == 1
    assert SupportConfirmation.objects.get().source == source
    assert "jiného zdroje" not in page(admin_client)


@pytest.fixture
def earlier(source, places):
    """The record has had the same state for years; the text says it again, since later."""
    return b.support(places["Dolní Lhota"], "intensive", D(2014, 1, 1), D(2014, 6, 1), precision="year")


def test_what_only_repeats_is_offered_as_a_confirmation(admin_client, source, earlier):
    text = page(admin_client)
    assert "Týž údaj už evidence má od" in text
    decide(admin_client, "prijmout", fingerprint(text, "Dolní Lhota: intenzivní podpora"))
    confirmation = SupportConfirmation.objects.get()
    assert (confirmation.fact, confirmation.source, confirmation.holds_on) == (earlier, source, DAY)
    assert SupportChange.objects.filter(locality=earlier.locality).count() == 1
    after = page(admin_client)
    assert "Týž údaj už evidence má od" not in after
    decide(admin_client, "prijmout", fingerprint(text, "Dolní Lhota: intenzivní podpora"))
    assert SupportConfirmation.objects.count() == 1


def test_all_at_once_confirms_what_only_repeats(admin_client, source, earlier):
    decide(admin_client, "vse")
    assert SupportConfirmation.objects.get().fact == earlier
    assert SupportChange.objects.filter(locality=earlier.locality).count() == 1


def test_a_new_period_is_the_other_answer(admin_client, source, earlier):
    decide(admin_client, "nove-obdobi", fingerprint(page(admin_client), "Dolní Lhota: intenzivní podpora"))
    assert not SupportConfirmation.objects.exists()
    assert SupportChange.objects.filter(locality=earlier.locality, restarts=True).count() == 1


@pytest.mark.parametrize("action", ["", "smazat", "prijmout", "vynechat", "vratit", "upravit"])
def test_a_made_up_decision_writes_nothing(admin_client, source, action):
    before = everything()
    assert decide(admin_client, action, "0" * 20).status_code in (400, 404)
    assert everything() == before


def test_what_the_text_does_not_say_is_decided_by_nobody(source, admin_user):
    """Whichever page asks."""
    for decided in (actions.accept, actions.drop):
        with pytest.raises(actions.OutOfReach):
            decided(source=source, fingerprint="0" * 20, by=admin_user)
    assert not Verdict.objects.exists()


def test_a_correction_that_would_leave_the_same_twice_is_not_written(monkeypatch):
    """What is left behind is asked about on the page of the fact, not while a text is read."""
    monkeypatch.setattr(actions, "_doubted", lambda instance: "what is held")
    monkeypatch.setattr(actions, "Correcting", lambda fact, held: SimpleNamespace(refusal=lambda: LEFT_BEHIND))
    with pytest.raises(actions.NotWritten, match="zbyl týž údaj dvakrát"):
        actions._undoubted(Doubt.WRONG, SimpleNamespace(fingerprint="f"), "what is read")
