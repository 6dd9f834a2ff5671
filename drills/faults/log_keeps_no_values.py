"""The database refuses rows; what stood in them is looked for in the log of the embedded server."""

from typing import Any

import psycopg

from memorandum.server.postgresql import server

PROVES = "Log databáze neříká nic z toho, co databáze odmítla: ani hodnoty, ani dotazy."
_MARK = "Nováková"
_AS_USUAL = {  # what PostgreSQL does unless told otherwise
    "log_min_messages": "warning",
    "log_min_error_statement": "error",
    "log_error_verbosity": "default",
}
_WRONG = (
    f"INSERT INTO people VALUES ('{_MARK}'), ('{_MARK}')",
    f"INSERT INTO people VALUES ('{_MARK} je jméno delší, než tabulka dovolí')",
    f"SELECT '{_MARK}'::integer",
    f"DO $$ BEGIN RAISE EXCEPTION 'To neznáme: %', '{_MARK}'; END $$",
    f"SELECT {_MARK} FROM people",
)


def fault(world: Any, guarded: bool) -> dict[str, int]:
    name = f"pg-log-{guarded}"
    host = server.use(str(world.folder), name, None if guarded else _AS_USUAL)
    refused = 0
    with psycopg.connect(host=host, user=server.USER, dbname=server.DATABASE, autocommit=True) as writer:
        writer.execute("CREATE TABLE people (name varchar(20) PRIMARY KEY)")
        for wrong in _WRONG:
            try:
                writer.execute(wrong)
            except psycopg.Error:
                refused += 1
    log = (world.folder / name / "server.log").read_text()
    assert refused == len(_WRONG)
    assert log.count(_MARK) == 0, f"the log names it {log.count(_MARK)} times"
    return {"refused": refused, "named_in_the_log": 0, "bytes_of_log": len(log)}
