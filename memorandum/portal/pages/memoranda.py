from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from council.models import Memorandum, MemorandumChange, MemorandumParty, MemorandumState, MemorandumTerm, TermKind
from evidence.models import AsOf, Reference, Source
from evidence.models.prepared import Prepared
from memorandum.portal import references as chains
from memorandum.portal.pictures import chain

#: What becomes of every memorandum, so that its absence is worth telling.
_EXPECTED = (MemorandumState.APPROVED, MemorandumState.PRESENTED, MemorandumState.SIGNED)
_HEADINGS = {
    TermKind.AREA: "Oblasti spolupráce",
    TermKind.FORM: "Formy spolupráce",
    TermKind.ACTIVITY: "Další činnosti",
}
_OWN_LANE = "Memorandum"
_APPROVED_BY = "approved"


@dataclass(slots=True)
class Version:
    """One version of the memorandum, with all that the record says of it as of the two days."""

    memorandum: Memorandum
    changes: list[MemorandumChange] = field(default_factory=list)
    parties: list[MemorandumParty] = field(default_factory=list)
    terms: list[MemorandumTerm] = field(default_factory=list)

    @property
    def fate(self) -> list[tuple[MemorandumState, list[MemorandumChange], bool]]:
        """What became of it, in the order in which it happens, and whether a resolution should stand behind it.

        Nothing is told where a source should say and does not.
        """
        told = {state: [change for change in self.changes if change.state == state] for state in MemorandumState}
        return [
            (state, changes, state == MemorandumState.APPROVED)
            for state, changes in told.items()
            if changes or state in _EXPECTED
        ]

    @property
    def headed_terms(self) -> list[tuple[str, list[MemorandumTerm], bool]]:
        """Terms under their headings, and whether each is a line; further activities only if a source tells them."""
        told = {kind: [term for term in self.terms if term.kind == kind] for kind in TermKind}
        return [
            (_HEADINGS[kind], terms, kind == TermKind.FORM)
            for kind, terms in told.items()
            if terms or kind != TermKind.ACTIVITY  # every memorandum has areas and forms
        ]

    @property
    def notes(self) -> list[str]:
        return list(dict.fromkeys(row.note for row in (*self.changes, *self.terms) if row.note))

    @property
    def resolution(self) -> Source | None:
        """The resolution that approved it, if a source names it."""
        approved = (c.resolution for c in self.changes if c.state == MemorandumState.APPROVED)
        return next((source for source in approved if source is not None and source.is_public), None)


def memorandum(request: HttpRequest) -> HttpResponse:
    at = AsOf.from_query(request.GET)
    versions = _versions(at)
    references = chains.known(at)
    context = {"at": at, "versions": versions, "references": references, "chain": _chain(versions, references, at)}
    return render(request, "portal/memorandum.html", context)


def _versions(at: AsOf) -> list[Version]:
    """The versions of which anything is known, the latest first."""
    versions: dict[int, Version] = {}
    for change in _changes(at):
        versions.setdefault(change.memorandum_id, Version(change.memorandum)).changes.append(change)
    for party in _parties(at):
        if party.memorandum_id in versions:
            versions[party.memorandum_id].parties.append(party)
    for term in _terms(at):
        versions.setdefault(term.memorandum_id, Version(term.memorandum)).terms.append(term)
    return sorted(versions.values(), key=lambda version: -version.memorandum.year)


@Prepared
def _changes(at: AsOf) -> QuerySet[MemorandumChange]:
    changes = MemorandumChange.objects.public().counting(at).in_order()
    return changes.select_related("memorandum", "body", "resolution__issuer", "source")


@Prepared
def _parties(at: AsOf) -> QuerySet[MemorandumParty]:
    parties = MemorandumParty.objects.public().known(at).order_by("position", "pk")
    return parties.select_related("memorandum", "source")


@Prepared
def _terms(at: AsOf) -> QuerySet[MemorandumTerm]:
    return MemorandumTerm.objects.public().state(at).order_by("position", "pk").select_related("memorandum", "source")


def _chain(versions: list[Version], references: list[Reference], at: AsOf) -> chain.Chain:
    """The resolutions that follow one another, and below them the versions that they approved."""
    also, links = [], []
    for version in versions:
        key, resolution = f"m-{version.memorandum.key}", version.resolution
        day = min((change.effective_on for change in version.changes), default=None)
        if resolution is not None:
            day = resolution.issued_on
            also.append(chains.of_source(resolution, at))
            links.append(chain.Link(key, resolution.key, _APPROVED_BY))
        if day is not None:
            detail = version.changes[-1].get_state_display() if version.changes else ""
            url = f"#{version.memorandum.key}"
            name, label = str(version.memorandum), version.memorandum.title
            also.append(chain.Document(key, _OWN_LANE, day, name, detail, label, url))
    return chains.picture(references, at, also=also, links=links, last_lane=_OWN_LANE)
