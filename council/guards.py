"""What was issued stays: the database refuses to change it, to delete it or to empty its tables, whoever asks."""

from pathlib import Path

from evidence.guards import Function, Guard, Trigger, history, telling

_SQL = Path(__file__).parent / "sql"

FUNCTIONS = tuple(
    Function(_SQL, name)
    for name in (
        "issued_entry_follows",
        "issued_refuse",
        "issued_refuse_change",
        "issued_refuse_change_of_body",
        "issued_refuse_change_of_file",
        "issued_refuse_change_of_paper",
        "issued_refuse_change_of_part",
        "issued_refuse_change_of_session",
        "issued_refuse_truncate",
        "issued_refuse_truncate_of_history",
    )
)
FROZEN = ("council_ledgerentry", "council_issuedpaper", "council_withdrawal", "council_timestamp")
_ROWS = {
    **dict.fromkeys(FROZEN, ("BEFORE DELETE OR UPDATE", "issued_refuse_change")),
    "evidence_body": ("BEFORE DELETE OR UPDATE", "issued_refuse_change_of_body"),
    "evidence_file": ("BEFORE DELETE OR UPDATE", "issued_refuse_change_of_file"),
    "council_paper": ("BEFORE DELETE OR UPDATE", "issued_refuse_change_of_paper"),
    "council_block": ("BEFORE INSERT OR DELETE OR UPDATE", "issued_refuse_change_of_part"),
    "council_paperentry": ("BEFORE INSERT OR DELETE OR UPDATE", "issued_refuse_change_of_part"),
    "council_session": ("BEFORE DELETE OR UPDATE", "issued_refuse_change_of_session"),
}
TRIGGERS = (
    *(Trigger(table, "issued_refuse_change", when, function) for table, (when, function) in _ROWS.items()),
    *(
        Trigger(table, "issued_refuse_truncate", "BEFORE TRUNCATE", "issued_refuse_truncate", each="STATEMENT")
        for table in FROZEN
    ),
    Trigger(
        "evidence_event",
        "issued_refuse_truncate",
        "BEFORE TRUNCATE",
        "issued_refuse_truncate_of_history",
        each="STATEMENT",
    ),
    Trigger("council_ledgerentry", "issued_entry_follows", "BEFORE INSERT", "issued_entry_follows"),
)


def guards() -> list[Guard]:
    """Those of this room."""
    return [*FUNCTIONS, *TRIGGERS, *history("council"), *telling("council")]
