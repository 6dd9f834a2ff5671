"""What changes are about, so that many of them can be read: one topic after another, each with how many there are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from council.models import MemorandumChange
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
    def subjects(self) -> str:
        """Whom those on the page concern: „Horní Lhota, Dolní Lhota a další“."""
        named = list(dict.fromkeys(change.subject for change in self.changes))
        return ", ".join(named[:_NAMED]) + (
            " a další" if len(named) > _NAMED or len(self.changes) < self.count else ""
        )


def _places() -> dict[str, int]:
    """The place of each kind of news among topics, by the name of its model; a confirmation stands by its fact."""
    of = {model: place for place, (_, _, models) in enumerate(_TOPICS) for model in models}
    found = {}
    for model in news_models():
        told: Any = model
        if issubclass(model, Confirmation):
            told = told._meta.get_field("fact").related_model
        found[str(model._meta.model_name)] = of[told]
    return found


def by_topic(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows topic after topic, each in the order in which they came."""
    places = _places()
    return sorted(rows, key=lambda row: places[row["model"]])


def topics(rows: Iterable[Mapping[str, Any]], changes: Iterable[Change]) -> list[Topic]:
    """The topics of all rows; of them the changes on the page, which came ``by_topic``."""
    places = _places()
    counts = Counter(places[row["model"]] for row in rows)
    shown: dict[int, list[Change]] = {}
    for change in changes:
        shown.setdefault(places[change.fact._meta.model_name], []).append(change)
    return [
        Topic(anchor, title, counts[place], shown.get(place, []))
        for place, (anchor, title, _) in enumerate(_TOPICS)
        if counts[place]
    ]


def title_of(change: Change) -> str:
    """What the change is about, for a column of a table."""
    return _TOPICS[_places()[change.fact._meta.model_name]][1]
