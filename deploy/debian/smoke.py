"""Asks a server that install.sh has made whether it is as it should be: sudo python3 deploy/debian/smoke.py NAME

It looks from outside through nginx, and from inside under each account.  It changes nothing but that it makes a backup
and tries it out.  Each line says what was looked at; the exit code is 1 when something is not so.  Nothing but Python.
"""

import http.client
import re
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

CERTIFICATE = Path("/etc/ssl/portal/fullchain.pem")
BACKUPS = Path("/var/backups/portal")
PATIENCE = 90  # seconds for the processes to answer after a start
UNITS = (
    "postgresql",
    "nginx",
    "portal-prepare",
    "portal@public",
    "portal@staff",
    "portal-backup.timer",
    "portal-verify.timer",
    "portal-mirror.timer",
)
ONCE = (
    "Strict-Transport-Security",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
)


class Wrong(Exception):
    """The server is not as it should be; the text says in what, in Czech."""


class Here(http.client.HTTPSConnection):
    """Whatever its name leads to elsewhere, the portal of this machine is asked."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", 443), self.timeout)
        context = ssl.create_default_context()
        context.load_verify_locations(CERTIFICATE)
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


class Server:
    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, path: str) -> http.client.HTTPResponse:
        connection = Here(self.name, timeout=30)
        connection.request("GET", path)
        return connection.getresponse()

    def page(self, path: str) -> str:
        answer = self.get(path)
        body = answer.read().decode()
        if answer.status != 200:
            raise Wrong(f"{path} odpovídá {answer.status}")
        for header in ONCE:
            if len(told := answer.headers.get_all(header) or []) != 1:
                raise Wrong(f"{path} má hlavičku {header} {len(told)}krát")
        return body

    def services(self) -> str:
        for unit in UNITS:
            if (told := run("systemctl", "is-active", unit).stdout.strip()) != "active":
                raise Wrong(f"{unit}: {told}")
            if (told := run("systemctl", "is-enabled", unit).stdout.strip()) not in ("enabled", "alias"):
                raise Wrong(f"{unit} se po startu serveru sám nespustí: {told}")
        return f"{len(UNITS)} jednotek běží a spustí se i po startu serveru"

    def answers(self) -> str:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.page("/")
                self.page("/sprava/ucet/prihlaseni/")
            except (Wrong, OSError) as problem:
                if time.monotonic() > end:
                    raise Wrong(str(problem)) from None
                time.sleep(0.5)
            else:
                answer = self.get("/zdravi")
                text = answer.read().decode()
                if answer.status != 200:
                    raise Wrong(f"/zdravi odpovídá {answer.status}")
                return text.splitlines()[0]

    def pages(self) -> str:
        paths = ["/", "/lokality/", "/obce/", "/finance/", "/usneseni/", "/zdroje/", "/hledat/?q=obec", "/memorandum/"]
        paths += re.findall('href="(/lokality/[a-z-]+/)"', self.page("/lokality/"))[:3]
        for path in paths:
            if (answer := self.get(path)).headers["Set-Cookie"]:
                raise Wrong(f"{path} posílá cookie")
            answer.read()
            self.page(path)
        return f"{len(paths)} veřejných stránek"

    def staff(self) -> str:
        page = self.page("/sprava/ucet/prihlaseni/")
        if 'name="login"' not in page:
            raise Wrong("na přihlašovací stránce není formulář")
        styles = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page + self.page("/")))
        for path in styles:
            answer = self.get(path)
            answer.read()
            if answer.status != 200 or "immutable" not in ", ".join(answer.headers.get_all("Cache-Control") or []):
                raise Wrong(f"{path} odpovídá {answer.status}, nebo se neukládá natrvalo")
        public = http.client.HTTPConnection("127.0.0.1", 8000, timeout=10)
        public.request("GET", "/sprava/ucet/prihlaseni/", headers={"Host": self.name, "X-Forwarded-Proto": "https"})
        if (status := public.getresponse().status) != 404:
            raise Wrong(f"veřejný proces zná správu: {status}")
        return f"přihlášení, {len(styles)} statických souborů; veřejný proces správu nezná"

    def doors(self) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", 80, timeout=10)
        connection.request("GET", "/lokality/", headers={"Host": self.name})
        answer = connection.getresponse()
        if (answer.status, answer.headers["Location"]) != (301, f"https://{self.name}/lokality/"):
            raise Wrong(f"http:// vede na {answer.headers['Location']} ({answer.status})")
        listening = run("ss", "-Hltn").stdout.split("\n") if Path("/usr/bin/ss").exists() else []
        return "http vede na https" + (f", poslouchá {len(listening) - 1} dveří" if listening else "")

    def database_roles(self) -> str:
        for role, statement in (
            ("staff", "DROP TABLE django_migrations"),
            ("staff", "CREATE TABLE public.cizi ()"),
            ("staff", "ALTER TABLE evidence_source DISABLE TRIGGER ALL"),
            ("public", "SELECT FROM evidence_source"),
            ("public", "SELECT FROM auth_user"),
            ("public", "CREATE TABLE public.cizi ()"),
        ):
            if ask(role, f"BEGIN; {statement}; ROLLBACK").returncode == 0:
                raise Wrong(f"role portal_{role} smí {statement}")
        seen = ask(
            "public",
            "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = "
            "'public'::regnamespace AND has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE')",
        ).stdout.strip()
        if seen != "0":
            raise Wrong(f"role portal_public dosáhne na tabulky: {seen}")
        for other in ("portal_staff", "portal_owner", "postgres"):
            if ask("public", "SELECT", as_role=other).returncode == 0:
                raise Wrong(f"účet portal_public se připojí jako {other}")
        if ask("staff", "SELECT", as_role="portal_owner").returncode == 0:
            raise Wrong("účet portal_staff se připojí jako portal_owner")
        return "správa nezmění tabulky, veřejnost nečte tabulky a nikdo se nepřipojí jako jiný"

    def secrets(self) -> str:
        closed = ["secret_key", "ledger_key", "owner_secret_key", "staff.env", "prepare.env", "backup.env"]
        for name in closed:
            if (
                run(
                    "setpriv",
                    "--reuid=portal_public",
                    "--regid=portal_public",
                    "--clear-groups",
                    "cat",
                    f"/etc/portal/{name}",
                ).returncode
                == 0
            ):
                raise Wrong(f"účet portal_public přečte /etc/portal/{name}")
        for path in ("/var/lib/portal/staff", "/var/backups/portal"):
            if (
                run(
                    "setpriv", "--reuid=portal_public", "--regid=portal_public", "--clear-groups", "ls", path
                ).returncode
                == 0
            ):
                raise Wrong(f"účet portal_public vidí do {path}")
        return f"veřejný účet nepřečte {len(closed)} souborů s nastavením a tajemstvími"

    def backup(self) -> str:
        began = time.time()
        if run("systemctl", "start", "portal-backup.service").returncode:
            raise Wrong("záloha nebo zkouška obnovy selhala: journalctl -u portal-backup")
        newest = max(BACKUPS.glob("portal-*.dump"), key=lambda path: path.name, default=None)
        if newest is None or newest.stat().st_mtime < began - 1:
            raise Wrong(f"v {BACKUPS} není nová záloha")
        if stat.S_IMODE(newest.stat().st_mode) != 0o600:
            raise Wrong(f"zálohu {newest} přečte i jiný než vlastník")
        size, seconds = newest.stat().st_size / 1e6, time.time() - began
        return f"{newest.name}, {size:.1f} MB, zkouška obnovy v pořádku, {seconds:.0f} s"

    def papers(self) -> str:
        done = run("portal", "verify_papers")
        if done.returncode or run("systemctl", "start", "portal-verify.service").returncode:
            raise Wrong(f"vydané písemnosti: {(done.stdout + done.stderr).strip()[-300:]}")
        return done.stdout.strip().splitlines()[-1]

    def checks(self) -> Iterator[tuple[str, Callable[[], str]]]:
        yield "portál odpovídá", self.answers
        yield "služby", self.services
        yield "stránky", self.pages
        yield "správa", self.staff
        yield "dveře", self.doors
        yield "role v databázi", self.database_roles
        yield "tajemství", self.secrets
        yield "záloha", self.backup
        yield "vydané písemnosti", self.papers


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", stdin=subprocess.DEVNULL)


def ask(account: str, statement: str, as_role: str = "") -> subprocess.CompletedProcess[str]:
    """What the database answers to an account of the system."""
    role = as_role or f"portal_{account}"
    return run(
        "setpriv", f"--reuid=portal_{account}", f"--regid=portal_{account}", "--clear-groups",
        "psql", "-XqAt", "-w", "-v", "ON_ERROR_STOP=1", "-U", role, "-d", "portal", "-c", statement,
    )  # fmt: skip


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Který portál? Například: python3 deploy/debian/smoke.py portal.example.cz")
    wrong = 0
    for name, look in Server(sys.argv[1]).checks():
        try:
            said = f"v pořádku: {look()}"
        except (Wrong, OSError, http.client.HTTPException) as problem:
            wrong += 1
            said = f"CHYBA: {problem}"
        print(f"{name:20} {said}", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
