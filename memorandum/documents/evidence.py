"""What the record says for a paper on one day: each kind of fact is asked for at most once, and only if needed."""

from functools import cached_property

from council.models import (
    AsOf,
    BodyChange,
    BodyKind,
    Memorandum,
    MemorandumChange,
    MemorandumState,
    MemorandumTerm,
    Reference,
    Source,
)
from funding.models import Amount, Coverage
from localities.models import (
    MAIN_PLANS,
    Discrepancy,
    Locality,
    Membership,
    NationalCount,
    PlanChange,
    SupportChange,
)


class Evidence:
    """The public facts that count as of a day, in the shapes in which papers tell them."""

    def __init__(self, at: AsOf) -> None:
        self.at = at

    @cached_property
    def support(self) -> dict[Locality, list[SupportChange]]:
        """All changes of support that count, the latest first; the first one is the state."""
        changes: dict[Locality, list[SupportChange]] = {}
        counting = SupportChange.objects.public().counting(self.at).latest_first()
        for change in counting.select_related("locality", "kind", "source"):
            changes.setdefault(change.locality, []).append(change)
        return changes

    @cached_property
    def members(self) -> dict[int, list[Membership]]:
        """The memberships that hold, by locality's pk, in the order in which they were recorded."""
        members: dict[int, list[Membership]] = {}
        holding = Membership.objects.public().members(self.at).select_related("municipality", "source")
        for membership in holding.order_by("pk"):
            members.setdefault(membership.locality_id, []).append(membership)
        return members

    @cached_property
    def plans(self) -> dict[Locality, PlanChange]:
        """The state of each locality's strategic plan; of several plans that of the latest change."""
        states = PlanChange.objects.public().state(self.at).filter(plan__kind__in=MAIN_PLANS)
        ordered = states.select_related("plan__locality", "source").order_by("effective_on", "known_on", "pk")
        return {change.plan.locality: change for change in ordered}

    @cached_property
    def allocations(self) -> Coverage:
        return Amount.objects.allocations(self.at)

    @cached_property
    def national(self) -> NationalCount | None:
        """The latest count of any unit; counts of different units are never put side by side."""
        states = NationalCount.objects.public().state(self.at).select_related("source")
        return states.order_by("-effective_on", "pk").first()

    @cached_property
    def memoranda(self) -> dict[Memorandum, list[MemorandumChange]]:
        """The versions of the memorandum, the latest first, each with what became of it."""
        versions: dict[Memorandum, list[MemorandumChange]] = {}
        counting = MemorandumChange.objects.public().counting(self.at).order_by("-memorandum__year", "effective_on")
        for change in counting.select_related("memorandum", "resolution", "source", "body"):
            versions.setdefault(change.memorandum, []).append(change)
        return versions

    @property
    def approval(self) -> MemorandumChange | None:
        """How the latest version was approved, if a source says so."""
        latest = next(iter(self.memoranda.values()), [])
        return next((change for change in latest if change.state == MemorandumState.APPROVED), None)

    @cached_property
    def references(self) -> list[Reference]:
        """What the resolution that approved the latest version rests on and follows, the oldest first."""
        if self.approval is None or self.approval.resolution is None:
            return []
        stand = Reference.objects.public().filter(later=self.approval.resolution)
        known = [r for r in stand.select_related("earlier__issuer", "source") if is_known(r.source, self.at)]
        return sorted(known, key=lambda r: (r.earlier.dated_on, r.pk))

    @cached_property
    def placement(self) -> BodyChange | None:
        """What the Agency is called and where it belongs."""
        states = BodyChange.objects.public().state(self.at).filter(body__kind=BodyKind.AGENCY)
        return states.select_related("body", "source").first()

    @cached_property
    def terms(self) -> list[MemorandumTerm]:
        """Areas, forms and activities, in their own order, of the latest version for which any source tells them."""
        states = MemorandumTerm.objects.public().state(self.at).select_related("memorandum", "source")
        terms = list(states.order_by("-memorandum__year", "position", "pk"))
        return [term for term in terms if term.memorandum_id == terms[0].memorandum_id]

    @cached_property
    def discrepancies(self) -> list[Discrepancy]:
        """Where the sources differ, each with its ``public_claims``."""
        return list(Discrepancy.objects.public().known(self.at).with_claims(self.at))


def is_known(source: Source | None, at: AsOf) -> bool:
    return source is None or source.dated_on <= at.known
