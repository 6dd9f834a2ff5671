"""The admin as it is: every model can be listed, searched, opened; what the database refuses is a sentence."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from localities.models import Locality, SupportChange, SupportKind
from tests.forms import filled

MODELS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in ("evidence", "council", "localities", "funding")
]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@each_model
def test_lists_open_and_search(admin_client, model):
    assert admin_client.get(url(model, "changelist")).status_code == 200
    assert admin_client.get(url(model, "changelist"), {"q": "Liberec"}).status_code == 200


@each_model
def test_records_open(admin_client, model):
    row = model.objects.first()
    if row is not None:
        assert admin_client.get(url(model, "change", row.pk)).status_code == 200
    expected = 200 if admin.site._registry[model].has_add_permission(_request(admin_client)) else 403
    assert admin_client.get(url(model, "add")).status_code == expected


def _request(client):
    return client.get("/sprava/").wsgi_request


@each_model
def test_lists_cost_the_same_for_one_row_and_for_many(admin_client, model, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        admin_client.get(url(model, "changelist"))


def test_the_admin_is_czech_and_in_its_rooms(admin_client):
    text = admin_client.get("/sprava/").content.decode()
    for app in ("evidence", "council", "localities", "funding"):
        assert str(apps.get_app_config(app).verbose_name) in text
    assert "Správa" in text
    assert "Django" not in text


def test_a_wrong_passage_is_told_at_its_field(admin_client):
    change = SupportChange.objects.get(key="f20-liberec")
    form = filled(admin_client.get(url(SupportChange, "change", change.pk))) | {"passage": "Liberec (od 2015)"}
    response = admin_client.post(url(SupportChange, "change", change.pk), form)
    assert response.status_code == 200
    assert "Tato slova v textu zdroje nejsou" in response.content.decode()
    form["passage"], form["note"] = "Liberec (od 2016)", "opsáno znovu"
    assert admin_client.post(url(SupportChange, "change", change.pk), form).status_code == 302
    assert SupportChange.objects.get(pk=change.pk).note == "opsáno znovu"


def test_what_others_stand_on_cannot_be_deleted(admin_client):
    kind = SupportKind.objects.get(code="intensive")
    text = admin_client.post(url(SupportKind, "delete", kind.pk), {"post": "yes"}).content.decode()
    assert "Mazání" in text or "nelze" in text.lower()
    assert SupportKind.objects.filter(code="intensive").exists()


def test_strangers_do_not_get_in(client):
    response = client.get(url(Locality, "changelist"))
    assert response.status_code == 302
    assert response["Location"].startswith("/sprava/login/")
