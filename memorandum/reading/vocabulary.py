"""What the record already knows, as plain values: the rules look for these names and propose links to these rows.

Nothing here belongs to one region: another region's record is another vocabulary.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from council.models import MemorandumTerm
from evidence.models import Body, Source
from funding.models import Programme
from localities.models import (
    FormerRegistration,
    Locality,
    LocalityAlias,
    LocalityKind,
    Membership,
    Municipality,
    Plan,
    SupportKind,
)


@dataclass(frozen=True, slots=True)
class BodyEntry:
    key: str
    kind: str
    name: str
    short_name: str = ""
    number_pattern: str = ""


@dataclass(frozen=True, slots=True)
class LocalityEntry:
    slug: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    has_members: bool = True
    """Whether the record says which municipalities it is made of."""

    @property
    def is_municipality(self) -> bool:
        return self.kind == LocalityKind.MUNICIPALITY


@dataclass(frozen=True, slots=True)
class MunicipalityEntry:
    code: str
    name: str
    status: str = "obec"


@dataclass(frozen=True, slots=True)
class SupportKindEntry:
    code: str
    name: str
    stage: str


@dataclass(frozen=True, slots=True)
class PlanEntry:
    key: str
    locality: str
    kind: str
    title: str
    year_to: int | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    bodies: tuple[BodyEntry, ...] = ()
    localities: tuple[LocalityEntry, ...] = ()
    municipalities: tuple[MunicipalityEntry, ...] = ()
    support_kinds: tuple[SupportKindEntry, ...] = ()
    plans: tuple[PlanEntry, ...] = ()
    programmes: tuple[tuple[str, str], ...] = ()
    """Code and abbreviation."""
    terms: dict[str, str] = field(default_factory=dict)
    """Areas and activities of memoranda, from the genitive to the nominative."""

    @classmethod
    def of_record(cls, source: Source | None = None) -> "Vocabulary":
        """Everything by which the rules read, as the record holds it now; what it knows from the source itself is not
        a reason to propose less.
        """
        aliases: dict[int, list[str]] = {}
        for locality, name in LocalityAlias.objects.order_by("name").values_list("locality", "name"):
            aliases.setdefault(locality, []).append(name)
        with_members = set(Membership.objects.exclude(source=source).values_list("locality", flat=True))
        plans = Plan.objects.order_by("year_from", "pk")
        return cls(
            bodies=_entries(
                BodyEntry, Body.objects.values_list("key", "kind", "name", "short_name", "number_pattern")
            ),
            localities=tuple(
                LocalityEntry(slug, name, kind, tuple(aliases.get(pk, ())), pk in with_members)
                for pk, slug, name, kind in Locality.objects.values_list("pk", "slug", "name", "kind")
            ),
            municipalities=_entries(MunicipalityEntry, _ever_called()),
            support_kinds=_entries(SupportKindEntry, SupportKind.objects.values_list("code", "name", "stage")),
            plans=_entries(PlanEntry, plans.values_list("key", "locality__slug", "kind", "title", "year_to")),
            programmes=tuple(Programme.objects.order_by("-year_from").values_list("code", "abbreviation")),
            terms={
                genitive or text: text for genitive, text in MemorandumTerm.objects.values_list("genitive", "text")
            },
        )


def _ever_called() -> Iterable[Sequence[Any]]:
    """Municipalities as they are called, and as they were: a paper writes of them by the names of its time."""
    now = Municipality.objects.values_list("code", "name", "status")
    former = FormerRegistration.objects.exclude(name=F("municipality__name")).order_by("municipality", "name")
    return [*now, *former.values_list("municipality", "name", "status").distinct("municipality", "name")]


def _entries[E](entry: Callable[..., E], rows: Iterable[Sequence[Any]]) -> tuple[E, ...]:
    return tuple(entry(*row) for row in rows)
