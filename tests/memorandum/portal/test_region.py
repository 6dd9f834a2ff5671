"""The region's name on pages: from the record, at once after it has changed, and not from the database each time."""

import pytest

from evidence.models import Body, BodyKind
from memorandum.portal.region import Region, current


@pytest.fixture
def body(db):
    return Body.objects.create(key="kraj", kind=BodyKind.REGION, name="Moravskoslezský kraj")


def test_pages_name_the_region_of_the_record(client, body):
    text = client.get("/").content.decode()
    assert 'Moravskoslezský kraj<span class="site-agency"> a&nbsp;Agentura' in text
    assert "obec Moravskoslezského kraje" in text
    assert '"publisher": {"@type": "GovernmentOrganization", "name": "Moravskoslezský kraj"}' in text


def test_a_new_name_is_shown_at_once(client, body):
    client.get("/")
    body.name = "Kraj Vysočina"
    body.save()
    assert "obec Kraje Vysočina" in client.get("/").content.decode()
    body.delete()
    assert "obec kraje s&nbsp;ní" in client.get("/").content.decode()


def test_it_is_read_once(body, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [current(), current()] == [Region("kraj", "Moravskoslezský kraj")] * 2


@pytest.mark.parametrize("read", [0, 59.9, 60, 100])
def test_a_minute_after_it_was_read_it_is_read_again(body, monkeypatch, read):
    now = 10**6 + read
    monkeypatch.setattr("time.monotonic", lambda: now)
    current()
    Body.objects.update(name="Kraj Vysočina")  # as another process would
    now += 59.9
    assert current().name == "Moravskoslezský kraj"
    now += 0.1
    assert current().name == "Kraj Vysočina"
