"""Twice as much of anything takes about twice the work: steps of Python are counted, never time.

Each place here was once a loop in a loop.  What is left of them to grow, by sorting, is well below „most“.
"""

import random
import sys

import pytest

from evidence.passages import marked
from funding.models import Programme
from memorandum.imports.record_files import _RecordRow, _waves
from memorandum.portal.pictures import labels
from memorandum.portal.pictures.region_map import _net

MOST = 2.5  # times the steps for twice as much
_TOOL = 4  # of those that ``sys.monitoring`` leaves free


def steps(work):
    """How many lines of Python the work runs, and how many times it calls anything."""
    counted = 0

    def count(*_):
        nonlocal counted
        counted += 1

    events = sys.monitoring.events
    sys.monitoring.use_tool_id(_TOOL, "steps")
    try:
        for event in (events.LINE, events.CALL, events.JUMP):
            sys.monitoring.register_callback(_TOOL, event, count)
        sys.monitoring.set_events(_TOOL, events.LINE | events.CALL | events.JUMP)
        work()
    finally:
        sys.monitoring.set_events(_TOOL, 0)
        sys.monitoring.free_tool_id(_TOOL)
    return counted


def place_labels(many):
    side = 40 * many**0.5  # as many on a square of the map, however many there are
    chance = random.Random(many)
    points = tuple((chance.uniform(0, side), chance.uniform(0, side)) for _ in range(many))
    names = tuple(f"Místo {number}" for number in range(many))
    return lambda: labels.place_labels.__wrapped__(names, points, (), (0, 0, side, side))


def mark_passages(many):
    sentences = [f"Věta číslo {number} o podpoře." for number in range(many)]
    return lambda: [*marked("\n".join(sentences), [(f"{n}", each) for n, each in enumerate(sentences)])]


def order_rows_of_a_record(many):
    rows = [_RecordRow(n, f"radek-{n}", {"predecessor": "", "name": f"Program {n}"}) for n in range(many)]
    return lambda: [*_waves(Programme, rows)]


@pytest.mark.parametrize("work", [place_labels, mark_passages, order_rows_of_a_record])
def test_twice_as_much_is_about_twice_the_work(work):
    work(20)()  # what is made once
    few, many = (steps(work(number)) for number in (150, 300))
    assert many < MOST * few, f"{few} → {many} steps"


def test_the_net_of_a_microregion_is_no_more_than_quadratic():
    """Each point that joins looks at those that have not; a microregion has tens of them."""

    def net(many):
        chance = random.Random(many)
        return lambda: _net([(chance.randrange(1000), chance.randrange(1000)) for _ in range(many)])

    few, many = steps(net(60)), steps(net(120))
    assert many < 4.5 * few, f"{few} → {many} steps"


def test_a_loop_in_a_loop_would_be_told():
    def each_with_each(many):
        return lambda: [(one, other) for one in range(many) for other in range(many)]

    def one_after_another(many):
        return lambda: [one for one in range(many)]  # noqa: C416

    assert steps(each_with_each(100)) > 3.5 * steps(each_with_each(50))
    assert steps(one_after_another(100)) < MOST * steps(one_after_another(50))
