"""A Word document as PDF, made by LibreOffice where the server has it.

LibreOffice reads a file that somebody has brought, so it runs apart: in its own process group with limits, with a
profile of its own that is thrown away, without macros, without the network where the system can take it away.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

from czech.refusals import Refusal
from formats.limits import MB

SECONDS = 60  #: of making one PDF; a paper of five pages takes some four, most of which is the start
MOST_BYTES = 50 * MB  #: of the PDF
_MEMORY = 4096 * MB  # addresses; it asks for many more than it uses, a paper takes some 220 MB

_PDF = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
#: Of the profile: no macros, no active content, links are not followed.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
#: A shell sets the limits and then becomes the program: nothing of ours runs between fork and exec.
_LIMITED = 'ulimit -v "$1"; ulimit -t "$2"; ulimit -c 0; shift 2; exec "$@"'


class NoPdf(Refusal):
    """There is no PDF of the document, and the text says why."""


def program() -> str | None:
    """Where LibreOffice is: as the settings say, else wherever it is found; None when the server has none."""
    return shutil.which(settings.SOFFICE or "soffice")


def pdf_of(docx: bytes) -> bytes:
    """The document as PDF. Raise NoPdf when the server has no LibreOffice, or when it fails within its limits."""
    soffice = program()
    if soffice is None:
        raise NoPdf("Server nemá LibreOffice, PDF se proto nevyrobí.")
    with tempfile.TemporaryDirectory(prefix="portal-pdf-") as folder:
        work = Path(folder)
        profile = work / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS)
        (work / "dokument.docx").write_bytes(docx)
        _run(
            [
                *_without_network(),
                soffice,
                *("--headless", "--nologo", "--norestore", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
                f"-env:UserInstallation={profile.as_uri()}",
                "--infilter=MS Word 2007 XML",
                *("--convert-to", _PDF, "--outdir", folder, str(work / "dokument.docx")),
            ],
            work,
        )
        made = work / "dokument.pdf"
        if not made.is_file() or made.stat().st_size > MOST_BYTES:
            raise NoPdf("LibreOffice z dokumentu PDF nevyrobil.")
        content = made.read_bytes()
    if not content.startswith(b"%PDF-"):
        raise NoPdf("LibreOffice z dokumentu PDF nevyrobil.")
    return content


def _run(command: Sequence[str], folder: Path) -> None:
    limited = ["/bin/sh", "-c", _LIMITED, "sh", str(_MEMORY // 1024), str(SECONDS), *command]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder)}
    with subprocess.Popen(
        limited,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment | {"LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},
        start_new_session=True,
    ) as child:
        try:
            child.wait(SECONDS)
        except subprocess.TimeoutExpired as late:
            raise NoPdf(f"LibreOffice nevyrobil PDF ani za {SECONDS} sekund.") from late
        finally:
            _end(child.pid)
        if child.returncode:
            raise NoPdf("LibreOffice z dokumentu PDF nevyrobil.")


def _end(group: int) -> None:
    """End whatever the program has started and left behind."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


@cache
def _without_network() -> tuple[str, ...]:
    """What begins a command that is to have no network; nothing where the system does not allow it."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    command = (unshare, "--map-root-user", "--net", "--")
    tried = subprocess.run([*command, "true"], capture_output=True, check=False, timeout=10)
    return command if tried.returncode == 0 else ()
