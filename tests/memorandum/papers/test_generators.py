"""What the blocks of a paper write."""

from dataclasses import replace

import pytest

from council.models import FIXED, Block, BlockKind
from evidence.models import AsOf
from formats.outline import Heading, Remark, Run
from funding.models import Amount
from localities.models import Locality
from memorandum.papers.compose import compose
from memorandum.papers.gathered import Gathered
from memorandum.papers.generators import GENERATORS
from memorandum.papers.generators.phrases import is_one, listing, named, sentence
from tests import canaries
from tests.builders import D, locality, member, municipality, support
from tests.issued import paper, session


def test_every_kind_of_block_has_its_generator():
    assert set(GENERATORS) == set(BlockKind)


@pytest.mark.parametrize(
    ("items", "text"), [("", ""), ("a", "a"), ("ab", "a a b"), ("abc", "a, b a c"), ("abcd", "a, b, c a d")]
)
def test_things_are_listed_as_a_sentence_lists_them(items, text):
    assert "".join(run.text for run in listing((Run(item),) for item in items)) == text


@pytest.mark.parametrize(("of_one", "said"), [(True, "Teď uvažuje obec: Lhota"), (False, "Teď uvažují obce: Lhota")])
def test_the_words_of_a_block_go_with_how_many_it_tells_of(of_one, said):
    block = Block(text="Teď {uvažuje|uvažují} {obec|obce}: {}")
    assert "".join(run.text for run in sentence(block, Run("Lhota"), of_one=of_one).runs) == said


def test_a_micro_region_is_named_once_and_is_several():
    region, town = (
        Locality(name="Mikroregion Lhotsko", kind="microregion"),
        Locality(name="Lhota", kind="municipality"),
    )
    assert named(region) == "mikroregion Lhotsko"
    assert [is_one([town]), is_one([region]), is_one([town, region]), is_one([])] == [True, False, False, False]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (D(2016, 8, 30), "která od 1. 7. 2016 přechází k tzv. vzdálené podpoře."),
        (D(2017, 1, 1), "která 1. 7. 2016 přešla k tzv. vzdálené podpoře."),
        (D(2018, 8, 30), "která 1. 7. 2016 přešla k tzv. vzdálené podpoře (naposledy doloženo k 1. 7. 2016)."),
    ],
)
def test_a_move_of_long_ago_is_told_in_the_past(db, day, said):
    place = locality("Lhota")
    member(place, municipality("Lhota"))
    support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1))
    moved = support(place, "remote", D(2016, 7, 1), D(2016, 7, 1))
    moved.kind.transition = "přechází k tzv. vzdálené podpoře"
    moved.kind.save()
    parts = GENERATORS[BlockKind.TRANSITIONS](Gathered(AsOf(day, day)), Block(text="Dále"))
    text = "".join(run.text for part in parts for run in part.runs)
    assert text.replace("\xa0", " ").endswith(said)


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
