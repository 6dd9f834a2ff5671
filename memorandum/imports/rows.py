"""Rows on their way into the database: the one way to check them and to write them, for files of every kind."""

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Field, Model

from czech.refusals import Refusal
from evidence.refusals import refusal

_BATCH = 500
REFUSED = (IntegrityError, DataError)  # what is wrong with a row; a lost connection is not


def wrong_columns(candidate: Model, exclude: Collection[str]) -> dict[str, str]:
    """What the columns themselves demand (lengths, choices, patterns, nothing missing): the reason for each."""
    try:
        candidate.clean_fields(exclude=exclude)
    except ValidationError as error:
        return {name: " ".join(messages) for name, messages in error.message_dict.items()}
    return {}


class RowRefused(Refusal):
    """The database refused the row with this index; nothing was written."""

    def __init__(self, index: int, reason: str) -> None:
        self.index = index
        super().__init__(reason)


def _write(rows: Sequence[Model], columns: Sequence[str]) -> None:
    manager = type(rows[0])._base_manager
    with transaction.atomic():
        if columns:
            manager.bulk_update(rows, columns, batch_size=_BATCH)
        else:
            manager.bulk_create(rows, batch_size=_BATCH)


def write(rows: Sequence[Model], columns: Sequence[str] = ()) -> None:
    """Write rows of one model, all or nothing: new ones, or these columns of rows that exist.  Raises RowRefused."""
    if not rows:
        return
    try:
        _write(rows, columns)
    except REFUSED:
        # Only now is it worth the time to find out which row it was.
        with transaction.atomic():
            for index, row in enumerate(rows):
                try:
                    _write([row], columns)
                except REFUSED as error:
                    raise RowRefused(index, refusal(error)) from error
        raise


def tried(rows: Sequence[Model], columns: Sequence[str] = (), most: int = 200) -> dict[int, str]:
    """``write`` those of the rows that the database takes; return why it refused the others, ``most`` of them.

    For finding out: the caller takes everything back.
    """
    reasons: dict[int, str] = {}

    def attempt(start: int, part: Sequence[Model]) -> None:
        if not part or len(reasons) >= most:
            return
        try:
            _write(part, columns)
        except REFUSED as error:
            if len(part) == 1:
                reasons[start] = refusal(error)
                return
            half = len(part) // 2
            attempt(start, part[:half])
            attempt(start + half, part[half:])

    attempt(0, rows)
    return reasons


def required(columns: dict[str, Field[object, object]]) -> set[str]:
    """The columns that a new row cannot do without."""
    return {name for name, column in columns.items() if not (column.blank or column.null or column.has_default())}
