"""Conditions between facts: about the same subject, earlier or later, saying the same."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

ORDER = ("effective_on", "known_on", "pk")
EARLIER, LATER = "lt", "gt"


class NotTrue(Func):
    """Whether a condition does not hold, also where it cannot be told for a value that is not there.

    As „nothing or more than“ it would come to the same, but the planner takes that for the exception that it is not:
    it then reads and sorts all rows rather than the few that an index gives first.
    """

    template = "(%(expressions)s) IS NOT TRUE"
    output_field = BooleanField()


def comes(when: str) -> Q:
    """Conditions for facts that come EARLIER or LATER than the row one query further out, in their order."""
    day, known, pk = map(OuterRef, ORDER)
    return (
        Q(**{f"effective_on__{when}": day})
        | Q(**{f"known_on__{when}": known}, effective_on=day)
        | Q(**{f"pk__{when}": pk}, effective_on=day, known_on=known)
    )


def never_null(model: type[Any], column: str, row: Combinable | None = None) -> Combinable:
    """The column, of the row if one is given, such that nothing equals nothing, other than in SQL."""
    value = F(column) if row is None else row
    return Coalesce(value, 0) if model._meta.get_field(column.removesuffix("_id")).null else value


def _alike(model: type[Any], columns: Iterable[str], depth: int) -> list[Exact]:
    return [Exact(never_null(model, name), never_null(model, name, outer(name, depth))) for name in columns]


def same_subject(model: type[Any], depth: int = 1) -> list[Exact]:
    """Conditions for facts about the same thing as the row ``depth`` queries further out.

    An amount without a programme follows one without a programme.
    """
    return _alike(model, model.SUBJECT, depth)


def says_the_same(model: type[Any], depth: int = 1) -> Q:
    """Conditions for facts that say the same as the row ``depth`` queries further out, and begin no new period."""
    return Q(*_alike(model, model.VALUE, depth), restarts=False)


def outer(column: str, depth: int = 1) -> Any:
    """A column of the row ``depth`` queries further out."""
    reference: Any = column
    for _ in range(depth):
        reference = OuterRef(reference)
    return reference
