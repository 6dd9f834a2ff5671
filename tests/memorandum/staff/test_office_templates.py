"""Templates of papers in the admin: uploaded, tried, put into use, never edited."""

import io

import docx as python_docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx.shared import RGBColor

from council.models import Template
from czech import NBSP
from formats.word_template import WrongTemplate
from memorandum.papers import office_template
from memorandum.staff.roles import Role
from tests.canaries import public_world
from tests.formats.packages import OWN, altered, of_the_office

pytestmark = pytest.mark.django_db
GREEN = RGBColor(0x0B, 0x5A, 0x2B)


@pytest.fixture
def template(django_user_model):
    user = django_user_model.objects.create_user("publikujici")
    return office_template.store(name="Zelená", filename="zelena.docx", content=of_the_office(), by=user)


def url(page, *args):
    return reverse(f"admin:council_template_{page}", args=args)


def upload(client, content, name="sablona.docx"):
    document = SimpleUploadedFile(name, content)
    return client.post(url("add"), {"name": "Nová", "document": document}, follow=True)


def colour(response):
    assert response.status_code == 200
    return python_docx.Document(io.BytesIO(response.content)).styles["Heading 1"].font.color.rgb


def test_a_publisher_uploads_tries_and_puts_into_use(staff):
    public_world()
    client = staff(Role.PUBLISHER)
    page = upload(client, of_the_office())
    assert "je v pořádku a uložená" in page.content.decode()
    made = Template.objects.get()
    assert made.uploaded_by.username == "role-3"
    assert colour(client.get("/informace/2016-7.docx")) != GREEN, "not before it is put into use"
    trial = client.get(url("trial", made.pk))
    assert colour(trial) == GREEN
    assert f"O{NBSP}spolupráci" in [p.text for p in python_docx.Document(io.BytesIO(trial.content)).paragraphs]
    assert client.post(url("activate", made.pk)).status_code == 302
    for path in ("/informace/2016-7.docx", "/informace/sestava.docx", "/lokality/export.docx"):
        assert colour(client.get(path)) == GREEN, path
    assert "ano, od" in client.get(url("changelist")).content.decode()
    client.post(url("return"))
    assert colour(client.get("/informace/2016-7.docx")) != GREEN


def test_a_wrong_file_is_refused_with_all_reasons_and_nothing_is_stored(staff):
    client = staff(Role.PUBLISHER)
    wrong = altered({"word/vbaProject.bin": b"x", "word/activeX/a.xml": b"<a/>"})
    page = upload(client, wrong).content.decode()
    assert "vbaProject" in page
    assert "activeX" in page
    assert not Template.objects.exists()


def test_the_same_file_may_be_uploaded_under_two_names(template, django_user_model):
    same, user = bytes(template.file.content), django_user_model.objects.get()
    again = office_template.store(name="Znovu", filename="x.docx", content=same, by=user)
    assert again.file == template.file


def test_the_one_put_into_use_last_is_used(template, django_user_model):
    user = django_user_model.objects.get()
    other = office_template.store(name="Jiná", filename="j.docx", content=OWN, by=user)
    for wanted in (template, other, template):
        office_template.activate(template=wanted, by=user)
        assert Template.objects.in_use() == wanted
        assert office_template.in_use() == bytes(wanted.file.content)


def test_a_file_that_went_bad_since_is_not_put_into_use(template, django_user_model):
    type(template.file).objects.filter(pk=template.file_id).update(content=altered({"word/vbaProject.bin": b"x"}))
    with pytest.raises(WrongTemplate):
        office_template.activate(template=template, by=django_user_model.objects.get())
    assert Template.objects.in_use() is None


def test_a_template_is_never_edited(staff, template):
    client = staff(Role.ADMINISTRATOR)
    page = client.get(url("change", template.pk)).content.decode()
    assert template.file.sha256 in page
    assert 'name="name"' not in page
    assert client.post(url("change", template.pk), {"name": "Jiná"}).status_code == 403


def test_a_template_that_was_used_is_kept(staff, template, django_user_model):
    client = staff(Role.ADMINISTRATOR)
    assert client.get(url("delete", template.pk)).status_code == 200
    office_template.activate(template=template, by=django_user_model.objects.first())
    assert client.get(url("delete", template.pk)).status_code == 403


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_others_may_look_at_templates_and_try_them(staff, template, role):
    client = staff(role)
    for page in (url("changelist"), url("change", template.pk), url("trial", template.pk), url("own")):
        assert client.get(page).status_code == 200, page
    assert client.get(url("file", template.pk)).content == bytes(template.file.content)
    assert client.get(url("add")).status_code == 403
    assert upload(client, OWN).status_code == 403
    assert client.post(url("activate", template.pk)).status_code == 403
    assert client.post(url("return")).status_code == 403


def test_pages_of_templates_are_for_staff_and_use_their_verbs(client, staff, template):
    for page in ("trial", "file", "activate"):
        assert client.get(url(page, template.pk)).status_code == 302, "to the login"
    client = staff(Role.PUBLISHER)
    assert client.get(url("activate", template.pk)).status_code == 405
    assert client.get(url("trial", 10**9)).status_code == 404


def test_without_any_paper_a_template_is_tried_with_a_piece_of_everything(staff, template):
    response = staff(Role.PUBLISHER).get(url("trial", template.pk))
    assert "Zkouška šablony" in [p.text for p in python_docx.Document(io.BytesIO(response.content)).paragraphs]
