"""Typing mistakes: how many of them lie between what was typed and what was meant, in letters without accents."""

import itertools
from string import ascii_lowercase

#: The keys of both layouts that Czechs type on, and what the upper row gives where letters with accents were meant.
_KEYBOARDS = (
    ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    ("1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm"),
)
UPPER_ROW = str.maketrans("234567890", "escrzyaie")
"""„T7n“ is what the keys of „Týn“ give on a keyboard that is switched to English."""

_OTHER_KEY, _NEXT_KEY, _Y_FOR_Z = 1.0, 0.8, 0.4
_LEFT_OUT, _TWICE, _SWAPPED = 1.0, 0.7, 0.9
_CHEAPEST = 0.7  # of those that change the length


def _neighbours() -> dict[tuple[str, str], float]:
    costs: dict[tuple[str, str], float] = {}
    for rows in _KEYBOARDS:
        keys = {key: (column + 0.5 * row, row) for row, keys in enumerate(rows) for column, key in enumerate(keys)}
        for (one, (x, row)), (other, (left, below)) in itertools.permutations(keys.items(), 2):
            if abs(row - below) <= 1 and abs(x - left) <= 1:
                costs[one, other] = _NEXT_KEY
    for one, other in (("y", "z"), ("z", "y")):
        costs[one, other] = _Y_FOR_Z
    return costs


_COSTS = _neighbours()


def allowed(letters: int) -> int:
    """How many mistakes a word or a name of so many letters may hold and still be known: one, two in a long one."""
    return 0 if letters < 3 else 1 if letters < 8 else 2


def beginnings(typed: str, letters: int = 5) -> set[str]:
    """How a word may begin that was typed with one mistake, or with more of them further on."""
    found = {typed}
    for at in range(min(letters, len(typed)) + 1):
        before, after = typed[:at], typed[at:]
        found |= {before + after[1:], before + after[1:2] + after[:1] + after[2:]}
        for letter in ascii_lowercase:
            found |= {before + letter + after, before + letter + after[1:]}
    return {word[:letters] for word in found}


def cost(typed: str, meant: str, most: float) -> float | None:
    """How far the typed lies from the meant: about one for each mistake, less for those that fingers make.

    A letter left out, added, doubled, hit beside, or swapped with the next one is one mistake.  None beyond ``most``.
    """
    if typed == meant:
        return 0.0
    if abs(len(typed) - len(meant)) * _CHEAPEST > most:
        return None
    before: list[float] = []
    last = [_LEFT_OUT * column for column in range(len(meant) + 1)]
    for row, letter in enumerate(typed, 1):
        line = [last[0] + _LEFT_OUT]
        for column, right in enumerate(meant, 1):
            best = last[column - 1] + (0.0 if letter == right else _COSTS.get((letter, right), _OTHER_KEY))
            twice = row > 1 and typed[row - 2] == letter
            best = min(best, last[column] + (_TWICE if twice else _LEFT_OUT))
            twice = column > 1 and meant[column - 2] == right
            best = min(best, line[column - 1] + (_TWICE if twice else _LEFT_OUT))
            if row > 1 and column > 1 and letter == meant[column - 2] and typed[row - 2] == right:
                best = min(best, before[column - 2] + _SWAPPED)
            line.append(best)
        if min(line) > most and min(last) > most:
            return None
        before, last = last, line
    return last[-1] if last[-1] <= most else None
