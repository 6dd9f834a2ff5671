"""The portal over the region's record in Debian's Chromium: one server and one window for the whole folder."""

import contextlib
import os
import shutil
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.accessibility import AXE, DESK
from tests.record import committed_record

HERE = Path(__file__).parent
PATIENCE = 15_000  # milliseconds: the machine may have other work
expect.set_options(timeout=PATIENCE)
# Runs before anything on a page; a policy that was broken is not always told on the console.
LISTEN = """
window.violations = [];
addEventListener("securitypolicyviolation", e => violations.push(`${e.violatedDirective}: ${e.blockedURI}`));
"""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The browser first: it takes longest, and one worker goes through it while others do the rest."""
    here = f"{HERE}{os.sep}"
    items.sort(key=lambda item: not str(item.path).startswith(here))


class Visitor:
    """A person at a browser.  ``complaints`` is what went wrong on the page that is open."""

    def __init__(self, page, url):
        self.page, self.url = page, url
        self.complaints = []
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self.watch)
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def watch(self, request):
        if not request.url.startswith(self.url):
            self.complaints.append(f"elsewhere: {request.url}")

    def open(self, path, status=200):
        self.complaints.clear()
        response = self.page.goto(self.url + path)
        assert response.status == status, path
        return self.page

    def follow(self, link):
        """Press what leads to another page, and wait for it: a click alone does not."""
        with self.page.expect_navigation():
            link.click()

    @property
    def path(self):
        return self.page.url.removeprefix(self.url)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, silent towards the network.  Without it the tests of the browser fail, they never skip.

    The one without windows needs half the work, and looks and answers alike.
    """
    quiet = ["gpu", "quic", "background-networking", "component-update", "sync", "default-apps", "extensions"]
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium-headless-shell") or shutil.which("chromium") or "/usr/bin/chromium",
        "args": [
            "--no-sandbox",  # Chromium's own sandbox does not work as root
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            *(f"--disable-{part}" for part in quiet),
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "cs-CZ", "timezone_id": "Europe/Prague"}


@pytest.fixture(scope="session")
def connections_beside_the_loop(playwright):
    """Playwright's loop gives this thread connections of its own; left open, they keep the test database alive."""
    yield
    connections.close_all()


@pytest.fixture(scope="package")
def portal(django_db_setup, django_db_blocker):
    """The address of a portal that serves the region's record, its static files as they lie in the sources."""
    with committed_record(django_db_blocker):
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture(scope="package")
def new_visitor(portal, connections_beside_the_loop, browser, browser_context_args):
    """A window of its own kind: ``with new_visitor(java_script_enabled=False) as visitor``."""

    @contextlib.contextmanager
    def come(**options):
        context = browser.new_context(**browser_context_args, **{"viewport": DESK} | options)
        context.set_default_timeout(PATIENCE)
        if options.get("java_script_enabled", True):
            context.add_init_script(LISTEN + AXE)
        try:
            yield Visitor(context.new_page(), portal)
        finally:
            context.close()

    return come


@pytest.fixture(scope="package")
def shared_visitor(new_visitor):
    with new_visitor() as visitor:
        yield visitor


@pytest.fixture
def visitor(shared_visitor):
    """Somebody at a desk, in light colours; the window is opened once, as opening one takes longer than a page."""
    shared_visitor.page.set_viewport_size(DESK)
    shared_visitor.page.emulate_media(color_scheme="light")
    return shared_visitor


@pytest.fixture(autouse=True)
def over_the_record(portal, db):
    """Every test of this folder looks at the region's record; ``db`` has the test database made."""
