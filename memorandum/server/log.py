"""What the log of the server says: what happened and where, never what somebody has typed.

A refused question is one line without its query; a fault of the database names its rule, not the values.  Whoever
needs what a visitor saw asks the same address.
"""

import copy
import datetime
import json
import logging
import traceback
from typing import Any

from django.db import Error, InterfaceError, OperationalError
from granian.log import LOGGING_CONFIG


class Concise(logging.Filter):
    """Leaves of a record what may be kept, in as few lines as will do."""

    def filter(self, record: logging.LogRecord) -> bool:
        problem = record.exc_info[1] if record.exc_info else None
        request, status = getattr(record, "request", None), getattr(record, "status_code", 500)
        if isinstance(problem, (OperationalError, InterfaceError)):
            # That the database is away is told by one line for each request, not by forty.
            _tell(record, f"{record.getMessage()}: {str(problem).partition('\n')[0]}")
        elif request is not None and status < 500:
            _tell(record, f"{status} {request.method} {request.path} ({_why(record, problem)})")
        elif isinstance(problem, Error) and record.exc_info:
            frames = "".join(traceback.format_tb(record.exc_info[2]))
            record.exc_text = f"{frames}{type(problem).__name__}: {_rule(problem)}"
        return True


def _tell(record: logging.LogRecord, words: str) -> None:
    record.msg, record.args, record.exc_info, record.exc_text = words, (), None, None


def _why(record: logging.LogRecord, problem: BaseException | None) -> str:
    """By its kind; of a form that came from elsewhere Django's reason, up to the address that it names."""
    if problem is not None:
        return type(problem).__name__
    if record.name == "django.security.csrf" and record.args:
        return str(record.args[0] if isinstance(record.args, tuple) else "").partition(" - ")[0].partition(": ")[0]
    return record.name


def _rule(problem: Error) -> str:
    """What the database did not like: by SQLSTATE and the name of the constraint; its own sentence holds values."""
    told = getattr(problem.__cause__, "diag", None)
    names = (getattr(told, name, None) for name in ("sqlstate", "table_name", "column_name", "constraint_name"))
    return " ".join(name for name in names if name) or "(hodnoty se nezapisují)"


class JsonLines(logging.Formatter):
    """A record as a line of JSON, for whoever collects logs (``LOG_FORMAT=json``)."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if (request := getattr(record, "request", None)) is not None:
            told |= {"method": request.method, "path": request.path}
        if (status := getattr(record, "status_code", None)) is not None:
            told["status"] = status
        if record.exc_info:
            told["exception"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def of_the_server(form: str) -> dict[str, Any] | None:
    """The configuration of granian's own log, in the same form; None for its usual one."""
    if form != "json":
        return None
    config: dict[str, Any] = copy.deepcopy(LOGGING_CONFIG)
    config["formatters"] = {name: {"()": "memorandum.server.log.JsonLines"} for name in config["formatters"]}
    return config
