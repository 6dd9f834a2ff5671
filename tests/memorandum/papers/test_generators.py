"""What the blocks of a paper write."""

from dataclasses import replace

import pytest

from council.models import FIXED, Block, BlockKind
from formats.outline import Heading, Remark, Run
from funding.models import Amount
from memorandum.papers.compose import compose
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators import GENERATORS
from memorandum.papers.generators.phrases import listing
from tests import canaries
from tests.builders import D, support
from tests.issued import paper, session


def test_every_kind_of_block_has_its_generator():
    assert set(GENERATORS) == set(BlockKind)


@pytest.mark.parametrize(
    ("items", "text"), [("", ""), ("a", "a"), ("ab", "a a b"), ("abc", "a, b a c"), ("abcd", "a, b, c a d")]
)
def test_things_are_listed_as_a_sentence_lists_them(items, text):
    assert "".join(run.text for run in listing((Run(item),) for item in items)) == text


@pytest.fixture
def following(db):
    """A paper that comes after another one, in a record that knows something of nearly everything."""
    place = canaries.public_world()
    support(place, "considering", D(2016, 9, 1), D(2016, 9, 1))
    return paper(session(8, D(2016, 9, 27)), blocks=("allocations",))


@pytest.mark.parametrize("kind", sorted(set(BlockKind) - set(FIXED)))
def test_whatever_a_block_tells_from_the_record_it_cites(following, kind):
    gathered = Gathered(following.at)
    outline = compose(gathered.at, following, gathered=gathered)
    parts = tuple(GENERATORS[kind](gathered, Block(paper=following, kind=kind, text="Lokality: {}")))
    tells = any(not isinstance(part, Heading | Remark) for part in parts)
    assert tells == bool(gathered.cited_by(replace(outline, blocks=parts)))


def test_a_fact_that_was_gathered_but_is_not_told_is_not_cited(following):
    gathered = Gathered(following.at)
    outline = compose(gathered.at, following, gathered=gathered)
    assert gathered.support, "an allocation is expected where there is support"
    assert gathered.cited_by(outline) == [Amount.objects.get()]
