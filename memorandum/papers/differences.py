"""What has changed in the record since a paper was issued: what it said then, and what it would say of its day now.

The same paper is composed again, and what its notes cite now is put beside what they cited then.  Each difference is
tied to one fact, or to one thing that is called otherwise; its ``way`` says why the paper would be different.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from itertools import zip_longest
from operator import or_
from typing import Any

from django.db.models import Q

from council.models import IssuedPaper
from czech import NBSP
from evidence.history import Altered, altered
from evidence.models import AsOf, Cited, Entry, Event, Fact, Source, cited_models
from evidence.models.events import columns
from formats.outline import Outline, notes, pieces, text
from memorandum.papers.compose import compose
from memorandum.papers.content import Content
from memorandum.papers.gathered import Gathered
from memorandum.papers.renamed import related, renamed
from memorandum.papers.rewritten import rewritten
from memorandum.papers.statements import Stated, facts_of, stated

type Name = tuple[str, str]  # of a fact, or what it is about: the model, then its key or subject
type Facts = Mapping[Name, Stated]


class Way(StrEnum):
    """Why the paper would be different today; the value is the heading under which it is told."""

    LEARNED = "Co přinesly novější zdroje"
    ENTERED = "Co se vědět dalo, do evidence se to ale zapsalo až po vydání"
    MENDED = "Co bylo v evidenci jen opraveno nebo vyškrtnuto"
    REWORDED = "Věty, které by dnes zněly jinak"
    SOURCE = "Co má jen lepší zdroj"
    RENAMED = "Co se jen jinak jmenuje"
    KNOWN = "Co evidence věděla už při vydání"

    @property
    def is_change(self) -> bool:
        """Whether something else is so than what the paper says, and people have learned it since."""
        return self in (Way.LEARNED, Way.ENTERED, Way.MENDED, Way.REWORDED)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the paper has it.

    ``issued`` is what the paper says, ``now`` what is known of the same day; one of them is empty when the paper does
    not say it, or nothing holds in its place, and then ``reason`` says why, if anybody has said it.
    """

    way: Way
    about: str
    issued: str
    now: str
    source: str = ""
    url: str = ""
    reason: str = ""


def since_issued(issued: IssuedPaper, kept: Content, at: AsOf) -> list[Difference]:
    """How the issued paper, of which ``kept`` was kept, differs from what ``at`` knows of the paper's own day."""
    gathered = Gathered(at.on(kept.at.day, at.known))
    outline = compose(gathered.at, issued.paper, gathered=gathered, as_paper=True)
    if outline is None:
        return []
    event = Event.objects.of(IssuedPaper, issued.pk).order_by("pk")[0]
    told = _Told.of(kept, outline, gathered, event.pk)
    found = [*told.facts(), *told.names()]
    if not found and (sentences := rewritten(issued.paper, kept, outline, gathered.at, event.at)):
        found = [Difference(Way.REWORDED, "Znění", *sentences)]
    order = list(Way)
    return sorted(found, key=lambda difference: (order.index(difference.way), difference.about, difference.issued))


# --- The paper then and now, and the record behind it ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """What the paper told when issued and would tell now, by names; ``rows`` are the records behind both.

    ``standing`` are the names of those that count for the paper's day now, ``altered`` what was written after issue.
    """

    at: AsOf
    known: datetime.date
    then: Facts
    now: Facts
    states: Facts
    rows: Mapping[Name, Any]
    standing: frozenset[Name]
    altered: Mapping[tuple[type[Any], Any], Altered]
    printed: tuple[str, str]
    cited: tuple[Mapping[str, list[str]], Mapping[str, list[str]]]

    @classmethod
    def of(cls, kept: Content, outline: Outline, gathered: Gathered, event: int) -> "_Told":
        at = gathered.at
        then = {fact.name: fact for fact in kept.facts if not fact.corrected_on}
        current = facts_of(outline, gathered)
        cited = {_name(row): row for row in gathered.cited_by(outline)}
        # A fact that was found to be wrong stands no more, even where the paper now tells of its correction.
        now = {fact.name: fact for fact in current if not fact.corrected_on}
        gone, standing, states = _behind(then.keys() - now.keys(), at)
        rows = cited | gone | {_name(row): row for row in states}
        asked = [(type(row), row.pk) for row in rows.values()]
        asked += [named for row in (*rows.values(), *gathered.quoting) for named in related(row)]
        # Addresses of places may change: what is gone is found by the subject that it has now.
        subjects = {fact.name: fact.subject for fact in stated(gone.values(), at)}
        written = altered(event, asked, recorded=at.recorded)
        return cls(
            at=at,
            known=kept.at.known,
            then={name: replace(fact, subject=subjects.get(name, fact.subject)) for name, fact in then.items()},
            now=now,
            states={(fact.model, fact.subject): fact for fact in stated(states, at)},
            rows=rows,
            standing=standing,
            altered={(record.model, record.pk): record for record in written},
            printed=(_printed(kept.composed, kept.facts), _printed(outline, current)),
            cited=(_cited(kept.composed), _cited(outline)),
        )

    def names(self) -> Iterator[Difference]:
        """What is called otherwise, each thing once."""
        others = [record for record in self.altered.values() if not issubclass(record.model, Cited)]
        for found in renamed(others, *self.printed):
            yield Difference(Way.RENAMED if found.is_name else Way.MENDED, found.about, found.before, found.after)

    def facts(self) -> Iterator[Difference]:
        """Facts told otherwise, then those gone beside those that came, subject by subject."""
        both = self.then.keys() & self.now.keys()
        yield from filter(None, (self._mended(name) for name in both))
        gone, came = self._by_subject(self.then, self.now), self._by_subject(self.now, self.then)
        for subject in gone.keys() | came.keys():
            yield from self._of_subject(subject, gone[subject], came[subject])

    @staticmethod
    def _by_subject(these: Facts, others: Facts) -> defaultdict[Name, list[Stated]]:
        """The facts that only these have, by what they are about, the earliest first."""
        subjects: defaultdict[Name, list[Stated]] = defaultdict(list)
        for name in these.keys() - others.keys():
            subjects[these[name].model, these[name].subject].append(these[name])
        for facts in subjects.values():
            facts.sort(key=lambda fact: (fact.effective_on, fact.key))
        return subjects

    def _of_subject(self, subject: Name, gone: list[Stated], came: list[Stated]) -> Iterator[Difference]:
        """What the paper said of it that counts no more, beside what came in its place.

        A fact that still counts and is only not told, or was not told and counted already, is no difference: another
        one has taken or given it its place in a sentence.
        """
        removed = [fact for fact in gone if fact.name not in self.standing]
        covered = [fact for fact in gone if fact.name in self.standing]
        added = [fact for fact in came if not self._counted_then(fact)]
        state = self.states.get(subject)
        if covered and not removed and not added and state and state.name not in self.then:
            added = [] if self._counted_then(state) else [state]
        if covered and added and not removed:
            removed = covered[-1:]
        last = max((fact.effective_on for fact in self._of(subject, self.then)), default="")
        for before, after in _paired(removed, added):
            if before and after and _words(before) == _words(after) and self._was_there(after):
                continue  # the same by a better source that the record had at issue: nothing has become of it since
            # Of a state what holds in its place is told, whether or not the paper has a sentence for that; of what was
            # only told of the time before it nothing does.
            was_state = before is not None and before.effective_on == last
            yield self._difference(before, after, after or (state if was_state else None))

    @staticmethod
    def _of(subject: Name, facts: Facts) -> Iterator[Stated]:
        return (fact for fact in facts.values() if (fact.model, fact.subject) == subject)

    def _difference(self, before: Stated | None, after: Stated | None, instead: Stated | None) -> Difference:
        told = instead or before
        assert told is not None
        row = self.rows.get(before.name) if before else None
        return Difference(
            way=self._way(before, after),
            about=(before or told).about,
            issued=before.value if before else "",
            now=instead.value if instead else "",
            source=told.source_title,
            url=told.url if self._is_open(told) else "",
            reason=_reason(row, self.at) if before and before.name not in self.standing else "",
        )

    def _way(self, before: Stated | None, after: Stated | None) -> Way:
        if before and after and _words(before) == _words(after):
            return Way.SOURCE
        if after:
            if self._was_there(after):
                return Way.KNOWN
            return Way.ENTERED if after.known_on and after.known_on <= self.known.isoformat() else Way.LEARNED
        assert before is not None
        row, then = self.rows.get(before.name), self._then(before)
        corrected = getattr(row, "corrected_on", None)
        if corrected is None:
            return Way.MENDED
        if then is not None and then.get("corrected_on"):
            return Way.KNOWN
        return Way.ENTERED if corrected <= self.known else Way.LEARNED

    def _mended(self, name: Name) -> Difference | None:
        """The same fact told otherwise: somebody has mended it in place, or only where it is written."""
        before, after = self.then[name], self.now[name]
        record = self.altered.get((type(self.rows[name]), self.rows[name].pk))
        if record is None or record.then is None or record.now is None:
            return None
        own = [
            column
            for column in columns(record.model)
            if column.name not in _KEPT_ASIDE and record.then[column.attname] != record.now[column.attname]
        ]
        is_printed = self.cited[0].get(before.url) != self.cited[1].get(after.url)
        if own and (_words(before) != _words(after) or is_printed):
            way = Way.MENDED
        elif before.passage != after.passage or record.then["source_id"] != record.now["source_id"]:
            way = Way.SOURCE
        else:
            return None
        issued, now = before.value, after.value
        if way == Way.SOURCE:
            issued, now = _quoting(before), _quoting(after)
        elif _words(before) == _words(after):
            issued, now = f"{issued} ({_told_of(own, record.then)})", f"{now} ({_told_of(own, record.now)})"
        return Difference(way, before.about, issued, now, after.source_title, after.url)

    def _then(self, fact: Stated) -> dict[str, Any] | None:
        """What the record held of the fact at issue; None where it was not there yet."""
        row = self.rows.get(fact.name)
        if row is None:
            return None
        record = self.altered.get((type(row), row.pk))
        held = {column.attname: getattr(row, column.attname) for column in columns(type(row))}
        return record.then if record else held

    def _was_there(self, fact: Stated) -> bool:
        """Whether the record told it to the public when the paper was issued."""
        then = self._then(fact)
        if then is None or then.get("struck_at"):
            return False
        source = self.altered.get((Source, then["source_id"]))
        return source is None or bool(source.then and source.then["is_public"])

    def _counted_then(self, fact: Stated) -> bool:
        """Whether it counted for the paper, which only did not say it."""
        then = self._then(fact)
        if then is None or not self._was_there(fact):
            return False
        known, corrected = then.get("known_on"), then.get("corrected_on")
        if known is None:  # known since its source is
            known = self.rows[fact.name].source.dated_on
        begun = then.get("effective_on") is None or then["effective_on"] <= self.at.day
        return bool(begun and known <= self.known and (corrected is None or corrected > self.known))

    def _is_open(self, fact: Stated) -> bool:
        """Whether the public may still open the fact's source."""
        row = self.rows.get(fact.name)
        return row is not None and row.source.is_public


#: Columns that say how the record came to a fact, not what is so.
_KEPT_ASIDE = frozenset(
    {
        *("id", "key", "note", "source", "passage", "known_on", "recorded_at", "struck_at", "struck_why"),
        *("corrected_on", "correction", "correction_source", "correction_recorded_at"),
    }
)


def _name(row: Cited) -> Name:
    return row._meta.model_name or "", row.key


def _behind(names: Iterable[Name], at: AsOf) -> tuple[dict[Name, Any], frozenset[Name], list[Any]]:
    """The records of these names, hidden ones too; which of them count; the states of the same subjects."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for name, key in names:
        keys[name].append(key)
    rows: dict[Name, Any] = {}
    standing: set[Name] = set()
    states: list[Any] = []
    for model in cited_models():
        name = str(model._meta.model_name)
        if name in keys:
            asked: Any = model
            also = {*getattr(model, "RELATED", ()), *(c.name for c in model._meta.concrete_fields if c.is_relation)}
            found = list(asked._default_manager.filter(key__in=keys[name]).select_related(*also))
            rows |= {(name, row.key): row for row in found}
            public = asked._default_manager.public()
            if found and issubclass(model, Fact):
                same = reduce(or_, (Q(**{column: getattr(row, column) for column in row.SUBJECT}) for row in found))
                states += public.state(at).filter(same).select_related(*also)
            counting = public.counting(at) if issubclass(model, Fact) else public.known(at)
            standing |= {(name, key) for key in counting.filter(key__in=keys[name]).values_list("key", flat=True)}
    return rows, frozenset(standing), states


def _paired(removed: list[Stated], added: list[Stated]) -> Iterator[tuple[Stated | None, Stated | None]]:
    """Each fact that is gone beside the one that says the same from another source, else beside the next that came."""
    left = list(added)
    for before in list(removed):
        same = next((after for after in left if _words(after) == _words(before)), None)
        if same is not None:
            removed = [fact for fact in removed if fact is not before]
            left.remove(same)
            yield before, same
    yield from zip_longest(removed, left)


def _words(fact: Stated) -> tuple[str, str, str]:
    return fact.value, fact.effective_on, fact.precision


def _quoting(fact: Stated) -> str:
    quoted = f": {fact.passage}" if fact.passage else ""
    return f"{fact.value} – {fact.source_title}{quoted}"


def _told_of(own: Iterable[Any], held: Mapping[str, Any]) -> str:
    told = ((column, held[column.attname]) for column in own)
    return "; ".join(
        f"{column.verbose_name}: {dict(column.flatchoices).get(value, value) or 'neuvedeno'}" for column, value in told
    )


def _reason(row: Any, at: AsOf) -> str:
    """Why the record does not hold the fact true any more, in public words."""
    if row is None:
        return "Záznam už v evidenci není."
    if isinstance(row, Entry) and row.struck_at:
        return "Zápis byl v evidenci vyškrtnut jako chybný."
    if isinstance(row, Fact) and row.publicly_corrected_on(at.known):
        return row.correction
    return "" if row.source.is_public else "Zdroj už není veřejný."


def _cited(outline: Outline) -> dict[str, list[str]]:
    """The words that have each note, by its address."""
    words: defaultdict[str, list[str]] = defaultdict(list)
    for run in pieces(outline.blocks):
        if run.note is not None:
            words[run.note.url].append(run.text)
    return words


def _printed(outline: Outline, facts: Iterable[Stated]) -> str:
    """All that the paper says, in its text and its notes."""
    told = [text(outline), *(note.text for note in notes(outline)), *(f"{fact.about} {fact.value}" for fact in facts)]
    return "\n".join(told).replace(NBSP, " ")
