"""Where a fact is taken away, what is left may say the same twice in a row: what becomes of the later one?"""

from typing import Any

from django import forms

import czech
from evidence.models import Fact
from evidence.repetitions import Later


class LeftBehindForm(forms.Form):
    """One question for each fact that would only repeat the one before it."""

    def __init__(self, data: Any, left: list[tuple[Any, Any]]) -> None:
        super().__init__(data, prefix="zbyde")
        self.left = left
        for later, earlier in left:
            self.fields[self._name(later)] = forms.ChoiceField(
                label=czech.vlna(f"Co s\N{NO-BREAK SPACE}údajem „{later}“"),
                choices=Later.choices,
                widget=forms.RadioSelect,
                help_text=czech.vlna(f"Zbyl by hned za týmž údajem {earlier.since} a sám o sobě by nic neměnil."),
                error_messages={"required": "Vyberte prosím, co s pozdějším údajem. Nic se zatím neuložilo."},
            )

    def _name(self, fact: Fact) -> str:
        return str(fact.pk or "novy")

    def _answered(self, answer: str) -> list[Any]:
        return [later for later, _ in self.left if self.cleaned_data[self._name(later)] == answer]

    @property
    def answers(self) -> dict[str, list[Any]]:
        """What ``correct`` and ``strike_out`` are told."""
        return {"repeats": self._answered(Later.CONFIRMS), "restarts": self._answered(Later.RESTARTS)}
