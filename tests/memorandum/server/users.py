"""Processes that use the embedded server, and what becomes of them."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = {"fsync": "off", "io_method": "sync"}
DJANGO = """
import django, json, sys
from django.conf import settings
database = {"ENGINE": "memorandum.server.postgresql", "NAME": "portal", "EMBEDDED": json.loads(sys.argv[1])}
settings.configure(DATABASES={"default": database})
django.setup()
from django.db import connection
for sql in sys.stdin:
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while cursor.nextset():
            pass
        print(json.dumps(cursor.fetchone()), flush=True)
"""
# The same without Django, which takes half of the time.
PLAIN = """
import json, psycopg, sys
from memorandum.server.postgresql import server
for sql in sys.stdin:
    host = server.use(**json.loads(sys.argv[1]))
    with psycopg.connect(host=host, user=server.USER, dbname="portal") as connection:
        cursor = connection.execute(sql)
        while cursor.nextset():
            pass
        print(json.dumps(cursor.fetchone()), flush=True)
"""
POSTMASTER = r"SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int"


class User:
    """A process that uses the server: it answers each line of SQL with the last statement's value."""

    def __init__(self, var, prefix=(), program=PLAIN):
        embedded = {"var": str(var), "name": "pg18-test", "settings": SETTINGS}
        command = [*prefix, sys.executable, "-c", program, json.dumps(embedded)]
        streams: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process: Any = subprocess.Popen(command, cwd=ROOT, start_new_session=True, **streams)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.leave()

    def tell(self, sql):
        print(sql, file=self.process.stdin, flush=True)

    def hear(self):
        answer = self.process.stdout.readline()
        assert answer, "the user has ended"
        return json.loads(answer)[0]

    def ask(self, sql):
        self.tell(sql)
        return self.hear()

    def postmaster(self):
        return psutil.Process(self.ask(POSTMASTER))

    def leave(self, signum=None):
        if signum:
            self.process.send_signal(signum)
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


def wait_until(true, what, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def is_gone(process):
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until_gone(*processes):
    for process in processes:
        wait_until(lambda process=process: is_gone(process), f"the end of {process}")


def processes_of(postmaster):
    """The watcher, the postmaster and all its children."""
    return [postmaster.parent(), postmaster, *postmaster.children(recursive=True)]
