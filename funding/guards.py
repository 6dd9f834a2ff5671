"""What the database keeps and refuses of money by functions and triggers of its own."""

from pathlib import Path

from evidence.guards import Function, Guard, history, telling

FUNCTIONS = (Function(Path(__file__).parent / "sql", "refuse_same_money"),)


def guards() -> list[Guard]:
    """Those of this room."""
    return [*FUNCTIONS, *history("funding"), *telling("funding")]
