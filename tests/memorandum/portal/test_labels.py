"""Where names stand in a map: what lies near a box is found without looking at everything."""

from hypothesis import given
from hypothesis import strategies as st

from memorandum.portal.pictures import labels

_SIDES = st.tuples(*[st.integers(-200, 1200)] * 2, *[st.integers(1, 250)] * 2)


@given(_SIDES, st.lists(_SIDES, max_size=12), st.integers(-1, 11))
def test_shared_areas_are_found_among_all_boxes(box, others, but):
    """Only those near by are looked at; the sum is that of all."""
    box, *others = [(x, y, x + width, y + height) for x, y, width, height in (box, *others)]
    boxes = labels._Boxes([(0, 0, 999, 999)] * len(others))
    for index, other in enumerate(others):
        boxes.put(index, other)
    assert boxes.common(box, but) == sum(labels._common(box, each) for i, each in enumerate(others) if i != but)
