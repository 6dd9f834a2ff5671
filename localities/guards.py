"""What the database keeps and refuses of places by functions and triggers of its own."""

from pathlib import Path

from evidence.guards import Function, Guard, history, telling

FUNCTIONS = (Function(Path(__file__).parent / "sql", "discrepancy_has_two_sides"),)


def guards() -> list[Guard]:
    """Those of this room."""
    return [*FUNCTIONS, *history("localities"), *telling("localities")]
