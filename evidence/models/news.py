"""What is told as a change of the record."""

from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from evidence.models.asof import AsOf


class News(models.Model):
    """A record that is told when it changes what holds or what is known, in words that it gives itself.

    What is no fact is news once, on the day on which it became known (``known_on``); it says in its columns with
    what the record works (``held``) and why (``reason``).
    """

    #: Which rows are told; None of a model whose rows are no news.
    NEWS: ClassVar[Q | None] = None
    #: What is read with a row so that it can be told.
    RELATED: ClassVar[tuple[str, ...]] = ()
    #: The path to the locality that a row belongs to; None where it belongs to none.
    LOCALITY: ClassVar[str | None] = None

    class Meta:
        abstract = True

    @classmethod
    def with_related(cls, rows: QuerySet[Any], at: AsOf) -> QuerySet[Any]:
        """Rows with what is read with them, as it was called on the days asked about."""
        return rows.select_related(*cls.RELATED)

    @classmethod
    def on_day(cls, rows: QuerySet[Any], at: AsOf) -> QuerySet[Any]:
        """Of the rows those that may be told of the day asked about: none of what began only after it."""
        return rows

    @property
    def place(self) -> Any:
        """The locality that it belongs to, None where it belongs to none."""
        if self.LOCALITY is None:
            return None
        found: Any = self
        for step in self.LOCALITY.split("__"):
            found = getattr(found, step)
        return found

    @property
    def subject_name(self) -> str:
        """What it is about, as it is called before the statement: „Horní Lhota“, „Memorandum 2016“."""
        return str(self.place)

    @property
    def subject_url(self) -> str:
        """The page of what it is about."""
        return str(self.place.get_absolute_url())

    @property
    def statement(self) -> str:
        """What it states of its subject: „vzdálená podpora od 1. 7. 2016“, „schválen 26. 10. 2016“."""
        raise NotImplementedError


def news_models() -> list[type[News]]:
    """All models whose rows are told as changes, in whichever app they live."""
    return [model for model in apps.get_models() if issubclass(model, News) and model.NEWS is not None]
