"""What the database refuses is said as a Czech sentence."""

import pytest
from django.db import IntegrityError, transaction

from evidence.models import Event
from evidence.refusals import refusal
from tests.builders import source


@pytest.mark.parametrize(
    "write", [lambda events: events.update(operation="DELETE"), lambda events: events._raw_delete(using="default")]
)
def test_history_is_not_changed_and_not_deleted(db, write):
    source()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write(Event.objects.all())
    assert refusal(caught.value) == "Historii záznamů nelze změnit ani smazat."
