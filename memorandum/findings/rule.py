"""What a rule is: a question to the record, whose every answer is something for people to do or to know."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import BigIntegerField, BooleanField, F, QuerySet, TextField, Value
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse

import czech
from czech import days
from evidence.models import AsOf

type Rows = QuerySet[Any, dict[str, Any]]
type FindingDetails = Mapping[str, Any]
"""What the sentence about one record needs, by names."""


class Weight(StrEnum):
    """How much a finding matters; the heaviest first."""

    ERROR = "chyba"
    MISSING = "doplnit"
    NOTICE = "vedet"

    @property
    def label(self) -> str:
        return {Weight.ERROR: "chyba", Weight.MISSING: "doplnit", Weight.NOTICE: "vědět o tom"}[self]

    def reaches(self, other: "Weight") -> bool:
        """Whether this matters as much as the other one, or more."""
        order = list(Weight)
        return order.index(self) <= order.index(other)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A table worked out once, ahead of the question of all rules (``WITH``), and those that it needs itself."""

    name: str
    sql: str
    params: tuple[Any, ...] = ()
    needs: "tuple[Ahead, ...]" = ()

    @classmethod
    def of(cls, name: str, rows: QuerySet[Any]) -> "Ahead":
        """The primary keys of the rows."""
        sql, params = rows.order_by().values("pk").query.sql_with_params()
        return cls(name, f"SELECT fact FROM ({sql}) AS found (fact)", params)

    @classmethod
    def states(cls, model: type[Any], at: AsOf) -> "Ahead":
        """Which facts of the model are states on the day: what several rules look for."""
        return cls.of(f"states_of_{model._meta.model_name}", model._default_manager.state(at))

    @property
    def rows(self) -> RawSQL:
        """The primary keys that it holds, to be looked for."""
        return RawSQL(f"SELECT fact FROM {self.name}", ())

    def in_order(self) -> "Iterator[Ahead]":
        """All of them, each after those that it needs; some may come more than once."""
        for each in self.needs:
            yield from each.in_order()
        yield self


@dataclass(frozen=True, slots=True)
class Arm:
    """One kind of record in which a rule finds something.

    ``rows`` are the records found, ``to_field`` the field to go to, ``called`` what the record is called, ``details``
    what the rule's sentence needs.  ``mark`` tells apart several findings about one record.  Where nothing can be
    put right on the record itself, ``adds`` names the record to be made and what its form begins with, as
    „funding.amount?locality=“ (the record's pk is put after it), or ``instead`` names another record by its model
    and the column that leads to it.  ``ahead`` is the table that the rows are joined with.
    """

    rows: QuerySet[Any]
    to_field: str
    called: str | Combinable
    details: FindingDetails = field(default_factory=dict)
    mark: Combinable | None = None
    adds: str = ""
    instead: tuple[str, str] | None = None
    ahead: Ahead | None = None

    def select(self, rule: "FindingRule") -> Rows:
        """The findings in the one shape that all rules share, so that all of them are one query.

        After what they are ordered by come the columns in the order in which ``Finding`` has them.
        """
        text = TextField()
        locality = getattr(self.rows.model, "LOCALITY", None)
        model, record = self.instead or (self.rows.model._meta.label_lower, "pk")
        place = "name_key" if locality == "pk" else f"{locality}__name_key"
        selected: Rows = self.rows.order_by().values(
            place=F(place) if locality else Value("", text),
            in_rule=Value(rule.slug, text),
            of_model=Value(model, text),
            record=Cast(record, text),
            mark=Cast("pk", text) if self.mark is None else self.mark,
            to_field=Value(self.to_field, text),
            adds=Value(self.adds, text),
            called=Cast(F(self.called) if isinstance(self.called, str) else self.called, text),
            in_locality=Cast(F(locality) if locality else Value(None), BigIntegerField()),
            is_shared=Value(locality is None, BooleanField()),
            details=JSONObject(**self.details),
        )
        return selected


@dataclass(frozen=True, slots=True)
class FindingRule:
    """``slug`` is its stable name, ``why`` says why it matters and how to put it right.

    ``arms`` are its questions as of two days, ``say`` makes the sentence about one record; it begins small, as it
    follows the record's name.
    """

    slug: str
    title: str
    why: str
    weight: Weight
    arms: Callable[[AsOf], list[Arm]]
    say: Callable[[FindingDetails], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to do or to know: which rule, about which record, and where it is put right.

    ``locality`` is the one that the record belongs to, by pk; ``is_shared``: it is of a kind that belongs to none.
    """

    rule: FindingRule
    model: str
    record: str
    mark: str
    to_field: str
    adds: str
    called: str
    locality: int | None
    is_shared: bool
    details: FindingDetails

    @property
    def sentence(self) -> str:
        return czech.vlna(self.rule.say(self.details))

    @property
    def url(self) -> str:
        """The page in the admin where it is put right, at the field."""
        if self.adds:
            model, _, begins = self.adds.partition("?")
            return f"{reverse(f'admin:{_name(model)}_add')}?{begins}{self.record}#id_{self.to_field}"
        return f"{self.record_url}#id_{self.to_field}"

    @property
    def record_url(self) -> str:
        return reverse(f"admin:{_name(self.model)}_change", args=[self.record])


def _name(model: str) -> str:
    return model.replace(".", "_")


# --- Words for sentences -----------------------------------------------------------------------------------------


def read_day(value: str) -> datetime.date:
    """A day as SQL's JSON tells it."""
    return datetime.date.fromisoformat(value[:10])


def day(value: str) -> str:
    return czech.day(read_day(value))


def when(details: FindingDetails) -> str:
    """When something happened, from ``on`` and ``precision``: „26. 10. 2016“, „na podzim 2015“."""
    return days.when(read_day(details["on"]), details["precision"])


def since(details: FindingDetails) -> str:
    return days.since(read_day(details["on"]), details["precision"])


#: The clock of a fact, for its rule's sentence.
CLOCK: FindingDetails = {"on": F("effective_on"), "precision": F("precision")}


def money(value: float) -> str:
    """An amount as SQL's JSON tells it; what people write has two decimal places at most."""
    return czech.money(Decimal(str(value)))
