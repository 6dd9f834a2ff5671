"""What ./run ends in: bring the database, the record and the static files up to date, then serve the portal."""

import contextlib
import gc
import hashlib
import os
import signal
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connections
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from memorandum.imports import record_files
from memorandum.server import log, migrating, nightly
from memorandum.server.database_checks import WithDatabase
from memorandum.server.environment import HOST, refuse_taken_port
from memorandum.server.page_cache import PageCache
from memorandum.server.postgresql.watcher import die_with_parent
from memorandum.server.workers import MAKERS, Workers

_CORES = os.cpu_count() or 1
_SECOND_CALL = 1.0  # seconds after which a worker that was told to stop is told again


class Command(WithDatabase):
    help = "Připraví databázi, evidenci a statické soubory a spustí portál na adrese 127.0.0.1."

    def add_arguments(self, parser: CommandParser) -> None:
        port = os.environ.get("PORT") or "8000"
        number = "Číslo portu; jinak platí proměnná PORT, jinak 8000."
        parser.add_argument("--port", default=port, type=refuse_taken_port, help=number)
        host = (
            "Adresa, na které naslouchá; jiná než obvyklá jen v kontejneru, kam z okolí vede jediná cesta přes nginx."
        )
        parser.add_argument("--host", default=HOST, help=host)
        parser.add_argument("--workers", type=int, default=min(_CORES, 4), help="Kolik procesů odpovídá.")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        try:
            with contextlib.nullcontext() if settings.IS_PUBLIC else migrating.alone(self.stderr.write):
                if not settings.IS_PUBLIC:  # which may change nothing
                    call_command("prepare", stdout=self.stdout)
                    self.load_record()
                self.collect_static_files()
        finally:
            connections.close_all()  # workers must not inherit a connection
        self.serve(host, port, workers)

    def load_record(self) -> None:
        """Load the region's record into a portal that never held one."""
        if not record_files.is_empty():
            return
        if not settings.RECORD_DIR.is_dir():
            self.stderr.write(f"Složka {settings.RECORD_DIR} s evidencí není, portál začíná prázdný.")
            return
        self.stdout.write("Načítám evidenci.")
        call_command("import_record", settings.RECORD_DIR, stdout=self.stdout)

    def collect_static_files(self) -> None:
        """Collect the static files, unless the last collection was made of the very same ones and is still there."""
        collected = Path(settings.STATIC_ROOT)
        made_of = collected.with_suffix(".sha256")
        digest = static_digest()
        if collected.is_dir() and made_of.exists() and made_of.read_text() == digest:
            return
        self.stdout.write("Připravuji statické soubory.")
        made_of.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        made_of.write_text(digest)

    def serve(self, host: str, port: int, workers: int) -> None:
        server = Workers(
            "memorandum.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,  # what browsers and servers in front speak without TLS; to guess costs a fifth
            workers=workers,
            blocking_threads=2 * MAKERS,
            websockets=False,
            log_level=LogLevels.warning,
            log_dictconfig=log.of_the_server(settings.LOG_FORMAT),
        )

        def tell() -> None:
            # A closed terminal ends the portal like Ctrl+C; the server's own answer would be to begin anew.
            signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))
            self.stdout.write(f"Portál běží na adrese http://{host}:{port}/ (ukončíte ho klávesami Ctrl+C).")
            self.stdout.flush()

        server.on_startup(tell)
        if not settings.IS_PUBLIC:
            server.on_startup(nightly.start)
        # What was loaded until now lives as long as the portal.  Nobody looks through it for garbage again: not in
        # the midst of an answer, for a tenth of a second, and not in each worker, which would need memory of its own.
        gc.freeze()
        server.serve(target_loader=partial(load_application, os.getpid()), wrap_loader=False)


def load_application(parent: int) -> PageCache:
    """The portal, in a worker.  A worker ends with its parent, else it would hold the port and the database."""
    die_with_parent(parent, signal.SIGKILL)
    # A Ctrl+C or a closed terminal reaches the whole group.  The parent answers it by telling the workers to stop;
    # a worker that hears both can lock itself up.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until the worker has an answer of its own; not the parent's
    _be_told_twice()
    from memorandum.wsgi import application  # in the worker: it begins to listen, and a thread is not forked along

    gc.freeze()
    return application


def _be_told_twice() -> None:
    """Have a worker's main thread woken once more after it was told to stop.

    A signal that comes just before the thread goes to sleep is noted and not answered: nothing wakes it, and the
    worker is killed after ``workers_kill_timeout``.  Being told twice is harmless, three times can lock a worker up.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    main = threading.get_ident()

    def wake() -> None:
        while os.read(reader, 1)[0] != signal.SIGTERM:
            pass
        time.sleep(_SECOND_CALL)
        signal.pthread_kill(main, signal.SIGTERM)

    threading.Thread(target=wake, name="told-twice", daemon=True).start()


def static_digest() -> str:
    """A digest of all static files: names and contents."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in finders.get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            with storage.open(path) as file:
                content = file.read()
            digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
