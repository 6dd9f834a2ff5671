"""An outline as JSON, to be kept for good, and read back as the same outline."""

import datetime as dt
from typing import Any

from formats.outline import Details, Heading, Items, Note, Outline, Paragraph, Part, Remark, Run, Runs, Table

type JsonObject = dict[str, Any]  # what JSON can hold

#: What of an outline JSON can hold as it is.
_AS_THEY_ARE = ("kicker", "dateline", "title", "description", "filename", "author", "landscape")


def to_data(outline: Outline) -> JsonObject:
    """The whole outline as plain data, each run with its note."""
    return {
        **{name: getattr(outline, name) for name in _AS_THEY_ARE},
        "made_at": outline.made_at.isoformat() if outline.made_at else None,
        "blocks": [_block(block) for block in outline.blocks],
    }


def from_data(data: JsonObject) -> Outline:
    """The outline that ``to_data`` was given.  Raise KeyError or ValueError when the data are no outline."""
    made_at = data["made_at"]
    return Outline(
        **{name: data[name] for name in _AS_THEY_ARE},
        made_at=dt.datetime.fromisoformat(made_at) if made_at else None,
        blocks=tuple(_read(block) for block in data["blocks"]),
    )


def _block(block: Part) -> JsonObject:
    match block:
        case Heading(text, level):
            content: JsonObject = {"text": text, "level": level}
        case Paragraph(runs) | Remark(runs):
            content = {"runs": _runs(runs)}
        case Items(items):
            content = {"items": [_runs(item) for item in items]}
        case Details(rows):
            content = {"rows": [[label, [_runs(line) for line in lines]] for label, lines in rows]}
        case Table(caption, head, cells, foot, numeric):
            content = {
                "caption": caption,
                "head": list(head),
                "rows": [[_runs(cell) for cell in row] for row in cells],
                "foot": None if foot is None else [_runs(cell) for cell in foot],
                "numeric": sorted(numeric),
            }
    return {"kind": block.kind, **content}


def _runs(runs: Runs) -> list[JsonObject]:
    return [_run(run) for run in runs]


def _run(run: Run) -> JsonObject:
    data: JsonObject = {"text": run.text}
    if run.note is not None:
        titled = {"title": run.note.title} if run.note.title else {}
        data["note"] = {"text": run.note.text, "url": run.note.url, **titled}
    return data | {name: True for name in ("strong", "emphasis") if getattr(run, name)}


def _read(data: JsonObject) -> Part:
    match data["kind"]:
        case "heading":
            return Heading(data["text"], data["level"])
        case "paragraph":
            return Paragraph(_read_runs(data["runs"]))
        case "remark":
            return Remark(_read_runs(data["runs"]))
        case "items":
            return Items(tuple(map(_read_runs, data["items"])))
        case "details":
            return Details(tuple((label, tuple(map(_read_runs, lines))) for label, lines in data["rows"]))
        case "table":
            foot = data["foot"]
            return Table(
                data["caption"],
                tuple(data["head"]),
                tuple(tuple(map(_read_runs, row)) for row in data["rows"]),
                None if foot is None else tuple(map(_read_runs, foot)),
                frozenset(data["numeric"]),
            )
    raise ValueError(f"no block of a paper is called {data['kind']!r}")


def _read_runs(data: list[JsonObject]) -> Runs:
    return tuple(
        Run(
            run["text"],
            Note(**run["note"]) if "note" in run else None,
            strong=run.get("strong", False),
            emphasis=run.get("emphasis", False),
        )
        for run in data
    )
