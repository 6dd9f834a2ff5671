"""What things were called when a paper was issued and are called otherwise now: places, kinds of support, resolutions.

Names have no clock: whoever mends one mends every sentence that says it.  It is one difference, however often the
paper says the name, and none where the paper says the name of its own day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Field, ForeignKey, Model, SlugField, TextField
from django.utils.text import capfirst

import czech
from czech import days
from evidence.history import Altered
from evidence.models import Source, SourceKind
from evidence.models.events import columns


@dataclass(frozen=True, slots=True)
class Renamed:
    """A thing that the paper calls ``before`` and would call ``after`` today.

    ``is_name`` tells a name from what else a document is known by: its number and its day are data.
    """

    about: str
    before: str
    after: str
    is_name: bool


def related(row: Model) -> Iterator[tuple[type[Model], Any]]:
    """The records whose names the row is told by: those it refers to, and those behind them that have been read."""
    for column in row._meta.concrete_fields:
        if not isinstance(column, ForeignKey) or (pk := getattr(row, column.attname)) is None:
            continue
        yield column.related_model, pk
        if column.is_cached(row):
            yield from related(getattr(row, column.name))


def renamed(records: Iterable[Altered], then: str, now: str) -> Iterator[Renamed]:
    """Of the altered records those whose former words stand in the text of then, and their new ones in that of now."""
    then, now = then.casefold(), now.casefold()
    for record in records:
        if record.then is None or record.now is None:
            continue
        before, after = _words(record.model, record.then), _words(record.model, record.now)
        changed = [
            label
            for label in before
            if before[label] != after[label] and _stands(before[label], then) and _stands(after[label], now)
        ]
        if changed:
            yield Renamed(
                about=f"{_noun(record.model, record.then)}: {czech.joined(changed)}",
                before="; ".join(before[label][0] for label in changed),
                after="; ".join(after[label][0] for label in changed),
                is_name=not {_NUMBER, _DATED} & set(changed),
            )


_NUMBER, _DATED = "číslo", "den"


def _stands(forms: tuple[str, ...], text: str) -> bool:
    return any(form.casefold() in text for form in forms)


def _words(model: type[Model], values: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """What a sentence may say of the record, by the names of its columns, each in the forms that sentences have."""
    words: dict[str, tuple[str, ...]] = {
        str(column.verbose_name): (_said(column, values.get(column.attname)),) for column in _spoken(model)
    }
    if model is Source and (issued_on := values["issued_on"]):
        dated = Source(issued_on=issued_on, precision=values["precision"]).dated
        forms = (dated, days.when(issued_on, values["precision"]), czech.long_day(issued_on))
        words[_DATED] = tuple(form.replace(czech.NBSP, " ") for form in forms)
    elif model is Source:
        words[_DATED] = ("",)
    return words


def _spoken(model: type[Model]) -> Iterator[Field[Any, Any]]:
    for column in columns(model):
        if isinstance(column, (CharField, TextField)) and not isinstance(column, SlugField):
            yield column


def _said(column: Field[Any, Any], value: Any) -> str:
    return str(dict(column.flatchoices).get(value, value or "")).replace(czech.NBSP, " ")


def _noun(model: type[Model], values: dict[str, Any]) -> str:
    """„Druh podpory“, „Usnesení č. 5/16/ZK“."""
    if model is not Source:
        return capfirst(str(model._meta.verbose_name))
    number = f" č. {values['number']}" if values["number"] else ""
    return f"{capfirst(SourceKind(values['kind']).label)}{number}"
