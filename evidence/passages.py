"""A text with its cited passages marked: where each begins and ends, also when they overlap."""

import itertools
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text, which passages begin with it, and all passages that it belongs to (by their anchors)."""

    text: str
    begins: tuple[str, ...]
    anchors: tuple[str, ...]


class WordsOfText:
    """The words of a text, to find passages in; layout (line ends, doubled spaces) does not count."""

    def __init__(self, text: str) -> None:
        words = [*re.finditer(r"\S+", text)]
        self._text = " ".join(word[0] for word in words)
        self._begins = [word.start() for word in words]
        lengths = (len(word[0]) + 1 for word in words)
        self._places = [0, *itertools.accumulate(lengths)]

    def find(self, passage: str) -> tuple[int, int] | None:
        """Where the passage stands in the text, word for word."""
        words = " ".join(passage.split())
        found = self._text.find(words) if words else -1
        return (self._in_text(found), self._in_text(found + len(words) - 1) + 1) if found >= 0 else None

    def _in_text(self, place: int) -> int:
        word = bisect_right(self._places, place) - 1
        return self._begins[word] + place - self._places[word]


def parts(text: str, longest: int) -> list[str]:
    """The text in parts of at most so many letters, cut where a paragraph ends, else a line, else a word."""
    found, rest = [], text
    while len(rest) > longest:
        ends = (
            rest.rfind(end, longest // 2, longest) + len(end)
            for end in ("\n\n", "\n", " ")
            if end in rest[longest // 2 : longest]
        )
        cut = next(ends, longest)
        found.append(rest[:cut])
        rest = rest[cut:]
    return [*found, rest]


def marked(text: str, passages: Iterable[tuple[str, str]]) -> Iterator[Segment]:
    """Split the text where passages (anchor, words) begin or end; together the segments are the whole text.

    Space between two passages inside a longer one is marked as no passage: there would be nothing to click on.
    """
    asked, read = list(passages), WordsOfText(text)
    places = {words: read.find(words) for words in {words for _, words in asked}}
    spans = [(span, anchor) for anchor, words in asked if (span := places[words])]
    cuts = sorted({0, len(text), *(place for (start, end), _ in spans for place in (start, end))})
    begin: dict[int, list[int]] = defaultdict(list)
    for index, (span, _) in enumerate(spans):
        begin[span[0]].append(index)
    open_now: list[int] = []
    for start, end in itertools.pairwise(cuts):
        open_now = sorted([*(index for index in open_now if spans[index][0][1] > start), *begin[start]])
        covering = [spans[index] for index in open_now] if text[start:end].strip() else []
        yield Segment(
            text[start:end],
            tuple(anchor for span, anchor in covering if span[0] == start),
            tuple(anchor for _, anchor in covering),
        )
