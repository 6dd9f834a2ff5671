"""The register names every public address, and each answers when there is nothing to tell yet."""

from urllib.parse import urlencode

import pytest
from django.urls import resolve

from memorandum.portal import parameters
from tests.memorandum.portal.surfaces.asking import each
from tests.surfaces import SURFACES, routes


def test_every_public_address_is_in_the_register_and_nothing_else():
    public = {route for route in routes() if not route.startswith("sprava/")}
    assert public == {surface.route for surface in SURFACES}
    assert len(SURFACES) == len(public), "a route is in the register twice"


@each
def test_an_example_is_of_its_route(surface):
    assert {resolve(path).route for path in surface.paths} == {surface.route}
    assert surface.queries <= (75 if surface.path.endswith(".zip") else 17)  # an archive holds nine lists and a paper
    heaviest = {"obce": 150, "informace": 80, "zdroje": 70}  # a paper quotes its sources
    assert surface.kilobytes <= heaviest.get(surface.route.split("/")[0], 60)


@each
def test_an_empty_record_is_no_obstacle(client, db, surface):
    status = client.get(surface.cheapest).status_code
    assert status in (200, 404) if "<" in surface.route or surface.formats else status == 200


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.route)
def test_an_address_takes_what_the_register_says_and_drops_the_rest(surface):
    name = resolve(surface.paths[0]).url_name
    assert set(parameters.PARAMETERS.get(name, ())) == set(surface.params)
    asked = [(name, "a") for name in (*surface.params, *parameters.DAYS)]
    kept = parameters.canonical(surface.paths[0], urlencode([("x", "1"), *reversed(asked), ("q2", ""), ("q", " ")]))
    assert sorted(kept.split("&")) == sorted(f"{name}=a" for name, _ in asked)


def test_one_question_has_one_query():
    one = parameters.canonical("/lokality/", "strana=2&q=Lhota&ke_dni=2016-08-30&x=1")
    assert one == parameters.canonical("/lokality/", "ke_dni=2016-08-30&q=Lhota&podpora=&strana=2")
    assert one == "q=Lhota&strana=2&ke_dni=2016-08-30"
    assert parameters.canonical("/lokality/", "podpora=a&podpora=b") == "podpora=a&podpora=b"
    assert parameters.canonical("/Lokality/", "q=Lhota&x=1") == "q=Lhota&x=1", "it leads to the right address first"


def test_what_nobody_asked_for_is_not_seen_by_any_page(client, db):
    assert "hackovano" not in client.get("/lokality/", {"x": "hackovano", "q2": "hackovano"}).content.decode()
    assert client.get("/lokality/", {f"p{number}": "1" for number in range(1001)}).status_code == 400
