"""One search over all that is public, and the lists that find in the same way."""

import datetime
import re

import pytest

from council import models as council
from evidence.models import AsOf
from memorandum.portal import region
from tests import canaries
from tests.memorandum.portal.surfaces.asking import folded
from tests.surfaces import PAGES
from tests.worlds import built_once

D = datetime.date
LONG_AGO = canaries.LONG_AGO


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    def build():
        place = canaries.public_world()
        canaries.register_world(place)
        canaries.late_world(place)
        canaries.hidden_world(place)

    with built_once(build, django_db_blocker):
        yield


@pytest.fixture
def world(worlds, db):
    """Everything public, a canary of every kind, what came late, and municipalities that were renamed."""


def ask(client, q, **query):
    response = client.get("/hledat/", {"q": q, **query})
    assert response.status_code == 200
    return response


def found(response):
    """The addresses of all that answers, group by group."""
    return {group.title: [answer.url for answer in group.answers] for group in response.context["groups"]}


def said(response):
    """What the page says but for what was typed, which it repeats."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
    answers = "".join(re.findall(r'<section class="answers".*?</section>', main, re.DOTALL))
    return folded(re.sub(r"<[^>]*>", "", answers))


# --- What is found -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "group", "url"),
    [
        ("Lhota", "Lokality", "/lokality/tanvald/"),
        ("v Pozdní Vsi", "Obce", "/obce/563820/"),
        ("1145/16", "Usnesení", "/zdroje/usneseni-rk-1145-16/"),
        ("č. 1145/2016/RK", "Usnesení", "/zdroje/usneseni-rk-1145-16/"),
        ("písemná informace", "Zdroje a jejich pasáže", "/zdroje/pisemna-informace-2016-08-30/"),
        ("jinak", "Zdroje a jejich pasáže", "/zdroje/pisemna-informace-2016-08-30/"),
        ("O spolupráci", "Písemné informace", "/informace/2016-7/"),
        ("memorandum 2016", "Memoranda", "/memorandum/#memorandum-2016"),
        ("7. zasedání", "Zasedání", "/zastupitelstvo/2016/7/"),
        ("OPZ", "Programy", "/finance/?program=opz"),
        ("projektu Lhota", "Projekty", "/lokality/tanvald/"),
        ("CZ.1", "Projekty", "/lokality/tanvald/"),
        ("Nováková", "Lidé v záhlaví písemností", "/informace/2016-7/"),
        ("Anny Novákové", "Lidé v záhlaví písemností", "/informace/2016-7/"),
        ("563820", "Obce", "/obce/563820/"),
    ],
)
def test_each_kind_is_found_and_leads_to_its_page(client, world, q, group, url):
    response = ask(client, q)
    assert url in found(response)[group]
    page = response.content.decode()
    assert f'href="{url}"' in page
    assert re.search(rf"<h2[^>]*>{group}", page)
    assert client.get(url.partition("#")[0]).status_code == 200


def test_the_passage_is_shown_with_the_sought_words_marked_and_leads_to_its_place(client, world):
    response = ask(client, "jinak")
    page = response.content.decode()
    assert "<mark>jinak</mark>" in page
    url = re.search(r'class="passage-link" href="([^"]*)"', page)[1]
    address, _, anchor = url.partition("#")
    assert anchor.startswith("supportchange-")
    assert f'id="{anchor}"' in client.get(address).content.decode()
    assert "„od 1. 7. 2016 <mark>jinak</mark>" in page.replace("\xa0", " "), "word for word, as the text is held"


def test_nothing_is_a_sentence_with_what_to_try(client, world):
    page = ask(client, "xyzzy").content.decode().replace("\xa0", " ")
    assert "Nic jsme nenašli: „xyzzy“" in page
    assert "ani nic podobného" in page
    assert "Hledat totéž v dnešním stavu" not in page
    then = ask(client, "Příští", ke_dni="2015-01-01", znamo_k="2015-01-01").content.decode().replace("\xa0", " ")
    assert 'href="/hledat/?q=P%C5%99%C3%AD%C5%A1t%C3%AD"' in then


def test_examples_are_of_the_record(client, world, db):
    page = client.get("/hledat/").content.decode()
    for example in ("Lhota", "1/20/ZK", "Anna Nováková"):
        assert f">{example}</a>".replace(" ", "\xa0") in page.replace(" ", "\xa0"), example
    assert "kanar" not in folded(page)


# --- What may be found ---------------------------------------------------------------------------------------------

HIDDEN = [
    *("kanár", "tajný kanár", "zpívá", "Kanárov", "Kanárkov", "Kanárčí Lhota", "1/16/kanár", "CZ.KANAR"),
    *("Projekt kanár", "Píseň kanára", "Jan Kanár", "Výbor kanárů", "kanáří", "kanar", "kanr", "123456789"),
]


@pytest.mark.parametrize("q", HIDDEN)
def test_what_is_not_public_is_not_found(client, world, q):
    response = ask(client, q)
    assert "kanar" not in said(response)
    assert str(canaries.HIDDEN_AMOUNT) not in said(response)
    urls = [url for group in found(response).values() for url in group]
    assert not [url for url in urls if "kanar" in url]


def test_hidden_canaries_can_sing(client, world):
    """The counterpart: once they are let out, the same words find them."""
    from evidence.models import Source
    from localities.models import Locality

    Source.objects.update(is_public=True)
    Locality.objects.update(is_public=True)
    council.Paper.objects.update(is_public=True)
    assert "/zdroje/kanar-zdroj/" in found(ask(client, "tajný kanár"))["Usnesení"]
    assert "/lokality/kanar/" in found(ask(client, "Kanárov"))["Lokality"]
    assert "kanar" in said(ask(client, "zpívá"))
    assert "Projekty" in found(ask(client, "CZ.KANAR"))


LATE = ["pozdní", "Pozdní plán", "Pozdní zpráva", "Pozdní Ves", "pozdní oprava", "Pozdní rada", "rozpor"]


@pytest.mark.parametrize("q", LATE)
def test_what_was_not_known_yet_is_not_found(client, world, q):
    response = ask(client, q, znamo_k=canaries.BEFORE.isoformat())
    assert "pozdni" not in said(response)
    assert "pozdni" in said(ask(client, "pozdní")), "it is found once it is known"


def test_a_renamed_municipality_is_found_by_both_names_and_shown_by_that_of_the_day(client, world):
    before = {AsOf.DAY: canaries.BEFORE.isoformat()}
    for q in ("Dávná Ves", "Pozdní Ves"):
        now, then = ask(client, q), ask(client, q, **before)
        assert found(now)["Obce"] == ["/obce/563820/"]
        assert found(then)["Obce"] == ["/obce/563820/?ke_dni=2020-01-01"]
        assert "pozdnives" in said(now)
        assert "pozdnives" not in said(then), q
        assert "davnaves" in said(then)
    assert "drivedavnaves" in said(ask(client, "Dávná Ves"))
    assert "Obce" not in found(ask(client, "Zaniklá ves"))
    assert "Obce" in found(ask(client, "Zaniklá ves", **before))
    assert "Obce" not in found(ask(client, "Příští ves", **before))


def test_a_permanent_address_finds_what_was_recorded_by_then(client, world):
    page = ask(client, "Lhota").content.decode()
    permanent = re.search(r'<p class="permanent[^>]*><a href="http://testserver([^"]*)"', page)[1].replace(
        "&amp;", "&"
    )
    assert "q=Lhota" in permanent
    assert found(client.get(permanent))["Lokality"][0].startswith("/lokality/tanvald/?ke_dni=")


# --- How it behaves ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "q",
    [
        "a\x00b",
        "x" * 10_000,
        "%",
        "_",
        "%%%",
        "' OR 1=1 --",
        '"',
        "\u202edne\u200f",
        "🙂",
        "   ",
        "\uffff",
        "</script><b>",
    ],
)
def test_hostile_words_get_a_sentence(client, world, q):
    response = ask(client, q)
    page = response.content.decode().replace("\xa0", " ")
    sentences = (
        "obsahuje znak",
        "příliš dlouhé",
        "příliš dlouhý",
        "není žádné slovo",
        "Nic jsme nenašli",
        "Hledá se ve",
    )
    assert any(sentence in page for sentence in sentences)
    assert "<b>" not in page
    assert "kanar" not in folded(page)


def test_results_are_not_for_search_engines_and_the_page_itself_is(client, world):
    assert '<meta name="robots" content="noindex">' in ask(client, "Lhota").content.decode()
    page = client.get("/hledat/").content.decode()
    assert "noindex" not in page
    assert '<link rel="canonical" href="http://testserver/hledat/">' in page


def test_the_time_bar_and_links_keep_the_question_and_the_days(client, world):
    page = ask(client, "Lhota", ke_dni="2016-08-30", znamo_k="2016-08-30").content.decode()
    bar = re.search(r'<section class="timebar".*?</section>', page, re.DOTALL)[0]
    assert '<input type="hidden" name="q" value="Lhota">' in bar
    assert 'name="ke_dni" value="30. 8. 2016"' in bar
    assert page.count('name="ke_dni" value="2016-08-30"') == 2, "the box of the page and the one in the head"
    urls = found(ask(client, "Lhota", ke_dni="2016-08-30", znamo_k="2016-08-30"))
    assert all("ke_dni=2016-08-30" in url for group in urls.values() for url in group)


def test_every_page_has_the_box_in_its_head(client, world):
    for path in [*(surface.path for surface in PAGES if "vlozit" not in surface.path), "/neni/"]:
        page = client.get(path).content.decode()
        head = re.search(r'<header class="site-header">.*?</header>', page, re.DOTALL)[0]
        assert 'action="/hledat/"' in head, path
        assert 'role="search"' in head
        assert '<label class="visually-hidden" for="hledat-nahore">' in head
        assert 'id="hledat-nahore" name="q"' in head
    for path in ("/", "/neni/", "/hledat/"):
        main = re.search(r"<main.*</main>", client.get(path).content.decode(), re.DOTALL)[0]
        assert 'action="/hledat/"' in main, path


@pytest.mark.parametrize(
    ("q", "most"),
    [("Lhota", 18), ("Lhtoa", 22), ("Pozdní Ves", 19), ("1145/16", 17), ("jinak", 18), ("xyzzy nic", 28)],
)
def test_a_search_asks_a_fixed_number_of_questions(client, world, django_assert_max_num_queries, q, most):
    region.current()
    with django_assert_max_num_queries(most):
        ask(client, q)


@pytest.mark.parametrize(
    ("q", "leads"),
    [
        ("co je nového od minulého zasedání", True),
        ("změny", True),
        ("Novinky", True),
        ("poslední zasedání", True),
        ("Nový Bor", False),
        ("zasedání", False),
        ("Lhota nová", False),
    ],
)
def test_who_asks_what_is_new_is_led_to_the_changes(client, world, db, q, leads):
    groups = ask(client, q).context["groups"]
    first = groups[0].answers[0].url if groups else ""
    assert (first == "/zmeny/") is leads


@pytest.mark.parametrize("q", ["ž" * 254, "ž" * 300, "Lhota " * 60, "a" * 3000])
def test_a_text_too_long_to_be_a_mistyped_name_is_only_not_found(client, world, q):
    for address in ("/hledat/", "/lokality/", "/obce/"):
        assert client.get(address, {"q": q}).status_code == 200


def test_names_longer_than_the_database_compares_hinder_no_search(client, world):
    council.Memorandum.objects.update(title="Ž" * 300)
    council.Paper.objects.update(subject=f"Lhota {'ž' * 290}")
    ask(client, "Lhotka")
