"""A text as the rules read it, without ever losing where each character stands in the original.

Layout is evened out: runs of spaces become one, a line break is ``\\n``, an empty line ``\\f``; accents written as
characters of their own are joined with their letters, and what is invisible (soft hyphens, marks of direction,
control characters) is left out.  So a rule may write „Nové Město“ and find it also across a line's end.
"""

import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_INVISIBLE = "\x00-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_ACCENTS = "\u0300-\u036f"
_PIECES = re.compile(rf"(?P<space>\s+)|(?P<hidden>[{_INVISIBLE}]+)|(?P<joined>.[{_ACCENTS}]+)|(?P<plain>.)", re.DOTALL)
_RUN = re.compile(rf"(?:[^\s{_INVISIBLE}{_ACCENTS}](?![{_ACCENTS}]))+")
_LINES = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

#: What a line of a list begins with; „o“ is what some programs make of a hollow bullet.
BULLETS = "·•▪●◦‣∙*–—-"
_BULLET = re.compile(rf"(?:(?<=[\n\f])|\A)\s?[{BULLETS}] ")

# After these a full stop does not end a sentence; neither does it after a single capital letter.
_ABBREVIATIONS = frozenset(
    [
        *("č", "čj", "čl", "čp", "tzv", "mj", "např", "odst", "písm", "resp", "tj", "tzn", "r", "str", "sv", "vč"),
        *("mil", "mld", "ul", "nám", "kap", "příl", "obr", "tab", "roč", "zák"),
        *("ing", "mgr", "bc", "judr", "phdr", "rndr", "mudr", "paeddr", "thdr", "doc", "prof", "akad", "csc", "ph"),
    ]
)
_CAPITAL = re.compile(r"\s?(?:[^\W\d_a-záčďéěíňóřšťúůýž][a-záčďéěíňóřšťúůýž]|\Z)")
_BREAK = re.compile(r"[\n\f]")
_LONGEST = 4000  # characters of a sentence; long lists of members take some hundreds
_WRAPPED = 200  # a text whose lines are all shorter was broken into lines by a program
_STOP = re.compile(r"[.!?…]+[“”\")\]]*(?=\s[\"„(]?[^\W\d_a-záčďéěíňóřšťúůýž]|\s?[\n\f]|\s?\Z)|[\n\f]|\Z")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in the original text, from the first character to the one after the last."""

    start: int
    end: int


class Plain:
    """The evened text; ``original`` leads from a place in it back to the source's own words."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text, self._starts, self._ends = _evened(raw)
        self.whole: list[tuple[int, int]] = []
        """Places that no sentence may end in, in order: a name may run over the end of a line."""

    def original(self, start: int, end: int) -> Span:
        """The same place in the original; spaces at both ends are left out."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start >= end:
            place = self._starts[start] if start < len(self._starts) else len(self.raw)
            return Span(place, place)
        return Span(self._starts[start], self._ends[end - 1])

    def evened(self, span: Span) -> tuple[int, int]:
        """The way back: where a place of the original stands in the evened text."""
        return bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)

    def words(self, span: Span) -> str:
        """The very words of the source there, its layout included."""
        return self.raw[span.start : span.end]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Where each sentence, line of a list or heading begins and ends, in order and without gaps."""
        cuts = [0, *(stop.end() for stop in _STOP.finditer(self.text) if self._ends_here(stop)), len(self.text)]
        return [part for start, end in itertools.pairwise(cuts) for part in self._parts(start, end)]

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A sentence that never ends is no sentence: it is cut, so that no rule looks too far."""
        while end - start > _LONGEST:
            space = self.text.rfind(" ", start + 1, start + _LONGEST)
            cut = space if space > start else start + _LONGEST
            yield start, cut
            start = cut
        if start < end:
            yield start, end

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def _whole_starts(self) -> list[int]:
        return [start for start, _ in self.whole]

    @cached_property
    def _is_wrapped(self) -> bool:
        return all(len(line) < _WRAPPED for line in _BREAK.split(self.text))

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence in which the place stands."""
        if not self.sentences:
            return 0, 0
        return self.sentences[max(0, bisect_right(self._sentence_starts, place) - 1)]

    @cached_property
    def bullets(self) -> list[tuple[int, int]]:
        """The items of lists, without the sign before them; an item may run over several lines."""
        signs = [*_BULLET.finditer(self.text), None]
        items = []
        for sign, following in itertools.pairwise(signs):
            assert sign is not None
            end = following.start() if following else len(self.text)
            items.append((sign.end(), next(self._line_ends(sign.end(), end), end)))
        return items

    def _line_ends(self, start: int, end: int) -> Iterator[int]:
        """Where the lines end that do not run on."""
        for line_break in _BREAK.finditer(self.text, start, end):
            place = line_break.start()
            if self.text[place] == "\f" or self._line_ends_at(place):
                yield place

    def _line_ends_at(self, place: int) -> bool:
        before = self.text[max(0, place - 2) : place].rstrip()[-1:]
        if before in (".", ":", ";", "") or _BULLET.match(self.text, place + 1):
            return True
        starts = bisect_right(self._whole_starts, place) - 1
        if before == "," or self._is_wrapped or (starts >= 0 and place < self.whole[starts][1]):
            return False
        return bool(_CAPITAL.match(self.text, place + 1))

    def _ends_here(self, stop: re.Match[str]) -> bool:
        sign = stop[0]
        if sign == "\n":
            return self._line_ends_at(stop.start())
        if sign != ".":
            return True
        word = re.search(r"\w+\Z", self.text[max(0, stop.start() - 12) : stop.start()])
        if word is None:
            return True
        return word[0].casefold() not in _ABBREVIATIONS and not (len(word[0]) == 1 and word[0].isupper())


def _evened(raw: str) -> tuple[str, list[int], list[int]]:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    while place < len(raw):
        if run := _RUN.match(raw, place):
            pieces.append(run[0])
            starts.extend(range(place, run.end()))
            ends.extend(range(place + 1, run.end() + 1))
            place = run.end()
            continue
        piece = _PIECES.match(raw, place)
        assert piece is not None
        place = piece.end()
        if piece["space"]:
            if not pieces or not pieces[-1].isspace():
                pieces.append(_space(piece["space"]))
                starts.append(piece.start())
                ends.append(place)
            else:  # an invisible character stood between two spaces
                pieces[-1] = max(pieces[-1], _space(piece["space"]), key=" \n\f".index)
                ends[-1] = place
        elif not piece["hidden"]:
            letters = unicodedata.normalize("NFC", piece[0])
            pieces.append(letters)
            starts.extend([piece.start()] * len(letters))
            ends.extend([place] * len(letters))
    return "".join(pieces), starts, ends


def _space(run: str) -> str:
    breaks = len(_LINES.findall(run)) if len(run) > 1 or run not in " \t\u00a0" else 0
    return " " if not breaks else "\n" if breaks == 1 else "\f"
