"""The staff's side of each record: Django's admin finds the registrations here."""

from memorandum.staff.admin import council, funding, localities, people  # noqa: F401 (they register themselves)
