"""The paper composed from the record, as outlines, for four pairs of days.

The expected texts were read by eye beside the original.  A change of the record or of a generator shows here as what
it does to the paper; after reading it: ``KEEP_OUTLINES=1 ./run test tests/region/test_outlines.py``.
"""

import os
from pathlib import Path

import pytest

from evidence.models import AsOf
from memorandum.papers.compose import compose
from tests.builders import D
from tests.outlines import said

FOLDER = Path(__file__).parent / "outlines"
SESSION, LATER, TODAY = (
    D(2016, 8, 30),
    D(2023, 8, 29),
    D(2026, 11, 29),
)  # a day written down: the paper of a real today ages


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("as-known-then", AsOf(SESSION, SESSION)),
        ("as-known-today", AsOf(SESSION, TODAY)),
        ("later-session", AsOf(LATER, LATER)),
        ("today", AsOf(TODAY, TODAY)),
    ],
)
def test_the_paper_says_what_it_should(name, at):
    outline = compose(at)
    text = "\n\n".join([outline.kicker, outline.dateline, outline.title, *said(outline)]).replace("\xa0", " ") + "\n"
    kept = FOLDER / f"{name}.txt"
    if os.environ.get("KEEP_OUTLINES"):
        kept.write_text(text)
    assert text == kept.read_text()
