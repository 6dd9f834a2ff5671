"""Marking passages in a source's text."""

from hypothesis import given
from hypothesis import strategies as st

from evidence.passages import find, marked


def test_layout_does_not_count():
    text = "Frýdlantsko\n-\n77 839 844,- Kč\nRalsko\n\n-\n87 572 870,- Kč"
    start, end = find(text, "Ralsko - 87 572 870,- Kč")
    assert text[start:end] == "Ralsko\n\n-\n87 572 870,- Kč"


def test_words_that_are_not_there_are_not_found():
    assert find("Liberec (od 2016)", "Liberec .od 2016.") is None
    assert find("Liberec", "") is None


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
