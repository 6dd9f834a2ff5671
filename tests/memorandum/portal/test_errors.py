"""Pages for when something is wrong: they say what happened, and lead on."""

import logging

import pytest
from django.test import Client, override_settings
from django.urls import path

from evidence import recorded
from memorandum import urls
from tests import builders as b


def broken(request):
    raise RuntimeError("kanár v logu, ne na stránce")


handler400, handler404 = urls.handler400, urls.handler404
urlpatterns = [*urls.urlpatterns, path("rozbite/", broken)]


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
                "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
            }
        ),
    ):
        response = stranger.get("/rozbite/")
    assert response.status_code == 500
    assert '/static/portal.css"' in response.content.decode()


@pytest.mark.parametrize("address", ["/neni/", "/lokality/neni/", "/lokality", "/informace/1999-1/", "/index.php"])
def test_what_is_not_there_gets_a_search_and_ways_on(stranger, address):
    response = stranger.get(address, follow=True)
    if response.status_code == 200:
        return  # only the last slash was missing
    text = response.content.decode()
    assert response.status_code == 404
    assert '<form class="filters" method="get" action="/lokality/" role="search"' in text
    for way in ("/", "/lokality/", "/obce/", "/zdroje/", "/o-portalu/#chyba"):
        assert f'href="{way}"' in text
    assert "noindex" in text
    assert "canonical" not in text
    assert not response.cookies


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
