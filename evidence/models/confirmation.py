"""Another source that says what a fact says: the fact is attested to a later day, and nothing else changes."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable

import czech
from evidence.models.asof import AsOf
from evidence.models.cited import CitedQuerySet, Entry
from evidence.models.constraints import SpeaksOfItsTime
from evidence.models.fact import Fact
from evidence.models.news import News


class ConfirmationQuerySet(CitedQuerySet):
    def public(self) -> "ConfirmationQuerySet":
        found: ConfirmationQuerySet = super().public().filter(struck_at=None, fact__struck_at=None)
        return found

    def spoken(self, at: AsOf, *, in_public: bool) -> "ConfirmationQuerySet":
        """Those whose own source was known by then, and is public if that is asked; their facts are not looked at."""
        found = self.filter(source__known_on__lte=at.known, struck_at=None)
        return found.filter(source__is_public=True) if in_public else found

    def known(self, at: AsOf) -> "ConfirmationQuerySet":
        found: ConfirmationQuerySet = super().known(at).filter(struck_at=None)
        return found


def through_fact(fact: type[Fact]) -> tuple[str, ...]:
    """``PUBLIC`` of the confirmations of the fact: what it confirms is public, and so is its own source."""
    return ("source__is_public", *(f"fact__{flag}" for flag in fact.PUBLIC))


class Confirmation(Entry, News):
    """A source repeats a fact (``fact``, a foreign key of each model that is not abstract).

    It moves no beginning and adds no money; ``holds_on`` is the last day for which the source speaks.
    """

    fact: Any

    holds_on = models.DateField("doloženo k", help_text="Poslední den, pro který zdroj mluví; obvykle jeho datum.")
    note = models.TextField("poznámka", blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = True
        ordering = ["fact", "holds_on", "key"]
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["fact", "source", "holds_on"],
                condition=Q(struck_at=None),
                violation_error_message="Tímto zdrojem už je údaj k tomuto dni potvrzen.",
            ),
            SpeaksOfItsTime(name="%(app_label)s_%(class)s_of_its_time"),
        ]

    def __str__(self) -> str:
        """Also of one that is being written and has no day yet."""
        return f"{self.fact} – doloženo k {czech.day(self.holds_on)}" if self.holds_on else f"{self.fact} – potvrzení"

    @classmethod
    def on_day(cls, rows: models.QuerySet[Any], at: AsOf) -> models.QuerySet[Any]:
        return rows.filter(fact__effective_on__lte=at.day)

    @property
    def subject_name(self) -> str:
        return str(self.fact.subject_name)

    @property
    def subject_url(self) -> str:
        return str(self.fact.subject_url)

    @property
    def statement(self) -> str:
        return f"{self.held} – doloženo k {czech.day(self.holds_on)}"

    @property
    def held(self) -> str:
        return f"{self.fact.about} {self.fact.statement}".strip()

    @property
    def reason(self) -> str:
        return self.note

    @classmethod
    def says(cls) -> Combinable:
        return cls._fact().says().prefix_references("fact__")  # type: ignore[no-any-return]

    @classmethod
    def _fact(cls) -> Any:
        return cls._meta.get_field("fact").related_model
