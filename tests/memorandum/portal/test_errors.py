"""Pages for when something is wrong: they say what happened, and lead on."""

import logging

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt

from evidence import recorded
from localities.models import Locality
from memorandum import urls
from memorandum.server.log import Concise
from memorandum.server.record_changes import RecordChanges
from tests import builders as b
from tests.forms import filled
from tests.settings import PUBLIC


def broken(request):
    raise RuntimeError("kanár v logu, ne na stránce")


def away(request):
    raise OperationalError("connection to server failed\nIs the server running?")


handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
urlpatterns = [
    path("rozbite/", broken),
    path("pryc/", away),
    path("sprava/pryc/", csrf_exempt(away)),
    *urls.urlpatterns,
]


@pytest.fixture
def stranger(db):
    """A visitor to whom an error is an answer, not an exception."""
    return Client(raise_request_exception=False)


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_is_told_in_czech_and_leads_on(stranger, caplog):
    with caplog.at_level(logging.ERROR, "django.request"):
        response = stranger.get("/rozbite/")
    text = response.content.decode()
    assert response.status_code == 500
    assert "Chyba je na&nbsp;naší straně" in text
    assert 'href="/"' in text
    assert 'href="/lokality/"' in text
    assert "kanár" not in text, "what went wrong is for the log"
    assert "kanár" in caplog.text
    assert not response.cookies
    assert "unsafe" not in response["Content-Security-Policy"]


@override_settings(ROOT_URLCONF=__name__)
def test_the_page_for_a_fault_asks_for_nothing_that_may_be_broken(stranger, caplog, django_assert_num_queries):
    """Neither the database, once the page is begun, nor the list of hashed names of static files."""
    with (
        django_assert_num_queries(1),  # of what time the record is, asked before any page is begun
        override_settings(
            STORAGES={
                "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
                "staticfiles": {"BACKEND": "memorandum.server.static_files.StaticFiles"},
            }
        ),
    ):
        response = stranger.get("/rozbite/")
    assert response.status_code == 500
    assert '/static/portal.css"' in response.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_while_the_database_is_away_everybody_is_told_so_and_when_to_come_again(stranger, caplog):
    answers = [stranger.get("/pryc/"), stranger.post("/sprava/pryc/")]
    for answer in answers:
        assert (answer.status_code, answer["Cache-Control"], answer["Retry-After"]) == (503, "no-store", "10")
        assert "Evidence teď není dostupná" in answer.content.decode()
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert "ETag" not in answer
    assert ["nejspíš neuložilo" in answer.content.decode() for answer in answers] == [False, True]


@override_settings(ROOT_URLCONF=__name__)
def test_the_log_says_in_a_line_that_the_database_is_away(stranger, caplog):
    with caplog.filtering(Concise()):
        stranger.get("/pryc/")
    assert "connection to server failed" in caplog.text
    assert "Traceback" not in caplog.text
    assert "Is the server running" not in caplog.text


def test_a_visitor_does_not_wait_long_behind_a_lock(transactional_db, stranger, monkeypatch):
    """A table that somebody holds makes the page a sentence, not a wait without an end."""
    options = PUBLIC["OPTIONS"]["options"]
    assert "lock_timeout=3s" in options
    assert "statement_timeout=20s" in options
    with psycopg.connect(**_parameters()) as other, connection.cursor() as cursor:
        other.execute("LOCK TABLE localities_locality IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET lock_timeout = '50ms'")
        answer = stranger.get("/lokality/")
        cursor.execute("RESET lock_timeout")
    assert answer.status_code == 503


def test_staff_get_their_form_back_from_behind_a_lock(transactional_db, stranger):
    """A process that has stopped in the midst of something holds up nobody without an end."""
    assert "lock_timeout=45s" in connection.settings_dict["OPTIONS"]["options"]
    stranger.force_login(User.objects.create_superuser("editorka"))
    address = reverse("admin:localities_locality_add")
    typed = filled(stranger.get(address)) | {"slug": "lhota", "name": "Lhota", "kind": "municipality"}
    with psycopg.connect(**_parameters()) as other, connection.cursor() as cursor:
        other.execute("LOCK TABLE localities_locality IN EXCLUSIVE MODE")
        cursor.execute("SET lock_timeout = '50ms'")
        answer = stranger.post(address, typed)
        cursor.execute("RESET lock_timeout")
    page = answer.content.decode()
    assert "Záznam právě ukládá někdo jiný. Zkuste to za chvíli znovu." in page
    assert 'value="Lhota"' in page, "what was typed is still there"
    assert not Locality.objects.exists()
    assert stranger.post(address, typed).status_code == 302


def test_the_watch_waits_behind_no_lock(transactional_db, stranger):
    """Who holds a table is not waited for, and what is told is of this moment."""
    with psycopg.connect(**_parameters()) as other:
        other.execute("LOCK TABLE localities_locality IN ACCESS EXCLUSIVE MODE")
        assert stranger.get("/zdravi").status_code == 503
    assert stranger.get("/zdravi").status_code == 200


def _parameters():
    told = connection.get_connection_params()
    return {name: told[name] for name in ("host", "port", "dbname", "user", "password") if name in told}


@pytest.mark.parametrize("address", ["/neni/", "/lokality/neni/", "/lokality", "/informace/1999-1/", "/index.php"])
def test_what_is_not_there_gets_a_search_and_ways_on(stranger, address):
    response = stranger.get(address, follow=True)
    if response.status_code == 200:
        return  # only the last slash was missing
    text = response.content.decode()
    assert response.status_code == 404
    assert '<form class="filters search" method="get" action="/hledat/" role="search"' in text
    for way in ("/", "/lokality/", "/obce/", "/zdroje/", "/o-portalu/#chyba"):
        assert f'href="{way}"' in text
    assert "noindex" in text
    assert "canonical" not in text
    assert not response.cookies


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("/LOKALITY/", "/lokality/"),
        ("/Obce/?q=Lhota&ke_dni=2016-08-30", "/obce/?q=Lhota&ke_dni=2016-08-30"),
        ("/lokality/Tanvald/", "/lokality/tanvald/"),
        ("/Hledat/?q=%C5%BD", "/hledat/?q=%C5%BD"),
    ],
)
def test_capital_letters_of_an_address_are_no_obstacle(stranger, typed, right):
    response = stranger.get(typed)
    assert response.status_code == 301
    assert response["Location"] == right


@pytest.mark.parametrize(
    "typed", ["/NENI/", "//EVIL.example/lokality/", "//LOKALITY/", "/\xc5\xbd/", "/lokality/\r\nX/"]
)
def test_capital_letters_lead_to_no_other_place(stranger, typed):
    assert stranger.get("/", PATH_INFO=typed).status_code == 404
    assert stranger.post("/Lokality/").status_code != 301


# --- What is called otherwise by now -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/lokality/{}/", "/lokality/{}/atom.xml", "/lokality/{}/vlozit/"])
def test_a_renamed_locality_is_found_under_its_former_address(client, db, address):
    place = b.locality("Podskalí", slug="podskali")
    for slug in ("podskali-2", "podskali-nove"):
        place.slug = slug
        place.save()
    for former in ("podskali", "podskali-2"):
        answer = client.get(address.format(former), {"ke_dni": "2020-01-01"})
        assert answer.status_code == 301
        assert answer["Location"] == address.format("podskali-nove") + "?ke_dni=2020-01-01"
    assert client.get(address.format("podskali-nove")).status_code == 200
    other = b.locality("Jiné Podskalí", slug="podskali")
    assert client.get(address.format("podskali")).status_code == 200, "the address belongs to who has it now"
    assert other.name in client.get("/lokality/podskali/").content.decode()


def test_a_source_is_found_under_its_former_address(client, db):
    source = b.source(key="zprava")
    type(source).objects.update(key="zprava-2019")
    assert client.get("/zdroje/zprava/")["Location"] == "/zdroje/zprava-2019/"


def test_where_something_hidden_went_is_told_to_nobody(client, db):
    place = b.locality("Podskalí", slug="podskali", is_public=False)
    place.slug = "tajne"
    place.save()
    assert client.get("/lokality/podskali/").status_code == 404
    place.delete()
    assert client.get("/lokality/podskali/").status_code == 404


def test_a_permanent_address_keeps_the_name_of_its_moment(client, db):
    place = b.locality("Podskalí", slug="podskali")
    b.support(place, "intensive", b.LONG_AGO, b.LONG_AGO)
    b.later()
    pinned = {"ke_dni": "2020-01-01", "znamo_k": "2020-01-01", "zapsano_k": recorded.latest().isoformat()}
    before = client.get("/lokality/podskali/", pinned).content
    b.later()
    place.slug = "podskali-nove"
    place.save()
    assert client.get("/lokality/podskali/", pinned).content == before


# --- What nobody means -----------------------------------------------------------------------------------------------


def test_under_a_foreign_name_it_says_only_that_it_is_not_its_own(stranger, caplog):
    with caplog.filtering(Concise()):
        answers = [stranger.get(path, headers={"host": "zlo.example"}) for path in ("/", "/sprava/", "/neni/")]
    assert [answer.status_code for answer in answers] == [400] * 3
    assert all("Pod tímto jménem portál neodpovídá" in answer.content.decode() for answer in answers)
    assert not any("zlo.example" in answer.content.decode() for answer in answers)
    assert "DisallowedHost" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_refused_question_is_one_line_of_the_log(stranger, caplog):
    with caplog.filtering(Concise()):
        assert stranger.get("/lokality/?ke_dni=nesmysl").status_code == 400
    assert "Traceback" not in caplog.text


def test_while_the_database_says_nothing_nobody_waits_for_it(stranger, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(RecordChanges, "is_silent", True)
    with django_assert_num_queries(0):
        answers = [stranger.get("/lokality/"), stranger.get("/zdravi"), stranger.post("/sprava/")]
    for answer in answers:
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
