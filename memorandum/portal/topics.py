"""What changes are about, so that many of them can be read: one topic after another, each with how many there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import czech
from council.models import MemorandumChange
from evidence.changed_rows import MANY
from evidence.changes import Change
from evidence.models import BodyChange, Confirmation, News, news_models
from funding.models import Amount
from localities.models import Conclusion, Discrepancy, Membership, NationalCount, PlanChange, SupportChange

#: In the order in which they are read: (anchor on the page, heading, the kinds of records that belong there).
_TOPICS: tuple[tuple[str, str, tuple[type[News], ...]], ...] = (
    ("memorandum", "Memorandum", (MemorandumChange,)),
    ("podpora", "Podpora lokalit", (SupportChange,)),
    ("plany", "Strategické dokumenty", (PlanChange,)),
    ("penize", "Peníze", (Amount,)),
    ("obce", "Obce v lokalitách", (Membership,)),
    ("organy", "Orgány a Agentura", (BodyChange,)),
    ("pocty", "Celostátní počty", (NationalCount,)),
    ("rozpory", "Rozpory ve zdrojích", (Discrepancy, Conclusion)),
)

_NAMED = 4


@dataclass(frozen=True, slots=True)
class Topic:
    """``count`` is how many changes it has in all, ``changes`` are those on the page."""

    anchor: str
    title: str
    count: int
    changes: list[Change]

    @property
    def counted(self) -> str:
        """How many they are, in figures; of very many only that."""
        return str(self.count) if self.count <= MANY else f"více než {czech.number(MANY)}"

    @property
    def subjects(self) -> str:
        """Whom those on the page concern: „Horní Lhota, Dolní Lhota a další“."""
        named = list(dict.fromkeys(change.subject for change in self.changes))
        return ", ".join(named[:_NAMED]) + (
            " a další" if len(named) > _NAMED or len(self.changes) < self.count else ""
        )


@cache
def ranks() -> tuple[tuple[str, int], ...]:
    """The topic of each kind of news, by the name of its model; a confirmation stands by its fact."""
    of = {model: place for place, (_, _, models) in enumerate(_TOPICS) for model in models}
    found = {}
    for model in news_models():
        told: Any = model
        if issubclass(model, Confirmation):
            told = told._meta.get_field("fact").related_model
        found[str(model._meta.model_name)] = of[told]
    return tuple(found.items())


def topics(counts: Mapping[int, int], changes: Iterable[Change]) -> list[Topic]:
    """The topics of all that changed, of which ``counts`` tells how much there is, with the changes on the page."""
    places = dict(ranks())
    shown: dict[int, list[Change]] = {}
    for change in changes:
        shown.setdefault(places[change.fact._meta.model_name], []).append(change)
    return [
        Topic(anchor, title, counts[place], shown.get(place, []))
        for place, (anchor, title, _) in enumerate(_TOPICS)
        if counts.get(place)
    ]


def title_of(change: Change) -> str:
    """What the change is about, for a column of a table."""
    return _titles()[change.fact._meta.model_name]


@cache
def _titles() -> dict[str, str]:
    """The same by the names of the models."""
    return {name: _TOPICS[place][1] for name, place in ranks()}
