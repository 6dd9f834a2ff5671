"""Who else says what a fact says: confirmations, and facts that only repeat the one before them."""

import datetime
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from evidence.models import AsOf, Fact, words_address
from evidence.models.prepared import Prepared, among


@dataclass(frozen=True, slots=True)
class Witness:
    """A source that confirms a fact, the address of its words, and the last day for which it speaks."""

    title: str
    url: str
    holds_on: datetime.date


def with_witnesses(told: dict[str, list[Any]], at: AsOf) -> dict[str, list[Any]]:
    """Of each list of facts (from ``told``) those that say something new, each with its ``witnesses``.

    One query for all.  What only repeats the fact before it is a witness of that fact and no change.
    """
    changes = {name: _changes(facts) for name, facts in told.items()}
    saying = {(fact._meta.model_name, fact.pk): fact.repeated for facts in told.values() for fact in facts}
    groups = {type(facts[0]): [fact.pk for fact in facts] for facts in told.values() if facts}
    for row in _confirmations(tuple(groups))(at, *groups.values()) if groups else ():
        url = words_address(row["document"], f"{row['kind']}-{row['slug']}", is_long=row["long"])
        saying[row["of"], row["confirmed"]].witnesses.append(Witness(row["title"], url, row["spoken_on"]))
    for facts in changes.values():
        for fact in facts:
            fact.witnesses.sort(key=lambda witness: (witness.holds_on, witness.url))
    return changes


def _changes(told: list[Any]) -> list[Any]:
    """The facts that say something new; each fact gets ``repeated``, the one whose words it repeats, or itself."""
    changes: list[Any] = []
    last: dict[Any, Any] = {}
    for fact in told:
        subject = (fact.stands, *(getattr(fact, column) for column in fact.SUBJECT))
        if fact.repeats and subject in last:
            last[subject].witnesses.append(_witness(fact))
            last[subject].holds |= fact.holds
        else:
            fact.witnesses = []
            last[subject] = fact
            changes.append(fact)
        fact.repeated = last[subject]
    return changes


def _witness(fact: Fact) -> Witness:
    spoken = max(filter(None, (fact.effective_on, fact.source.issued_on)))
    return Witness(fact.source.title, fact.citation_url, spoken)


@cache
def _confirmations(kinds: tuple[Any, ...]) -> Prepared:
    """The public confirmations of facts, a list of keys for each kind of them, by the day of knowledge."""

    def confirmations(at: AsOf, *pks: list[int]) -> QuerySet[Any, dict[str, Any]]:
        first, *others = (_arm(kind, own, at) for kind, own in zip(kinds, pks, strict=True))
        return first.union(*others, all=True).order_by("spoken_on", "document", "slug")

    return Prepared(confirmations)


def _arm(fact: Any, pks: list[int], at: AsOf) -> QuerySet[Any, dict[str, Any]]:
    model: Any = fact._meta.get_field("confirmations").related_model
    known = model.objects.public().known(at).filter(among("fact", pks)).order_by()
    rows: QuerySet[Any, dict[str, Any]] = known.values(
        of=Value(fact._meta.model_name, CharField()),
        confirmed=F("fact"),
        kind=Value(model._meta.model_name, CharField()),
        slug=F("key"),
        spoken_on=F("holds_on"),
        document=F("source__key"),
        long=F("source__is_long"),
        title=F("source__title"),
    )
    return rows
