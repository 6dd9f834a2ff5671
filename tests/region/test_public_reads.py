"""Public pages over connections that prepare their questions: the same answers, and nothing else is asked."""

from copy import deepcopy

import pytest
from django.db import connections, router
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence.recorded import as_recorded
from localities.models import Locality
from memorandum.server.public_reads import PUBLIC, PublicReads, public_reads
from tests.region.test_html import MORE
from tests.surfaces import SURFACES

#: What a public answer asks over the connection of those who write: of what moment it is, and the record of a moment.
ELSEWHERE = "latest_moment"
PATHS = [
    *(surface.cheapest for surface in SURFACES),
    *MORE,
    "/lokality/?q=frydlatsko&okres=Liberec",
    "/zmeny/?strana=2",
]


pytestmark = pytest.mark.django_db(databases=["default", PUBLIC])


@pytest.fixture(scope="module", autouse=True)
def apart(loaded):
    """The alias that tests leave out otherwise, on this test's database."""
    settings = deepcopy(connections["default"].settings_dict)
    settings["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 1}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connections.settings, PUBLIC, settings)
        yield
        connections[PUBLIC].close()
        del connections[PUBLIC]


def asked(path):
    answer = Client().get(path)
    return answer.status_code, answer.content if not answer.streaming else b"".join(answer.streaming_content)


@pytest.mark.parametrize("path", PATHS)
def test_the_answer_is_the_same_and_nothing_is_asked_elsewhere(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(PublicReads, "db_for_read", lambda *_, **__: "default")
        expected = asked(path)
    for _ in range(3):  # asked, prepared, asked of what was prepared
        with CaptureQueriesContext(connections["default"]) as elsewhere:
            assert asked(path) == expected
        assert [query["sql"][:150] for query in elsewhere if ELSEWHERE not in query["sql"]] == []


def test_the_record_of_a_moment_is_asked_where_it_was_made():
    """Its tables are seen by one connection; what another has prepared would go on reading today's."""
    moment = timezone.now().isoformat().replace("+", "%2B")
    asked("/lokality/ralsko/")
    with CaptureQueriesContext(connections[PUBLIC]) as apart:
        status, _ = asked(f"/lokality/ralsko/?zapsano_k={moment}")
    assert status == 200
    assert len(apart) == 0


def test_whoever_does_not_read_in_public_reads_what_they_write():
    with public_reads():
        assert Locality.objects.all().db == PUBLIC
        assert router.db_for_write(Locality) == "default"
        with as_recorded(timezone.now()):
            assert Locality.objects.all().db == "default"
    assert Locality.objects.all().db == "default"
