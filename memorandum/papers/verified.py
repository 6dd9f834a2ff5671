"""When what was issued was last verified, and with what result: for the page of the ledger and the operator's watch.

Kept in the cache, for it proves nothing: whoever can alter the ledger can alter this too.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils import timezone

import czech
from memorandum.published import VERIFIED


@dataclass(frozen=True, slots=True)
class Result:
    """``wrong`` is how many things were not as they should be."""

    at: datetime.datetime
    wrong: int

    @property
    def sentence(self) -> str:
        """„vydané písemnosti ověřeny 29. 11. 2026 v 2.30, v pořádku“."""
        found = f"nalezených chyb: {self.wrong}" if self.wrong else "v pořádku"
        return f"vydané písemnosti ověřeny {czech.moment(timezone.localtime(self.at))}, {found}"


def keep(*, wrong: int) -> None:
    cache.set(VERIFIED, {"at": timezone.now(), "wrong": wrong}, timeout=None)


def last() -> Result | None:
    """The last result; None where nothing was verified yet."""
    kept: dict[str, Any] | None = cache.get(VERIFIED)
    return Result(**kept) if kept else None
