"""What the log of the server says."""

import logging

from django.db import InterfaceError, OperationalError


class InOneLine(logging.Filter):
    """That the database is away, or that a request was refused, is told by one line, not by forty."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(problem := record.exc_info[1], BaseException):
            is_refused = 400 <= getattr(record, "status_code", 0) < 500
            if is_refused or isinstance(problem, (OperationalError, InterfaceError)):
                told, why = record.getMessage(), str(problem).partition("\n")[0]
                record.msg = told if why in told else f"{told}: {why}"
                record.args, record.exc_info, record.exc_text = (), None, None
        return True
