"""Mozilla's HTTP Observatory grades the portal behind deploy/nginx, with TLS, on loopback.

The control: without what nginx adds and the portal's Content-Security-Policy the grade must fall.
"""

import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path
from typing import Any

from bench.servers import NGINX, free_port
from drills.world import Untried, World

PROVES = "Mozilla HTTP Observatory dává portálu za nginx s TLS známku A+ a TLS starší než 1.2 se nepřijme."

ROOT = Path(__file__).resolve().parents[2]
NAME = "portal.example.cz"
_OFF = "proxy_hide_header Content-Security-Policy; proxy_hide_header X-Frame-Options;"
_AS_IN_PRODUCTION: dict[str, Any] = {
    "ALLOWED_HOSTS": f"{NAME},127.0.0.1",
    "BEHIND_TLS": "true",
    "TRUSTED_PROXIES": "1",
    "STAFF_MFA": "required",
}


def fault(world: World, guarded: bool) -> dict[str, Any]:
    for program in ("node", "npm", NGINX or "nginx", "openssl"):
        if shutil.which(program) is None:
            raise Untried(f"chybí {program}")
    scanner = _scanner(world.template / "observatory")
    portal = world.portal(world.cluster(), workers=1, **_AS_IN_PRODUCTION)
    with _nginx(world.folder / "nginx", portal.port, headers="" if guarded else _OFF) as ports:
        spoken = {version.name: _talks(ports[1], version) for version in ssl.TLSVersion if version.value > 0}
        done = subprocess.run(
            ["node", "scan.js", NAME, *map(str, ports)],
            cwd=scanner,
            env=os.environ | {"NODE_EXTRA_CA_CERTS": str(world.folder / "nginx/certificate.pem")},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    assert {name for name, talks in spoken.items() if talks} == {"TLSv1_2", "TLSv1_3"}, f"mluví {spoken}"
    found = json.loads(done.stdout)
    failed = [f"{test['test']} ({test['result']})" for test in found["tests"] if test["pass"] is False]
    assert found["grade"] == "A+", f"známka {found['grade']}, {found['score']} bodů: {', '.join(failed)}"
    return {"známka": found["grade"], "bodů": found["score"], "zkoušek": len(found["tests"]), "neprošlo": len(failed)}


def _talks(port: int, version: ssl.TLSVersion) -> bool:
    """Whether the server takes a connection of that version, with whatever cipher."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with contextlib.suppress(ssl.SSLError, OSError, ValueError):
        context.minimum_version = context.maximum_version = version
        with socket.create_connection(("127.0.0.1", port), 10) as plain, context.wrap_socket(plain):
            return True
    return False


def _scanner(folder: Path) -> Path:
    """The Observatory, installed as its lock says; nothing that a package brings is run at that."""
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "drills/observatory", folder)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Untried("npm nenainstaloval Observatory")
        (folder / "complete").touch()
    return folder


@contextlib.contextmanager
def _nginx(folder: Path, portal: int, *, headers: str) -> Any:
    """nginx with the very site of deploy/nginx, TLS and all; yields the ports that stand for 80 and 443.

    ``headers`` is what is said in the place of portal-headers.conf, where it is not empty.
    """
    folder.mkdir()
    ports = free_port(), free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    for file in (ROOT / "deploy/nginx").iterdir():
        text = headers if headers and file.name == "portal-headers.conf" else file.read_text()
        for place, other in (
            ("listen [::]", "# listen "),
            ("listen 80;", f"listen 127.0.0.1:{ports[0]};"),
            ("listen 443 ", f"listen 127.0.0.1:{ports[1]} "),
            ("127.0.0.1:8000", f"127.0.0.1:{portal}"),
            ("127.0.0.1:8001", f"127.0.0.1:{portal}"),
            ("/opt/portal/current/deploy/nginx", str(folder)),
            ("/var/lib/nginx/portal", f"{folder}/kept"),
            ("/var/log/nginx/portal.log", f"{folder}/log"),
            ("/etc/ssl/portal/fullchain.pem", f"{folder}/certificate.pem"),
            ("/etc/ssl/portal/privkey.pem", f"{folder}/key.pem"),
        ):
            text = text.replace(place, other)
        (folder / file.name).write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/errors; daemon off; user root; events {{}}"
        f" http {{ {paths} include {folder}/portal.conf; }}"
    )
    process = subprocess.Popen([NGINX or "nginx", "-c", folder / "nginx.conf", "-p", folder])
    try:
        time.sleep(1.0)
        assert process.poll() is None, (folder / "errors").read_text()
        yield ports
    finally:
        process.terminate()
        process.wait(20)
