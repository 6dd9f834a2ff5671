"""Two texts side by side: which sentences are the same, which words differ."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[„A-ZÁČĎÉÍŇÓŘŠŤÚŽ•·])")
_BULLET = re.compile(r"^[-–·•\s]+(?=\S)")
_WORD = re.compile(r"\S+")
_ALIKE = 0.45  # below this share of common words two sentences are two, and not one that was changed


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row, which both texts have or only this one."""

    text: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """A sentence of the one text beside that of the other; an empty side has nothing like it."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        return not any(piece.is_own for piece in (*self.left, *self.right))


@lru_cache(maxsize=32)
def aligned(left: str, right: str) -> tuple[AlignedPair, ...]:
    """The sentences of the two texts in pairs, in reading order.

    Spaces, line ends and bullets do not count; everything else does.
    """
    ours, theirs = list(sentences(left)), list(sentences(right))
    pairs: list[AlignedPair] = []
    matcher = SequenceMatcher(None, list(map(_plain, ours)), list(map(_plain, theirs)), autojunk=False)
    for what, i, i_end, j, j_end in matcher.get_opcodes():
        if what == "equal":
            pairs += (
                AlignedPair((Piece(a, is_own=False),), (Piece(b, is_own=False),))
                for a, b in zip(ours[i:i_end], theirs[j:j_end], strict=True)
            )
        else:
            pairs += _paired(ours[i:i_end], theirs[j:j_end])
    return tuple(pairs)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of the text, in reading order, without bullets; each line ends one."""
    for line in text.splitlines():
        words = _BULLET.sub("", " ".join(line.split()))
        if words.strip("-–·• "):
            yield from _SENTENCE_END.split(words)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split())).strip(" ,;:.")


def _paired(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[AlignedPair]:
    """Pair sentences that are alike, without crossing: the most alike pairs are held to be one sentence changed."""
    if not ours or not theirs:
        yield from (AlignedPair((Piece(text, is_own=True),), ()) for text in ours)
        yield from (AlignedPair((), (Piece(text, is_own=True),)) for text in theirs)
        return
    best, place = _ALIKE, None
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            share = _share(a, b)
            if share > best:
                best, place = share, (i, j)
    if place is None:
        yield from _paired(ours, ())
        yield from _paired((), theirs)
        return
    i, j = place
    yield from _paired(ours[:i], theirs[:j])
    yield _compared(ours[i], theirs[j])
    yield from _paired(ours[i + 1 :], theirs[j + 1 :])


def _share(a: str, b: str) -> float:
    """How large a part of the words the two have in common, from 0 to 1."""
    first, second = a.split(), b.split()
    common = len(set(first) & set(second))
    return 2 * common / (len(set(first)) + len(set(second)))


def _compared(a: str, b: str) -> AlignedPair:
    first, second = _WORD.findall(a), _WORD.findall(b)
    left: list[Piece] = []
    right: list[Piece] = []
    for what, i, i_end, j, j_end in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if i < i_end:
            left.append(Piece(" ".join(first[i:i_end]), is_own=what != "equal"))
        if j < j_end:
            right.append(Piece(" ".join(second[j:j_end]), is_own=what != "equal"))
    return AlignedPair(tuple(left), tuple(right))
