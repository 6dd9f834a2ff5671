"""Passages of sources that say what somebody seeks, whatever is built on them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Q, QuerySet, Value

from czech.sought import Sought
from evidence.models.asof import AsOf
from evidence.models.citations import cited_models, shown
from evidence.models.cited import Cited
from evidence.models.prepared import Prepared
from evidence.models.search import Fold, WordsSaid, wanted
from evidence.models.sources import Source

MOST_QUOTATIONS = 400  # that are looked at, of each kind: a word of which all sources are full narrows nothing


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage that is sought, where on the page of its source it stands, and what is built on it first.

    ``is_verbatim``: the record holds the text in which it stands word for word.
    """

    source: int
    anchor: str
    passage: str
    says: str
    is_verbatim: bool


def quotations(sought: Sought, at: AsOf) -> tuple[list[Quotation], bool]:
    """The passages of public and known sources that say all words of a search, each once, and whether there are more

    than were looked at; one query.
    """
    found: dict[tuple[int, str], Quotation] = {}
    rows = _saying_all(at, wanted(sought.needed))
    for row in rows:
        source, passage = row["source"], row["passage"]
        if (source, passage) not in found and sought.met(passage) is not None:
            anchor = f"{row['model']}-{row['slug']}"
            found[source, passage] = Quotation(source, anchor, passage, row["says"], row["is_word_for_word"])
    return list(found.values()), len(rows) == MOST_QUOTATIONS


@Prepared
def _saying_all(at: AsOf, said: str) -> QuerySet[Any, dict[str, Any]]:
    arms = [_saying(model, said, at) for model in cited_models()]
    rows = arms[0].union(*arms[1:], all=True)
    return rows.order_by("-learned_on", "source", "model", "pk")[:MOST_QUOTATIONS]


def _saying(model: type[Cited], said: str, at: AsOf) -> QuerySet[Any, dict[str, Any]]:
    rows = shown(model, at).filter(source__in=Source.objects.public().known(at)).exclude(passage="")
    rows = rows.alias(passage_words=WordsSaid(Fold("passage"))).filter(passage_words__says=said)
    saying: QuerySet[Any, dict[str, Any]] = rows.order_by().values(
        "pk",
        "source",
        "passage",
        model=Value(model._meta.model_name or "", CharField()),
        slug=F("key"),
        says=model.said_on(at),
        learned_on=F("source__known_on"),
        is_word_for_word=ExpressionWrapper(~Q(source__text=""), output_field=BooleanField()),
    )[:MOST_QUOTATIONS]
    return saying
