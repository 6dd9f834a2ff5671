"""Marking passages in a source's text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from evidence.passages import WordsOfText, marked


def test_layout_does_not_count():
    text = "Frýdlantsko\n-\n77 839 844,- Kč\nRalsko\n\n-\n87 572 870,- Kč"
    start, end = WordsOfText(text).find("Ralsko - 87 572 870,- Kč")
    assert text[start:end] == "Ralsko\n\n-\n87 572 870,- Kč"


def test_words_that_are_not_there_are_not_found():
    assert WordsOfText("Liberec (od 2016)").find("Liberec .od 2016.") is None
    assert WordsOfText("Liberec").find("") is None


def test_passages_may_overlap():
    segments = list(marked("abcdef", [("x", "abcd"), ("y", "cdef")]))
    assert [(s.text, s.begins, s.anchors) for s in segments] == [
        ("ab", ("x",), ("x",)),
        ("cd", ("y",), ("x", "y")),
        ("ef", (), ("y",)),
    ]


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=6))
def test_the_segments_are_always_the_whole_text(text, passages):
    segments = list(marked(text, [(str(i), passage) for i, passage in enumerate(passages)]))
    assert "".join(segment.text for segment in segments) == text


def test_space_between_passages_is_no_passage():
    found = list(
        marked(
            "dne 30. 8.\nMemorandum", [("whole", "dne 30. 8. Memorandum"), ("a", "dne 30. 8."), ("b", "Memorandum")]
        )
    )
    assert [(segment.text, segment.anchors) for segment in found] == [
        ("dne 30. 8.", ("whole", "a")),
        ("\n", ()),
        ("Memorandum", ("whole", "b")),
    ]


_LITTLE = st.text("ab \n\xa0\x1c", max_size=30)


@given(_LITTLE, _LITTLE)
def test_a_passage_is_found_where_its_words_follow_one_another(text, passage):
    """As a regular expression would find it, which is slow to make for each of a thousand passages."""
    words = passage.split()
    expected = re.search(r"\s+".join(map(re.escape, words)), text) if words else None
    assert WordsOfText(text).find(passage) == (expected and expected.span())


@given(_LITTLE, st.lists(_LITTLE, max_size=6))
def test_each_piece_belongs_to_the_passages_around_it(text, passages):
    spans = {str(index): span for index, words in enumerate(passages) if (span := WordsOfText(text).find(words))}
    at = 0
    for segment in marked(text, [(str(index), words) for index, words in enumerate(passages)]):
        end = at + len(segment.text)
        around = [anchor for anchor, span in spans.items() if span[0] <= at and end <= span[1]]
        assert [*segment.anchors] == (around if segment.text.strip() else [])
        at = end
