"""What the database refuses is said as a Czech sentence."""

from itertools import combinations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.models import CheckConstraint
from django.test.utils import CaptureQueriesContext

from evidence.models import Event
from evidence.models.constraints import at_once
from evidence.refusals import refusal
from localities.models import SupportChange
from tests.builders import D, source


@pytest.mark.parametrize(
    "write", [lambda events: events.update(operation="DELETE"), lambda events: events._raw_delete(using="default")]
)
def test_history_is_not_changed_and_not_deleted(db, write):
    source()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write(Event.objects.all())
    assert refusal(caught.value) == "Historii záznamů nelze změnit ani smazat."


def test_what_is_no_refusal_is_raised_again(db):
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0) FROM nowhere")
    for fault in (caught.value, OperationalError("the connection is lost")):
        with pytest.raises(type(fault)) as again:
            refusal(fault)
        assert again.value is fault


#: Each breaks one rule between columns: a correction before the fact was known, without a reason, a day within a year.
BREAKS = {"corrected_on": D(2013, 1, 1), "correction": "omyl", "effective_on": D(2014, 2, 2)}


def broken(fact, constraints, exclude):
    sentences = []
    for constraint in constraints:
        try:
            constraint.validate(type(fact), fact, exclude=exclude)
        except ValidationError as refused:
            sentences += refused.messages
    return sentences


@pytest.mark.parametrize("exclude", [(), ("corrected_on",), ("precision", "correction")], ids=str)
@pytest.mark.parametrize("wrong", [wrong for count in range(4) for wrong in combinations(BREAKS, count)], ids=str)
def test_checks_asked_together_say_what_each_would(db, wrong, exclude):
    values = {"effective_on": D(2014, 1, 1), "precision": "year"} | {name: BREAKS[name] for name in wrong}
    fact = SupportChange(known_on=D(2014, 1, 1), **values)
    checks = [rule for rule in SupportChange._meta.constraints if isinstance(rule, CheckConstraint)]
    assert len(checks) > 2
    each = broken(fact, checks, exclude)
    assert bool(each) == bool(wrong) or exclude
    with CaptureQueriesContext(connection) as asked:
        assert broken(fact, at_once(checks), exclude) == each
    assert each or len(asked) <= 3, "one question between the two ends of its savepoint"
