"""More records cost no more queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from funding.models import Amount
from memorandum.portal import region
from tests import canaries
from tests.builders import locality, member, municipality, source, support
from tests.memorandum.portal.surfaces.asking import each
from tests.surfaces import SURFACES
from tests.worlds import built_once


def cost(surface):
    region.current()  # read once a minute, so it is no page that pays for it
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(surface.cheapest).status_code == 200
    return len(asked)


def grow():
    for number in range(20):
        other = locality(f"Lhotka {number}")
        member(other, municipality(f"Lhotka {number}"))
        paper = source()
        support(other, "intensive", canaries.LONG_AGO, canaries.LONG_AGO, source=paper)
        Amount.objects.create(
            locality=other,
            kind="allocated",
            amount=1 + number,
            source=paper,
            effective_on=canaries.LONG_AGO,
            known_on=canaries.LONG_AGO,
        )


@pytest.fixture(scope="module")
def few(public_world, django_db_blocker):
    """What each surface costs, before there are more records."""
    with django_db_blocker.unblock():
        return {surface.route: cost(surface) for surface in SURFACES}


@pytest.fixture(scope="module")
def grown(few, django_db_blocker):
    with built_once(grow, django_db_blocker):
        yield


@each
def test_more_records_cost_no_more_queries(grown, db, few, surface):
    assert cost(surface) <= few[surface.route]
