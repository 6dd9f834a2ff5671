"""Rows that only repeat what the record holds: they become confirmations, and change nothing else."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import czech
from evidence.actions import confirmations_of
from evidence.models import Fact, Source
from evidence.models.constraints import SpeaksOfItsTime
from evidence.repetitions import attested_by, repeated
from memorandum.imports.lookups import Lookups

_NEW_PERIOD = "Začíná-li tehdy opravdu nové období, napište do sloupce „Začíná nové období“ ano."


@dataclass(frozen=True, slots=True)
class Confirming:
    """What a row confirms, a fact of the record or one that another row adds, and until which day."""

    fact: Any
    holds_on: datetime.date
    refused: str = ""
    #: The row comes before the fact: that one would only repeat it, and the row confirms nothing.
    is_before: bool = False

    @property
    def remark(self) -> str:
        has = f"Týž údaj už evidence má {self.fact.since}" if self.fact.pk else "Týž údaj přidává jiný řádek souboru"
        return f"{has}; zapíše se potvrzení: doloženo k {czech.day(self.holds_on)}. {_NEW_PERIOD}"


def confirming(model: type[Fact], fresh: Sequence[Any], lookups: Lookups) -> list[Confirming | None]:
    """For each unsaved fact of the file what it only confirms; ``refused`` says why it may not."""
    issued = dict(Source.objects.filter(pk__in={fact.source_id for fact in fresh}).values_list("pk", "issued_on"))
    may = lookups.may("add", confirmations_of(model))
    found: list[Confirming | None] = []
    for fact, same in zip(fresh, repeated(model, fresh), strict=True):
        held, reason = (same.held, "") if same else (_said_before(fact), "")
        if held is None:
            found.append(None)
            continue
        day = attested_by(fact, issued[fact.source_id])
        is_before = same is not None and not same.is_later
        if day < held.effective_on and not is_before:
            reason = SpeaksOfItsTime.MESSAGE
        elif not may:
            reason = "Týž údaj už evidence má a potvrzení zapisovat nesmíte."
        found.append(Confirming(held, day, reason, is_before))
    return _of_the_record(fresh, found)


def _of_the_record(fresh: Sequence[Any], found: list[Confirming | None]) -> list[Confirming | None]:
    """What repeats a row that is a confirmation by itself confirms what that one does."""
    confirmed = {
        id(fact): row.fact for fact, row in zip(fresh, found, strict=True) if row is not None and not row.is_before
    }
    for place, row in enumerate(found):
        while row is not None and id(row.fact) in confirmed:
            found[place] = row = replace(row, fact=confirmed[id(row.fact)])
    return found


def _said_before(fact: Any) -> Any:
    """The same figure with its plan or without it, where the record has it; only amounts know such a thing."""
    return fact.said_before() if hasattr(fact, "said_before") and fact.corrected_on is None else None


def written_already(model: type[Fact], rows: Sequence[tuple[Confirming, int]]) -> set[tuple[Any, int, datetime.date]]:
    """(fact, source, day) of the confirmations that the record has of what the rows confirm."""
    facts = {row.fact.pk for row, _ in rows if row.fact.pk}
    held = confirmations_of(model)._base_manager.filter(fact__in=facts, struck_at=None)
    return set(held.values_list("fact_id", "source_id", "holds_on"))
