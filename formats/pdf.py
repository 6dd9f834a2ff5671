"""An outline as a tagged PDF, PDF/UA-1; when it says when it was made, PDF/A-2a at once.

Accessibility is a build error: what the standards do not allow is not made at all.
"""

import datetime as dt
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pikepdf
import typst

from czech import NBSP, number
from formats.outline import (
    Citing,
    Details,
    Heading,
    Items,
    ListedSource,
    Mark,
    Note,
    Outline,
    Paragraph,
    Part,
    Remark,
    Run,
    Runs,
    Table,
    sources,
)
from formats.outline_json import JsonObject
from formats.table_layout import LONGEST_WORD, laid_out

if TYPE_CHECKING:
    from typst import PDFStandard

ACCESSIBLE: list["PDFStandard"] = ["ua-1"]
ARCHIVED: list["PDFStandard"] = ["ua-1", "a-2a"]  # an archive wants to know when the paper was made

_PAPER = Path(__file__).with_name("paper.typ")
_ROOM, _ROOM_WIDE = 95, 185  # characters on a line of a table
_LONG_LABEL = 30  # characters; longer ones would leave no room for what they label
_LONG_TABLE = 1000  # rows
_PART_OF_TABLE = 500
_LARGE = 60_000  # characters of JSON: some twenty pages of a paper, or forty rows of a wide table
_PATIENCE = 120  # seconds
_LONG_CODE = 14  # characters from which a code may break after its signs
_LONGER_THAN_CZECH = LONGEST_WORD + 1
_LONG_WORD = re.compile(rf"\S{{{_LONG_CODE},}}")
_CZECH_WORD = re.compile(r"\W*[^\W\d_]+\W*")
_AFTER_SIGN = re.compile(r"(?<=[/._?&=@:;,+-])(?=\w)")
_LONG_CHAIN = re.compile(r"[^ ]{80,}")
_LONG_CHAIN_IN_CELL = re.compile(r"[^ ]{30,}")
_UNDRAWABLE = re.compile(r'(?:the text|the codepoint) `"(.*?)"`', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def render(outline: Outline, *, citing: Citing = Citing.NOT, site: str = "") -> bytes:
    """Return the paper as PDF; the same outline gives the same bytes.

    Where it is to cite, each cited run carries a number that leads to the list of sources at the end. `site` is the
    portal's address (`https://portal.example.cz`); with it the sources there lead on to their passages on the portal.
    Raise typst.TypstError when the result would not be accessible.
    """
    cited = sources(outline, citing)
    paper: JsonObject = {
        "kicker": _soft(outline.kicker),
        "dateline": _soft(outline.dateline),
        "title": _soft(outline.title),
        "name": outline.title.replace(NBSP, " "),
        "description": outline.description,
        "author": outline.author,
        "landscape": outline.landscape,
        "dated": outline.made_at is not None,
        "blocks": [
            _block(block, cited.marks, room=_ROOM_WIDE if outline.landscape else _ROOM)
            for block in _parted(outline.blocks)
        ],
        "sources": [_source(source, site.rstrip("/")) for source in cited.listed],
    }
    task = _Task(json.dumps(paper, ensure_ascii=False), _utc(outline.made_at))
    return _compiled(task) if len(task.paper) < _LARGE else _compiled_apart(task)


class _Task(NamedTuple):
    paper: str  # JSON
    timestamp: dt.datetime | None


def _compiled_apart(task: _Task) -> bytes:
    """Compile in a process of its own: typst remembers what it has set, for a large table hundreds of megabytes."""
    made_at = "" if task.timestamp is None else task.timestamp.isoformat()
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=f"{made_at}\n{task.paper}".encode(),
        capture_output=True,
        cwd=_PAPER.parents[1],
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the PDF was not made:\n{done.stderr.decode(errors='replace')}")
    return done.stdout


def _compiled(task: _Task) -> bytes:
    """Compile; a character that no font of ours can draw is an error in PDF/UA, so such ones become □ and we retry."""
    missing: dict[int, str] = {}
    while True:
        try:
            made = typst.compile(
                _PAPER,
                root=_PAPER.parent,
                ignore_system_fonts=True,  # only what the wheel brings: the same bytes on every machine
                sys_inputs={"paper": task.paper.translate(missing)},
                pdf_standards=ACCESSIBLE if task.timestamp is None else ARCHIVED,
                timestamp=task.timestamp,
            )
        except typst.TypstError as error:
            undrawable = dict.fromkeys(map(ord, _undrawable(error.diagnostic)), "□")
            if not undrawable.keys() - missing.keys():
                raise  # not a matter of fonts
            missing |= undrawable
        else:
            return _packed(made)


def _packed(made: bytes) -> bytes:
    """The same document with its objects packed: typst writes each tag of each cell as plain text."""
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as document:
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


def _undrawable(diagnostic: str) -> str:
    """Return the characters that the compiler says it cannot draw, or may not keep in an archive (private use)."""
    quoted = "".join(_UNDRAWABLE.findall(diagnostic))
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), quoted)
    return "".join(char for char in plain if not char.isascii())


def _parted(blocks: Iterable[Part]) -> Iterator[Part]:
    """Part very long tables: the time that typst takes for one grows faster than its rows."""
    for block in blocks:
        if isinstance(block, Table) and len(block.rows) > _LONG_TABLE:
            count = len(block.rows)
            for start in range(0, count, _PART_OF_TABLE):
                end = min(start + _PART_OF_TABLE, count)
                rows = f"řádky {number(start + 1)}–{number(end)} z{NBSP}{number(count)}"
                yield replace(
                    block,
                    caption=f"{block.caption} ({rows})" if block.caption else rows.capitalize(),
                    rows=block.rows[start:end],
                    foot=block.foot if end == count else None,
                )
        else:
            yield block


def _block(block: Part, cited: Mapping[Note, Mark], *, room: int) -> JsonObject:
    match block:
        case Heading(text, level):
            return {"is": "heading", "level": level, "text": _soft(text)}
        case Paragraph(runs) | Remark(runs):
            return {"is": block.kind, "runs": _runs(runs, cited)}
        case Items(items):
            return {"is": "items", "items": [_runs(item, cited) for item in items]}
        case Details(rows):
            return {
                "is": "details",
                "rows": [
                    [_soft(label, cell=True), [_runs(line, cited, cell=True) for line in lines]]
                    for label, lines in rows
                ],
                "long-label": any(len(label) > _LONG_LABEL for label, _ in rows),
            }
        case Table(caption, head, rows, foot, numeric):
            layout = laid_out(block, room)
            is_last_kept = len(rows) > 1 and layout.kept[-2] and not layout.is_short
            return {
                "is": "table",
                "caption": _soft(caption),
                "head": [_soft(title, cell=True) for title in head],
                "rows": [[_runs(cell, cited, cell=True) for cell in row] for row in rows],
                "foot": None if foot is None else [_runs(cell, cited, cell=True) for cell in foot],
                "numeric": sorted(numeric),
                "widths": layout.widths,
                "tight": layout.is_tight,
                "head-tight": layout.is_head_tight,
                "short": layout.is_short,
                "whole": layout.whole,
                "last": (2 if foot is None else 1) if is_last_kept else 0,
            }


def _runs(runs: Runs, cited: Mapping[Note, Mark], *, cell: bool = False) -> list[JsonObject]:
    return [_run(run, cited, cell=cell) for run in runs]


def _run(run: Run, cited: Mapping[Note, Mark], *, cell: bool) -> JsonObject:
    data: JsonObject = {"text": _soft(run.text, cell=cell)}
    if run.note is not None and run.note in cited:
        mark = cited[run.note]
        data |= {"note": mark.number, "place": _place(*mark)}
    return data | {name: True for name in ("strong", "emphasis") if getattr(run, name)}


def _place(number: int, passage: int) -> str:
    return f"zdroj-{number}-{passage}" if passage else f"zdroj-{number}"


def _source(source: ListedSource, site: str) -> JsonObject:
    return {
        "text": _soft(source.text),
        "url": site + source.url if site else "",
        "shown": _soft(site + source.url),
        "passages": [{"text": _soft(text), "url": site + url if site else ""} for text, url in source.passages],
    }


def _soft(text: str, *, cell: bool = False) -> str | list[str]:
    """Return the text, or its pieces between which a line may break: typst sets what cannot break off the page.

    An address or a code breaks after its signs, a word longer than any of the language after so many characters, and
    of a chain of no-break spaces longer than a line the links come loose.
    """
    if len(text) < _LONG_CODE:
        return text
    chain, every = (_LONG_CHAIN_IN_CELL, 6) if cell else (_LONG_CHAIN, 20)
    text = chain.sub(lambda found: found[0].replace(NBSP, " "), text)
    pieces = [""]
    at = 0
    for found in _LONG_WORD.finditer(text):
        first, *others = _broken(found[0], every)
        pieces[-1] += text[at : found.start()] + first
        pieces += others
        at = found.end()
    pieces[-1] += text[at:]
    return pieces if len(pieces) > 1 else text


def _broken(word: str, every: int) -> Iterator[str]:
    """The word's pieces: after its signs, no more than `every` characters ask for, as each has its cost."""
    piece = ""
    for part in _AFTER_SIGN.split(word):
        # A word, perhaps with its quotes and comma, will be hyphenated, unless no Czech word is that long.
        whole = len(part) < (_LONGER_THAN_CZECH if _CZECH_WORD.fullmatch(part) else _LONG_CODE)
        if piece and (len(piece) + len(part) > every or not whole):
            yield piece
            piece = ""
        if whole:
            piece += part
        else:
            yield from (part[start : start + every] for start in range(0, len(part), every))
    if piece:
        yield piece


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    """Return the moment as typst takes it, to the second."""
    if moment is None:
        return None
    return (moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).replace(microsecond=0)


if __name__ == "__main__":
    _made_at, _, _paper = sys.stdin.buffer.read().decode().partition("\n")
    sys.stdout.buffer.write(_compiled(_Task(_paper, dt.datetime.fromisoformat(_made_at) if _made_at else None)))
