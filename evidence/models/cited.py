"""What every row has that stands on the very words of a source, and how it is told in one line."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.base import ModelState
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Now
from django.db.models.lookups import Exact

from evidence.models.addresses import words_address
from evidence.models.asof import AsOf
from evidence.models.constraints import PassageInSource, at_once
from evidence.models.keys import new_key
from evidence.models.search import Fold, WordsSaid
from evidence.models.sources import Source


class CitedQuerySet(models.QuerySet[Any]):
    def select_related(self, *fields: Any) -> Self:
        """Whatever document is read with a row comes without its text, which may be longer than all the rest."""
        texts = (f"{path}__text" for path in fields if path and _leads_to_source(self.model, path))
        return super().select_related(*fields).defer(*texts)

    def public(self) -> Self:
        """Only what the public may see.  ``PUBLIC`` of the model is the one place that decides."""
        return self.filter(**dict.fromkeys(self.model.PUBLIC, True))

    def known(self, at: AsOf) -> Self:
        """Those whose source was known on the day of knowledge; a row that needs no source is known by being there."""
        known = Q(source__known_on__lte=at.known)  # as Source.objects.known says, without a list of all of them
        return self.filter(known | Q(source=None) if self.model._meta.get_field("source").null else known)


class Cited(models.Model):
    """A record that stands on the very words of a source."""

    #: The page on which the record is told: a URL name, and the column that goes into the address; after a name that
    #: ends with „#“ it is a place on the page.
    PAGE: ClassVar[tuple[str, str] | None] = None
    #: Paths to the flags that must all be true before the public may see the row.
    PUBLIC: ClassVar[tuple[str, ...]] = ("source__is_public",)

    key = models.SlugField("klíč", max_length=80, unique=True, default=new_key, editable=False)
    source: models.ForeignKey[Source, Source] = models.ForeignKey(Source, models.PROTECT, verbose_name="zdroj")
    passage = models.TextField(
        "pasáž",
        blank=True,
        help_text="Doslovná slova zdroje. Není-li text zdroje v evidenci uložen, věcný obsah sdělení.",
    )

    class Meta:
        abstract = True
        constraints = [PassageInSource(name="%(app_label)s_%(class)s_passage_in_source")]
        indexes = [GinIndex(WordsSaid(Fold("passage")), name="%(class)s_said")]

    @classmethod
    def from_db(cls, db: str | None, field_names: Iterable[str], values: Iterable[Any], **told: Any) -> Self:
        """A row as it was read, made as unpickling makes one.

        A list has thousands of them; a call for each column, as where somebody makes one, takes most of the time.
        """
        row = cls.__new__(cls)
        row.__dict__.update(zip(field_names, values, strict=True))
        row._state = ModelState()
        row._state.db, row._state.adding = db, False
        if (fetch_mode := told.get("fetch_mode")) is not None:
            row._state.fetch_mode = fetch_mode
        return row

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        return [(model, at_once(constraints)) for model, constraints in super().get_constraints()]

    @property
    def anchor(self) -> str:
        return f"{self._meta.model_name}-{self.key}"

    @property
    def citation_url(self) -> str:
        """Where the very words are: the source's page, at the passage."""
        return words_address(self.source.key, self.anchor, is_long=self.source.is_long)

    @property
    def quoted(self) -> str:
        """Its passage, as the words of the source only where the record holds the text in which they must stand."""
        return f"„{self.passage}“" if self.passage and self.source and self.source.has_text else self.passage

    @classmethod
    def says(cls) -> Combinable:
        """An expression for one line that says what a row of this model states; shown beside its passage."""
        raise NotImplementedError

    @classmethod
    def said_on(cls, at: AsOf) -> Combinable:
        """``says`` in the words of the days asked about, where names change."""
        return cls.says()


class Entry(Cited):
    """What somebody wrote into the record from a source.  It is never deleted: what was a mistake is struck out."""

    recorded_at = models.DateTimeField("zapsáno", db_default=Now(), editable=False)
    struck_why = models.TextField("proč vyškrtnuto", blank=True, editable=False)
    struck_at = models.DateTimeField("vyškrtnuto", null=True, editable=False)

    class Meta(Cited.Meta):
        abstract = True
        indexes = [*Cited.Meta.indexes, models.Index(fields=["recorded_at"], name="%(class)s_entered")]


def _leads_to_source(model: Any, path: str) -> bool:
    for step in path.split("__"):
        model = model._meta.get_field(step).related_model
    return model is Source


def said(*parts: str | Combinable) -> Combinable:
    """Join column names, literal texts (those with a space or punctuation) and expressions into one SQL text."""
    column = re.compile(r"[a-z_]+")
    return Concat(
        *(
            part if isinstance(part, Combinable) else F(part) if column.fullmatch(part) else Value(part)
            for part in parts
        ),
        output_field=models.TextField(),
    )


def label(column: str, choices: type[models.TextChoices], as_said: Callable[[str], str] = str) -> Combinable:
    """The Czech name of the chosen value, in SQL; ``as_said`` puts it into another form."""
    # As expressions, so that a confirmation can say what its fact says (``prefix_references``).
    whens = [When(Exact(F(column), Value(choice.value)), then=Value(as_said(choice.label))) for choice in choices]
    return Case(*whens, default=Value(""), output_field=models.TextField())


class Among(models.Func):
    """Whether a column holds a value of an array."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()
