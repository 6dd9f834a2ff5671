"""How the search and the lists choose and order what they find, over small made-up records."""

import datetime
import re

from evidence.models import Body
from funding.models import Operation, Programme
from localities.models import LocalityAlias
from tests import builders as b
from tests.memorandum.portal.test_search import ask, found

D = datetime.date


def names(client, path, **query):
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', client.get(path, query).content.decode())


def test_a_municipality_is_found_by_its_identification_number_with_or_without_zeros(client, db):
    source = b.source()
    b.municipality("Lhota", code="900001", ico="00262978", ico_source=source)
    hidden = b.source(is_public=False)
    b.municipality("Tajná Lhota", code="900002", ico="00262979", ico_source=hidden)
    for q in ("00262978", "262 978 00"[:0] or "IČO 00262978", "IČ: 262978", "002 62 978"):
        assert found(ask(client, q)) == {"Obce": ["/obce/900001/"]}, q
    assert found(ask(client, "00262979")) == {}, "who may not read the source may not ask by it"
    assert found(ask(client, "00262978", znamo_k="2019-12-31")) == {}, "read on 1 January 2020"


def test_an_exact_name_is_alone_and_the_list_offers_longer_ones(client, db):
    for name in ("Kunratice", "Kunratice u Lhoty", "Jablonec", "Hrádek"):
        b.municipality(name)
    response = ask(client, "Kunratice")
    assert [answer.name for group in response.context["groups"] for answer in group.answers] == [[("Kunratice", True)]]
    assert "1 výsledek hledání „Kunratice“" in response.content.decode().replace("\xa0", " ")


def test_what_is_only_similar_says_so(client, db):
    b.municipality("Desná")
    response = ask(client, "Dsená")
    page = response.content.decode().replace("\xa0", " ")
    assert "Nic přesně takového" in page
    assert "1 podobný výsledek hledání „Dsená“" in page
    assert "Nic přesně takového" not in ask(client, "Desna").content.decode().replace("\xa0", " ")


def test_the_empty_record_has_no_examples(client, db):
    assert "Například" not in client.get("/hledat/").content.decode()
    assert found(ask(client, "Lhota")) == {}


def test_many_results_are_cut_and_the_list_has_all(client, db):
    for number in range(30):
        b.municipality(f"Lhota {number}")
    response = ask(client, "Lho")
    group = response.context["groups"][0]
    assert (len(group.answers), group.count, group.left_out) == (10, 30, 20)
    assert "30 výsledků hledání" in response.content.decode().replace("\xa0", " ")
    assert 'href="/obce/?q=Lho"' in response.content.decode()
    assert client.get("/obce/", {"q": "Lho"}).content.decode().count('<th scope="row">') == 30


def test_a_source_is_found_since_it_was_known(client, db):
    b.source(key="zprava", title="Zpráva o Lhotě", text="Ve Lhotě je klid.", issued_on=D(2019, 5, 5))
    for q in ("zpráva o Lhotě", "klid"):
        assert found(ask(client, q)) == {"Zdroje a jejich pasáže": ["/zdroje/zprava/"]}
        assert found(ask(client, q, znamo_k="2019-05-04")) == {}


def test_a_locality_is_found_by_a_name_in_a_source_only_since_that_was_known(client, db):
    place = b.locality("Frýdlantsko", slug="frydlantsko")
    b.member(place, b.municipality())
    LocalityAlias.objects.create(locality=place, name="Severní cíp", source=b.source(issued_on=D(2019, 5, 5)))
    for path in ("/hledat/", "/lokality/"):
        assert "/lokality/frydlantsko/" in client.get(path, {"q": "severniho cipu"}).content.decode()
        query = {"q": "severniho cipu", "znamo_k": "2019-05-04"}
        assert "/lokality/frydlantsko/" not in client.get(path, query).content.decode()


def test_projects_and_programmes_of_a_hidden_source_stay_hidden(client, db):
    hidden = b.source(is_public=False)
    programme = Programme.objects.create(
        code="tajny", abbreviation="TAJ", name="Tajný program", year_from=2014, year_to=2020, source=hidden
    )
    Operation.objects.create(registration_number="CZ.9", name="Tajný projekt", programme=programme, source=hidden)
    assert found(ask(client, "tajný")) == {}
    assert found(ask(client, "TAJ")) == {}


def test_lists_find_alike_and_are_ordered_by_fit(client, db):
    for name in ("Bělá", "Bílá u Bělé", "Lhota Bělá", "Liberec"):
        town = b.municipality(name)
        b.member(b.locality(name), town)
    for path in ("/obce/", "/lokality/"):
        assert names(client, path, q="Bělá") == ["Bělá"]
        assert names(client, path, q="Běl") == ["Bělá", "Lhota Bělá", "Bílá u Bělé"]
        assert names(client, path, q="Běl", razeni="-nazev") == ["Lhota Bělá", "Bílá u Bělé", "Bělá"]
        assert names(client, path, q="v Liberci") == names(client, path, q="Libreec") == ["Liberec"]
        assert names(client, path, q="xyzzy") == []
    rows = client.get("/obce/export.json", {"q": "Běl"}).json()["radky"]
    assert [row["name"] for row in rows] == ["Bělá", "Lhota Bělá", "Bílá u Bělé"]


def test_lists_of_documents_find_alike_and_put_the_number_first(client, db):
    body = Body.objects.create(key="rk", kind="council", name="Rada kraje", short_name="RK")
    for number, title in (("85", "Usnesení č. 85"), ("1/16", "Usnesení č. 1/16 k usnesení č. 85")):
        b.source(kind="resolution", number=number, title=title, issuer=body, issued_on=D(2016, 1, 1 + len(number)))
    for path in ("/usneseni/", "/zdroje/"):
        page = client.get(path, {"q": "usnesením č. 85"}).content.decode().replace("\xa0", " ")
        assert page.index(">Usnesení č. 85<") < page.index(">Usnesení č. 1/16")
        assert "č. 1/16" in client.get(path, {"q": "usneesni 1/2016"}).content.decode().replace("\xa0", " ")


def titles(client, **query):
    page = client.get("/zdroje/", query).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    return re.findall(r'<a href="/zdroje/[^"]+/[^"]*">([^<]*)</a>\s*<span class="source-meta">', page)


def test_of_a_word_that_very_many_sources_say_the_list_has_all_those_with_the_number_first(client, db, monkeypatch):
    for number in range(1, 9):
        b.source(title=f"Zpráva o plnění {number}", number=f"{number}/2020", kind="report")
    b.source(title="Plán", number="9/2020", kind="plan")
    b.source(title="Zpráva z roku", number="2020/1", kind="report")
    judged = {typed: titles(client, q=typed) for typed in ("plneni", "zprava", "zprava 2020", "zpraava", "Lhota")}
    assert [len(found) for found in judged.values()] == [8, 9, 9, 9, 0]
    monkeypatch.setattr("council.filters._MOST_JUDGED", 3)
    for typed in ("plneni", "zprava", "zprava 2020", "Lhota"):
        assert sorted(titles(client, q=typed)) == sorted(judged[typed]), typed
    assert titles(client, q="zprava 2020")[0] == "Zpráva z roku"
    assert titles(client, q="zprava", druh="press") == []
    assert len(client.get("/zdroje/export.json", {"q": "zprava"}).json()["radky"]) == 9
    assert len(titles(client, q="zpraava")) == 3, "of what is only similar no more is looked at"
