"""Proposals: what a text seems to say, each as one record that could be written, with the words it stands on."""

import datetime
import hashlib
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Model

from czech.days import PartialDate
from evidence.models import Precision
from memorandum.reading.names import Gazetteer, Mention, Register
from memorandum.reading.plain import Plain, Span
from memorandum.reading.vocabulary import BodyEntry, Vocabulary

MOST = 400
"""So many proposals are made of one text; a paper of two pages gives about eighty."""

READ = 300_000
"""So many characters of a text are read, some hundred pages; the page says so when there are more."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A row that the record holds, by its natural key."""

    model: type[Model]
    key: str


@dataclass(frozen=True, slots=True)
class Made:
    """A row that another proposal of the same text would write, by that one's fingerprint."""

    model: type[Model]
    fingerprint: str


type ProposedValue = str | int | bool | Decimal | datetime.date | Ref | Made | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One record that could be written.  ``question`` is a Czech sentence for the reader when something is odd."""

    model: type[Model]
    values: Mapping[str, ProposedValue]
    identity: tuple[str, ...]
    """By which values the record would recognise that it holds this already."""
    says: str
    group: str
    spans: tuple[Span, ...]
    passage: str
    fingerprint: str
    question: str = ""
    number: int = 0

    @property
    def needs(self) -> tuple[str, ...]:
        """What must be in the record before this: the fingerprints of other proposals."""
        return tuple(value.fingerprint for value in self.values.values() if isinstance(value, Made))


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolution as the text names it, and what would be written of it."""

    start: int
    end: int
    body: BodyEntry | None
    number: str
    day: PartialDate | None
    link: Made

    @property
    def at(self) -> tuple[int, int]:
        return self.start, self.end


class Reading:
    """A text being read: what is named where, and what has been proposed so far."""

    def __init__(self, raw: str, vocabulary: Vocabulary, dated_on: datetime.date) -> None:
        self.vocabulary = vocabulary
        self.dated_on = dated_on
        """The day of the source: what it says without a date holds no later than then."""
        self.gazetteer = Gazetteer(vocabulary)
        self.register = Register(vocabulary.bodies)
        self.plain = Plain(raw[:READ])
        self.text = self.plain.text
        self.mentions = self.gazetteer.mentions(self.text)
        self.plain.whole = [(mention.start, mention.end) for mention in self.mentions]
        self._mention_starts = [mention.start for mention in self.mentions]
        self.proposals: dict[str, Proposal] = {}
        # What later rules lean on, as soon as an earlier one has found it.
        self.resolutions: list[Resolution] = []
        self.session_day: datetime.date | None = None
        self.paper: Ref | Made | None = None
        self.subject = ""
        self.memorandum: Ref | Made | None = None
        self.reason: Ref | Made | None = None
        self.approved_on: datetime.date | None = None

    @property
    def no_later(self) -> PartialDate:
        return PartialDate(self.dated_on, Precision.NO_LATER)

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """What is named between the two places."""
        return self.mentions[bisect_left(self._mention_starts, start) : bisect_left(self._mention_starts, end)]

    def squeezed(self, start: int, end: int) -> str:
        """The words there on one line."""
        return " ".join(self.text[start:end].split())

    def propose(
        self,
        model: type[Model],
        values: Mapping[str, ProposedValue],
        *,
        identity: tuple[str, ...],
        says: str,
        group: str,
        at: tuple[int, int],
        words: tuple[int, int] | None = None,
        question: str = "",
        mark: str = "",
    ) -> Proposal | None:
        """Add a proposal; ``at`` is what is marked in the text, ``words`` the passage when it is more than that.

        The same record proposed again is not made twice: its further place is marked too.  ``mark`` tells apart what
        the values do not, such as two names that the record does not know.  None when there are too many already.
        """
        meant = [model._meta.label, *(f"{name}={self._lasting(values.get(name))}" for name in identity), mark]
        fingerprint = hashlib.sha256("\0".join(meant).encode()).hexdigest()[:20]
        span = self.plain.original(*at)
        passage = self.plain.words(self.plain.original(*(words or at)))
        if earlier := self.proposals.get(fingerprint):
            if span not in earlier.spans and len(earlier.spans) < 5:
                question = together(earlier.question, question)
                earlier = replace(earlier, spans=(*earlier.spans, span), question=question)
                self.proposals[fingerprint] = earlier
            return earlier
        if len(self.proposals) >= MOST:
            return None
        made = Proposal(model, values, identity, says, group, (span,), passage, fingerprint, question)
        self.proposals[fingerprint] = made
        return made

    def _lasting(self, value: ProposedValue) -> str:
        """The value in words that stay when the record grows: a locality stays the same when it is founded."""
        match value:
            case Ref(model, key):
                return f"{model._meta.label} {key}"
            case Made(model, fingerprint):
                slug = self.proposals[fingerprint].values.get("slug")
                return f"{model._meta.label} {slug or fingerprint}"
        return str(value)

    def ask(self, fingerprint: str, question: str) -> None:
        """Add a question to what was proposed before."""
        proposal = self.proposals[fingerprint]
        if question not in proposal.question:
            self.proposals[fingerprint] = replace(proposal, question=together(proposal.question, question))

    def restart(self, fingerprint: str) -> None:
        """Say that with this fact a new period of the same begins."""
        proposal = self.proposals[fingerprint]
        self.proposals[fingerprint] = replace(proposal, values={**proposal.values, "restarts": True})

    def dated(self, day: PartialDate | None) -> dict[str, ProposedValue]:
        """The columns of a fact that say since when; what has no day holds no later than the source."""
        since = day or self.no_later
        return {"effective_on": since.on, "precision": str(since.precision)}

    def resolutions_in(self, start: int, end: int) -> list[Resolution]:
        return [resolution for resolution in self.resolutions if start <= resolution.start < end]

    def in_order(self) -> list[Proposal]:
        """All proposals, in the order of the text, numbered from one; what others need comes before them."""
        ordered = sorted(self.proposals.values(), key=lambda proposal: proposal.spans[0])
        return [replace(proposal, number=number) for number, proposal in enumerate(ordered, 1)]


def together(*questions: str) -> str:
    """The questions that there are, each once."""
    return " ".join(dict.fromkeys(filter(None, questions)))


def made(proposal: Proposal | None) -> Made | None:
    """A reference to what the proposal would write."""
    return Made(proposal.model, proposal.fingerprint) if proposal else None
