"""The made-up world: ``public``, with what is ``hidden``, or with what came ``late``; built once for a file."""

import pytest

from tests import canaries
from tests.worlds import built_once


@pytest.fixture(scope="module")
def public_world(django_db_setup, django_db_blocker):
    with built_once(canaries.public_world, django_db_blocker) as place:
        yield place


@pytest.fixture(scope="module")
def hidden_world(public_world, django_db_blocker):
    with built_once(lambda: canaries.hidden_world(public_world), django_db_blocker):
        yield


@pytest.fixture(scope="module")
def late_world(public_world, django_db_blocker):
    with built_once(lambda: canaries.late_world(public_world), django_db_blocker):
        yield


@pytest.fixture(scope="module")
def register_world(public_world, django_db_blocker):
    with built_once(lambda: canaries.register_world(public_world), django_db_blocker):
        yield


@pytest.fixture
def register(register_world, db):
    """What everybody may see, and municipalities of which the register says something else since a day."""


@pytest.fixture
def public(public_world, db):
    """What everybody may see, and nothing else."""


@pytest.fixture
def hidden(hidden_world, db):
    """What everybody may see, and a canary of every kind."""


@pytest.fixture
def late(late_world, db):
    """What everybody may see, and what became known or began on a later day."""
