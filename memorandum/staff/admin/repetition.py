"""What a source says beside what the record has: the form asks what it is, and writes what was answered.

A repetition is a confirmation or a new period; what differs is a change, or the record was wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

import czech
from evidence import actions, doubts
from evidence.doubts import Correcting, Doubt
from evidence.models import Fact
from evidence.models.constraints import Repetition
from evidence.repetitions import Later, attested_by
from funding.constraints import SaidBefore
from funding.relations import NEEDS_OTHER, Relation
from memorandum.staff.admin.days import ExactDay, FactForm
from memorandum.staff.admin.fields import Lines
from memorandum.staff.site import record_url

CONFIRM, RESTART, OTHER = "potvrzeni", "nove", Relation.OTHER.value
ANSWERS: dict[str, str] = {
    **dict(Later.choices),
    **{answer.value: f"{answer.label}: {doubts.DOES[answer]}" for answer in Doubt},
    CONFIRM: "Zapsat jako potvrzení",
    RESTART: "Začíná nové období",
    OTHER: Relation.OTHER.label,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact that was typed, and what the record has that says the same."""

    fact: Any
    refused: Any

    @property
    def held(self) -> Any:
        return self.refused.held

    @property
    def may_confirm(self) -> bool:
        """A source that lets it begin earlier says something else: there the beginning is corrected."""
        return bool(self.held.effective_on <= self.fact.effective_on)

    @property
    def is_before(self) -> bool:
        """Whether it comes right before what the record has: that one would only repeat it."""
        return isinstance(self.refused, Repetition) and not self.refused.is_later and not self.may_confirm

    @property
    def restarts(self) -> bool:
        return isinstance(self.refused, Repetition) and self.refused.is_later


def _order(fact: Any) -> Any:
    return fact.effective_on, fact.known_on


class AskingForm(FactForm):
    """The form of a fact.  What would only repeat is not refused but asked about (``asked``), beside what was typed.

    ``save`` gives the confirmation where that was the answer.
    """

    #: Whether the same figure may be other money, which is told apart by its designation.
    has_other_money: ClassVar[bool] = False

    again = forms.ChoiceField(label="Co s tím", choices=[*ANSWERS.items()], required=False, widget=forms.RadioSelect)
    again_on = ExactDay(
        label="Doloženo k", required=False, help_text="Poslední den, pro který zdroj mluví; obvykle jeho datum."
    )

    again_why = Lines(
        label="Proč dosavadní údaj není správný",
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Ukáže se u starého údaje. Prázdné znamená: opraveno podle nového zdroje.",
    )

    #: The columns that are no fields of the record; a page shows them where it asks.
    ASKING: ClassVar[tuple[str, ...]] = ("again", "again_on", "again_why")

    #: Whether the form asks by itself what is only repeated; where a fact is corrected, that page asks.
    asks: ClassVar[bool] = True
    #: Whether it is asked what a new fact has to do with others; where one is corrected, that is known.
    relates: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: list[Asked] = []
        self.before: list[Asked] = []
        """What comes right before facts that would only repeat it, once it is said what becomes of those."""
        #: What another row of the same page says before it, and this one only repeats.
        self.row_before: Any = None
        #: Facts of the record that may have been wrong, while it is asked; and those that were.
        self.doubted: list[Fact] = []
        self.wrong: list[Correcting[Any]] = []

    @property
    def facts(self) -> list[Any]:
        """What the form enters; a row may enter more than one."""
        return [self.instance]

    @property
    def is_asking(self) -> bool:
        return bool(self.asked or self.doubted) or self.row_before is not None

    @property
    def may_confirm(self) -> bool:
        """Whether a confirmation is among what is offered; only then it is asked for its day."""
        return self.row_before is None and bool(self.asked) and all(asked.may_confirm for asked in self.asked)

    @property
    def question(self) -> str:
        if self.doubted:
            return doubts.question(self.doubted)
        if self.row_before is not None:
            return (
                f"Týž údaj píšete i v jiném řádku: {self.row_before}. Začíná tímto řádkem nové období?"
                " Nezačíná-li, řádek odeberte."
            )
        if all(asked.is_before for asked in self.asked):
            return f"Týž údaj evidence má až potom: {self._held}. Co s ním?"
        has = czech.joined(
            str(asked.held) if len(self.asked) > 1 or not asked.restarts else asked.held.since for asked in self.asked
        )
        if not self.asked[0].restarts:
            return f"Týž údaj už evidence má: {has}. Zapsat jako potvrzení, nebo je to něco jiného?"
        what = "Týž stav" if not self.has_other_money else "Tutéž částku"
        colon = ":" if len(self.asked) > 1 else ""
        return f"{what} už evidence má{colon} {has}. Zapsat jako potvrzení, nebo začíná nové období?"

    def visible_fields(self) -> list[Any]:
        """Those that are asked for always; what becomes of a repetition is asked where there is one."""
        return [field for field in super().visible_fields() if field.name not in self.ASKING]

    @property
    def _held(self) -> str:
        return czech.joined(str(asked.held) for asked in self.asked)

    @property
    def corrections(self) -> list[tuple[str, str]]:
        """(what the record has, where it is corrected), for one that is not as the new source says."""
        return [
            (str(asked.held), record_url(type(asked.held), "correct", asked.held.pk))
            for asked in self.asked
            if asked.is_before
        ] + [(str(held), record_url(type(held), "correct", held.pk)) for held in self.doubted]

    def validate_constraints(self) -> None:
        """As Django does, for every fact of the form; the rules between columns also where a column has no field."""
        doubted = self._doubted()
        answer = self.cleaned_data.get("again")
        with actions.as_if_corrected([] if answer == Doubt.CHANGED else [one.held for one in doubted]):
            excluded = self._excluded()
            for fact in self.facts:
                try:
                    fact.validate_constraints(exclude=excluded)
                except ValidationError as refused:
                    self._sort(fact, refused, asks=self.asks and all(one.fact is not fact for one in doubted))
        if doubted and not self.asked:
            self._answer_doubts(doubted, answer)
        else:
            self._answer()

    def _doubted(self) -> list[Correcting[Any]]:
        """New facts that differ from what the record has, each with what may have been wrong."""
        model = type(self.instance)
        needed = {*(name.removesuffix("_id") for name in (*model.SUBJECT, *model.VALUE)), "effective_on", "source"}
        if not self.relates or self.instance.pk is not None or needed & set(self.errors):
            return []
        found = zip(self.facts, doubts.doubted(model, self.facts), strict=True)
        return [Correcting(fact, held, self.cleaned_data.get("again_why") or "") for fact, held in found if held]

    def _answer_doubts(self, doubted: list[Correcting[Any]], answer: Any) -> None:
        if answer == Doubt.CHANGED:
            return
        if answer == Doubt.WRONG:
            self.wrong = doubted
            for refusal in filter(None, (one.refusal() for one in doubted)):
                self.add_error(None, refusal)
        else:
            nothing = "Není co potvrdit: evidence má něco jiného. " if answer == CONFIRM else ""
            self.add_error(None, f"{nothing}Vyberte prosím, co s údajem, který se liší. Nic se zatím neuložilo.")
        if self.errors:
            self.doubted = [one.held for one in doubted]
            self._offer_answers([answer.value for answer in Doubt])

    def _excluded(self) -> set[str]:
        names = {name.removesuffix("_id") for name in (*self.instance.SUBJECT, *self.instance.VALUE)}
        told = {
            name
            for name in names - set(self.errors)
            if self.instance._meta.get_field(name).null or self._value(name) is not None
        }
        return self._get_validation_exclusions() - told

    def _value(self, name: str) -> Any:
        return getattr(self.instance, self.instance._meta.get_field(name).attname)

    def _sort(self, fact: Any, refused: ValidationError, *, asks: bool) -> None:
        """What is only repeated is asked about, if anything is; the rest stays refused."""
        rest: dict[str, Any] = {}
        for column, problems in refused.error_dict.items():
            again = [problem for problem in problems if isinstance(problem, Repetition | SaidBefore)]
            if not asks:
                problems = [problem for problem in problems if not isinstance(problem, Repetition)]
                again = []
            if again:
                self.asked.append(Asked(fact, again[0]))
            if others := [problem for problem in problems if problem not in again]:
                rest[column] = others
        if rest:
            self._update_errors(ValidationError(rest))  # type: ignore[attr-defined]

    def _answer(self) -> None:
        answer = self.cleaned_data.get("again")
        if not self.asked:
            if answer == CONFIRM:
                self.add_error(
                    None, "Není co potvrdit: to, co jste napsali, evidence nemá. Uložením to zapíšete nově."
                )
            return
        impossible = [asked.refused for asked in self.asked if not asked.may_confirm]
        if all(asked.is_before for asked in self.asked):
            if answer in Later:
                self.before, self.asked = self.asked, []
            else:
                self.add_error(None, impossible)
                self._ask()
        elif impossible:
            self.add_error(None, impossible)
            self.asked = []
        elif answer == CONFIRM:
            self._check_confirmations()
        elif answer == RESTART and all(asked.restarts for asked in self.asked):
            self._restart()
        elif answer == OTHER:
            self.add_error("designation", NEEDS_OTHER)
            self._ask()
        else:
            self.add_error(None, "Vyberte prosím, co s údajem, který už evidence má. Nic se zatím neuložilo.")
            self._ask()

    def ask_beside(self, others: Sequence[Any]) -> None:
        """Ask also about what another row of the same page says, which the record does not hold yet."""
        for fact in self.new_facts():
            before, _ = fact.neighbours()
            said = [other for other in others if other.subject == fact.subject and _order(other) < _order(fact)]
            last = max(said, key=_order, default=None)
            if last is None or (before is not None and _order(before) > _order(last)):
                continue
            if last.says_the_same_as(fact) and not fact.restarts:
                fact.restarts = self.cleaned_data.get("again") == RESTART
                self.row_before = self.row_before or (None if fact.restarts else last)
        if self.row_before is not None:
            self.add_error(None, "Vyberte prosím, co s řádkem, který opakuje jiný. Nic se zatím neuložilo.")
            self._offer_answers([RESTART])

    def _ask(self) -> None:
        """Offer what may be answered, and the day for which the source speaks."""
        restarts = all(asked.restarts for asked in self.asked)
        offered = [CONFIRM, *([RESTART] if restarts else []), *([OTHER] if self.has_other_money else [])]
        if not self.may_confirm:
            offered = list(Later.values)
        self._offer_answers(offered)
        name = self.add_prefix("again_on")
        if self.may_confirm and not self.data.get(name):
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[name] = czech.day(self._day(self.asked[0])).replace("\N{NO-BREAK SPACE}", " ")
            self.data = data

    def _offer_answers(self, answers: list[str]) -> None:
        self.fields["again"].choices = [(answer, ANSWERS[answer]) for answer in answers]  # type: ignore[attr-defined]

    def _day(self, asked: Asked) -> Any:
        source = self.cleaned_data.get("source")
        return self.cleaned_data.get("again_on") or attested_by(asked.fact, source.issued_on if source else None)

    def _restart(self) -> None:
        for asked in self.asked:
            asked.fact.restarts = True
        again, self.asked = self.asked, []
        for asked in again:
            try:
                asked.fact.validate_constraints(exclude=self._excluded())
            except ValidationError as refused:
                self._update_errors(refused)  # type: ignore[attr-defined]

    def _check_confirmations(self) -> None:
        for asked in self.asked if self.cleaned_data.get("source") else ():
            confirmation = self._confirmation(asked)
            excluded = {"source"} if asked.fact.source_id is None else set()
            try:
                confirmation.full_clean(exclude=excluded)
            except ValidationError as refused:
                for column, problems in refused.error_dict.items():
                    field = {"holds_on": "again_on", NON_FIELD_ERRORS: None}.get(column, column)
                    self.add_error(field if field in self.fields else None, problems)
        if self.errors:
            self._ask()

    def _confirmation(self, asked: Asked) -> Any:
        return actions.confirmations_of(type(asked.fact))(fact=asked.held, **self._said(asked))

    def _said(self, asked: Asked) -> dict[str, Any]:
        fact = asked.fact
        return {"source": fact.source, "passage": fact.passage, "note": fact.note, "holds_on": self._day(asked)}

    def confirm(self, *, by: Any) -> list[Any]:
        """Write down the confirmations that were the answer; a fact that is in the record becomes one."""
        return [
            actions.confirm(
                fact=asked.held,
                by=by,
                instead_of=asked.fact if asked.fact.pk is not None else None,
                **self._said(asked),
            )
            for asked in self.asked
        ]

    def new_facts(self) -> list[Fact]:
        """Those that are not confirmations, to be saved."""
        confirmed = [id(asked.fact) for asked in self.asked]
        return [fact for fact in self.facts if id(fact) not in confirmed]

    def write(self, fact: Fact, *, by: Any) -> None:
        """Save the fact, with what becomes of those right after it that say the same."""
        if wrong := [one for one in self.wrong if one.fact is fact]:
            wrong[0].write(by=by)
            return
        held = [asked.held for asked in self.before if asked.fact is fact]
        confirms = self.cleaned_data.get("again") == Later.CONFIRMS
        actions.enter(fact=fact, by=by, repeats=held if confirms else (), restarts=() if confirms else held)
