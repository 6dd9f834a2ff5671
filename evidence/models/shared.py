"""What very many rows name, made once for all of them: places, sources, programmes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.db.models import QuerySet

from evidence.models.asof import AsOf
from evidence.models.prepared import Prepared, among
from evidence.models.sources import Source

_MOST = 20_000  # of each kind are held; a part of a file names fewer

type Joined = Mapping[str, Any]
"""Relations that are read with a row, each with those that are read with what it leads to."""


def joined(rows: QuerySet[Any]) -> Joined:
    """What a queryset reads with its rows by ``select_related``."""
    told = rows.query.select_related
    return told if isinstance(told, dict) else {}


class Shared:
    """Gives rows what they name, as a join would, but as one object for all that name it.

    A join makes an object for each row.  What was read stays for the rows that come after; when it is too much, it is
    forgotten and read anew.
    """

    def __init__(self, at: AsOf) -> None:
        self._at = at
        self._held: dict[Any, dict[Any, Any]] = defaultdict(dict)

    def give(self, rows: Iterable[Any], names: Joined) -> None:
        told = [*rows]
        for name, further in names.items() if told else ():
            field: Any = told[0]._meta.get_field(name)
            keys = [getattr(row, field.attname) for row in told]
            held = self._named(field.related_model, {*keys} - {None}, further)
            for row, key in zip(told, keys, strict=True):
                row._state.fields_cache[name] = held.get(key)

    def _named(self, model: Any, keys: set[Any], further: Joined) -> dict[Any, Any]:
        held = self._held[model, *further]
        if len(held) + len(keys) > _MOST:
            held.clear()
        if missing := keys - held.keys():
            found = {row.pk: row for row in _rows_named(model)(self._at, [*missing])}
            self.give(found.values(), further)
            held |= found
        return held


@cache
def _rows_named(model: type[Any]) -> Prepared:
    """Those of some keys; of documents all but their texts."""

    def of_keys(at: AsOf, keys: list[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = model._base_manager.filter(among("pk", keys))
        return rows.defer("text") if model is Source else rows

    return Prepared(of_keys)
