"""The process that runs the embedded server for as long as somebody uses it; ``server`` starts it as a script.

It imports nothing outside the standard library, so that it starts fast and holds little memory.
"""

import ctypes
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

POLL_SECONDS = 0.25
STOP_SECONDS = 60
PR_SET_PDEATHSIG = 1


def become(uid: int, gid: int, shown_as: int) -> None:
    """Stop being root, which PostgreSQL refuses; a no-op for anybody else.

    ``uid``, ``gid``: who owns the cluster's folder.  When that is root itself, ``shown_as`` is the uid under which
    a user namespace shows root: the programs see a plain user, on disk everything stays root's.
    """
    if os.geteuid() != 0:
        return
    if uid != 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    elif sys.platform == "linux":
        group = os.getegid()
        os.unshare(os.CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{shown_as} 0 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def die_with_parent(parent: int, by: signal.Signals) -> None:
    """Have the kernel send this process the signal ``by`` when ``parent`` is gone, even by kill -9 (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, by)
        if os.getppid() != parent:
            sys.exit("The parent is gone.")


def command(account: list[int], program: str | Path, *args: str | Path, parent: int = 0) -> list[str]:
    """The command line that runs ``program`` under ``account``: this very file becomes the program."""
    who = json.dumps([*account, parent])
    return [sys.executable, "-I", "-S", __file__, "become", who, str(program), *map(str, args)]


def watch(users: str, socket: str, account: list[int], postgres: list[str], locks: list[int]) -> int:
    """Run the server until nobody holds the ``users`` lock; return the server's exit code.

    ``locks``: descriptors of locks that say "the watcher lives" and "something of the server lives".  Only the second
    one is passed on to the server, whose every process inherits it.
    """
    _, server_lock = locks
    server = subprocess.Popen(command(account, *postgres, parent=os.getpid()), pass_fds=[server_lock])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Terminated."))
    try:
        with Path(users).open("rb") as lock:
            while server.poll() is None:
                try:
                    # From here on new users wait, until this process ends, so none meets a server that is stopping.
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    time.sleep(POLL_SECONDS)
                else:
                    stop(server)
    finally:
        stop(server)
        shutil.rmtree(socket)
    return server.returncode


def stop(server: subprocess.Popen[bytes]) -> None:
    """Shut the server down: in good order, or at once when that hangs (it recovers at its next start)."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait()


def main(verb: str, *args: str) -> None:
    if verb == "become":
        uid, gid, shown_as, parent = json.loads(args[0])
        become(uid, gid, shown_as)
        if parent:
            die_with_parent(parent, signal.SIGINT)  # PostgreSQL's fast shutdown
        os.execv(args[1], args[1:])
    elif os.fork() == 0:  # the starter waits for the first process only; nobody is left with a child to collect
        sys.exit(watch(**json.loads(args[0])))


if __name__ == "__main__":
    main(*sys.argv[1:])
