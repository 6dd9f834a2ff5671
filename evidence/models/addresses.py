"""Addresses of pages, each worked out once: a list leads to the same ones row after row, page after page."""

from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse


def page_address(name: str, *args: Any) -> str:
    """The address of the page of that URL name.  Raises NoReverseMatch where there is none."""
    return _reversed(get_script_prefix(), name, args)


@lru_cache(maxsize=16_384)
def _reversed(prefix: str, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args)


def words_address(source: str, anchor: str, *, is_long: bool) -> str:
    """Where on the page of a source (by key) the words of a row are; of a long text on that part which holds them."""
    part = f"?udaj={anchor}" if is_long else ""
    return f"{page_address('source-detail', source)}{part}#{anchor}"
