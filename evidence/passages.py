"""A text with its cited passages marked: where each begins and ends, also when they overlap."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text, which passages begin with it, and all passages that it belongs to (by their anchors)."""

    text: str
    begins: tuple[str, ...]
    anchors: tuple[str, ...]


def find(text: str, passage: str) -> tuple[int, int] | None:
    """Where the passage stands in the text, word for word; layout (line ends, doubled spaces) does not count."""
    words = passage.split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return found.span() if found else None


def marked(text: str, passages: Iterable[tuple[str, str]]) -> Iterator[Segment]:
    """Split the text where passages (anchor, words) begin or end; together the segments are the whole text.

    Space between two passages inside a longer one is marked as no passage: there would be nothing to click on.
    """
    asked = list(passages)
    places = {words: find(text, words) for words in {words for _, words in asked}}
    spans = [(span, anchor) for anchor, words in asked if (span := places[words])]
    cuts = sorted({0, len(text), *(place for (start, end), _ in spans for place in (start, end))})
    for start, end in itertools.pairwise(cuts):
        around = [(span, anchor) for span, anchor in spans if span[0] <= start and end <= span[1]]
        covering = around if text[start:end].strip() else []
        yield Segment(
            text[start:end],
            tuple(anchor for span, anchor in covering if span[0] == start),
            tuple(anchor for _, anchor in covering),
        )
