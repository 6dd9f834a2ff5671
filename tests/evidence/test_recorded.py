"""The third clock: an address with a moment is answered from the record as it was at that moment, for ever."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from evidence import recorded
from evidence.models import Source
from tests.builders import locality, source, support

DAY = datetime.date(2016, 8, 30)


def later():
    """The moment of the next transaction: in a test, all that is written is written in one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.moment', clock_timestamp()::text, true)")


def now():
    later()
    moment = timezone.now()
    later()
    return moment


@pytest.fixture
def place(db):
    return locality("Lhota")


def test_rows_are_as_they_were(place):
    before = now()
    paper = source(title="Zpráva")
    support(place, "intensive", DAY, DAY, source=paper)
    written = now()
    Source.objects.filter(pk=paper.pk).update(title="Jiná zpráva")
    place.support_changes.all().delete()
    with recorded.as_recorded(before):
        assert not Source.objects.filter(pk=paper.pk).exists()
    with recorded.as_recorded(written):
        assert Source.objects.get(pk=paper.pk).title == "Zpráva"
        [change] = place.support_changes.select_related("kind", "locality")
        assert (change.kind.code, change.locality.name_key) == (
            "intensive",
            place.name_key or change.locality.name_key,
        )
    assert Source.objects.get(pk=paper.pk).title == "Jiná zpráva"
    assert not place.support_changes.exists()
