"""A plain Debian in a folder, with systemd as its first process and a network, processes and mounts of its own.

Nothing in it can be reached from this machine, and it reaches nothing but, while something is installed, what this
machine's own apt and pip reach: a proxy that lives in its network and goes out through ours.  Where its packages come
from is read from this machine's configuration when it is made.
"""

import contextlib
import os
import re
import select
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psutil

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/provoz/nasazeni.md"
SUITE = "trixie"
GROUP = Path("/sys/fs/cgroup")
PROXY = ("127.0.0.1", 3128)
_NEEDED = ("debootstrap", "unshare", "nsenter")
_PATIENCE = 60  # seconds until systemd has started

#: Run in new namespaces: what the first process of a machine finds, then systemd in the place of this shell.
_BOOT = """
root=$1
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
while read -r name minor; do mknod -m 666 "$root/dev/$name" c $minor; done <<NODES
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
NODES
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs tmpfs "$root/dev/shm"
ip link set lo up
hostname debian
cd "$root"
exec env -i container=drill PATH=/usr/sbin:/usr/bin chroot . /lib/systemd/systemd --log-target=journal
"""


def commands() -> str:
    """What the guide tells to type, in its first block of commands."""
    return re.search(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE)[1]  # type: ignore[index]


def missing() -> str:
    """What this machine lacks for it, as a sentence; empty where it lacks nothing."""
    if os.getuid():
        return "chybí práva správce systému"
    if lacks := [name for name in _NEEDED if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") is None]:
        return f"chybí {', '.join(lacks)}"
    if not (_groups() / "cgroup.procs").exists():
        return "chybí cgroup2"
    return "" if _mirror("") else "chybí adresa balíčků Debianu v nastavení apt"


def make(root: Path) -> None:
    """Put a minimal Debian, with systemd and nothing else, into the folder."""
    packages = "ca-certificates,dbus,iproute2,python3-minimal,systemd,systemd-sysv"
    command = ["debootstrap", "--variant=minbase", f"--include={packages}", SUITE, str(root), _mirror("")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    sources = [f"deb {_mirror('')} {SUITE} main"]
    if security := _mirror("-security"):
        sources.append(f"deb {security} {SUITE}-security main")
    (root / "etc/apt/sources.list").write_text("\n".join(sources) + "\n")
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    kept = [line for line in dump.splitlines() if line.startswith("Acquire::Check-")]
    (root / "etc/apt/apt.conf.d/99machine").write_text("\n".join(kept) + "\n")
    for file in ("etc/pip.conf", "etc/ssl/certs/ca-certificates.crt"):
        if Path("/", file).exists():
            shutil.copyfile(Path("/", file), root / file)


def _mirror(part: str) -> str:
    """Where this machine's apt takes its own Debian from, or that part of it."""
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME) $(SUITE) $(RELEASE)", "Created-By: Packages"],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    own = next(
        (line.partition("=")[2] for line in Path("/etc/os-release").read_text().splitlines()
         if line.startswith("VERSION_CODENAME=")), "",
    )  # fmt: skip
    return next((line.split()[0] for line in told.splitlines() if f"{own}{part}" in line.split()[1:]), "")


def _groups() -> Path:
    """Where groups of processes are, also where older ones have the first place."""
    return GROUP / "unified" if (GROUP / "unified").is_dir() else GROUP


class Debian:
    """The Debian in the folder, started; it ends, with all that runs in it, with its ``with``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.group = _groups() / f"drill-{os.getpid()}"
        self.group.mkdir(exist_ok=True)
        apart = "unshare --mount --pid --net --uts --ipc --cgroup --fork --kill-child"
        entered = f'echo $$ >{self.group}/cgroup.procs; exec {apart} sh -euc "$2" sh "$1"'
        command = ["sh", "-euc", entered, "sh", str(root), _BOOT]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        end = time.monotonic() + _PATIENCE
        while self.run("systemctl is-system-running", check=False).stdout.strip() not in ("running", "degraded"):
            if self.process.poll() is not None or time.monotonic() > end:
                self.close()
                raise RuntimeError("systemd se v čistém Debianu nerozběhl")
            time.sleep(0.3)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        """The first process of a namespace takes all others with it."""
        with contextlib.suppress(psutil.NoSuchProcess, IndexError):
            psutil.Process(self.first).kill()
        self.process.kill()
        self.process.wait()
        for _ in range(50):
            with contextlib.suppress(OSError):
                for group in sorted(self.group.rglob("*/"), reverse=True):
                    group.rmdir()
                self.group.rmdir()
                return
            time.sleep(0.1)

    @property
    def first(self) -> int:
        """Its first process, as this machine numbers it."""
        return int(psutil.Process(self.process.pid).children()[0].pid)

    def run(
        self, script: str, variables: Mapping[str, str] | None = None, *, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """What a shell in it, as root, makes of the script; raise RuntimeError where that fails."""
        try:
            target = str(self.first)
        except IndexError:  # not yet, or no more
            target = "0"
        told = [f"{name}={value}" for name, value in (variables or {}).items()]
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
        done = subprocess.run(
            ["nsenter", "--target", target, "--all", "--root", "--wd=/", "env", "-i", path, "HOME=/root", *told,
             "sh", "-euc", f"cd /root\n{script}"],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if check and done.returncode:  # no AssertionError: a control that cannot even begin has shown nothing
            raise RuntimeError(f"{script}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
        return done

    @contextlib.contextmanager
    def online(self) -> Iterator[dict[str, str]]:
        """Until the end, its programs reach what ours do, if they are told the variables that come out of this."""
        listener = self._listener()
        threading.Thread(target=_serve, args=(listener,), daemon=True).start()
        address = f"http://{PROXY[0]}:{PROXY[1]}"
        try:
            yield {"http_proxy": address, "https_proxy": address} | {
                name: os.environ[name]
                for name in ("PIP_CERT", "PIP_INDEX_URL", "PIP_DEFAULT_TIMEOUT")
                if name in os.environ
            }
        finally:
            listener.close()

    def _listener(self) -> socket.socket:
        """A socket that listens in its network: which network a socket is of is settled when it is made."""
        with Path("/proc/self/ns/net").open() as ours, Path(f"/proc/{self.first}/ns/net").open() as its:
            os.setns(its.fileno(), os.CLONE_NEWNET)
            try:
                listener = socket.create_server(PROXY)
            finally:
                os.setns(ours.fileno(), os.CLONE_NEWNET)
        return listener


def _serve(listener: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            threading.Thread(target=_pass_on, args=(listener.accept()[0],), daemon=True).start()


def _pass_on(client: socket.socket) -> None:
    """One connection of a proxy: CONNECT for what is encrypted, a whole address for what is not."""
    with client, contextlib.suppress(OSError, ValueError):
        head = b""
        while b"\r\n\r\n" not in head and len(head) < 65_536 and (piece := client.recv(65_536)):
            head += piece
        method, address, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        parts = urlsplit(f"//{address}" if method == "CONNECT" else address)
        with socket.create_connection((parts.hostname or "", parts.port or 80), 30) as server:
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            else:
                server.sendall(head)
            while True:
                for ready in select.select([client, server], [], [], 300)[0]:
                    if not (piece := ready.recv(65_536)):
                        return
                    (server if ready is client else client).sendall(piece)
