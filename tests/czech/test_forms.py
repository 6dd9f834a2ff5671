"""All forms of a typed word, as a text is asked for them."""

from hypothesis import given
from hypothesis import strategies as st

from czech import typos
from czech.sought import Sought
from czech.stems import _ENDINGS, forms, stem, stems

_WORDS = st.builds(
    str.__add__, st.text(alphabet="abcehkrouvz", min_size=1, max_size=6), st.sampled_from(["", *_ENDINGS])
)


@given(_WORDS, _WORDS)
def test_whatever_has_a_stem_of_the_typed_word_is_a_form_of_it(typed, other):
    assert typed in forms(typed)
    assert (other in forms(typed)) == (stem(other) in stems(typed) or other == typed)


def test_forms_of_names():
    assert {"hradec", "hradce", "hradci", "hradcem"} <= forms("hradec")
    assert {"dul", "dole", "dolu"} <= forms("dul")
    assert {"ves", "vsi"} <= forms("ves")
    assert "lhotka" not in forms("lhota")


def test_a_number_is_asked_for_in_all_ways_in_which_it_is_written():
    (ways,) = Sought("77839844").needed
    assert ("77839844",) in ways
    assert ("77", "839", "844") in ways
    (ways,) = Sought("2016").needed
    assert {("2016",), ("16",)} <= {*ways}
    month, _ = Sought("srpen 2016").needed
    assert {("8",), ("08",)} <= {*month}


@given(st.text(alphabet="abcdy", min_size=4, max_size=8), st.integers(0, 8), st.sampled_from("abcdy"))
def test_a_word_with_one_mistake_begins_in_one_of_the_ways(word, at, letter):
    begins = typos.beginnings(word)
    at = min(at, len(word) - 1)
    swapped = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    for meant in (word, word[:at] + letter + word[at:], word[:at] + word[at + 1 :], swapped):
        assert any(meant.startswith(beginning) for beginning in begins), meant
