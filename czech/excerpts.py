"""The part of a long text that answers a search, with the words that were sought marked."""

import re
import unicodedata

from czech.letters import fold
from czech.sought import Sought
from czech.typography import vlna

type Marked = list[tuple[str, bool]]
"""A text in pieces, each with whether it is marked."""

LONGEST = 260  # characters; about three lines
_BEFORE = 70  # of them stand before the first word that was sought
_MOST_PLACES = 200


def excerpt(sought: Sought, text: str, longest: int = LONGEST) -> Marked:
    """About ``longest`` characters around the place where most of the sought words stand together.

    Line ends and doubled spaces of the text are single spaces; „…“ stands where something was left out.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    start, end = (0, len(line)) if len(line) <= longest else _window(sought, line, longest)
    pieces = [("… ", False)] if start else []
    pieces += sought.marked(vlna(line[start:end].strip()))
    return [*pieces, (" …", False)] if end < len(line) else pieces


def _window(sought: Sought, line: str, longest: int) -> tuple[int, int]:
    places = _places(sought, fold(line))
    best, start = 0, 0
    for at, _ in places:
        together = len({word for place, word in places if at <= place < at + longest - _BEFORE})
        if together > best:
            best, start = together, max(0, at - _BEFORE)
    start = line.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(line), start + longest)
    return start, end if end == len(line) else max(line.rfind(" ", start, end), start + 1)


def _places(sought: Sought, folded: str) -> list[tuple[int, str]]:
    found = [
        (met.start(), like)
        for like in sought.likes
        for met in re.finditer(r"\b" + re.escape(like.strip("%")).replace("_", ".").replace("%", ".?"), folded)
    ]
    return sorted(found)[:_MOST_PLACES]
