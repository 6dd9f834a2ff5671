"""What has changed in the record since a paper was issued: each fact as it was told then, and as it is known now."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import zip_longest
from operator import or_
from typing import Any

from django.db.models import Q

from council.models import Paper
from evidence.models import AsOf, Fact, Source, cited_models
from memorandum.papers.compose import compose
from memorandum.papers.content import Content
from memorandum.papers.gathered import Gathered
from memorandum.papers.statements import Stated, facts_of, stated

type Name = tuple[str, str]  # of a fact, or what it is about: the model, then its key or subject
type Pair = tuple[Stated | None, Stated | None]  # a fact as issued, and the one in its place


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


def since_issued(paper: Paper, kept: Content, known: datetime.date) -> list[Difference]:
    """How what was kept beside the issued paper differs from what is known, by that day, of the paper's own day.

    The same paper is composed again: what its notes cite now is put beside what they cited then.
    """
    gathered = Gathered(AsOf(kept.at.day, known))
    outline = compose(gathered.at, paper, gathered=gathered, as_paper=True)
    current = facts_of(outline, gathered) if outline else []
    return _differences(kept.facts, current, gathered.at)


def _differences(kept: Sequence[Stated], current: Sequence[Stated], at: AsOf) -> list[Difference]:
    then = {fact.name: fact for fact in kept if not fact.corrected_on}
    named = {fact.name for fact in kept}
    # A fact that was found to be wrong stands no more, even where the paper now tells of its correction.
    now = {fact.name: fact for fact in current if not (fact.corrected_on and fact.name in named)}
    uncited = _Uncited.of(then.keys() - now.keys(), at)
    now |= {fact.name: fact for fact in uncited.states if fact.name not in named}
    pairs = [
        (before, after)
        for before, after in _pairs(then, now)
        if before is None or after is not None or before.name not in uncited.standing
    ]
    reachable = _reachable({before.source for before, after in pairs if before and after is None})
    return sorted(
        (_difference(before, after, uncited.reasons, reachable) for before, after in pairs),
        key=lambda difference: (difference.about, difference.issued),
    )


def _pairs(then: Mapping[Name, Stated], now: Mapping[Name, Stated]) -> list[Pair]:
    """Facts told otherwise now, then those gone beside those that came, subject by subject, the earliest first."""
    pairs: list[Pair] = [
        (fact, now[name])
        for name, fact in then.items()
        if name in now and (fact.about, fact.value) != (now[name].about, now[name].value)
    ]
    gone, new = _by_subject(then, now), _by_subject(now, then)
    for subject in gone.keys() | new.keys():
        pairs += zip_longest(gone[subject], new[subject])
    return pairs


def _by_subject(these: Mapping[Name, Stated], others: Iterable[Name]) -> defaultdict[Name, list[Stated]]:
    """The facts that only these have, by what they are about, the earliest first."""
    subjects: defaultdict[Name, list[Stated]] = defaultdict(list)
    for name in these.keys() - set(others):
        subjects[these[name].model, these[name].subject].append(these[name])
    for facts in subjects.values():
        facts.sort(key=lambda fact: (fact.effective_on, fact.key))
    return subjects


def _difference(
    before: Stated | None, after: Stated | None, reasons: Mapping[Name, str], reachable: set[str]
) -> Difference:
    latest = after or before
    assert latest is not None
    renamed = before is not None and after is not None and before.about != after.about
    return Difference(
        about=before.about if before else latest.about,
        issued=before.value if before else "",
        now=(f"{after.about} – {after.value}" if renamed else after.value) if after else "",
        source=latest.source_title,
        url=latest.url if after or latest.source in reachable else "",
        reason=reasons.get(before.name, "") if before else "",
    )


# --- What the record says of facts that the paper composed again would not cite ------------------------------------


@dataclass(frozen=True, slots=True)
class _Uncited:
    """Of these facts those that still stand, why others do not, and what holds of the same subjects.

    A paper tells only some states: a locality that has moved out of them has not become a mistake.
    """

    standing: frozenset[Name]
    reasons: Mapping[Name, str]
    states: Sequence[Stated]

    @classmethod
    def of(cls, names: Iterable[Name], at: AsOf) -> "_Uncited":
        keys: defaultdict[str, list[str]] = defaultdict(list)
        for name, key in names:
            keys[name].append(key)
        standing: set[Name] = set()
        reasons: dict[Name, str] = {}
        states: list[Any] = []
        for model in cited_models():
            name = str(model._meta.model_name)
            if name not in keys:
                continue
            public = model._default_manager.public()  # type: ignore[attr-defined]
            rows = list(public.filter(key__in=keys[name]))
            if issubclass(model, Fact):
                reasons |= {(name, row.key): row.correction for row in rows}
                states += public.state(at).filter(_same_subjects(rows)).exclude(key__in=keys[name]) if rows else []
                rows = [row for row in rows if row.corrected_on is None or row.corrected_on > at.known]
            standing |= {(name, row.key) for row in rows}
        return cls(frozenset(standing), reasons, stated(states, at))


def _same_subjects(rows: Iterable[Fact]) -> Q:
    return reduce(or_, (Q(**{column: getattr(row, column) for column in row.SUBJECT}) for row in rows))


def _reachable(keys: set[str]) -> set[str]:
    """Which of these sources the public may still open."""
    return set(Source.objects.public().filter(key__in=keys).values_list("key", flat=True)) if keys else set()
