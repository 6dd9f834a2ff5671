"""Which guards there are in the portal's own sources, and what the source is like without one of them."""

import ast
from collections import Counter
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

ROOMS = ("czech", "formats", "evidence", "localities", "funding", "council", "memorandum")
#: What says that a programmer is wrong, not a person: nobody but a programmer could come to it.
_OF_PROGRAMMERS = {"AssertionError", "KeyError", "NotImplementedError", "RuntimeError", "TypeError", "ValueError"}


class Guard(NamedTuple):
    """A refusal: the statement ``raise`` on these lines (from 1, both inclusive) of the file, indented so far.

    ``number`` tells apart those of a file that say the same, from 1.
    """

    path: str
    first: int
    last: int
    indent: int
    words: str
    number: int

    def __str__(self) -> str:
        return f"{self.path}:{self.first} {self.words}"

    @property
    def key(self) -> str:
        """What it is known by, wherever in its file it stands."""
        return f"{self.path} {self.words} {self.number}"


def guards(root: Path) -> Iterator[Guard]:
    """Every refusal of the portal that stands behind a condition, in the order of the sources."""
    for room in ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            if "migrations" not in file.parts:
                yield from _guards_of(str(file.relative_to(root)), ast.parse(file.read_text()))


def without(source: str, guard: Guard) -> str:
    """The source in which the refusal does nothing."""
    lines = source.splitlines(keepends=True)
    lines[guard.first - 1 : guard.last] = [f"{' ' * guard.indent}pass\n"]
    return "".join(lines)


def _guards_of(path: str, tree: ast.AST) -> Iterator[Guard]:
    said: Counter[str] = Counter()
    for statement in sorted(_raised(tree), key=attrgetter("lineno")):
        words = ast.unparse(statement)
        said[words] += 1
        first, last = statement.lineno, statement.end_lineno or 0
        yield Guard(path, first, last, statement.col_offset, words, said[words])


def _raised(tree: ast.AST) -> Iterator[ast.Raise]:
    for node in ast.walk(tree):
        branches = (node.body, node.orelse) if isinstance(node, ast.If) else ()
        for statement in (statement for branch in branches for statement in branch):
            if isinstance(statement, ast.Raise) and statement.exc is not None and _refuses(statement.exc):
                yield statement


def _refuses(raised: ast.expr) -> bool:
    called = raised.func if isinstance(raised, ast.Call) else raised
    return not (isinstance(called, ast.Name) and called.id in _OF_PROGRAMMERS)
