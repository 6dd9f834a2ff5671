"""The picture of the chain: where boxes and lines are put."""

import itertools
import random
import re

import pytest

from memorandum.portal.pictures.chain import BOX_HEIGHT, BOX_WIDTH, Document, Link, picture
from tests.builders import D


def document(key, lane, day):
    return Document(key=key, lane=lane, day=day, name=key, detail="", label=key, url="#")


def drawn(documents, links=()):
    return picture(documents, links, last_lane="Memorandum")


def test_time_goes_to_the_right_and_every_body_has_its_lane():
    result = drawn([document("b", "Rada", D(2016, 6, 28)), document("a", "Vláda", D(2008, 1, 23))])
    boxes = {box.document.key: box for box in result.boxes}
    assert boxes["a"].x < boxes["b"].x
    assert boxes["a"].y < boxes["b"].y, "the lane of the oldest document is the first"
    assert [lane for lane, _ in result.lanes] == ["Vláda", "Rada"]


def test_the_lane_of_memoranda_is_the_last_one():
    result = drawn([document("m", "Memorandum", D(2000, 1, 1)), document("a", "Vláda", D(2008, 1, 23))])
    assert [lane for lane, _ in result.lanes] == ["Vláda", "Memorandum"]


def test_links_to_what_is_not_there_are_not_drawn():
    result = drawn([document("a", "Vláda", D(2008, 1, 23))], [Link("a", "hidden", "follows")])
    assert result.lines == []


def test_neighbours_are_joined_by_a_straight_line_and_others_below_what_stands_between():
    documents = [document(key, "Rada", D(year, 1, 1)) for key, year in (("a", 2014), ("b", 2015), ("c", 2016))]
    lines = drawn(documents, [Link("b", "a", "follows"), Link("c", "a", "follows")]).lines
    assert ["H" in path for _, path in lines] == [True, False]


def test_nothing_gives_an_empty_picture():
    assert drawn([]).boxes == []
    assert drawn([]).height >= 0


@pytest.mark.parametrize("seed", range(40))
def test_no_box_covers_another_and_all_is_inside(seed):
    dice = random.Random(seed)
    documents = [
        document(str(number), dice.choice("abc"), D(2000, 1, dice.randint(1, 9)))
        for number in range(dice.randint(0, 12))
    ]
    links = [Link(str(later), str(earlier), "follows") for later in range(12) for earlier in range(later)]
    result = drawn(documents, dice.sample(links, 12))
    taken = {(box.x, box.y) for box in result.boxes}
    assert len(taken) == len(result.boxes) == len(documents)
    xs = sorted({box.x for box in result.boxes})
    assert all(right - left >= BOX_WIDTH for left, right in itertools.pairwise(xs))
    assert all(box.x + BOX_WIDTH < result.width and box.y + BOX_HEIGHT <= result.height for box in result.boxes)


@pytest.mark.parametrize("seed", range(20))
def test_a_phone_gets_one_document_below_the_other_and_lines_that_share_no_way(seed):
    dice = random.Random(seed)
    documents = [document(str(number), dice.choice("abc"), D(2000, 1, dice.randint(1, 9))) for number in range(9)]
    links = [Link(str(later), str(earlier), "follows") for later in range(9) for earlier in range(later)]
    result = drawn(documents, dice.sample(links, 5)).column
    assert result.width <= 340
    assert [box.document.day for box in result.boxes] == sorted(one.day for one in documents)
    assert all(after.y >= before.bottom for before, after in itertools.pairwise(result.boxes))
    assert result.boxes[-1].bottom <= result.height
    assert all(box.x + box.width <= result.width for box in result.boxes)
    ways = [tuple(map(int, re.findall(r"\d+", path))) for _, path in result.lines]
    assert len(ways) == 5
    for (_, begin, x, end, _), (_, other_begin, other_x, other_end, _) in itertools.combinations(ways, 2):
        apart = max(begin, end) < min(other_begin, other_end) or max(other_begin, other_end) < min(begin, end)
        assert x != other_x or apart
    boxes = {box.document.key: box for box in result.boxes}
    assert all(0 < x < min(box.x for box in boxes.values()) for _, _, x, _, _ in ways)
