"""What is kept beside an issued paper for good: all that it says and all that it stands on, as JSON."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

from council.models import Paper
from evidence.models import AsOf
from formats import outline_json
from formats.outline import Outline
from memorandum.papers.statements import Stated, from_data

#: Format 1 also kept facts that no note cites, named the parts of the record they were from, and told no corrections
#: and no numbers.
FORMAT = 2
# Sources and bodies by their numbers in the database: staff may rename their keys, and the paper stays what it was.
_QUOTED = ("source", "passage")
_OF_BLOCK = ("position", "kind", "text", "order", "is_unsupported", "at_session_only", *_QUOTED)
_OF_HEAD = ("position", "role", "person", "function", "body", "resolution", "held_on", *_QUOTED)


@dataclass(frozen=True, slots=True)
class Content:
    """What was kept: the outline of the document that was issued, that of the composed one, and the facts it cites.

    The two differ where the department has edited the document.
    """

    at: AsOf
    outline: Outline
    composed: Outline
    facts: list[Stated]


def to_json(
    paper: Paper,
    outline: Outline,
    facts: list[Stated],
    at: AsOf,
    *,
    edited: Outline | None = None,
    issued_at: dt.datetime | None = None,
) -> str:
    """All that the paper says and stands on, as JSON whose bytes have one hash for ever."""
    content = {
        "format": FORMAT,
        "paper": paper.key,
        "session": session_of(paper),
        "day": at.day.isoformat(),
        "known": at.known.isoformat(),
        "issued_at": issued_at.isoformat() if issued_at else None,
        "made_of": made_of(paper) if issued_at else None,
        "outline": outline_json.to_data(outline),
        "edited": outline_json.to_data(edited) if edited else None,
        "facts": [asdict(fact) for fact in facts],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def made_of(paper: Paper) -> dict[str, list[dict[str, Any]]]:
    """The blocks and the lines of the head that the paper is composed of, in their order."""
    blocks = paper.blocks.order_by("position", "pk").values(*_OF_BLOCK)
    head = paper.entries.order_by("position", "pk").values(*_OF_HEAD)
    return {"blocks": [*map(_plain, blocks)], "head": [*map(_plain, head)]}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}


def session_of(paper: Paper) -> dict[str, Any]:
    """The session at which the paper was put forward, in words that must stay."""
    session = paper.session
    return {"body": session.body.name, "number": session.number, "held_on": session.held_on.isoformat()}


def from_json(text: str) -> Content:
    """What ``to_json`` has kept, in any format there has been.  Raise KeyError or ValueError when it is none."""
    content = json.loads(text)
    match content["format"]:
        case 1:
            facts = [_of_format_1(fact) for fact in content["facts"]]
        case 2:
            facts = content["facts"]
        case other:
            raise ValueError(f"no paper was ever kept in format {other!r}")
    return Content(
        at=AsOf(dt.date.fromisoformat(content["day"]), dt.date.fromisoformat(content["known"])),
        outline=outline_json.from_data(content["edited"] or content["outline"]),
        composed=outline_json.from_data(content["outline"]),
        facts=[from_data(fact) for fact in facts],
    )


def _of_format_1(fact: dict[str, Any]) -> dict[str, Any]:
    return {**fact, "corrected_on": "", "number": ""}
