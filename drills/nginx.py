"""nginx with the portal's own files of deploy/nginx; only places, ports and the limits of one address are others."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import psutil

from bench.servers import NGINX, free_port
from drills.portals import ROOT, Answer, ask
from drills.world import Untried

_FILES = ROOT / "deploy/nginx"
_KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Nginx:
    """In front of the portals at these ports; ``certificate`` is a file with a certificate and its key, for TLS.

    ``others`` are texts of those files that are to be others still.
    """

    def __init__(
        self,
        folder: Path,
        ports: Sequence[int],
        *,
        certificate: Path | None = None,
        others: dict[str, str] | None = None,
    ) -> None:
        if NGINX is None:
            raise Untried("není nginx")
        self.folder, self.port, self._certificate = folder, free_port(), certificate
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        servers = "; server ".join(f"127.0.0.1:{port} max_fails=1 fail_timeout=2s" for port in ports)
        self._places = {
            "server 127.0.0.1:8000": f"server {servers}",
            "server 127.0.0.1:8001": f"server {servers}",
            "/var/lib/nginx/portal": f"{folder}/kept",
            "include /opt/portal/current/deploy/nginx/": f"include {folder}/",
            "/opt/portal/current/deploy/nginx": str(_FILES),
            "/var/lib/portal/staff/static/": "/nowhere/",
            "rate=50r/s": "rate=100000r/s",
            "rate=20r/s": "rate=100000r/s",
            "rate=5r/s": "rate=100000r/s",
            "rate=2r/s": "rate=100000r/s",
            "limit_conn portal_connections 64": "limit_conn portal_connections 1000",
        } | (others or {})
        for name in ("portal-cache.conf", "portal-headers.conf", "portal-locations.conf"):
            self._placed(name)
        site = f"include {folder}/portal-cache.conf;"
        if certificate is None:
            site += f" server {{ listen 127.0.0.1:{self.port}; include {folder}/portal-locations.conf; }}"
        else:
            self._places |= {
                "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;"
                f" error_page 497 =301 https://localhost:{self.port}$request_uri;",
                "listen 80;": f"listen 127.0.0.1:{free_port()};",
                "listen [::]:443 ssl http2;": "",
                "listen [::]:80;": "",
                "server_name portal.example.cz": "server_name localhost",
                "/etc/ssl/portal/fullchain.pem": str(certificate),
                "/etc/ssl/portal/privkey.pem": str(certificate),
                "access_log /var/log/nginx/portal.log portal;": "",
            }
            self._placed("portal.conf")
            site = f"include {folder}/portal.conf;"
        paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in _KINDS)
        (folder / "nginx.conf").write_text(
            f"pid {folder}/pid; error_log {folder}/errors; daemon off; user root; worker_processes 1;"
            f" events {{ worker_connections 2048; }} http {{ access_log off; {paths} {site} }}"
        )
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def _placed(self, name: str) -> None:
        text = (_FILES / name).read_text()
        for place, other in self._places.items():
            text = text.replace(place, other)
        (self.folder / name).write_text(text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.kill()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        assert NGINX is not None
        self.process = subprocess.Popen([NGINX, "-c", self.folder / "nginx.conf", "-p", self.folder])
        end = time.monotonic() + 30
        while True:
            try:
                ask(self.url + "/", timeout=10)
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((self.folder / "errors").read_text()[-2000:]) from None
                time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL for its master and its workers."""
        if self.process is None:
            return
        if psutil.pid_exists(self.process.pid):
            master = psutil.Process(self.process.pid)
            for each in [master, *master.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
        self.process.wait(20)
        self.process = None

    def get(self, path: str, timeout: float = 30, **headers: str) -> Answer:
        return ask(self.url + path, headers={k.replace("_", "-"): v for k, v in headers.items()}, timeout=timeout)
