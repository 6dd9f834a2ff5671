"""What a new amount has to do with those that the record has: it takes their place, is a part of them, or other money.

No column tells it: the answer decides of which money the amount is (its plan, designation and share), and then the
rule of ``funding.totals`` is enough.  Every way of entry asks by these words and does what they say here.
"""

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models

import czech
from evidence.models import new_key
from funding.models import Amount, Share


class Relation(models.TextChoices):
    """The answers, as people read them."""

    REPLACES = "nahrazuje", "Nahrazuje dosavadní částku"
    PART = "cast", "Je její částí"
    WHOLE = "celek", "Je celek, jehož částí dosavadní částka je"
    OTHER = "jine", "Jsou to jiné peníze"


#: What each answer does.
DOES = {
    Relation.REPLACES: "od svého dne platí místo ní; dosavadní zůstane vidět jako dřívější",
    Relation.PART: "patří pod celek se svým programem; součet se nezmění",
    Relation.WHOLE: "v součtu bude tato; dosavadní zůstane vidět jako část",
    Relation.OTHER: "přičte se; má jiný dokument, nebo je u ní napsáno, o které peníze jde",
}
NEEDS_PROGRAMME = "Část celku se pozná podle programu. Vyberte ho."
NEEDS_OTHER = "Napište, o které peníze jde, nebo vyberte jiný dokument."
NEEDS_ONE = "V evidenci jsou tu částky z více dokumentů či základů. Vyberte dokument, ke kterému tato částka patří."


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows from an answer: ``wholes`` are written before the amount itself, ``joined`` come to its money."""

    amount: Amount
    wholes: tuple[Amount, ...] = ()
    joined: tuple[Amount, ...] = ()

    def join(self) -> None:
        """Write down of which money the amounts of the record are, now that it is known."""
        told = {name: getattr(self.amount, name) for name in ("plan_id", "designation", "share")}
        for held in self.joined:
            of_it = {name: getattr(held, name) for name in (*told, "locality_id", "kind")}
            Amount._base_manager.filter(**of_it, corrected_on=None, struck_at=None).update(**told)


@dataclass(frozen=True, slots=True)
class Beside:
    """A new amount, and the standing amounts of which it may be the same money."""

    amount: Amount
    held: tuple[Amount, ...]

    @property
    def offered(self) -> list[Relation]:
        """The answers that make sense."""
        programmes = {held.programme_id for held in self.held}
        if None in programmes or self.amount.programme_id in programmes:
            return [Relation.REPLACES, Relation.PART, Relation.OTHER]
        return [Relation.WHOLE if self.amount.programme_id is None else Relation.PART, Relation.OTHER]

    @property
    def question(self) -> str:
        """What the person is asked; without the words of the answers."""
        has = czech.joined(f"{held.about} {held.statement}" for held in self.held)
        it = "je celek, jehož částí dosavadní je," if Relation.WHOLE in self.offered else ""
        it = it or ("nahrazuje dosavadní částku (změna od dne)," if Relation.REPLACES in self.offered else "")
        part = "je její částí (program)," if Relation.PART in self.offered else ""
        asked = " ".join(filter(None, (it, part, "nebo je to jiná částka?")))
        return f"U lokality {self.held[0].locality} evidence už má: {has}. {asked[:1].upper()}{asked[1:]}"

    def settle(self, relation: Relation) -> Settled:
        """Do to the amount what the answer says; nothing is written.  Raises ValidationError by columns."""
        if relation not in self.offered:
            raise ValidationError("Takto se částka k dosavadní mít nemůže.", code="relation")
        if relation is Relation.OTHER:
            return self._apart()
        joined = self._join()
        if relation is Relation.PART and self.amount.programme_id is None:
            raise ValidationError({"programme": NEEDS_PROGRAMME})
        return Settled(self.amount, self._whole() if relation is Relation.REPLACES else (), joined)

    def _apart(self) -> Settled:
        told = {(held.plan_id, held.designation) for held in self.held}
        if not self.amount.is_told_apart or (self.amount.plan_id, self.amount.designation) in told:
            raise ValidationError({"designation": NEEDS_OTHER})
        return Settled(self.amount)

    def _join(self) -> tuple[Amount, ...]:
        """Make it one money with what is held: who does not say of which it is, is of the other's."""
        amount, money = self.amount, [held for held in self.held if held.money == self.amount.money]
        money = money or list(self.held)
        if len({held.money for held in money}) > 1:
            raise ValidationError({"plan": NEEDS_ONE})
        if not amount.is_told_apart:
            amount.plan_id, amount.designation = money[0].plan_id, money[0].designation
        if amount.share == Share.UNKNOWN:
            amount.share = money[0].share
        return tuple(held for held in money if held.money != amount.money)

    def _whole(self) -> tuple[Amount, ...]:
        """The new whole, where an amount with a programme takes the place of one without: the whole and that part."""
        held = {held.programme_id: held for held in self.held}
        if self.amount.programme_id is None or self.amount.programme_id in held:
            return ()
        if held[None].amount == self.amount.amount:
            return ()
        whole = copy(self.amount)
        whole._state = copy(whole._state)
        whole.key, whole.programme = new_key(), None
        return (whole,)


def beside(amounts: Sequence[Amount]) -> list[Beside | None]:
    """For each unsaved amount what must be asked about it; None where it stands alone, or says itself what it is."""
    held: dict[tuple[int, str], list[Amount]] = defaultdict(list)
    standing = Amount.objects.filter(
        locality__in={amount.locality_id for amount in amounts}, corrected_on=None, struck_at=None
    )
    for amount in standing.select_related("locality", "programme").in_order() if amounts else ():
        held[amount.locality_id, amount.kind].append(amount)
    return [_beside(amount, held[amount.locality_id, amount.kind]) for amount in amounts]


def _beside(amount: Amount, held: Sequence[Amount]) -> Beside | None:
    if amount.corrected_on:
        return None
    last = {(other.money, other.programme_id): other for other in held if _may_be_one(amount, other)}
    of_programmes = amount.programme_id is not None and amount.is_told_apart
    if all(
        of_programmes and other.money == amount.money and other.programme_id not in (None, amount.programme_id)
        for other in last.values()
    ):
        return None  # nothing is there, or only parts beside which it is another part
    return Beside(amount, tuple(last.values()))


def _may_be_one(amount: Amount, held: Amount) -> bool:
    """Whether it may be the same money: where both say of which they are, they must say the same."""
    shares = {amount.share, held.share}
    if len(shares) > 1 and Share.UNKNOWN not in shares:
        return False
    same = (amount.plan_id, amount.designation) == (held.plan_id, held.designation)
    return same or not (amount.is_told_apart and held.is_told_apart)
