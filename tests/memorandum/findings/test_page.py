"""Who is told what needs doing, on the page of staff."""

import pytest
from django.contrib.auth.models import Group, User

from localities.models import Scope
from tests import builders as b
from tests.memorandum.findings.world import EARLY, discrepancy, memorandum

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_localities():
    lhota, jina = b.locality("Lhota"), b.locality("Jiná")
    for place in (lhota, jina):
        b.support(place, "considering", EARLY, EARLY, passage="slova")
    return lhota, jina


def login(client, role, *places):
    user = User.objects.create_user("vymyslena", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    if places:
        Scope.objects.create(user=user).localities.set(places)
    client.force_login(user)
    return client


def test_whoever_is_limited_is_told_of_their_localities_and_of_what_all_share(client, two_localities):
    lhota, jina = two_localities
    memorandum(("approved", EARLY))
    discrepancy(None, b.source(), b.source())
    login(client, "editor", lhota)
    text = client.get("/sprava/").content.decode()
    assert "Lhota" in text
    assert "Memorandum 2016" in text
    assert "Jiná" not in text
    assert "Začátek" not in text, "a discrepancy of no locality is out of every limit"
    page = client.get("/sprava/ukoly/").content.decode()
    assert "Jiná" not in page
    assert client.get("/sprava/ukoly/", {"lokalita": jina.slug}).status_code == 404
    assert client.get("/sprava/ukoly/", {"lokalita": lhota.slug}).status_code == 200


def test_a_reader_is_led_to_the_record_where_nothing_may_be_added(client, lhota):
    login(client, "čtenář")
    text = client.get("/sprava/ukoly/", {"pravidlo": "lokalita-bez-podpory"}).content.decode()
    assert f"/sprava/localities/locality/{lhota.pk}/change/" in text
    assert "/add/" not in text


def test_staff_without_a_role_are_told_nothing(client, lhota):
    client.force_login(User.objects.create_user("nikdo", is_staff=True))
    assert "Lhota" not in client.get("/sprava/").content.decode()


def test_strangers_are_sent_to_log_in(client):
    assert client.get("/sprava/ukoly/").status_code == 302


@pytest.mark.parametrize("query", [{"pravidlo": "nic-takoveho"}, {"lokalita": "nikde"}])
def test_what_there_is_not_answers_404(admin_client, query):
    assert admin_client.get("/sprava/ukoly/", query).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "99"])
def test_a_page_that_there_is_not_is_the_nearest_one(admin_client, page):
    assert admin_client.get("/sprava/ukoly/", {"strana": page}).status_code == 200


def test_an_empty_record_says_so(admin_client):
    for path in ("/sprava/", "/sprava/ukoly/"):
        assert "Nic k&nbsp;doplnění." in admin_client.get(path).content.decode()


def test_names_are_text_and_never_markup(admin_client):
    b.locality("<b>Lhota</b>")
    for path in ("/sprava/", "/sprava/ukoly/"):
        assert "<b>Lhota" not in admin_client.get(path).content.decode()
