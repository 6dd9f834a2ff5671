"""Pages for when something is wrong: they say what happened, and lead on."""

import logging

import pytest
from django.test import Client, override_settings
from django.urls import path

from memorandum import urls


def broken(request):
    raise RuntimeError("kanár v logu, ne na stránce")


handler400 = urls.handler400
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
    """Neither the database nor the list of hashed names of static files."""
    with (
        django_assert_num_queries(0),
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
