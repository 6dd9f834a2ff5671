"""Finding names as people type them: without accents, in any letter case, with a typo."""

from typing import Any, Self

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Greatest

SIMILAR_ENOUGH = 0.45
"""Word similarity (pg_trgm) from which a name is offered for a mistyped one: one typo in a short name passes."""


class Fold(Func):
    """Small letters without accents: „Říčany“ and „ricany“ are one."""

    function = "cs_fold"
    output_field = TextField()


class NamedQuerySet(models.QuerySet[Any]):
    def named_like(self, text: str, *columns: str) -> Self:
        """Those whose name holds the text or looks much like it; accents and letter case do not count."""
        sought = Fold(Value(text))
        folded = {f"folded_{column.replace('__', '_')}": Fold(F(column)) for column in columns}
        holds = Q()
        for name in folded:
            holds |= Q(**{f"{name}__contains": sought})
        scores = [TrigramWordSimilarity(sought, F(name)) for name in folded]  # type: ignore[arg-type]
        return (
            self.alias(**folded)
            .alias(likeness=Greatest(*scores, Value(0.0)))
            .filter(holds | Q(likeness__gte=SIMILAR_ENOUGH))
        )
