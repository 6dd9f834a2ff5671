"""What papers of this kind say, theme by theme.  Each rule adds its proposals to the reading."""

from collections.abc import Callable
from datetime import date

from memorandum.reading.proposals import Proposal, Reading
from memorandum.reading.rules import agency, decisions, head, memoranda, money, plans, support, terms
from memorandum.reading.vocabulary import Vocabulary

#: In this order: a later rule leans on what an earlier one has found.
RULES: tuple[Callable[[Reading], None], ...] = (
    decisions.read,
    head.read,
    memoranda.read,
    agency.read,
    support.read,
    plans.read,
    money.read,
    terms.read,
)

_HEAD = 10_000


def propose(text: str, vocabulary: Vocabulary, *, dated_on: date) -> list[Proposal]:
    """What the text seems to say, in its order.  The same text and vocabulary always give the same."""
    reading = Reading(text, vocabulary, dated_on)
    for read in RULES:
        read(reading)
    return reading.in_order()


def head_day(text: str) -> date | None:
    """The day of the session that the head of the text names."""
    reading = Reading(text[:_HEAD], Vocabulary(), date.min)
    head.read(reading)
    return reading.session_day
