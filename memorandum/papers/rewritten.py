"""Sentences of an issued paper that would be different now, where no fact that they cite is: a sum, a count."""

import datetime
from dataclasses import replace

from django.utils import timezone

from council.models import Paper
from evidence.models import AsOf
from evidence.recorded import as_recorded
from formats.outline import Outline, text
from memorandum.papers.compose import compose, hindsight
from memorandum.papers.content import Content

#: Of how many sentences each side is told word for word.
_MOST = 5


def rewritten(
    paper: Paper, kept: Content, now: Outline, at: AsOf, issued_at: datetime.datetime
) -> tuple[str, str] | None:
    """The sentences that the paper has and would not have now, and those that it would have instead; None if none.

    ``now`` is the paper composed for ``at``.  The portal itself may have learned to put a thing in other words since:
    so it is compared with the paper composed from the record as it was at issue, not with the words that were kept.
    """
    was = replace(kept.composed, blocks=kept.composed.blocks[:-1])  # the last one says when it was issued
    if not _apart(_sentences(was, paper, kept.at), _sentences(now, paper, at)):
        return None
    # By all that was known on the day of the issue: what the record knew already has not become so since.
    known = AsOf(kept.at.day, min(at.known, max(kept.at.known, timezone.localdate(issued_at))))
    with as_recorded(issued_at):
        then = compose(known, paper, as_paper=True)
    return _apart(_sentences(then, paper, known), _sentences(now, paper, at)) if then else None


def _sentences(outline: Outline, paper: Paper, at: AsOf) -> list[str]:
    """The lines of the outline without what says of which day it tells: that differs by itself."""
    aside = [*hindsight(paper, at, as_paper=True)]
    blocks = tuple(part for part in outline.blocks if part not in aside)
    return text(replace(outline, blocks=blocks, description="", dateline="")).splitlines()


def _apart(then: list[str], now: list[str]) -> tuple[str, str] | None:
    gone, came = [line for line in then if line not in now], [line for line in now if line not in then]
    return (_told(gone), _told(came)) if gone or came else None


def _told(sentences: list[str]) -> str:
    more = f" … (celkem {len(sentences)} vět a řádků)" if len(sentences) > _MOST else ""
    return " ".join(sentences[:_MOST]) + more
