"""A source to be read, and the places that it names."""

import pytest

from localities.models import Locality
from tests import builders as b
from tests.memorandum.reading.pages import TEXT
from tests.memorandum.reading.world import DAY


@pytest.fixture
def places(db):
    b.kind("intensive", name="intenzivní podpora")
    b.kind("remote", name="vzdálená podpora")
    for name in ("Dolní Lhota", "Horní Lhota"):
        b.municipality(name)
        b.locality(name)
    return {place.name: place for place in Locality.objects.all()}


@pytest.fixture
def source(places):
    return b.source(text=TEXT, title="Listina", issued_on=DAY, key="listina", is_public=False)
