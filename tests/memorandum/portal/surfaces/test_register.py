"""The register names every public address, and each answers when there is nothing to tell yet."""

from django.urls import resolve

from tests.memorandum.portal.surfaces.asking import each
from tests.surfaces import SURFACES, routes


def test_every_public_address_is_in_the_register_and_nothing_else():
    public = {route for route in routes() if not route.startswith("sprava/")}
    assert public == {surface.route for surface in SURFACES}
    assert len(SURFACES) == len(public), "a route is in the register twice"


@each
def test_an_example_is_of_its_route(surface):
    assert {resolve(path).route for path in surface.paths} == {surface.route}
    assert surface.queries <= (75 if surface.path.endswith(".zip") else 16)  # an archive holds nine lists and a paper
    heaviest = {"obce": 150, "informace": 80, "zdroje": 70}  # a paper quotes its sources
    assert surface.kilobytes <= heaviest.get(surface.route.split("/")[0], 60)


@each
def test_an_empty_record_is_no_obstacle(client, db, surface):
    status = client.get(surface.cheapest).status_code
    assert status in (200, 404) if "<" in surface.route or surface.formats else status == 200
