"""The files in deploy/nginx, in a real nginx, before an application that can be changed and stopped."""

import base64
import hashlib
import http.client
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import brotli
import pytest

from memorandum.server.makers import Makers
from memorandum.server.page_cache import PageCache

FILES = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
PATIENCE = 20  # seconds


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Record:
    """What changes of the record are heard, as the test says."""

    number = 1

    def listen(self):
        pass


class Application:
    """A page that says one word, staff that nobody may keep, an address that fails, and how often each was asked."""

    def __init__(self):
        self.word, self.asked, self.record = "první", [], Record()
        self.cache = PageCache(
            self.page,
            changes=self.record,
            canonical=lambda path, query: query,
            day_ends=lambda: time.time() + 3600,
            passed_by=("/sprava/",),
            most=10_000_000,
            makers=Makers(64),
            stuck=self.page,
        )
        self.server, self.away = None, False

    def page(self, environ, start_response):
        path = environ["PATH_INFO"]
        body = f"<p>{self.word}</p>{path}{'.' * 2000}".encode()
        kept = [("Cache-Control", "public, no-cache"), ("ETag", f'"{self.word.encode().hex()}"')]
        told = [("Cache-Control", "no-store")] if path.startswith("/sprava/") or path == "/uzavrene/" else kept
        status = "503 Databáze je pryč" if self.away else "500 Chyba" if path == "/chyba/" else "200 OK"
        start_response(status.encode().decode("latin-1"), [("Content-Type", "text/html"), *told])
        return [body]

    def __call__(self, environ, start_response):
        self.asked.append((environ["PATH_INFO"], environ.get("HTTP_IF_NONE_MATCH", "")))
        return self.cache(environ, start_response)

    def change(self, word):
        self.word = word
        self.record.number += 1

    def start(self, port=0):
        self.server = make_server("127.0.0.1", port, self, server_class=Threaded, handler_class=Silent)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self.server.server_port

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def placed(path, others):
    """The portal's file of that name, with the places that an office changes being others."""
    text = (FILES / path.name).read_text()
    kept = {"/var/lib/nginx/portal": f"{path.parent}/kept", "/opt/portal/current/deploy/nginx": str(FILES)}
    for place, other in (others | kept).items():
        text = text.replace(place, other)
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """An nginx with the portal's files; only their paths, the port and the limits of one address are others."""
    folder = tmp_path_factory.mktemp("nginx")
    application, staff = Application(), Application()
    behind, behind_staff, port = application.start(), staff.start(), free_port()
    (folder / "static").mkdir()
    (folder / "static" / "portal.0123456789ab.css").write_text("body{}")
    for name in ("index.html", "zrcadlo/index.html", "zrcadlo/@strana=2&x=%2B/index.html", "zrcadlo/seznam.csv"):
        mirrored = folder / "mirror" / name
        mirrored.parent.mkdir(parents=True, exist_ok=True)
        mirrored.write_text(f"zrcadlo: {name}")

    def adapted(name):
        here = {"127.0.0.1:8000": f"127.0.0.1:{behind}", "127.0.0.1:8001": f"127.0.0.1:{behind_staff}"}
        folders = {
            "/var/lib/portal/staff/static": f"{folder}/static",
            "/var/lib/portal/public/mirror": f"{folder}/mirror",
        }
        return placed(folder / name, here | folders)

    (folder / "nginx.conf").write_text(f"""
        pid {folder}/pid; error_log {folder}/errors warn; worker_processes 1; daemon off; user root;
        events {{ worker_connections 256; }}
        http {{
            access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;
            fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
            include {adapted("portal-cache.conf")};
            server {{ listen 127.0.0.1:{port}; include {adapted("portal-locations.conf")}; }}
        }}""")
    process = subprocess.Popen([NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert process.poll() is None, (folder / "errors").read_text()
            assert time.monotonic() < end
            time.sleep(0.02)
    yield Front(application, staff, port, behind, behind_staff)
    process.terminate()
    process.wait(PATIENCE)
    application.stop()
    staff.stop()


class Front:
    def __init__(self, application, staff, port, behind, behind_staff):
        self.application, self.staff, self.port = application, staff, port
        self.behind, self.behind_staff = behind, behind_staff

    def get(self, path="/", data=None, **headers):
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, asked)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def status(self, path, address):
        """What whoever comes from that address of the loopback is answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, PATIENCE, source_address=(address, 0))
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status


def begin_a_second():
    """Wait for the next one, so that what follows stands within it."""
    time.sleep(1 - time.time() % 1 + 0.01)


def test_within_a_second_the_portal_is_asked_once(front):
    begin_a_second()
    asked = front.application.asked
    before = len(asked)
    answers = {front.get("/stranka/")[2] for _ in range(30)}
    assert len(answers) == 1
    assert len(asked) - before <= 2  # a slow machine may not be done with thirty within the second


def test_a_change_is_seen_in_the_next_second_also_after_a_quiet_time(front):
    front.application.change("před změnou")
    assert "před změnou".encode() in front.get("/zmena/")[2]
    front.application.change("po změně")
    begin_a_second()
    assert "po změně".encode() in front.get("/zmena/")[2]


def test_what_has_not_changed_is_asked_about_by_its_tag(front):
    _, headers, _ = front.get("/znacka/")
    begin_a_second()
    _, again, _ = front.get("/znacka/")
    assert front.application.asked[-1] == ("/znacka/", headers["ETag"])
    assert again["ETag"] == headers["ETag"]


def test_each_form_is_kept_by_itself_however_the_visitor_asks_for_it(front):
    begin_a_second()
    plain = front.get("/podoby/")[2]
    assert brotli.decompress(front.get("/podoby/", Accept_Encoding="gzip, deflate, br, zstd")[2]) == plain
    assert brotli.decompress(front.get("/podoby/", Accept_Encoding="br;q=1.0, gzip")[2]) == plain
    assert front.get("/podoby/", Accept_Encoding="gzip")[1]["Content-Encoding"] == "gzip"
    assert front.get("/podoby/", Accept_Encoding="identity")[2] == plain


def test_who_has_it_is_told_so_by_nginx_alone(front):
    begin_a_second()
    tag = front.get("/mam/")[1]["ETag"]
    asked = len(front.application.asked)
    status, _, body = front.get("/mam/", If_None_Match=tag)
    assert (status, body) == (304, b"")
    assert len(front.application.asked) - asked <= 1


@pytest.mark.parametrize("path", ["/sprava/neco/", "/sprava/ucet/prihlaseni/", "/uzavrene/", "/zdravi"])
def test_what_nobody_may_keep_is_asked_for_each_time(front, path):
    asked = (front.staff if path.startswith("/sprava/") else front.application).asked
    before = len(asked)
    for _ in range(3):
        front.get(path)
    assert len(asked) - before == 3


@pytest.mark.parametrize("path", ["/sprava/neco/", "/sprava/ucet/prihlaseni/", "/sprava/zdroje/export.xlsx"])
def test_pages_of_the_staff_come_from_their_own_process_alone(front, path):
    public, staff = len(front.application.asked), len(front.staff.asked)
    front.get(path)
    assert (len(front.application.asked) - public, len(front.staff.asked) - staff) == (0, 1)
    front.get("/lokality/export.xlsx")
    assert len(front.staff.asked) - staff == 1


@pytest.mark.parametrize(
    ("path", "at_once", "address"),
    [
        ("/sprava/ucet/prihlaseni/", 60, "127.0.0.2"),
        ("/hledat/", 30, "127.0.0.3"),
        ("/lokality/export.xlsx", 30, "127.0.0.4"),
    ],
)
def test_one_address_gets_no_more_than_its_share_of_what_is_dear(front, path, at_once, address):
    answers = [front.status(f"{path}?q={number}", address) for number in range(at_once * 2)]
    assert answers[:at_once] == [200] * at_once
    assert 429 in answers
    assert front.status("/lokality/", address) == 200
    assert front.status(path, "127.0.0.9") == 200


def test_visitors_are_told_nothing_of_how_long_nginx_keeps_it(front):
    for _ in range(2):
        headers = front.get("/hlavicky/")[1]
        assert headers["Cache-Control"] == "public, no-cache"
        assert not [name for name in headers if name.lower().startswith("x-accel")]


def test_static_files_are_given_without_the_portal_and_for_good(front):
    before = len(front.application.asked)
    status, headers, body = front.get("/static/portal.0123456789ab.css")
    assert (status, body) == (200, b"body{}")
    assert "immutable" in headers.get_all("Cache-Control")[-1]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert len(front.application.asked) == before


def test_the_public_sends_nothing_and_staff_no_more_than_a_form_takes(front):
    assert front.get("/lokality/", data=b"x" * 2000)[0] == 413
    assert front.get("/sprava/neco/", data=b"x" * 13 * 2**20)[0] == 413


def test_when_the_portal_is_away_what_is_kept_is_shown_and_else_a_page_that_says_so(front):
    front.application.change("naposledy")
    front.get("/drzena/")
    front.application.stop()
    try:
        begin_a_second()
        status, _, body = front.get("/drzena/")
        assert (status, b"naposledy" in body) == (200, True)
        status, headers, body = front.get("/jina/")
        assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "30", "no-store")
        assert "Portál je na chvíli mimo provoz" in body.decode()
        style = re.search("<style>(.*?)</style>", body.decode(), re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in headers["Content-Security-Policy"]
    finally:
        front.application.start(front.behind)
    front.application.change("zase")
    assert b"zase" in front.get("/jina/")[2]


def test_what_is_not_kept_is_shown_from_the_mirror_when_the_portal_is_away(front):
    answers = {
        "/zrcadlo/": "zrcadlo/index.html",
        "/zrcadlo/?strana=2&x=%2B": "zrcadlo/@strana=2&x=%2B/index.html",
        "/zrcadlo/seznam.csv": "zrcadlo/seznam.csv",
    }
    front.application.stop()
    front.staff.stop()
    try:
        for path, name in answers.items():
            status, headers, body = front.get(path)
            assert (status, body.decode()) == (200, f"zrcadlo: {name}")
            assert headers["Cache-Control"] == "no-store"
        # Never the answer to another question, nor anything of the staff or for a watch.
        for path in ("/zrcadlo/?strana=3", "/zrcadlo/nic/", "/zrcadlo", "/sprava/", "/zdravi", "/zrcadlo/?a=/../../"):
            status, headers, body = front.get(path)
            assert (path, status, headers["Retry-After"]) == (path, 503, "30")
            assert "Portál je na chvíli mimo provoz" in body.decode()
    finally:
        front.application.start(front.behind)
        front.staff.start(front.behind_staff)


def test_when_the_portal_says_that_its_database_is_away_there_is_the_mirror(front):
    front.application.away = True
    try:
        assert front.get("/zrcadlo/")[2].decode() == "zrcadlo: zrcadlo/index.html"
        assert front.get("/zrcadlo/nic/")[0] == 503
    finally:
        front.application.away = False


def test_an_error_of_the_portal_does_not_take_away_what_was_there(front):
    front.application.change("bez chyby")
    front.get("/chyba/")  # nothing is kept of it
    assert front.get("/chyba/")[0] == 500


def test_no_location_loses_the_headers_that_each_answer_has():
    told = (FILES / "portal-locations.conf").read_text()
    include = "include /opt/portal/current/deploy/nginx/portal-headers.conf;"
    own = [block for block in re.findall(r"^location .*?^}", told, re.DOTALL | re.MULTILINE) if "add_header" in block]
    assert len(own) == 3
    assert all(include in block for block in own)
    assert include in (FILES / "portal.conf").read_text()


def test_the_site_with_tls_is_one_that_nginx_takes(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=portal.example.cz"
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", *made.split(), *files], check=True, capture_output=True)
    for name in ("portal-cache.conf", "portal-locations.conf"):
        placed(tmp_path / name, {})
    tls = {"/etc/ssl/portal/fullchain.pem": str(certificate), "/etc/ssl/portal/privkey.pem": str(key)}
    here = {
        f"/opt/portal/current/deploy/nginx/portal-{part}.conf": f"{tmp_path}/portal-{part}.conf"
        for part in ("cache", "locations")
    }
    site = placed(tmp_path / "portal.conf", tls | here | {"/var/log/nginx/portal.log": f"{tmp_path}/log"})
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; error_log {tmp_path}/errors; events {{}} http {{ include {site}; }}")
    done = subprocess.run([NGINX, "-t", "-c", whole, "-p", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
