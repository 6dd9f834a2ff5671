"""The publisher's pages: a paper looked over and issued, or withdrawn; and what everybody else is told."""

import html
import io

import docx as python_docx
import pytest
from django.urls import reverse

from council.models import Block, IssuedPaper, LedgerEntry, Paper, PaperEntry, Session, Withdrawal
from funding.models import Amount
from memorandum.papers import verify
from memorandum.staff.roles import Role
from tests.builders import D
from tests.forms import filled
from tests.issued import facts, issued_paper, paper, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    facts()
    return paper(is_public=False)


def issue_url(made):
    return reverse("admin:paper-issue", args=[made.pk])


def words(response):
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def test_a_publisher_issues_what_was_looked_over(staff, draft):
    client = staff(Role.PUBLISHER)
    page = client.get(reverse("admin:council_paper_change", args=[draft.pk]))
    assert issue_url(draft) in words(page)
    page = client.get(issue_url(draft))
    assert "Lhota" in words(page)
    assert "V záhlaví chybí údaj „Předkládá“." in words(page)
    assert "Blok „změny druhu podpory od poslední písemnosti“ k tomuto dni nemá žádný údaj a vynechá se." in words(
        page
    )
    page = client.post(issue_url(draft), filled(page), follow=True)
    issued = IssuedPaper.objects.get()
    assert "zápis 1 v knize vydání" in words(page)
    assert issued.issuer_name == "role-3"
    assert Paper.objects.get().is_public, "the box was ticked"
    assert issued.docx.sha256 in words(client.get("/informace/2016-7/"))
    for extension in ("docx", "pdf", "xlsx", "json"):
        file = client.get(reverse("admin:issued-file", args=[issued.pk, extension]))
        assert file.status_code == 200
    assert list(verify.problems()) == []


def test_where_the_button_would_be_it_is_said_why_it_cannot_be_issued(staff, draft):
    client = staff(Role.PUBLISHER)
    assert "Zatím ji vydat nejde." not in words(client.get(issue_url(draft)))
    Paper.objects.update(kind="proposal")
    page = words(client.get(issue_url(draft)))
    assert "Materiál s návrhem usnesení nemá žádný blok" in page.split("Zatím ji vydat nejde.")[1]
    assert 'value="Vydat písemnost"' not in page


@pytest.mark.parametrize(("citing", "listed"), [("", 0), ("ano", 3), ("dokumenty", 1)])
def test_a_publisher_says_whether_and_how_sources_are_cited(staff, draft, citing, listed):
    client = staff(Role.PUBLISHER)
    client.post(issue_url(draft), filled(client.get(issue_url(draft))) | {"citing": citing})
    document = python_docx.Document(io.BytesIO(bytes(IssuedPaper.objects.get().docx.content)))
    texts = [paragraph.text.replace("\xa0", " ") for paragraph in document.paragraphs]
    assert ("Zdroje údajů" in texts) == bool(listed)
    assert len([text for text in texts if text.startswith("Zpráva o Lhotě")]) == listed


def test_a_paper_may_stay_hidden(staff, draft):
    client = staff(Role.PUBLISHER)
    fields = filled(client.get(issue_url(draft)))
    del fields["publish"]
    client.post(issue_url(draft), fields)
    assert IssuedPaper.objects.exists()
    assert not Paper.objects.get().is_public
    assert client.get("/informace/2016-7/").status_code == 404


def test_what_has_changed_since_the_preview_is_not_issued_unseen(staff, draft):
    client = staff(Role.PUBLISHER)
    fields = filled(client.get(issue_url(draft)))
    Amount.objects.update(amount=2_000_000)
    page = client.post(issue_url(draft), fields)
    assert "Údaje se mezitím změnily" in words(page)
    assert "2 000 000" in words(page)
    assert not IssuedPaper.objects.exists()
    client.post(issue_url(draft), filled(page))
    assert IssuedPaper.objects.exists()


def test_the_preview_can_be_of_other_days_but_not_of_knowledge_to_come(staff, draft):
    client = staff(Role.PUBLISHER)
    page = client.get(issue_url(draft), {"ke_dni": "2015-01-01", "znamo_k": "2016-01-01"})
    assert "Stav ke dni 1. 1. 2015 podle poznatků ke dni 1. 1. 2016" in words(page)
    client.post(issue_url(draft), filled(page))
    issued = IssuedPaper.objects.get()
    assert (issued.day, issued.known) == (D(2015, 1, 1), D(2016, 1, 1))


@pytest.mark.parametrize(
    "days",
    [{"ke_dni": "x"}, {"ke_dni": "2016-02-30", "znamo_k": "nic"}, {"ke_dni": "2016-08-30", "znamo_k": "9999-01-01"}],
)
def test_odd_days_get_a_sentence(staff, draft, days):
    page = staff(Role.PUBLISHER).get(issue_url(draft), days)
    assert page.status_code == 200
    assert "errorlist" in words(page)


def test_an_issued_paper_is_withdrawn_with_a_reason(staff):
    issued = issued_paper()
    client = staff(Role.PUBLISHER)
    url = reverse("admin:paper-withdraw", args=[issued.pk])
    assert url in words(client.get(reverse("admin:council_issuedpaper_change", args=[issued.pk])))
    page = client.post(url, {"reason": "  "})
    assert "errorlist" in words(page)
    page = client.post(url, {"reason": "Chybný součet."}, follow=True)
    assert "je odvolaná" in words(page)
    assert Withdrawal.objects.get().reason == "Chybný součet."
    assert "už je odvolaná" in words(client.get(url, follow=True))
    client.post(url, {"reason": "Znovu."})
    assert LedgerEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "status"), [(Role.READER, 403), (Role.EDITOR, 403), (Role.PUBLISHER, 200), (Role.ADMINISTRATOR, 200)]
)
def test_only_who_may_issue_reaches_the_pages(staff, role, status):
    issued = issued_paper()
    other = paper(session(8), key="dalsi")
    client = staff(role)
    withdraw = reverse("admin:paper-withdraw", args=[issued.pk])
    assert client.get(issue_url(other)).status_code == status
    assert client.get(withdraw).status_code == status
    if status == 403:
        assert client.post(issue_url(other), {"seen": ""}).status_code == 403
        assert client.post(withdraw, {"reason": "Nic."}).status_code == 403
        assert issue_url(other) not in words(client.get(reverse("admin:council_paper_change", args=[other.pk])))
    assert LedgerEntry.objects.count() == 1


def test_what_is_not_there_is_not_found(staff):
    client = staff(Role.PUBLISHER)
    for name in ("paper-issue", "paper-withdraw"):
        assert client.get(reverse(f"admin:{name}", args=[999])).status_code == 404
    assert client.get(reverse("admin:issued-file", args=[999, "pdf"])).status_code == 404


# --- Tampering through the forms ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ledgerentry", "issuedpaper", "withdrawal"])
def test_nobody_adds_changes_or_deletes_what_was_issued(admin_client, name):
    issued = issued_paper()
    assert admin_client.get(reverse(f"admin:council_{name}_add")).status_code == 403
    assert admin_client.get(reverse(f"admin:council_{name}_changelist")).status_code == 200
    row = {"ledgerentry": issued.entry, "issuedpaper": issued}.get(name)
    if row is not None:
        change = reverse(f"admin:council_{name}_change", args=[row.pk])
        assert admin_client.get(change).status_code == 200
        assert admin_client.post(change, {"issuer_name": "Nikdo"}).status_code == 403
        assert admin_client.post(reverse(f"admin:council_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403  # fmt: skip # noqa: E501
        action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        admin_client.post(reverse(f"admin:council_{name}_changelist"), action)
    assert list(verify.problems()) == []


def test_a_file_that_was_not_issued_is_not_found(admin_client, monkeypatch):
    issued = issued_paper()
    monkeypatch.setattr(IssuedPaper, "files", {})
    assert admin_client.get(reverse("admin:issued-file", args=[issued.pk, "pdf"])).status_code == 404


def test_the_form_of_an_issued_paper_changes_only_whether_it_is_public(admin_client):
    issued = issued_paper()
    url = reverse("admin:council_paper_change", args=[issued.paper_id])
    page = admin_client.get(url)
    assert "už nelze změnit" in words(page)
    fields = filled(page, "paper_form") | {"subject": "Jinak", "day": "2015-01-01", "blocks-0-text": "Jinak"}
    del fields["is_public"]
    assert admin_client.post(url, fields).status_code == 302
    after = Paper.objects.get()
    assert (after.subject, after.day, after.is_public) == ("O spolupráci", None, False)
    assert not Block.objects.filter(text="Jinak").exists()
    assert (
        admin_client.post(reverse("admin:council_paper_delete", args=[after.pk]), {"post": "yes"}).status_code == 403
    )


@pytest.mark.parametrize("model", [Block, PaperEntry], ids=lambda model: model.__name__)
def test_the_form_of_a_part_of_an_issued_paper_is_closed(admin_client, model):
    issued = issued_paper()
    row = model.objects.filter(paper=issued.paper).first()
    name = model._meta.model_name
    assert (
        admin_client.post(reverse(f"admin:council_{name}_change", args=[row.pk]), {"text": "Jinak"}).status_code == 403
    )
    assert (
        admin_client.post(reverse(f"admin:council_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    )
    added = {
        "paper": issued.paper_id,
        "position": 90,
        "kind": "text",
        "text": "Navíc",
        "role": "reason",
        "person": "X",
    }
    page = admin_client.post(reverse(f"admin:council_{name}_add"), added)
    assert "byla vydána, její text už nelze změnit" in words(page)
    assert model.objects.filter(paper=issued.paper).count() == (8 if model is Block else 1)


def test_the_session_of_an_issued_paper_keeps_its_day(admin_client):
    issued = issued_paper()
    url = reverse("admin:council_session_change", args=[issued.paper.session_id])
    fields = filled(admin_client.get(url), "session_form") | {"held_on": "2016-09-01"}
    page = admin_client.post(url, fields)
    assert page.status_code == 200
    assert "byla vydána písemnost" in words(page)
    assert Session.objects.get().held_on == D(2016, 8, 30)
