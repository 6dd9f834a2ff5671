"""What the record has to do with a source: what quotes it, and what only names it, found in one query."""

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
from evidence.models.news import News
from evidence.models.prepared import Prepared
from evidence.models.sources import Source


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the record states: with the words of the source that it stands on, or only naming the source.

    ``role`` is the column that holds the source: „source“ of what stands on its words.
    """

    role: str
    model: str
    pk: int
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
    """What the public record has built on the source by the day of knowledge, in the order of the record; then what

    names it otherwise: as a decision, as what another document follows, as a reason to correct.

    Facts that were corrected since are among the former and say so: a source does not stop saying what it says.
    """
    return [_statement(row) for row in _standing(at, source.pk)]


@Prepared
def _standing(at: AsOf, source: int) -> QuerySet[Any, dict[str, Any]]:
    standing = [_told(model, STANDS, shown(model, at).filter(source=source), at) for model in cited_models()]
    naming = [_told(model, column, _naming(model, column, source, at), at) for model, column in _others()]
    first, *others = [*standing, *naming]
    return first.union(*others, all=True).order_by("model", "pk", "named_in")


#: The role of what stands on the words of a source.
STANDS = "source"
_CORRECTS = "correction_source"


def _others() -> list[tuple[type[Cited], str]]:
    """Where else the record names sources: (model, column)."""
    columns = ((model, column) for model in cited_models() for column in model._meta.concrete_fields)
    return [
        (model, column.name) for model, column in columns if column.related_model is Source and column.name != STANDS
    ]


def _naming(model: type[Any], column: str, source: int, at: AsOf) -> Any:
    """Rows that were known by then, hold by the day, and name the source in the column."""
    rows = model._default_manager.public().known(at).filter(**{column: source})
    if issubclass(model, News):
        rows = model.on_day(rows, at)
    return rows.filter(corrected_on__lte=at.known) if column == _CORRECTS else rows


def shown(model: type[Cited], at: AsOf) -> Any:
    """What the public may see of the model and was known, or concluded, by the day of knowledge."""
    rows: Any = model._default_manager.public()  # type: ignore[attr-defined]
    return rows.known(at) if "known_on" in {column.name for column in model._meta.concrete_fields} else rows


def _told(model: type[Cited], role: str, rows: Any, at: AsOf) -> QuerySet[Any, dict[str, Any]]:
    is_fact = issubclass(model, Fact)
    name, argument = model.PAGE or ("", None)
    nothing = Cast(Value(None), DateField())
    corrected = Case(When(correction_source__is_public=True, corrected_on__lte=at.known, then=F("corrected_on")))
    # Names that no field of a cited model has: Django refuses an annotation that a field would hide.
    standing: QuerySet[Any, dict[str, Any]] = rows.values(
        "pk",
        "passage",
        named_in=Value(role, CharField()),
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
        role=row["named_in"],
        model=row["model"],
        pk=row["pk"],
        anchor=f"{row['model']}-{row['slug']}",
        passage=row["passage"],
        says=row["says"],
        url=_address(row["page"], row["argument"]),
        since=f"doloženo k {czech.day(row['attests_to'])}" if row["attests_to"] else since,
        corrected_on=row["stood_until"],
    )


def _address(page: str, argument: str) -> str:
    """Where a model says that it is told: a page of its own, or a place on a page („memorandum#“).

    Of a list on several pages the place is named twice („list?name#“): on that page of it which holds it.
    """
    name, is_place, _ = page.partition("#")
    if not name:
        return ""
    if not is_place:
        return page_address(name, argument)
    name, _, parameter = name.partition("?")
    return f"{page_address(name)}{f'?{parameter}={argument}' if parameter else ''}#{argument}"
