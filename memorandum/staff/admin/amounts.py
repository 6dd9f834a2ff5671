"""An amount in a form: in words of crowns, thousands or millions, and beside what the record has already."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from evidence.history import signed
from evidence.models import Fact
from funding import relations
from funding.models import Amount, Exactness
from funding.relations import Beside, Relation, Settled
from memorandum.staff.admin.fields import Crowns, spoken_crowns
from memorandum.staff.admin.repetition import ANSWERS, AskingForm
from memorandum.staff.site import record_url

_CHOICES = ANSWERS | {relation.value: f"{relation.label}: {relations.DOES[relation]}" for relation in Relation}


class AmountWords(AskingForm):
    """The form of an amount.  How exact it is, is told by how it was written, unless somebody says so.

    A new amount beside others of its locality and kind is asked about: whether it takes their place, is a part of
    them, or is other money.
    """

    has_other_money: ClassVar[bool] = True

    again = forms.ChoiceField(label="Co s tím", choices=[*_CHOICES.items()], required=False, widget=forms.RadioSelect)
    amount = Crowns(help_text="Třeba 87 572 870, 120 mil. Kč nebo 87 572,87 tis. Kč.")
    exactness = forms.ChoiceField(
        label="Přesnost částky", choices=[("", "jak je částka napsána"), *Exactness.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beside: Beside | None = None
        self.settled: Settled | None = None
        if self.instance.amount is None:
            self.initial["exactness"] = ""

    def clean_exactness(self) -> str:
        typed = str(self.cleaned_data["exactness"])
        _, power = spoken_crowns(str(self.data.get(self.add_prefix("amount"), "")))
        written = Exactness.MILLION if power >= 6 else Exactness.THOUSAND if power >= 3 else Exactness.CROWN
        return typed or written.value

    @property
    def facts(self) -> list[Any]:
        """What the form enters: the amount, and before it the whole that it may bring with it."""
        return [*(self.settled.wholes if self.settled else ()), self.instance]

    # --- Beside what the record has -------------------------------------------------------------------------------

    @property
    def is_asking(self) -> bool:
        return super().is_asking or self.beside is not None

    @property
    def may_confirm(self) -> bool:
        return self.beside is None and super().may_confirm

    @property
    def question(self) -> str:
        return self.beside.question if self.beside else super().question

    @property
    def corrections(self) -> list[tuple[str, str]]:
        if self.beside is None:
            return super().corrections
        return [(str(held), record_url(Amount, "correct", held.pk)) for held in self.beside.held]

    def validate_constraints(self) -> None:
        super().validate_constraints()
        needed = {"locality", "kind", "amount", "plan", "programme", "share"}
        is_told = self.instance.locality_id is not None and not needed & set(self.errors)
        if self.relates and self.instance.pk is None and is_told and not self.asked:
            self._relate()

    def _relate(self) -> None:
        """Ask what the amount is, or do what was answered."""
        beside = relations.beside([self.instance])[0]
        if beside is None:
            return
        answer = self.cleaned_data.get("again")
        if answer not in beside.offered:
            self.add_error(None, "Vyberte prosím, jak se částka má k dosavadní. Nic se zatím neuložilo.")
            self._offer(beside)
            return
        try:
            self.settled = beside.settle(Relation(answer))
            for fact in self.facts:
                fact.validate_constraints(exclude=self._excluded())
        except ValidationError as refused:
            for column, problems in refused.error_dict.items():
                self.add_error(column if column in self.fields else None, problems)
            self._offer(beside)

    def _offer(self, beside: Beside) -> None:
        self.beside = beside
        self.fields["again"].choices = [(each.value, _CHOICES[each.value]) for each in beside.offered]  # type: ignore[attr-defined]

    def write(self, fact: Fact, *, by: Any) -> None:
        with transaction.atomic(), signed(user=by.pk):
            if self.settled:
                self.settled.join()
            super().write(fact, by=by)
