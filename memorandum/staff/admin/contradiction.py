"""While a fact is corrected: that its two sources differ, recorded in the same step."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget

from evidence.models import Fact
from localities import actions
from localities.models import Discrepancy
from memorandum.staff.admin.fields import Lines


class ContradictionForm(forms.Form):
    """Where the sources differ; left empty, no discrepancy is recorded."""

    title = forms.CharField(
        label="V čem se zdroje liší",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Například: Od kdy Agentura obec podporuje.",
    )
    held = Lines(
        label="S čím pracujeme", required=False, widget=AdminTextareaWidget, help_text="Který údaj portál používá."
    )
    why = Lines(label="Proč", required=False, widget=AdminTextareaWidget)
    is_open = forms.BooleanField(label="Rozpor zůstává nevyřešený", required=False)

    def __init__(self, data: Any, fact: Fact) -> None:
        super().__init__(data, prefix="rozpor")
        self.fact = fact

    def clean(self) -> Any:
        empty = [name for name in ("title", "held", "why") if not self.cleaned_data.get(name)]
        for name in empty if len(empty) < 3 else ():
            self.add_error(name, "Má-li se zapsat rozpor, je potřeba vyplnit i tohle.")
        return self.cleaned_data

    def record(self, *, old: Fact, new: Fact, by: Any) -> Discrepancy | None:
        """Record the discrepancy between the two facts, if one was described."""
        discrepancy = self.cleaned_data
        if not discrepancy["title"]:
            return None
        return actions.record_discrepancy(
            facts=[old, new],
            locality=new.place,
            title=discrepancy["title"],
            held=discrepancy["held"],
            reason=discrepancy["why"],
            is_open=discrepancy["is_open"],
            by=by,
        )
