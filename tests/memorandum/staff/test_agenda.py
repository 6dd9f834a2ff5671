"""The agenda of a session, kept on the session's page."""

import pytest
from django.urls import reverse

from council.models import AgendaItem, Session
from evidence.models import Body, Source
from tests import builders as b
from tests.forms import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return Body.objects.create(key="rk", kind="council", name="Rada Lhotska", number_pattern="[0-9]+/[0-9]{2}/RK")


@pytest.fixture
def session(council):
    return Session.objects.create(body=council, number=12, held_on=b.D(2016, 6, 28))


def test_a_point_is_added_on_the_page_of_its_session(admin_client, session):
    resolution = b.source(kind="resolution", number="1145/16/RK", issuer=session.body)
    page = reverse("admin:council_session_change", args=[session.pk])
    fields = filled(admin_client.get(page))
    fields |= {
        "agenda-TOTAL_FORMS": "1",
        "agenda-0-session": session.pk,
        "agenda-0-position": "",
        "agenda-0-title": "Memorandum",
        "agenda-0-resolution": resolution.pk,
    }
    assert admin_client.post(page, fields).status_code == 302
    item = AgendaItem.objects.get()
    assert (item.session, item.position, item.title, item.resolution) == (session, None, "Memorandum", resolution)


def test_only_a_resolution_can_be_what_was_adopted(admin_client, session):
    report = b.source(kind="report")
    page = reverse("admin:council_agendaitem_add")
    fields = filled(admin_client.get(page)) | {"session": session.pk, "title": "Bod", "resolution": report.pk}
    assert "Vyberte platnou možnost" in admin_client.post(page, fields).content.decode()
    found = admin_client.get(
        reverse("admin:autocomplete"),
        {"app_label": "council", "model_name": "agendaitem", "field_name": "resolution", "term": report.title},
    )
    assert found.json()["results"] == []


@pytest.mark.parametrize(("number", "warned"), [("1145/16/RK", False), ("MIM-3/2016", True)])
def test_a_number_that_does_not_look_like_its_body_s_is_saved_and_pointed_out(admin_client, council, number, warned):
    page = reverse("admin:evidence_source_add")
    fields = filled(admin_client.get(page))
    fields |= {"key": "u", "kind": "resolution", "title": "Usnesení", "issuer": council.pk, "number": number}
    answer = admin_client.post(page, fields, follow=True)
    assert Source.objects.get().number == number
    assert ("není podle vzoru, kterým usnesení čísluje Rada Lhotska" in answer.content.decode()) is warned


def test_a_session_may_be_entered_before_its_number_is_known(admin_client, council):
    page = reverse("admin:council_session_add")
    fields = filled(admin_client.get(page)) | {"body": council.pk, "held_on": "23. 8. 2016"}
    assert admin_client.post(page, fields).status_code == 302
    assert Session.objects.get().number is None
