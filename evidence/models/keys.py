"""Names of records in addresses and data files."""

import itertools
import secrets
from collections.abc import Callable

from django.db.models import Model
from django.utils.text import slugify

_ROOM = 5  # letters left for a number: „-9999“


def natural_key(model: type[Model]) -> str:
    """The column by which rows of the model are told apart and referred to: ``key``, or what ``NATURAL_KEY`` names."""
    return getattr(model, "NATURAL_KEY", "key")


def new_key() -> str:
    """A short random name for a record that staff enter; records loaded from files bring readable ones."""
    return f"z{secrets.token_hex(5)}"


def readable_key(wanted: str, longest: int, is_taken: Callable[[str], bool]) -> str:
    """The words as a key, or the first free one like it: „lhota-spsz“, „lhota-spsz-2“."""
    base = slugify(wanted)[: longest - _ROOM].strip("-") or "zaznam"
    numbered = (f"{base}-{number}" for number in itertools.count(2))
    return next(key for key in itertools.chain([base], numbered) if not is_taken(key))


def free_key(model: type[Model], wanted: str) -> str:
    """A readable key that no record of the model has."""
    longest = model._meta.get_field("key").max_length  # type: ignore[union-attr]
    assert longest is not None
    return readable_key(wanted, longest, lambda key: model._default_manager.filter(key=key).exists())
