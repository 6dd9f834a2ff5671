"""The portal behind nginx with TLS, by the files of deploy/nginx, before the scanner of MDN's HTTP Observatory."""

import json
import os
import shutil
import socket
import ssl
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from drills.nginx import Nginx
from drills.portals import ROOT
from drills.world import Untried, World

PROVES = "Hlavičky a TLS portálu za nginx mají u MDN HTTP Observatory známku A+ a TLS starší než 1.2 se nepřijme."
PACKAGE = "@mdn/mdn-http-observatory@1.4.8"
#: The control: neither a policy of contents nor that browsers should come over TLS alone.
_OFF = """
from django.conf import settings
settings.SECURE_HSTS_SECONDS = 0
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csp" not in name]
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    modules = _installed()
    certificate = world.folder / "localhost.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-nodes")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", certificate)
    subprocess.run(
        ["openssl", "req", "-x509", *key, "-out", world.folder / "c.pem", *subject], check=True, capture_output=True
    )
    certificate.write_bytes(certificate.read_bytes() + (world.folder / "c.pem").read_bytes())
    portal = world.portal(
        world.cluster(), code="" if guarded else _OFF, workers=1, BEHIND_TLS="true", TRUSTED_PROXIES="1"
    )
    nginx = world.keep(Nginx(world.folder / "nginx", [portal.port], certificate=certificate))
    versions = {version.name: _talks(nginx.port, version) for version in ssl.TLSVersion if version.value > 0}
    assert versions["TLSv1_2"], "nemluví TLS 1.2"
    assert versions["TLSv1_3"], "nemluví TLS 1.3"
    assert not any(versions[old] for old in ("SSLv3", "TLSv1", "TLSv1_1")), f"přijímá staré TLS: {versions}"
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, ROOT / "drills/observatory.mjs", modules, str(nginx.port)],
        env=os.environ | {"NODE_EXTRA_CA_CERTS": str(world.folder / "c.pem")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    told = json.loads(done.stdout)
    missed = [name for name, *_, passed in told["tests"] if not passed]
    assert told["grade"] == "A+", f"známka {told['grade']} ({told['score']}): {', '.join(missed)}"
    return {
        "známka": told["grade"],
        "bodů": told["score"],
        "zkoušek": told["testsQuantity"],
        "nesplněných": len(missed),
    }


def _talks(port: int, version: ssl.TLSVersion) -> bool:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with suppress(ssl.SSLError, OSError, ValueError):
        context.minimum_version = context.maximum_version = version

        with socket.create_connection(("127.0.0.1", port), 10) as plain, context.wrap_socket(plain):
            return True
    return False


def _installed() -> Path:
    """The scanner's folder of modules, installed once from the registry of npm."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None or shutil.which("openssl") is None:
        raise Untried("není npm, node nebo openssl")
    folder = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "drills/observatory"
    if not (folder / "node_modules/@mdn/mdn-http-observatory").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE]
        if subprocess.run(install, cwd=folder, capture_output=True, timeout=180, check=False).returncode:
            raise Untried(f"nejde nainstalovat {PACKAGE}")
    return folder / "node_modules"
