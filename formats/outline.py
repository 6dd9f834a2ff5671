"""What a paper says, apart from how it looks: blocks of text with citations, the same for HTML, DOCX and PDF.

Everything here is plain data, ready to be set: building a block cleans its text of what no document may hold and
puts no-break spaces where Czech wants them, so that the three renderers cannot differ. `kind` names each kind of block
for templates, which cannot ask for its class.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar, NamedTuple

from czech import NBSP, vlna

INVISIBLE = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff"
"""What nobody can see, as ranges for a regular expression: control characters, characters that are none, and those
that turn the direction of everything after them. Marks that only hint at the direction of their neighbours
(U+200E, U+200F) stay; so do line ends, which `clean` and pages treat each in their own way."""
_FORBIDDEN = re.compile(f"[{INVISIBLE}\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")


def clean(text: str) -> str:
    """Return the text as any document may hold it: one line, without control characters.

    Tabs and line ends become one space (a new line is a new block), half a surrogate pair becomes U+FFFD, what XML
    forbids and what would turn the direction of the rest of the page is left out.
    """
    if text.replace(NBSP, " ").isprintable():  # as nothing is that this leaves out, and nearly every text
        return text
    return _SURROGATE.sub("\ufffd", _FORBIDDEN.sub("", _LINE_END.sub(" ", text)))


_SPACES = re.compile(" {2,}")


def _tidy(text: str) -> str:
    # Old papers are laid out with rows of spaces; on ours they would be holes.
    return _SPACES.sub(" ", clean(text))


def _typeset(text: str) -> str:
    return vlna(_tidy(text))


@dataclass(frozen=True, slots=True)
class Note:
    """A citation: the source and its passage as people read it, and where on the portal the passage is.

    `url` is an absolute path on the portal (`/zdroje/12/#p3`). `title` is what the source is called, the beginning of
    a text that goes on with a passage; without it the text is all of the name. Equal notes are one note.
    """

    text: str
    url: str
    title: str = ""

    def __post_init__(self) -> None:
        if not self.url.startswith("/") or self.url.startswith("//") or clean(self.url) != self.url:
            raise ValueError(f"a note leads to a path on the portal, not to {self.url!r}")
        object.__setattr__(self, "text", _typeset(self.text))
        object.__setattr__(self, "title", _typeset(self.title))
        if not self.text.startswith(self.title):
            raise ValueError(f"the note {self.text!r} does not begin with the source's title {self.title!r}")

    @property
    def passage(self) -> str:
        """The source's words that are cited; empty where the source as a whole is."""
        return self.text[len(self.title) :].removeprefix(": ") if self.title else ""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text set in one way, with the note it stands on."""

    text: str
    note: Note | None = None
    strong: bool = False
    emphasis: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _tidy(self.text))


type Runs = tuple[Run, ...]


def _glued(runs: Iterable[Run]) -> Runs:
    """Glue words across runs: in `č. ` + `85` it is the space at the end of the first one that must not break."""
    whole = tuple(runs)
    if len(whole) == 1:
        text = vlna(whole[0].text)
        return whole if text == whole[0].text else (replace(whole[0], text=text),)
    glued = vlna("".join(run.text for run in whole))
    at = 0
    result = []
    for run in whole:
        text = glued[at : at + len(run.text)]
        result.append(run if text == run.text else replace(run, text=text))
        at += len(run.text)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the paper; level 1 is the paper's title."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 2

    def __post_init__(self) -> None:
        if self.level not in (2, 3):
            raise ValueError(f"a heading has level 2 or 3, not {self.level}")
        if not clean(self.text).strip():
            raise ValueError("a heading says something")
        object.__setattr__(self, "text", _typeset(self.text))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    kind: ClassVar[str] = "paragraph"
    runs: Runs

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", _glued(self.runs))


@dataclass(frozen=True, slots=True)
class Remark:
    """A paragraph in small print: what the reader should know about the text above it."""

    kind: ClassVar[str] = "remark"
    runs: Runs

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", _glued(self.runs))


@dataclass(frozen=True, slots=True)
class Items:
    """A list with bullets."""

    kind: ClassVar[str] = "items"
    items: tuple[Runs, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(_glued(item) for item in self.items))


@dataclass(frozen=True, slots=True)
class Details:
    """The block below the title: labels, each with its lines (`Zpracoval:` name, then post)."""

    kind: ClassVar[str] = "details"
    rows: tuple[tuple[str, tuple[Runs, ...]], ...]

    def __post_init__(self) -> None:
        rows = tuple((_typeset(label), tuple(_glued(line) for line in lines)) for label, lines in self.rows)
        object.__setattr__(self, "rows", rows)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, a head that repeats on each page, rows, and perhaps a foot (a total).

    `numeric` holds the indices of columns aligned right. The first column names its row. Raise ValueError when a row
    is not as wide as the head.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    foot: tuple[Runs, ...] | None = None
    numeric: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not self.head:
            raise ValueError("a table has at least one column")
        width = len(self.head)
        for index, row in enumerate(self.all_rows, start=1):
            if len(row) != width:
                raise ValueError(f"row {index} has {len(row)} cells, the head has {width}")
        if not self.numeric <= frozenset(range(width)):
            raise ValueError(f"numeric columns {sorted(self.numeric)} of {width}")
        object.__setattr__(self, "caption", _typeset(self.caption))
        object.__setattr__(self, "head", tuple(_typeset(title) for title in self.head))
        object.__setattr__(self, "rows", tuple(tuple(_glued(cell) for cell in row) for row in self.rows))
        if self.foot is not None:
            object.__setattr__(self, "foot", tuple(_glued(cell) for cell in self.foot))

    @property
    def all_rows(self) -> tuple[tuple[Runs, ...], ...]:
        """The rows and, if there is one, the foot."""
        return self.rows if self.foot is None else (*self.rows, self.foot)


type Part = Heading | Paragraph | Remark | Items | Details | Table


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole paper.

    `kicker` stands above the title (PÍSEMNÁ INFORMACE pro 7. zasedání …), `dateline` below it (dne 30. 8. 2016),
    `description` is the one sentence that search engines and file properties show, `filename` has no extension.
    `made_at` is written into the file's properties; without it the file says nothing of its making.
    """

    kicker: str
    dateline: str
    title: str
    description: str
    blocks: tuple[Part, ...]
    filename: str
    made_at: dt.datetime | None = None
    author: str = ""
    landscape: bool = False

    def __post_init__(self) -> None:
        if not clean(self.title).strip():
            raise ValueError("a paper has a title")
        for name in ("kicker", "dateline", "title"):
            object.__setattr__(self, name, _typeset(getattr(self, name)))
        for name in ("description", "author"):
            object.__setattr__(self, name, clean(getattr(self, name)))


def _lines(parts: Iterable[Part]) -> Iterator[Runs]:
    """Yield every line of the parts in reading order."""
    for block in parts:
        match block:
            case Heading(text):
                yield (Run(text),)
            case Paragraph(runs) | Remark(runs):
                yield runs
            case Items(items):
                yield from items
            case Details(rows):
                for label, lines in rows:
                    yield (Run(label),)
                    yield from lines
            case Table(caption, head):
                yield (Run(caption),)
                yield _cells((Run(title),) for title in head)
                yield from map(_cells, block.all_rows)


def _cells(cells: Iterable[Runs]) -> Runs:
    line: list[Run] = []
    for cell in cells:
        line += [*([Run("; ")] if line else []), *cell]
    return tuple(line)


def text(outline: Outline) -> str:
    """Return everything the paper says as plain text, a line for each heading, paragraph, item and table row.

    Spaces are ordinary ones, cells are parted by semicolons, empty lines are left out.
    """
    heading = (outline.kicker, outline.dateline, outline.title)
    body = ("".join(run.text for run in runs) for runs in _lines(outline.blocks))
    return "\n".join(line.replace(NBSP, " ") for line in (*heading, *body) if line.strip())


def notes(outline: Outline) -> tuple[Note, ...]:
    """Return the paper's notes in order of appearance; the first is number 1, equal notes appear once."""
    return tuple(dict.fromkeys(run.note for run in pieces(outline.blocks) if run.note is not None))


def pieces(parts: Iterable[Part]) -> Iterator[Run]:
    """Every piece of text of the parts in reading order."""
    for line in _lines(parts):
        yield from line


class Mark(NamedTuple):
    """Where in the list of sources a note is: the number of its source and, where passages stand below it, whose."""

    number: int
    passage: int = 0


@dataclass(frozen=True, slots=True)
class ListedSource:
    """One of the list of sources at the end: its name, its address on the portal, what of it is cited and where."""

    text: str
    url: str
    passages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """The list of sources at the end of a paper, in order of appearance, and the number of each note."""

    listed: tuple[ListedSource, ...] = ()
    marks: Mapping[Note, Mark] = field(default_factory=dict)


class Citing(StrEnum):
    """How a paper says what it stands on."""

    NOT = ""
    EACH = "ano"
    BY_SOURCE = "dokumenty"

    @property
    def label(self) -> str:
        """The choice as people are offered it."""
        match self:
            case Citing.NOT:
                return "bez zdrojů"
            case Citing.EACH:
                return "u každého údaje číslo zdroje, na konci každá pasáž zvlášť"
            case Citing.BY_SOURCE:
                return "u každého údaje číslo zdroje, na konci zdroje podle dokumentů, pod každým jeho pasáže"


def sources(outline: Outline, citing: Citing) -> Sources:
    """Return what the paper stands on: a number for each citation, or one for each source with its passages below."""
    cited = notes(outline)
    match citing:
        case Citing.EACH:
            listed = tuple(ListedSource(note.text, note.url) for note in cited)
            return Sources(listed, {note: Mark(number) for number, note in enumerate(cited, start=1)})
        case Citing.BY_SOURCE:
            return _by_source(cited)
    return Sources()


def _by_source(cited: Iterable[Note]) -> Sources:
    numbers: dict[tuple[str, str], int] = {}
    passages: list[dict[str, str]] = []
    places: dict[tuple[int, str], int] = {}
    marks = {}
    for note in cited:
        source = note.title or note.text, note.url.partition("#")[0]
        number = numbers.setdefault(source, len(numbers) + 1)
        if number > len(passages):
            passages.append({})
        below = passages[number - 1]
        if note.passage and note.passage not in below:  # facts may stand on the same words
            below[note.passage] = note.url
            places[number, note.passage] = len(below)
        marks[note] = Mark(number, places.get((number, note.passage), 0))
    listed = zip(numbers, passages, strict=True)
    return Sources(tuple(ListedSource(*source, tuple(below.items())) for source, below in listed), marks)
