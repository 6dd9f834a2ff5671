"""What the handbook quotes in bold stands on the pages that it tells about, in the very words."""

import html
import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from council.models import Paper, Session, Template
from evidence.models import Source
from formats.rendering import TEMPLATE
from localities.models import Discrepancy, Locality, SupportChange
from memorandum.papers import issue, office_template
from memorandum.staff.pages import handbook
from tests.formats.packages import with_comments
from tests.formats.papers import edited
from tests.forms import filled

FRONT = "/sprava/"
INFORMATION = {"key": "pisemna-informace-2016-08-30"}
QUOTED = re.compile(r"\*\*„([^“]*(?:„[^“]*“[^“]*)*)“\*\*")


def at(name, **found):
    """The page by the name of its address, of the record that is found."""

    def asked(client):
        model = MODELS.get(name.split("_")[1]) if found else None
        return [client.get(reverse(f"admin:{name}", args=[model.objects.get(**found).pk] if model else []))]

    return asked


MODELS = {
    "locality": Locality,
    "supportchange": SupportChange,
    "discrepancy": Discrepancy,
    "paper": Paper,
    "session": Session,
    "source": Source,
    "user": get_user_model(),
}


def front(client):
    return [client.get(FRONT)]


def login(client):
    """As somebody who is not signed in yet."""
    second = client.get(reverse("mfa_index"))
    client.logout()
    return [client.get(reverse("account_login")), second]


def reading(client):
    return [client.get(reverse("admin:reading", args=[INFORMATION["key"]]))]


def reading_of_a_new_text(client):
    """A text with what is new, what differs from the record, and what is odd by itself."""
    text = "Intenzivní podpora: Ralsko (od 2019), Desná (od 2019), Turnov (od 2015), Turnov (od 2016)\n"
    sent = {"title": "Zpráva", "kind": "report", "text": text, "issued_on": "1. 9. 2016"}
    return [client.post(reverse("admin:reading-start"), sent, follow=True)]


def issuing_a_paper(client):
    return [client.get(reverse("admin:paper-issue", args=[Paper.objects.get(**INFORMATION).pk]))]


def issuing_an_edited_paper(client):
    """A document with comments, before and after they are taken out."""
    paper = Paper.objects.get(**INFORMATION)
    document = SimpleUploadedFile("upraveno.docx", with_comments(edited()))
    address = reverse("admin:paper-edited", args=[paper.pk])
    before = client.post(address, {"action": "bring", "document": document}, follow=True)
    return [before, client.post(address, {"action": "clean"}, follow=True)]


def issued(client):
    paper = Paper.objects.get(**INFORMATION)
    user = get_user_model().objects.get(username="editorka")
    made = issue.issue(paper=paper, at=paper.at, by=user, site="http://testserver")
    names = [("council_paper_change", paper.pk), ("council_issuedpaper_change", made.pk), ("paper-withdraw", made.pk)]
    return [client.get(reverse(f"admin:{name}", args=[pk])) for name, pk in names]


def overtaken(client):
    record = Discrepancy.objects.get(key="rozpor-velke-hamry-zacatek")
    address = reverse("admin:localities_discrepancy_change", args=[record.pk])
    form = filled(client.get(address))
    Discrepancy.objects.filter(pk=record.pk).update(title=f"{record.title}?")
    return [client.post(address, form)]


def with_history(client):
    record = Discrepancy.objects.get(key="rozpor-velke-hamry-zacatek")
    Discrepancy.objects.filter(pk=record.pk).update(title=f"{record.title}?")
    fact = SupportChange.objects.get(key="f25-ralsko")
    fact.delete()
    history = client.get(reverse("admin:localities_discrepancy_history", args=[record.pk]))
    return [history, client.get(reverse("admin:localities_supportchange_deleted"))]


def importing(client):
    table = client.get(reverse("admin:table", args=["podpora"]))
    content = b"".join(table.streaming_content) if table.streaming else table.content
    SupportChange.objects.get(key="f25-ralsko").delete()
    file = SimpleUploadedFile("podpora.xlsx", content)
    text = io.BytesIO("Lokalita;Druh podpory;Od kdy\nRalsko;žádný takový;2016\n".encode())
    wrong = SimpleUploadedFile("podpora.csv", text.read())
    send = {"kind": "podpora"}
    pages = [client.post(reverse("admin:import"), send | {"files": sent}, follow=True) for sent in (file, wrong)]
    return [client.get(reverse("admin:import")), *pages]


def template(client):
    user = get_user_model().objects.get(username="editorka")
    made = office_template.store(name="Zkušební", filename="a.docx", content=TEMPLATE.read_bytes(), by=user)
    page = client.get(reverse("admin:council_template_change", args=[made.pk]))
    office_template.activate(template=Template.objects.get(), by=user)
    return [page, client.get(reverse("admin:council_template_changelist"))]


def repeated(client):
    """A source says of Ralsko what the record has already."""
    held = SupportChange.objects.get(key="f25-ralsko")
    address = reverse("admin:localities_locality_change", args=[held.locality_id])
    row = {"kind": held.kind_id, "effective_on": "2021", "source": held.source_id}
    form = filled(client.get(address), "locality_form")
    return [client.post(address, form | {f"support_changes-0-{name}": value for name, value in row.items()})]


RALSKO = at("localities_locality_change", slug="ralsko")
HAMRY = at("localities_locality_change", slug="velke-hamry")  # one of its facts is corrected
FACT = at("localities_supportchange_change", key="f25-ralsko")
CORRECTION = at("localities_supportchange_correct", key="f25-ralsko")
DISCREPANCY = at("localities_discrepancy_change", key="rozpor-velke-hamry-zacatek")
FACTS = at("localities_supportchange_changelist")
PAPER = at("council_paper_change", **INFORMATION)
SOURCE = at("evidence_source_change", **INFORMATION)

SHOWN = {
    "README": [front, RALSKO],
    "prvni-prihlaseni": [front, login],
    "zapsat-zmenu-podpory": [front, RALSKO, FACT, repeated],
    "zapsat-clenstvi-plan-castku": [RALSKO],
    "zdroj-a-pasaz": [front],
    "dva-casy": [PAPER, RALSKO],
    "slovnicek": [],
    "opravit-podle-noveho-zdroje": [RALSKO, HAMRY, CORRECTION],
    "rozpory": [RALSKO, DISCREPANCY],
    "co-je-treba-udelat": [front],
    "historie-a-navrat": [DISCREPANCY, FACTS, with_history],
    "kdyz-zaznam-zmenil-nekdo-jiny": [overtaken],
    "nacist-tabulku": [front, FACTS, importing],
    "nacist-pisemnost": [front, at("reading-start"), SOURCE, reading, reading_of_a_new_text],
    "zasedani-program-usneseni": [front, at("council_session_change", key="zk-2016-7")],
    "sestavit-pisemnost": [front, at("paper-draft"), PAPER],
    "vydat-a-odvolat-pisemnost": [PAPER, issuing_a_paper, issuing_an_edited_paper, issued],
    "sablona-uradu": [front, template],
    "uzivatele-a-role": [front, at("auth_user_change", username="editorka")],
}


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_superuser("editorka", password="jen pro tento test")
    client.force_login(user)
    return client


def test_each_page_says_where_its_words_stand():
    assert set(SHOWN) == {"README", *handbook.slugs()}


@pytest.mark.parametrize("slug", SHOWN)
def test_what_is_quoted_stands_on_the_page(editor, slug):
    quoted = QUOTED.findall((handbook.FOLDER / f"{slug}.md").read_text(encoding="utf-8"))
    assert quoted or not SHOWN[slug]
    shown = ""
    for asked in SHOWN[slug]:
        for response in asked(editor):
            assert response.status_code == 200
            text = html.unescape(response.content.decode()).replace("\xa0", " ")
            shown += text + re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))
    assert [words for words in quoted if words.casefold() not in shown.casefold()] == []
