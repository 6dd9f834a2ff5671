"""What the record says for a paper on one day: each kind of fact is asked for at most once, and only if needed."""

from collections.abc import Iterable
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from council.models import MemorandumChange, MemorandumParty, MemorandumState, MemorandumTerm, Paper
from evidence.changed_rows import CONFIRMED, CORRECTED, Clock
from evidence.changes import Between, Change
from evidence.models import AsOf, BodyChange, BodyKind, Cited, Reference, Source
from evidence.models.prepared import Prepared
from formats.outline import Note, Outline, Part, notes, pieces
from funding.models import Amount
from funding.totals import Coverage, allocations
from localities.models import (
    MAIN_PLANS,
    Conclusion,
    Discrepancy,
    DiscrepancyClaim,
    Locality,
    Membership,
    NationalCount,
    PlanChange,
    Stage,
    SupportChange,
)


class Gathered:
    """The public facts that count as of a day, in the shapes in which papers tell them.

    A paper stands on what its notes cite: the generators cite each fact here, and by the notes that have come into
    the outline the facts are found again.
    """

    def __init__(self, at: AsOf) -> None:
        self.at = at
        #: The paper that is composed, and whether it only lends its blocks to another day than its session's.
        self.paper: Paper | None = None
        self.is_borrowed = False
        #: The states that no block of the paper tells.
        self.elsewhere: list[SupportChange] = []
        #: The parts of the paper that are its own: lines of its head and blocks, which quote or name something.
        self.quoting: list[Cited] = []
        self._cited: dict[str, Cited] = {}

    def cite(self, fact: Cited) -> Note | None:
        """The note of a fact that a part of the paper tells."""
        cited = note(fact)
        if cited is not None:
            self._cited[cited.url] = fact
        return cited

    def cited_by(self, outline: Outline) -> list[Cited]:
        """The facts that the outline's notes cite, each once; what the paper's own words quote is none of them."""
        return [self._cited[cited.url] for cited in notes(outline) if cited.url in self._cited]

    @cached_property
    def support(self) -> dict[Locality, list[SupportChange]]:
        """All changes of support that count, the latest first; the first one is the state.

        What only repeats the state before it is no change, and names no locality a second time.
        """
        changes: dict[Locality, list[SupportChange]] = {}
        ordered = sorted(_support(self.at), key=attrgetter("rank"), reverse=True)
        for change in sorted(ordered, key=attrgetter("locality_id")):
            changes.setdefault(change.locality, []).append(change)
        return changes

    @cached_property
    def previous(self) -> Paper | None:
        """The last paper of the same kind before the day; one that lends its blocks to a later day is it itself."""
        if self.paper is None or (self.is_borrowed and self.paper.session.held_on < self.at.day):
            return self.paper
        return Paper.objects.public().before(self.paper).select_related("session__body").first()

    @cached_property
    def agreement(self) -> MemorandumChange | None:
        """What became last of the latest version of the memorandum."""
        return next(iter(_agreement(self.at)), None)

    @cached_property
    def parties(self) -> list[MemorandumParty]:
        """The parties of that version."""
        return list(_parties(self.at, self.agreement.memorandum_id)) if self.agreement else []

    @cached_property
    def members(self) -> dict[int, list[Membership]]:
        """The memberships that hold, by locality's pk, in the order in which they were recorded."""
        members: dict[int, list[Membership]] = {}
        for membership in _members(self.at):
            members.setdefault(membership.locality_id, []).append(membership)
        return members

    @cached_property
    def plans(self) -> dict[Locality, PlanChange]:
        """The state of each locality's strategic plan; of several plans that of the latest change."""
        return {change.plan.locality: change for change in _plans(self.at)}

    @cached_property
    def allocations(self) -> Coverage:
        """The allocations that hold, and which localities have none."""
        ongoing = [ch[0] for ch in self.support.values() if ch[0].kind.stage == Stage.DURING]
        return allocations(self.at, ongoing, self.plans.values())

    @cached_property
    def allocated(self) -> list[Amount]:
        """The same allocations one after another."""
        return _allocated(self.at)

    @cached_property
    def national(self) -> NationalCount | None:
        """The latest count of any unit; counts of different units are never put side by side."""
        return next(iter(_national(self.at)), None)

    @cached_property
    def references(self) -> list[Reference]:
        """What the resolution that approved the latest version, and the paper that says so, rest on and follow."""
        return sorted(_references(self.at), key=lambda r: (r.earlier.dated_on, r.pk))

    @cached_property
    def chain(self) -> list[Reference]:
        """Every reference of one document to an earlier one, the oldest first."""
        return sorted(_chain(self.at), key=lambda r: (r.later.dated_on, r.earlier.dated_on, r.pk))

    @cached_property
    def placement(self) -> BodyChange | None:
        """What the Agency is called and where it belongs."""
        return next(iter(_placement(self.at)), None)

    @cached_property
    def terms(self) -> list[MemorandumTerm]:
        """Areas, forms and activities, in their own order, of the latest version for which any source tells them."""
        terms = _terms(self.at)
        return [term for term in terms if term.memorandum_id == terms[0].memorandum_id]

    @property
    def latest_year(self) -> int:
        """The year of the latest version of the memorandum; only where there are ``terms``."""
        return self.terms[0].latest_year  # type: ignore[attr-defined, no-any-return]

    def untold(self, parts: Iterable[Part]) -> list[SupportChange]:
        """The states of localities that these parts of a paper do not tell, by the Czech alphabet."""
        told = {run.note.url for run in pieces(parts) if run.note}
        states = (changes[0] for changes in self.support.values())
        untold = (state for state in states if (cited := note(state)) is None or cited.url not in told)
        return sorted(untold, key=lambda state: (state.locality.name_key, state.locality_id))

    def changed_since(self, before: AsOf) -> list[Change]:
        """What began to hold and what the record learned or corrected after those two days, the oldest first.

        What began after the former day and was learned after the former knowledge is told once.
        """
        changes: dict[Any, Change] = {}
        for between in (
            Between(before.day, self.at.day, self.at),
            Between(before.known, self.at.known, self.at, clock=Clock.KNOWLEDGE),
        ):
            # What is only repeated has not changed; and nothing is read twice.
            rows: dict[Any, Any] = {}
            for row in between.rows():
                name = row["happened"] == CORRECTED, row["model"], row["pk"]
                if row["happened"] != CONFIRMED and name not in changes:
                    rows.setdefault(name, row)
            changes |= zip(rows, between.changes(rows.values()), strict=True)
        return sorted(changes.values(), key=lambda change: (change.day, change.subject, change.key))

    @cached_property
    def discrepancies(self) -> dict[Discrepancy, list[DiscrepancyClaim]]:
        """Where the sources differ, with what those known by then say."""
        discrepancies: dict[Discrepancy, list[DiscrepancyClaim]] = {}
        for claim in _claims(self.at):
            discrepancies.setdefault(claim.discrepancy, []).append(claim)
        return discrepancies

    @cached_property
    def conclusions(self) -> dict[Discrepancy, Conclusion]:
        """What was concluded of each discrepancy by then."""
        return {conclusion.discrepancy: conclusion for conclusion in reversed(_conclusions(self.at))}


# --- What is asked -------------------------------------------------------------------------------------------------


@Prepared
def _support(at: AsOf) -> QuerySet[SupportChange]:
    told = SupportChange.objects.public().course(at).filter(stands=True, repeats=False)
    return told.select_related("locality", "kind", "source")


@Prepared
def _members(at: AsOf) -> QuerySet[Membership]:
    holding = Membership.objects.public().members(at).select_related("locality", "source")
    return holding.with_municipalities(at).order_by("pk")


@Prepared
def _plans(at: AsOf) -> QuerySet[PlanChange]:
    states = PlanChange.objects.public().state(at).filter(plan__kind__in=MAIN_PLANS)
    return states.select_related("plan__locality", "source").in_order()


@Prepared
def _allocated(at: AsOf) -> QuerySet[Amount]:
    return Amount.objects.public().allocated(at).select_related("programme").in_order_of_money()


@Prepared
def _national(at: AsOf) -> QuerySet[NationalCount]:
    states = NationalCount.objects.public().state(at).select_related("source")
    return states.order_by("-effective_on", "pk")[:1]


def _memoranda(at: AsOf) -> QuerySet[MemorandumChange]:
    return MemorandumChange.objects.public().counting(at)


@Prepared
def _agreement(at: AsOf) -> QuerySet[MemorandumChange]:
    states = MemorandumChange.objects.public().state(at).select_related("memorandum", "source")
    return states.order_by("-memorandum__year")[:1]


@Prepared
def _parties(at: AsOf, memorandum: int) -> QuerySet[MemorandumParty]:
    parties = MemorandumParty.objects.public().known(at).filter(memorandum=memorandum)
    return parties.select_related("source").order_by("position", "pk")


def _latest(at: AsOf) -> QuerySet[MemorandumChange, int]:
    """The year of the latest version that anything is known of."""
    return _memoranda(at).order_by("-memorandum__year").values_list("memorandum__year", flat=True)[:1]


@Prepared
def _references(at: AsOf) -> QuerySet[Reference]:
    approved = _memoranda(at).filter(state=MemorandumState.APPROVED, memorandum__year=Subquery(_latest(at)))
    told = Q(later__in=approved.values("resolution")) | Q(later__in=approved.values("source"))
    return Reference.objects.public().known(at).filter(told).select_related("earlier", "source")


@Prepared
def _chain(at: AsOf) -> QuerySet[Reference]:
    references = Reference.objects.public().known(at).filter(later__in=Source.objects.known(at))
    return references.select_related("earlier", "later", "source")


@Prepared
def _placement(at: AsOf) -> QuerySet[BodyChange]:
    states = BodyChange.objects.public().state(at).filter(body__kind=BodyKind.AGENCY)
    return states.select_related("body", "source")[:1]


@Prepared
def _terms(at: AsOf) -> QuerySet[Any]:
    states: QuerySet[Any] = MemorandumTerm.objects.public().state(at).select_related("memorandum", "source")
    states = states.annotate(latest_year=Subquery(_latest(at)))
    return states.order_by("-memorandum__year", "position", "pk")


@Prepared
def _claims(at: AsOf) -> QuerySet[DiscrepancyClaim]:
    known = Discrepancy.objects.public().known(at)
    claims = DiscrepancyClaim.objects.public().known(at).filter(discrepancy__in=known)
    order = ("discrepancy__locality__name_key", "discrepancy__key", "position", "key")
    return claims.select_related("discrepancy", "source").order_by(*order)


@Prepared
def _conclusions(at: AsOf) -> QuerySet[Conclusion]:
    return Conclusion.objects.public().known(at).latest_first().select_related("discrepancy", "source")


def note(cited: Cited) -> Note | None:
    """What a figure or a statement stands on: the source and its words, with the way to them on the portal.

    The address ends with the model and the key of the record: each has a note of its own.
    """
    if cited.source is None or not cited.source.is_public:
        return None
    title = cited.source.title
    return Note(f"{title}: {cited.quoted}" if cited.passage else title, cited.citation_url, title)


def is_known(source: Source | None, at: AsOf) -> bool:
    """Whether a part of a paper may be written: its source was known by then, or it quotes none.

    A source that is not public changes nothing in public, so its day decides nothing either.
    """
    return source is None or not source.is_public or source.dated_on <= at.known
