"""Public pages over connections that prepare their questions: the same answers, and nothing else is asked."""

from copy import deepcopy

import pytest
from django.db import OperationalError, connections, router
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence.recorded import as_recorded
from localities.models import Locality
from memorandum import middleware
from memorandum.server import public_reads as module
from memorandum.server.page_cache import UNKEPT
from memorandum.server.public_reads import MOMENTS, PUBLIC, PublicReads, public_reads
from memorandum.server.record_changes import changes
from tests.database_roles import READING, make_reading
from tests.region.test_html import MORE
from tests.surfaces import SURFACES

PATHS = [
    *(surface.cheapest for surface in SURFACES),
    *MORE,
    "/lokality/?q=frydlatsko&okres=Liberec",
    "/zmeny/?strana=2",
]


pytestmark = pytest.mark.django_db(databases=["default", PUBLIC, MOMENTS])


@pytest.fixture(scope="module", autouse=True)
def apart(loaded, django_db_blocker):
    """The aliases that tests leave out otherwise, on this test's database, under the role of the public."""
    with django_db_blocker.unblock():
        make_reading()
    usual = connections["default"].settings_dict
    prepares = {"server_side_binding": True, "prepare_threshold": 1}
    with pytest.MonkeyPatch.context() as patch:
        for alias, more in ((PUBLIC, prepares), (MOMENTS, {})):
            settings = deepcopy(usual) | {"USER": READING}
            settings["OPTIONS"] |= more | {"options": "-c search_path=published,public"}
            patch.setitem(connections.settings, alias, settings)
        yield
        for alias in (PUBLIC, MOMENTS):
            connections[alias].close()
            del connections[alias]


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
        assert [query["sql"][:150] for query in elsewhere] == []


def test_whatever_else_is_asked_a_question_stays_prepared():
    def prepared():
        with connections[PUBLIC].cursor() as cursor:
            cursor.execute("SELECT name, statement FROM pg_prepared_statements")
            return set(cursor.fetchall())

    for path in PATHS[:2]:
        for _ in range(3):
            asked(path)
    before = prepared()
    assert len(before) > 10
    for path in PATHS:
        for _ in range(3):
            asked(path)
    assert len(prepared()) > 100, "or none would have to go in psycopg's own measure"
    assert before <= prepared()


def test_the_record_of_a_moment_is_asked_where_it_was_made():
    """Its tables are seen by one connection; what another has prepared would go on reading today's."""
    moment = timezone.now().isoformat().replace("+", "%2B")
    asked("/lokality/ralsko/")
    with (
        CaptureQueriesContext(connections[PUBLIC]) as apart,
        CaptureQueriesContext(connections["default"]) as of_staff,
        CaptureQueriesContext(connections[MOMENTS]) as there,
    ):
        status, _ = asked(f"/lokality/ralsko/?zapsano_k={moment}")
    assert status == 200
    assert [query["sql"] for query in apart] == ["SELECT latest_moment(), last_event()"]
    assert len(of_staff) == 0
    assert len(there) > 10


def test_whoever_does_not_read_in_public_reads_what_they_write():
    with public_reads():
        assert Locality.objects.all().db == PUBLIC
        assert router.db_for_write(Locality) == "default"
        with as_recorded(timezone.now()):
            assert Locality.objects.all().db == MOMENTS
    assert Locality.objects.all().db == "default"


# --- A replica ----------------------------------------------------------------------------------------------------


@pytest.fixture
def replica(settings, monkeypatch):
    """The public connections lead to a replica; how far it has come, the test says."""
    settings.PUBLIC_READS_APART = True
    monkeypatch.setattr(module, "_away_until", 0.0)
    return monkeypatch


def test_what_has_not_come_to_the_replica_is_read_where_it_was_written(replica):
    replica.setattr(changes, "written_to", "")
    with public_reads():
        assert Locality.objects.all().db == PUBLIC
    come_to = {"NOT pg_is_in_recovery()": "FALSE", "pg_last_wal_replay_lsn()": "'0/1'::pg_lsn"}
    for asked_for, told in come_to.items():
        replica.setattr(module, "_CAUGHT_UP", module._CAUGHT_UP.replace(asked_for, told))
    replica.setattr(changes, "written_to", "0/1")
    with public_reads():
        assert Locality.objects.all().db == PUBLIC
    replica.setattr(changes, "written_to", "0/2")
    with public_reads():
        assert Locality.objects.all().db == MOMENTS


def test_a_replica_that_does_not_answer_is_left_alone_for_a_while(replica, caplog):
    def away():
        raise OperationalError("connection refused")

    replica.setattr(module, "_AGAIN", 3600.0)  # however long the two pages take
    with replica.context() as patch:
        patch.setattr(connections[PUBLIC], "cursor", away)
        patch.setattr(connections[PUBLIC], "close", lambda: None)  # the test's transaction stands on it
        assert asked("/lokality/ralsko/")[0] == 200
        assert asked("/lokality/ralsko/")[0] == 200
        assert caplog.text.count("replika neodpovídá") == 1
    replica.setattr(module, "_away_until", 0.0)
    with CaptureQueriesContext(connections[PUBLIC]) as apart:
        asked("/lokality/ralsko/")
    assert len(apart) > 5


def test_a_replica_that_goes_away_in_the_midst_of_a_page_costs_nobody_the_page(replica):
    expected = asked("/lokality/ralsko/")

    def breaks(execute, sql, params, many, context):
        if "localities" in sql:
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    replica.setattr(connections[PUBLIC], "is_usable", lambda: False)
    with connections[PUBLIC].execute_wrapper(breaks):
        answer = Client(raise_request_exception=False).get("/lokality/ralsko/")
    assert (answer.status_code, answer.content) == expected


def test_while_nobody_knows_the_last_moment_the_replica_tells_pages_that_nobody_keeps(replica, monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(middleware, "version", away)
    answer = Client().get("/lokality/ralsko/")
    assert answer.status_code == 200
    assert "Last-Modified" not in answer
    assert answer.wsgi_request.META[UNKEPT]
    assert "zapsano_k" not in answer.content.decode()
