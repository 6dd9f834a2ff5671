"""What has changed in the record since a paper was issued: each fact as it was told then, and as it is known now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import CharField, QuerySet, Value

from evidence.models import AsOf, Source
from memorandum.papers.gathered import Evidence
from memorandum.papers.statements import Stated, stated

type Name = tuple[str, str]  # of a fact, or what it is about: the model, then its key or subject


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that is not as the paper has it.

    ``issued`` is what the paper was made from, ``now`` what is known of the same day; one of them is empty when the
    fact was not known then, or does not stand any more, and then ``reason`` says why, if anybody has said it.
    """

    about: str
    issued: str
    now: str
    source: str
    url: str
    reason: str = ""


def changed_since(
    facts: Sequence[Stated], parts: Iterable[str], at: AsOf, *, evidence: Evidence | None = None
) -> list[Difference]:
    """How these facts, kept beside a paper, differ from what is known as of the two days of ``at``.

    Asked about the day of the paper, it is what became known since; asked about a later day, what has changed since.
    """
    current = stated(evidence or Evidence(at), parts)
    then, now = {fact.name: fact for fact in facts}, {fact.name: fact for fact in current}
    pairs: list[tuple[Stated | None, Stated | None]] = [
        (fact, now[name])
        for name, fact in then.items()
        if name in now and (fact.about, fact.value) != (now[name].about, now[name].value)
    ]
    gone, new = _by_subject(then, now), _by_subject(now, then)
    for subject in gone.keys() | new.keys():
        before, after = gone[subject], new[subject]
        pairs += ((_at(before, place), _at(after, place)) for place in range(max(len(before), len(after))))
    reasons = _reasons([fact for facts in gone.values() for fact in facts])
    reachable = _reachable({fact.source for fact, other in pairs if fact and other is None})
    return sorted(
        (_difference(before, after, reasons, reachable) for before, after in pairs), key=lambda d: (d.about, d.issued)
    )


def _by_subject(these: dict[Name, Stated], others: Iterable[Name]) -> defaultdict[Name, list[Stated]]:
    """The facts that only these have, by what they are about, the earliest first."""
    found: defaultdict[Name, list[Stated]] = defaultdict(list)
    for name in these.keys() - set(others):
        found[these[name].model, these[name].subject].append(these[name])
    for facts in found.values():
        facts.sort(key=lambda fact: (fact.effective_on, fact.key))
    return found


def _at(facts: Sequence[Stated], place: int) -> Stated | None:
    return facts[place] if place < len(facts) else None


def _difference(
    before: Stated | None, after: Stated | None, reasons: dict[tuple[str, str], str], reachable: set[str]
) -> Difference:
    told = after or before
    assert told is not None
    renamed = before is not None and after is not None and before.about != after.about
    return Difference(
        about=before.about if before else told.about,
        issued=before.value if before else "",
        now=(f"{after.about} – {after.value}" if renamed else after.value) if after else "",
        source=told.source_title,
        url=told.url if after or told.source in reachable else "",
        reason=reasons.get(before.name, "") if before else "",
    )


def _reasons(gone: list[Stated]) -> dict[tuple[str, str], str]:
    """Why facts that stood then do not stand any more, in one query; those corrected without a reason have none."""
    keys: dict[str, list[str]] = {}
    for fact in gone:
        keys.setdefault(fact.model, []).append(fact.key)
    models = {str(model._meta.model_name): model for model in apps.get_models() if hasattr(model, "correction")}
    rows: list[QuerySet[Any, Any]] = [
        models[name]
        ._default_manager.public()  # type: ignore[attr-defined]
        .filter(key__in=found)
        .exclude(correction="")
        .order_by()
        .values_list(Value(name, CharField()), "key", "correction")
        for name, found in sorted(keys.items())
        if name in models
    ]
    if not rows:
        return {}
    first, *others = rows
    return {(model, key): reason for model, key, reason in first.union(*others, all=True).order_by()}


def _reachable(keys: set[str]) -> set[str]:
    """Which of these sources the public may still open."""
    return set(Source.objects.public().filter(key__in=keys).values_list("key", flat=True)) if keys else set()
