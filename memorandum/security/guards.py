"""What keeps the log of security, and what writes into it by itself: whoever does it, by whatever way."""

from pathlib import Path

from evidence.guards import Function, Guard, Trigger

_SQL = Path(__file__).parent / "sql"
_LOG = "security_securityevent"

FUNCTIONS = tuple(
    Function(_SQL, name)
    for name in (
        "keep_security_event",
        "refuse_change_of_security_log",
        "forget_security_events",
        "log_security",
        "log_accounts",
        "log_roles",
        "log_factors",
        "log_publishing",
        "log_issuing",
    )
)
#: What is made public or taken back: when, what it is called, and the column by which it is known.  What is public
#: from the beginning unless somebody withholds it is entered, not published.
_PUBLISHED = {
    "council_paper": ("AFTER INSERT OR UPDATE", "'písemnost', 'key'"),
    "evidence_source": ("AFTER UPDATE", "'zdroj', 'key'"),
    "localities_discrepancy": ("AFTER UPDATE", "'rozpor', 'key'"),
    "localities_locality": ("AFTER INSERT OR UPDATE", "'lokalita', 'slug'"),
}
_REFUSES = "refuse_change_of_security_log"


def guards() -> list[Guard]:
    written = [
        ("auth_user", "AFTER INSERT OR UPDATE", "log_accounts"),
        ("auth_user_groups", "AFTER INSERT OR DELETE", "log_roles"),
        ("mfa_authenticator", "AFTER INSERT OR DELETE", "log_factors"),
        ("council_issuedpaper", "AFTER INSERT", "log_issuing('issued')"),
        ("council_withdrawal", "AFTER INSERT", "log_issuing('revoked')"),
        *((table, when, f"log_publishing({told})") for table, (when, told) in _PUBLISHED.items()),
    ]
    return [
        *FUNCTIONS,
        Trigger(_LOG, "keep_security_event", "BEFORE INSERT", "keep_security_event"),
        Trigger(_LOG, _REFUSES, "BEFORE DELETE OR UPDATE", _REFUSES),
        Trigger(_LOG, f"{_REFUSES}_at_once", "BEFORE TRUNCATE", _REFUSES, each="STATEMENT"),
        *(Trigger(table, "log_security", when, function, always=False) for table, when, function in written),
    ]
