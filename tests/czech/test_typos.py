"""How many typing mistakes lie between two words, and what cases of a word have in common."""

import pytest

from czech.stems import pattern, stem, stems, words
from czech.typos import allowed, cost


@pytest.mark.parametrize(
    ("typed", "meant", "mistakes"),
    [
        ("desna", "desna", 0),
        ("dsna", "desna", 1),
        ("desnna", "desna", 1),
        ("dsena", "desna", 1),
        ("dxsna", "desna", 1),
        ("xdsena", "desna", 2),
        ("anvald", "tanvald", 1),
        ("liberce", "liberec", 1),
        ("", "ab", 2),
    ],
)
def test_each_mistake_counts_once(typed, meant, mistakes):
    found = cost(typed, meant, 3)
    assert mistakes - 0.6 < found <= mistakes
    assert (cost(typed, meant, 0.3) is None) == (mistakes > 0)


def test_mistakes_that_fingers_make_count_for_less():
    assert cost("fryylant", "frydlant", 2) > cost("frzdlant", "frydlant", 2)
    assert cost("frzdlant", "frydlant", 2) < cost("ftydlant", "frydlant", 2) < cost("fpydlant", "frydlant", 2)
    assert cost("liiberec", "liberec", 2) < cost("lxiberec", "liberec", 2)
    for typed, meant in (("ab", "ba"), ("turnov", "trunov"), ("desna", "dsena")):
        assert cost(typed, meant, 2) == cost(meant, typed, 2)


def test_far_words_are_not_compared_to_the_end():
    assert cost("liberec", "jablonec nad nisou", 2) is None
    assert cost("a" * 100, "b" * 100, 2) is None


def test_short_names_forgive_one_mistake_and_long_ones_two():
    assert [allowed(letters) for letters in (0, 2, 3, 5, 7, 8, 30)] == [0, 0, 1, 1, 1, 2, 2]


@pytest.mark.parametrize(
    "cases",
    [
        "liberec liberce liberci libercem",
        "hradek hradku hradkem",
        "turnov turnova turnovu turnove",
        "hamry hamru hamrum hamrech",
        "desna desne desnou",
        "ralsko ralska ralsku ralskem",
        "novy noveho novem novym",
        "januv janova janove",
        "dul dolu dole",
        "ves vsi",
        "sychrov sychrova sychrove",
        "kunratice kunratic kunraticich",
        "skala skale skaly",
    ],
)
def test_cases_of_a_word_share_a_stem_and_a_pattern(cases):
    forms = cases.split()
    assert len({stem(form) for form in forms}) == 1
    for form in forms:
        like = pattern(form)
        for other in forms:
            assert len(like) <= len(other)
            assert all(letter in ("_", held) for letter, held in zip(like, other, strict=False)), (like, other)


def test_a_softened_letter_may_have_been_hard():
    assert stem("smrzovka") in stems("smrzovce")
    assert stem("praha") in stems("praze")
    assert stem("smrzovka") not in stems("smrzovc")


def test_words_are_letters_and_digits_of_any_script():
    assert words("Č. 1145/16/RK – „Žďár“ n_o") == ["c", "1145", "16", "rk", "zdar", "n", "o"]
