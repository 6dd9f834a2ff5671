"""By what a row is called where its number means nothing: in files, in addresses, in references of a text."""

from collections.abc import Callable

from django.db.models import Model
from django.utils.text import slugify


def natural_key(model: type[Model]) -> str:
    """The column by which rows of the model are told apart and referred to: ``key``, or what ``NATURAL_KEY`` names."""
    return getattr(model, "NATURAL_KEY", "key")


def free_key(title: str, longest: int, is_taken: Callable[[str], bool]) -> str:
    """A key made of the title that is not taken: „lhota-spsz“, or the next one like it, „lhota-spsz-2“."""
    base = slugify(title)[: longest - 5].strip("-") or "zaznam"
    key, number = base, 1
    while is_taken(key):
        number += 1
        key = f"{base}-{number}"
    return key
