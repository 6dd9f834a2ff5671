"""What the tables of the tests tell of, and who brings them."""

import datetime

import pytest
from django.contrib.auth.models import Group, User

from localities.models import Scope
from tests import builders as b


@pytest.fixture
def place():
    return b.locality("Lhota", slug="lhota")


@pytest.fixture
def report():
    return b.source(key="zprava", title="Zpráva o Lhotě", issued_on=datetime.date(2016, 8, 30))


@pytest.fixture
def intensive():
    return b.kind("intensive", name="intenzivní podpora")


@pytest.fixture
def world(place, report, intensive):
    return place


@pytest.fixture
def editor(client):
    user = User.objects.create_user("editorka", is_staff=True, first_name="Eva", last_name="Vymyšlená")
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def limited(editor, world):
    scope = Scope.objects.create(user=editor.user)
    scope.localities.add(world)
    return editor
