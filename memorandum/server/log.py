"""What the log of the server says."""

import logging

from django.db import InterfaceError, OperationalError


class DatabaseAway(logging.Filter):
    """That the database is away is told by one line for each request, not by forty."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], (OperationalError, InterfaceError)):
            record.msg = f"{record.getMessage()}: {str(record.exc_info[1]).partition('\n')[0]}"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True
