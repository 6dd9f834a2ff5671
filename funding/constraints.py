"""What the database refuses about money, with the sentence that a form says."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models

from evidence.models.constraints import TriggerConstraint


class SameMoney(TriggerConstraint):
    """The same figure is not entered once with its plan (or share) and once without: that is one money said twice.

    Forms offer the plan empty, and a later report repeats the sum without it.
    """

    CODE = "same_money"
    MESSAGE = (
        "Tutéž částku už evidence u lokality má. Opakuje-li ji zdroj, zapište ji jako potvrzení; jsou-li to jiné "
        "peníze, napište, o které peníze jde."
    )

    def when(self, model: type[models.Model]) -> str:
        return "AFTER INSERT OR UPDATE"

    def call(self, model: type[models.Model]) -> str:
        return "refuse_same_money()"

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: Any = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        amount: Any = instance
        if amount.corrected_on or amount.struck_at or {"locality", "amount", "kind"} & set(exclude or ()):
            return
        held = amount.said_before()
        if held is not None:
            raise SaidBefore(self, held)


class SaidBefore(ValidationError):
    """The record has the same figure of the same locality as ``held``, only with a plan or a share, or without."""

    def __init__(self, rule: SameMoney, held: Any) -> None:
        super().__init__(
            f"{rule.get_violation_error_message()} (Evidence má: {held}.)", code=rule.violation_error_code
        )
        self.held = held
