"""The staff's side of each record.  Django imports this package when it looks for admins: an app, a file."""

from memorandum.staff.admin import council, evidence, funding, localities, municipalities, people, security

__all__ = ["council", "evidence", "funding", "localities", "municipalities", "people", "security"]
