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


_MOST_WORDS = 8  # of a search; what comes after them narrows nothing that anybody would notice
_LEAST_LETTERS = 4  # of a word that may be mistyped: in shorter ones every other word looks alike


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

    def saying(self, text: str, *columns: str) -> Self:
        """Those that say every word of the text in some of the columns, whole, in part, or with a typo.

        For long titles, which share most of their words: „usnesení č. 85“ is not every resolution.
        """
        folded = {f"folded_{column}": Fold(F(column)) for column in columns}
        found = self.alias(**folded)
        for index, word in enumerate(text.split()[:_MOST_WORDS]):
            sought = Fold(Value(word))
            says = Q()
            for name in folded:
                says |= Q(**{f"{name}__contains": sought})
            if word.isalpha() and len(word) >= _LEAST_LETTERS:
                scores = [TrigramWordSimilarity(sought, F(name)) for name in folded]  # type: ignore[arg-type]
                likeness = f"likeness_{index}"
                found = found.alias(**{likeness: Greatest(*scores, Value(0.0))})
                says |= Q(**{f"{likeness}__gte": SIMILAR_ENOUGH})
            found = found.filter(says)
        return found
