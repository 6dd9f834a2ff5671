"""An amount in a form: in words of crowns, thousands or millions, and as exact as it was written."""

from typing import Any, ClassVar

from django import forms

from funding.models import Exactness
from memorandum.staff.admin.fields import Crowns, spoken_crowns
from memorandum.staff.admin.repetition import AskingForm


class AmountWords(AskingForm):
    """The form of an amount.  How exact it is, is told by how it was written, unless somebody says so."""

    has_other_money: ClassVar[bool] = True

    amount = Crowns(help_text="Třeba 87 572 870, 120 mil. Kč nebo 87 572,87 tis. Kč.")
    exactness = forms.ChoiceField(
        label="Přesnost částky", choices=[("", "jak je částka napsána"), *Exactness.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.amount is None:
            self.initial["exactness"] = ""

    def clean_exactness(self) -> str:
        typed = str(self.cleaned_data["exactness"])
        _, power = spoken_crowns(str(self.data.get(self.add_prefix("amount"), "")))
        written = Exactness.MILLION if power >= 6 else Exactness.THOUSAND if power >= 3 else Exactness.CROWN
        return typed or written.value
