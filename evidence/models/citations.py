"""What stands on a source: every fact and every part of a record that quotes it, found in one query."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Case, CharField, DateField, F, QuerySet, Value, When
from django.db.models.functions import Cast

import czech
from czech import days
from evidence.models.addresses import page_address
from evidence.models.asof import AsOf
from evidence.models.cited import Cited
from evidence.models.confirmation import Confirmation
from evidence.models.fact import Fact
from evidence.models.prepared import Prepared
from evidence.models.sources import Source


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the record states, with the words of the source that it stands on."""

    anchor: str
    passage: str
    says: str
    url: str
    since: str
    corrected_on: datetime.date | None


def cited_models() -> list[type[Cited]]:
    """All models whose rows quote a source, in whichever app they live."""
    return [model for model in apps.get_models() if issubclass(model, Cited)]


def statements(source: Source, at: AsOf) -> list[Statement]:
    """What the public record has built on the source by the day of knowledge, in the order of the record.

    Facts that were corrected since are among them and say so: a source does not stop saying what it says.
    """
    return [_statement(row) for row in _standing(at, source.pk)]


@Prepared
def _standing(at: AsOf, source: int) -> QuerySet[Any, dict[str, Any]]:
    first, *others = [_standing_on(source, model, at) for model in cited_models()]
    return first.union(*others, all=True).order_by("model", "pk")


def _standing_on(source: int, model: type[Cited], at: AsOf) -> QuerySet[Any, dict[str, Any]]:
    rows: Any = model._default_manager.public().filter(source=source)  # type: ignore[attr-defined]
    is_fact = issubclass(model, Fact)
    if "known_on" in {column.name for column in model._meta.concrete_fields}:
        rows = rows.known(at)  # what was known, or concluded, only later than the source
    name, argument = model.PAGE or ("", None)
    nothing = Cast(Value(None), DateField())
    corrected = Case(When(correction_source__is_public=True, corrected_on__lte=at.known, then=F("corrected_on")))
    # Names that no field of a cited model has: Django refuses an annotation that a field would hide.
    standing: QuerySet[Any, dict[str, Any]] = rows.values(
        "pk",
        "passage",
        model=Value(model._meta.model_name or "", CharField()),
        slug=F("key"),
        says=model.said_on(at),
        page=Value(name, CharField()),
        argument=F(argument) if argument else Value("", CharField()),
        happened=model.moment() if issubclass(model, Fact) else Value(value=False, output_field=BooleanField()),
        holds_since=F("effective_on") if is_fact else nothing,
        how_exact=F("precision") if is_fact else Value("", CharField()),
        stood_until=corrected if is_fact else nothing,
        attests_to=F("holds_on") if issubclass(model, Confirmation) else nothing,
    )
    return standing


def _statement(row: dict[str, Any]) -> Statement:
    dated = days.when if row["happened"] else days.since
    since = dated(row["holds_since"], row["how_exact"]) if row["holds_since"] else ""
    return Statement(
        anchor=f"{row['model']}-{row['slug']}",
        passage=row["passage"],
        says=row["says"],
        url=page_address(row["page"], row["argument"]) if row["page"] else "",
        since=f"doloženo k {czech.day(row['attests_to'])}" if row["attests_to"] else since,
        corrected_on=row["stood_until"],
    )
