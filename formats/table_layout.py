"""How a table lies on a page of a paper: the widths of its columns, and which of its rows stay together.

One reckoning, in characters, for DOCX and PDF: a table breaks alike in both.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from formats.outline import Runs, Table

LONGEST_WORD = 24  # characters of a word that a column keeps whole
_DAY = 14  # characters of `k 30. 11. 2016`: of words that may be broken as many stay whole

_LITTLE = 0.2  # of the line left for long texts
_PADDING = 2.2  # characters, the room left and right of a cell's text
_BOLD = 1.1  # how much wider letters of the head are
_SHORT = 20  # lines; such a table stays on one page
_WHOLE = 12  # lines; a row as tall stays whole, a taller one would leave half a page empty
_LEFT_TOGETHER = 2  # rows: fewer are never left alone at the beginning or at the end


class TableLayout(NamedTuple):
    """How a table lies on the page.

    `widths` are parts of 1. `is_tight` and `is_head_tight` say that words in cells and in the head may be broken at
    the end of a line. A short table stays on one page. `whole` tells of each row, the foot too, whether it stays
    whole, `kept` whether it stays on one page with the next one.
    """

    widths: tuple[float, ...]
    is_tight: bool
    is_head_tight: bool
    is_short: bool
    whole: tuple[bool, ...]
    kept: tuple[bool, ...]


def laid_out(table: Table, room: int) -> TableLayout:
    """Return how the table lies where lines have `room` for so many characters.

    Each column gets what its longest word needs (a number or an amount is one word, kept whole); where that leaves
    little, words of texts may be broken. What is left goes character by character to the column whose longest text
    takes the most lines.
    """
    rows = [[_plain(cell) for cell in row] for row in table.all_rows]
    heads = [_longest_word([title]) * _BOLD for title in table.head]
    words = [_longest_word(cells) for cells in zip(*rows, strict=True)] or [0] * len(heads)
    longest = [max(map(len, cells)) for cells in zip(*rows, strict=True)] or [0] * len(heads)
    least = [_least(head, word) for head, word in zip(heads, words, strict=True)]
    room_for_text = room - _PADDING * len(least)
    spare = room_for_text - sum(least)
    is_tight = spare < 0 or (spare < room * _LITTLE and sum(least) < sum(longest))
    if is_tight:
        whole = [word if column in table.numeric else min(word, _DAY) for column, word in enumerate(words)]
        least = [_least(head, word) for head, word in zip(heads, whole, strict=True)]
    sizes = _shared(least, longest, int(room_for_text - sum(least)))
    padded = [size + _PADDING for size in sizes]
    lines = [_lines(row, sizes) for row in rows]
    is_short = _lines(table.head, sizes) + sum(lines) <= _SHORT
    return TableLayout(
        widths=tuple(size / sum(padded) for size in padded),
        is_tight=is_tight,
        is_head_tight=sum(least) > room_for_text or max(heads) > LONGEST_WORD,
        is_short=is_short,
        whole=tuple(count <= _WHOLE for count in lines),
        kept=tuple(row + 1 < len(lines) and (is_short or _is_kept(row, lines)) for row in range(len(lines))),
    )


def _longest_word(texts: Iterable[str]) -> int:
    return max(len(word) for text in texts for word in text.split(" "))


def _least(head: float, word: float) -> float:
    return max(3, min(max(head, word), LONGEST_WORD))


def _shared(least: Sequence[float], longest: Sequence[int], spare: int) -> list[float]:
    sizes = [*least]
    for _ in range(spare):
        column = max(range(len(sizes)), key=lambda column: longest[column] / sizes[column])
        if longest[column] <= sizes[column]:
            break
        sizes[column] += 1
    return sizes


def _lines(row: Sequence[str], sizes: Sequence[float]) -> int:
    return max(ceil(len(text) / size) for text, size in zip(row, sizes, strict=True)) or 1


def _is_kept(row: int, lines: Sequence[int]) -> bool:
    """Whether the row of a long table stays with the next: the first and the last rows; a tall one may stand alone."""
    is_at_an_end = row < _LEFT_TOGETHER - 1 or row >= len(lines) - _LEFT_TOGETHER
    return is_at_an_end and max(lines[row : row + 2]) <= _WHOLE


def _plain(runs: Runs) -> str:
    return "".join(run.text for run in runs)
