"""What the rows of a register of municipalities say beside what holds now: counts of people, and what held before.

A count goes into the series of its municipality, a second year beside the first.  What a row changes was so until the
day before: that is kept as a former registration, and the preview says until when and why.
"""

import datetime
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import czech
from evidence.models import today
from localities.models import REGISTERED, FormerRegistration, Municipality, PopulationCount
from memorandum.imports import rows
from memorandum.imports.lookups import Lookups
from memorandum.imports.outcomes import Comparison, RowOutcome, RowState

#: What a row may mend of a count that the record has for the same day.
MENDED = ["count", "source"]
_DAY = datetime.timedelta(days=1)


def settle(comparison: Comparison, lookups: Lookups) -> None:
    """Put beside each row the records that it writes, and say so in its changes and remarks."""
    placed = [outcome for outcome in comparison.outcomes if outcome.state != RowState.WRONG]
    codes = {outcome.values["code"] for outcome in placed}
    headings = (column.heading for column in comparison.kind.columns if column.name in REGISTERED)
    register = _Register(codes, headings)
    for outcome in placed:
        register.count(outcome)
        outcome.adds += register.registrations(outcome)
        if outcome.state == RowState.SAME and (outcome.adds or outcome.mends):
            outcome.state = RowState.CHANGED
        for verb, records in (("add", outcome.adds), ("change", outcome.mends)):
            for record in records:
                if not lookups.may(verb, type(record)):
                    outcome.refuse(f"Řádek zapisuje i další záznam ({record._meta.verbose_name}) a to nesmíte.")
                for reason in rows.wrong_columns(record, {"municipality", "source"}).values():
                    outcome.refuse(reason)


class _Register:
    """What the record has of the municipalities that the rows are about."""

    def __init__(self, codes: Iterable[str], headings: Iterable[str]) -> None:
        self.headings = set(headings)
        self.towns = Municipality.objects.in_bulk(codes)
        held = PopulationCount.objects.filter(municipality__in=codes)
        self.counts = {(count.municipality_id, count.counted_on): count for count in held}
        self.former: dict[str, list[FormerRegistration]] = defaultdict(list)
        for former in FormerRegistration.objects.filter(municipality__in=codes).order_by("until"):
            self.former[former.municipality_id].append(former)

    def count(self, outcome: RowOutcome) -> None:
        """Have the row add its count, or mend the one of the same day."""
        people, on = outcome.aside.get("population"), outcome.aside.get("counted_on")
        if people is None or on is None:
            return
        source = {"source_id": outcome.values["source_id"]} if "source_id" in outcome.values else {}
        held = self.counts.get((outcome.values["code"], on))
        heading = czech.vlna(f"Počet obyvatel k {czech.day(on)}")
        if held is None:
            outcome.changes.append((heading, "", str(people)))
            outcome.adds.append(
                PopulationCount(municipality_id=outcome.values["code"], counted_on=on, count=people, **source)
            )
            return
        if held.count == people:
            return
        outcome.changes.append((heading, str(held.count), str(people)))
        outcome.remarks.append(
            "Počet k témuž dni už evidence má; přepíše se jako překlep. Platí-li k jinému dni, napište ho do tabulky."
        )
        held.count = people
        for name, value in source.items():
            setattr(held, name, value)
        outcome.mends.append(held)

    def registrations(self, outcome: RowOutcome) -> list[FormerRegistration]:
        """What held before: by the file's own older rows, and by the record where the row says something else."""
        code = outcome.values["code"]
        town, held = self.towns.get(code), self.former[code]
        if town is not None and held and self._is_older(outcome, held[-1]):
            return []
        new = {name: outcome.values.get(name, getattr(town, name, "")) for name in REGISTERED}
        added = list(self._from_file(outcome, held, new))
        if town is None or all(getattr(town, name) == new[name] for name in REGISTERED):
            return added
        before = town.former(today())
        if added and _says(added[-1]) == _says(before):
            return added
        return [*added, *self._kept(outcome, town, [*held, *added])]

    def _from_file(
        self, outcome: RowOutcome, held: list[FormerRegistration], new: dict[str, Any]
    ) -> Iterable[FormerRegistration]:
        """Older rows that say something else than what followed them, and that the record does not know."""
        versions, follows = [], new
        for row in reversed(outcome.line.earlier):
            says = {name: row.get(name) or follows[name] for name in REGISTERED}
            if says != follows:
                versions.append(FormerRegistration(municipality_id=outcome.values["code"], until=row["until"], **says))
            follows = says
        for former in reversed(versions):
            place = bisect_left([other.until for other in held], former.until)
            if place < len(held) and _says(held[place]) == _says(former):
                continue
            if place < len(held) and held[place].until == former.until:
                day = czech.day(former.until)
                outcome.remarks.append(f"Dřívější zápis do {day} už evidence má, a jiný. Ten zůstane.")
                continue
            outcome.changes.append((czech.vlna(f"Zápis do {czech.day(former.until)}"), "", czech.vlna(former.told)))
            yield former

    def _kept(
        self, outcome: RowOutcome, town: Municipality, held: list[FormerRegistration]
    ) -> list[FormerRegistration]:
        """What the record says now, until the day before the file says that something else holds."""
        last = max((former.until for former in held), default=None)
        since = outcome.aside.get("valid_from")
        bounds = [day for day in (last, town.founded_on) if day is not None]
        is_told = since is not None and all(since - _DAY > day for day in bounds)
        until = since - _DAY if since is not None and is_told else today() - _DAY
        if last is not None and until <= last:
            day = czech.day(last)
            outcome.remarks.append(f"Dřívější zápis do {day} už evidence má; změní se jen to, co platí teď.")
            return []
        former = town.former(until)
        if since is None:
            why = "od kdy změna platí, soubor neuvádí; bere se den importu."
        elif is_told:
            why = f"nový zápis platí podle souboru od {czech.day(since)}."
        else:
            why = f"od {czech.day(since)}, jak píše soubor, platit nemůže; bere se den importu."
        outcome.remarks.append(f"Dosavadní zápis ({former.told}) zůstane jako dřívější do {czech.day(until)}: {why}")
        return [former]

    def _is_older(self, outcome: RowOutcome, last: FormerRegistration) -> bool:
        """Whether the row says what held until the last former registration ended; then what came after it stays."""
        since = outcome.aside.get("valid_from")
        said = {name: outcome.values[name] for name in REGISTERED if name in outcome.values}
        now = self.towns[outcome.values["code"]]
        differs = any(getattr(now, name) != value for name, value in said.items())
        if since is None or since > last.until or not differs:
            return False
        if any(getattr(last, name) != value for name, value in said.items()):
            return False
        outcome.values = {name: value for name, value in outcome.values.items() if name not in REGISTERED}
        outcome.changes = [change for change in outcome.changes if change[0] not in self.headings]
        day = czech.day(last.until)
        outcome.remarks.append(f"Soubor uvádí, co platilo do {day}. Evidence má novější zápis a ten zůstane.")
        if not outcome.changes:
            outcome.state = RowState.SAME
        return True


def _says(former: FormerRegistration) -> tuple[Any, ...]:
    return tuple(getattr(former, name) for name in REGISTERED)
