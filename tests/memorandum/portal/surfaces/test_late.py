"""What each surface costs, and what it must not tell before its day."""

from evidence.models import AsOf
from memorandum.portal import region
from tests import canaries
from tests.memorandum.portal.surfaces.asking import each, each_by_day, each_with_facts, words
from tests.surfaces import FACTS


@each
def test_answers_without_cookies_and_without_asking_too_much(client, late, surface, django_assert_max_num_queries):
    region.current()  # read once a minute, so it is no page that pays for it
    for path in surface.paths:
        with django_assert_max_num_queries(surface.queries):
            response = client.get(path)
        assert response.status_code == 200, path
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert "unsafe" not in response["Content-Security-Policy"]


@each_with_facts
def test_what_was_not_known_yet_is_nowhere(client, late, surface):
    for path in surface.paths:
        found = words(client.get(path, {AsOf.KNOWN: canaries.BEFORE.isoformat()}))
        assert "pozdni" not in found, path
        assert str(canaries.LATE_AMOUNT) not in found, path


@each_by_day
def test_what_had_not_begun_yet_is_nowhere(client, late, surface):
    for path in surface.paths:
        found = words(client.get(path, {AsOf.DAY: canaries.BEFORE.isoformat()}))
        assert "pristi" not in found, path
        assert str(canaries.LATE_AMOUNT + 1) not in found, path


def test_what_is_known_and_has_begun_is_told(client, late):
    """The counterpart of the two tests above: these canaries can sing."""
    then = {AsOf.DAY: canaries.TURN.isoformat(), AsOf.KNOWN: canaries.TURN.isoformat()}
    found = "".join(words(client.get(surface.cheapest, then)) for surface in FACTS)
    for told in ("pozdniplan", "pristiplan", "pristipoznamka", "pozdnioprava", str(canaries.LATE_AMOUNT)):
        assert told in found
