"""Who may open and send what: every address under /sprava/, for everybody, and whether anything was written.

An address that is not in the tables below fails.  Whether a page may be seen is told by its status; whether something
may be written also by the database, which must change exactly when it may.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import get_resolver

from evidence.models import Event
from formats.rendering import TEMPLATE
from memorandum.imports import kinds as intake
from memorandum.staff.site import StaffSite
from tests.forms import filled
from tests.memorandum.staff import world as w

HOME = "/sprava/"
EVERYBODY = ["anonymous", "outsider", *w.LEVELS, "limited"]
STAFF = [*w.LEVELS, "limited"]
REACHED_FROM = {"R": 1, "E": 2, "P": 3, "A": 4, "S": 5, "N": 9}  # the lowest role that may, S superusers, N nobody


@dataclass(frozen=True)
class Kind:
    """Who may view, add, change and delete, a letter each; and what the person limited to Lhota may do there.

    ``edit`` is typed over what the form of a record holds, ``new`` over a copy of it to make another record.
    """

    lowest: str
    limited: str
    edit: dict[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)

    def lets(self, person, verb):
        if person == "limited":
            return verb in self.limited.split()
        if person not in w.LEVELS:
            return False
        return w.LEVELS.index(person) >= REACHED_FROM[self.lowest[["view", "add", "change", "delete"].index(verb)]]


NOTE = {"note": "přepsáno"}
DAY = {"effective_on": "2. 2. 2015", "effective_on_0": "2. 2. 2015"}
ALL = "view add change delete"
KINDS = {
    "auth.group": Kind("ANNN", ""),
    "auth.user": Kind(
        "AAAN",
        "",
        {"first_name": "Jiná"},
        {"username": "nova", "usable_password": "true", "password1": "dlouhé heslo", "password2": "dlouhé heslo"},
    ),
    "council.agendaitem": Kind("REEE", "view", {"title": "přepsáno"}, {"position": "9"}),
    "council.block": Kind("REEE", "view", {"text": "přepsáno"}, {"position": "9"}),
    "evidence.body": Kind("RAAA", "view", {"name": "přepsáno"}, {"key": "novy"}),
    "evidence.bodychange": Kind("REEE", "view", NOTE),
    "evidence.file": Kind("RNNA", "view"),
    "evidence.import": Kind("ANNN", ""),
    "evidence.importfile": Kind("ANNN", ""),
    "council.issuedpaper": Kind("RNNN", "view"),
    "council.ledgerentry": Kind("RNNN", "view"),
    "evidence.loadedkey": Kind("RNNN", "view"),
    "council.memorandum": Kind("REEP", "view", {"title": "přepsáno"}, {"key": "nove", "year": "1990"}),
    "council.memorandumchange": Kind("REEE", "view", NOTE),
    "council.memorandumparty": Kind("REEE", "view", {"named_as": "přepsáno"}, {"body": "other body"}),
    "council.memorandumterm": Kind("REEE", "view", NOTE),
    "council.paper": Kind("REEP", "view", {"subject": "přepsáno"}),
    "council.paperentry": Kind("REEE", "view", {"person": "přepsáno"}),
    "evidence.reference": Kind("REEE", "view", {"kind": "rests_on"}, {"earlier": "other source"}),
    "council.session": Kind("REEP", "view", {"number": "8"}, {"number": "9"}),
    "evidence.source": Kind("REEP", "view add", NOTE, {"key": "novy"}),
    "council.template": Kind("RPNA", "view"),
    "evidence.verdict": Kind("RNNN", "view"),
    "council.withdrawal": Kind("RNNN", "view"),
    "localities.boundary": Kind("RNNN", "view"),
    "localities.discrepancy": Kind("REEP", "view add change", {"reason": "přepsáno"}, {"key": "novy"}),
    "localities.discrepancyclaim": Kind("REEE", ALL, {"claim": "přepsáno"}),
    "localities.locality": Kind("REEP", "view change", {"name": "Lhota přepsaná"}, {"slug": "nova", "name": "Nová"}),
    "localities.localityalias": Kind("REEE", ALL, {"name": "přepsáno"}, {"name": "nový"}),
    "localities.membership": Kind("REEE", ALL, NOTE),
    "localities.municipality": Kind("REEA", "view", {"name": "přepsáno"}, {"code": "999999"}),
    "localities.nationalcount": Kind("REEE", "view", NOTE),
    "localities.plan": Kind("REEE", ALL, {"title": "přepsáno"}, {"key": "novy"}),
    "localities.planchange": Kind("REEE", ALL, NOTE),
    "localities.scope": Kind("ANNN", ""),
    "localities.supportchange": Kind("REEE", ALL, NOTE),
    "localities.supportkind": Kind("RAAA", "view", {"name": "přepsáno"}, {"code": "novy", "position": "7777"}),
    "funding.amount": Kind("REEE", ALL, NOTE),
    "funding.operation": Kind("REEE", "view", {"name": "přepsáno"}, {"registration_number": "CZ.NOVE"}),
    "funding.operationlink": Kind(
        "REEE", ALL, {"reason": "přepsáno"}, {"key": "novy", "operation": "other operation"}
    ),
    "funding.programme": Kind("RAAA", "view", {"name": "přepsáno"}, {"code": "novy"}),
}


@dataclass(frozen=True)
class Page:
    """A page of records: what it takes to see it, and to write by it; where the record itself is gone, ``add``."""

    view: str = "view"
    write: str = ""
    of_record: bool = True


#: What follows after „app/model/“.
PAGES = {
    "": Page(write="delete", of_record=False),
    "add/": Page(view="add", write="add", of_record=False),
    "smazane/": Page(write="add", of_record=False),
    "<path:object_id>/history/": Page(),
    "<path:object_id>/change/": Page(write="change"),
    "<path:object_id>/delete/": Page(view="delete", write="delete"),
    "<path:object_id>/oprava/": Page(view="change", write="change"),
    "<id>/password/": Page(view="change", write="change"),
}


def staff(status, **others):
    """The same answer for all the staff but for those who are named; others are sent to log in."""
    return {"anonymous": 302, "outsider": 302} | dict.fromkeys(STAFF, status) | others


def everybody(status, **others):
    return dict.fromkeys(EVERYBODY, status) | others


def account(status, **others):
    """Pages of one's own account: whoever has one may open them."""
    return everybody(status, anonymous=302, **others)


WRITES = (302, True)
VIEWERS = staff(200, roleless=403)
MAY_ENTER_NOTHING = {"roleless": 403, "reader": 403}
EDITORS = staff(200, roleless=403, reader=403, limited=403)
DRAFTERS = staff(WRITES, roleless=403, reader=403, limited=403)
RETURNERS = staff(403, publisher=302, administrator=302, superuser=302)
PUBLISHERS = staff(403, publisher=WRITES, administrator=WRITES, superuser=WRITES)
TO_LOGIN = everybody(302)

#: Every other page: its address, and the answer of a GET and of a POST for everybody.  A POST writes nothing, unless
#: it is said otherwise.
SITE: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "": ("", staff(200), staff(200)),
    "login/": ("login/", everybody(302, outsider=403), everybody(302, outsider=403)),
    "logout/": ("logout/", staff(200), TO_LOGIN),
    "password_change/": ("password_change/", TO_LOGIN, TO_LOGIN),
    "password_change/done/": ("password_change/done/", staff(200), staff(405)),
    "autocomplete/": (
        "autocomplete/?app_label=localities&model_name=plan&field_name=locality",
        VIEWERS,
        staff(405),
    ),
    "jsi18n/": ("jsi18n/", staff(200), staff(405)),
    "r/<int:content_type_id>/<path:object_id>/": (
        "r/{kind}/{source}/",
        staff(302, roleless=403),
        staff(302, roleless=403),
    ),
    "^(?P<app_label>council|evidence|funding|localities|auth)/$": (
        "localities/",
        staff(200, roleless=404),
        staff(200, roleless=404),
    ),
    "(?P<url>.*)$": ("neni/takova/", staff(404), staff(404)),
    "ukoly/": ("ukoly/", staff(200), staff(200)),
    "napoveda/": ("napoveda/", staff(200), staff(405)),
    "napoveda/<slug:slug>/": ("napoveda/dva-casy/", staff(200), staff(405)),
    "import/": ("import/", staff(200, **MAY_ENTER_NOTHING), staff(WRITES, **MAY_ENTER_NOTHING)),
    "import/vzor/<slug:kind>.xlsx": ("import/vzor/zdroje.xlsx", staff(200, **MAY_ENTER_NOTHING), staff(405)),
    "import/<slug:token>/": ("import/{token}/", staff(404, editor=200), staff(404, editor=WRITES)),
    "import/<slug:token>/chyby.csv": ("import/{token}/chyby.csv", staff(404, editor=200), staff(405)),
    "tabulka/<slug:kind>.xlsx": ("tabulka/zdroje.xlsx", VIEWERS, staff(405)),
    "cteni/": ("cteni/", staff(200, **MAY_ENTER_NOTHING), staff(WRITES, **MAY_ENTER_NOTHING)),
    "cteni/<slug:key>/": ("cteni/{text}/", VIEWERS, staff(405)),
    "cteni/<slug:key>/rozhodnuti/": ("cteni/{text}/rozhodnuti/", staff(405), staff(400, roleless=403)),
    "council/paper/<int:pk>/vydat/": ("council/paper/{paper}/vydat/", RETURNERS, RETURNERS),
    "council/issuedpaper/<int:pk>/odvolat/": ("council/issuedpaper/{issued}/odvolat/", RETURNERS, RETURNERS),
    "council/issuedpaper/<int:pk>/soubor.<paper:extension>": (
        "council/issuedpaper/{issued}/soubor.docx",
        VIEWERS,
        VIEWERS,
    ),
    "sestaveni/": ("sestaveni/", EDITORS, DRAFTERS),
    "council/paper/<int:pk>/nahled/": ("council/paper/{paper}/nahled/", VIEWERS, EDITORS),
    "council/paper/<int:pk>/nahled.<document:extension>": ("council/paper/{paper}/nahled.docx", VIEWERS, VIEWERS),
    "council/template/sablona-portalu.docx": ("council/template/sablona-portalu.docx", VIEWERS, VIEWERS),
    "council/template/vlastni/": (
        "council/template/vlastni/",
        staff(405),
        RETURNERS,
    ),
    "council/template/<int:pk>/sablona.docx": ("council/template/{template}/sablona.docx", VIEWERS, VIEWERS),
    "council/template/<int:pk>/vyzkouset.docx": ("council/template/{template}/vyzkouset.docx", VIEWERS, VIEWERS),
    "council/template/<int:pk>/pouzivat/": ("council/template/{template}/pouzivat/", staff(405), PUBLISHERS),
    "ucet/prihlaseni/": ("ucet/prihlaseni/", everybody(302, anonymous=200), everybody(302, anonymous=200)),
    "ucet/prihlaseni/klicem/": ("ucet/prihlaseni/klicem/", TO_LOGIN, TO_LOGIN),
    "ucet/prihlaseni/druhy-krok/": ("ucet/prihlaseni/druhy-krok/", TO_LOGIN, TO_LOGIN),
    "ucet/prihlaseni/urad/": ("ucet/prihlaseni/urad/", everybody(404), everybody(404)),
    "ucet/prihlaseni/urad/navrat/": ("ucet/prihlaseni/urad/navrat/", everybody(404), everybody(404)),
    "ucet/prihlaseni/urad/zruseno/": ("ucet/prihlaseni/urad/zruseno/", everybody(200), everybody(405)),
    "ucet/prihlaseni/urad/chyba/": ("ucet/prihlaseni/urad/chyba/", everybody(401), everybody(405)),
    "ucet/odhlaseni/": ("ucet/odhlaseni/", account(200), TO_LOGIN),
    "ucet/neaktivni/": ("ucet/neaktivni/", everybody(200), everybody(405)),
    "ucet/overeni/heslem/": ("ucet/overeni/heslem/", account(403), account(403)),
    "ucet/overeni/kodem/": ("ucet/overeni/kodem/", account(403), account(403)),
    "ucet/overeni/klicem/": ("ucet/overeni/klicem/", account(403), account(403)),
    "ucet/heslo/": ("ucet/heslo/", TO_LOGIN, TO_LOGIN),
    "ucet/heslo/zadne/": ("ucet/heslo/zadne/", everybody(200), everybody(405)),
    "ucet/heslo/zapomenute/": ("ucet/heslo/zapomenute/", everybody(200), everybody(200)),
    "ucet/heslo/zapomenute/odeslano/": ("ucet/heslo/zapomenute/odeslano/", everybody(200), everybody(405)),
    "ucet/^heslo/nove/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$": (
        "ucet/heslo/nove/1-x/",
        everybody(200),
        everybody(200),
    ),
    "ucet/heslo/nove/hotovo/": ("ucet/heslo/nove/hotovo/", everybody(200), everybody(405)),
    "ucet/relace/": ("ucet/relace/", account(200), TO_LOGIN),
    "ucet/druhy-faktor/": ("ucet/druhy-faktor/", account(200), account(405)),
    "ucet/druhy-faktor/aplikace/": ("ucet/druhy-faktor/aplikace/", account(200), account(200)),
    "ucet/druhy-faktor/aplikace/zrusit/": ("ucet/druhy-faktor/aplikace/zrusit/", account(404), account(404)),
    "ucet/druhy-faktor/klice/": ("ucet/druhy-faktor/klice/", account(200), account(405)),
    "ucet/druhy-faktor/klice/novy/": ("ucet/druhy-faktor/klice/novy/", account(200), account(200)),
    "ucet/druhy-faktor/klice/<int:pk>/": ("ucet/druhy-faktor/klice/1/", account(404), account(404)),
    "ucet/druhy-faktor/klice/<int:pk>/odebrat/": (
        "ucet/druhy-faktor/klice/1/odebrat/",
        account(404),
        account(404),
    ),
    "ucet/druhy-faktor/zalozni-kody/": ("ucet/druhy-faktor/zalozni-kody/", account(404), account(405)),
    "ucet/druhy-faktor/zalozni-kody/nove/": ("ucet/druhy-faktor/zalozni-kody/nove/", account(200), account(200)),
}


def routes(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def split(route):
    """„council.block“ and what follows, for a page of records."""
    found = re.match(r"([a-z]+)/([a-z]+)/(.*)", route)
    label = f"{found[1]}.{found[2]}" if found else ""
    return (label, found[3]) if label in REGISTERED else ("", route)


REGISTERED = {model._meta.label_lower: page for model, page in admin.site._registry.items()}
# Django leads from the bare address of a record to its form, whoever asks and whether or not there is such a record.
ROUTES = sorted({route for route in routes(get_resolver().url_patterns) if route.startswith(HOME[1:])})
STAFF_ROUTES = [route.removeprefix(HOME[1:]) for route in ROUTES]
BARE = "<path:object_id>/"
OF_RECORDS = [split(route) for route in STAFF_ROUTES if split(route)[0] and split(route)[1] in PAGES]
OF_SITE = [route for route in STAFF_ROUTES if split(route)[1] not in {*PAGES, BARE} or not split(route)[0]]


def test_every_address_is_in_the_tables_and_nothing_else():
    assert {label for label, _ in OF_RECORDS} == set(KINDS)
    assert {page for _, page in OF_RECORDS} == set(PAGES)
    assert set(OF_SITE) == set(SITE)


def test_everybody_is_asked():
    assert all(set(people) == set(EVERYBODY) for _, *methods in SITE.values() for people in methods)


# --- A world that is built once, and what became of it ---------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield w.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world):
    found = {"anonymous": Client()}
    for name, user in world.people.items():
        found[name] = Client()
        found[name].force_login(user)
    return found


@pytest.fixture(autouse=True)
def _world(db, clients):
    """``db`` has the test database made."""


RENDERED, CONTEXT = SimpleTemplateResponse.rendered_content, StaffSite.each_context


@pytest.fixture
def unrendered(monkeypatch):
    """Pages without their words: who may see them is decided before a template is met, and templates take long."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


@pytest.fixture
def without_menu(monkeypatch):
    """The menu of all models, on each page; it has tests of its own."""
    monkeypatch.setattr(StaffSite, "each_context", lambda site, request: {})


APART = ("usersessions", "sessions", "contenttypes", "admin")
TABLES = [
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label not in APART and model is not Event and not model._meta.proxy
]
FINGERPRINT = " UNION ALL ".join(
    f"(SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t)" for table in TABLES
)


def fingerprint():
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        return dict(cursor.fetchall())


@pytest.fixture(scope="module")
def untouched(clients):
    return fingerprint()


@pytest.fixture
def ask(clients, untouched, unrendered):
    """Ask as somebody, and take back what was written: the status, and whether anything was."""

    def asked(person, method, address, data=None):
        with transaction.atomic():
            client = clients[person]
            for value in (data or {}).values():
                if hasattr(value, "seek"):
                    value.seek(0)
            session = client.cookies.copy()
            response = client.generic(method, address) if data is None else client.post(address, data)
            client.cookies = session
            written = method == "POST" and fingerprint() != untouched
            transaction.set_rollback(True)
        return response.status_code, written

    return asked


@pytest.fixture(scope="module")
def forms(world, clients):
    """What the form of a record, or of a new one, holds when it is opened."""
    kept = {}

    def form(address):
        if address not in kept:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(SimpleTemplateResponse, "rendered_content", RENDERED)
                patch.setattr(StaffSite, "each_context", CONTEXT)
                kept[address] = filled(clients["superuser"].get(address))
        return kept[address].copy()

    return form


def of(label, page=""):
    return f"{HOME}{label.replace('.', '/')}/{page}"


def own_fields(form):
    return {name: value for name, value in form.items() if "-" not in name and not name.startswith(("csrf", "_"))}


def typed(world, values):
    """„other body“ stands for a body that nothing else in the form refers to."""
    kinds = {"body": "evidence.body", "source": "evidence.source", "operation": "funding.operation"}
    others = {f"other {name}": world.rows[label].pk for name, label in kinds.items()}
    return {name: others.get(value, value) for name, value in values.items()}


def sent(world, forms, label, page, row, gone):
    """What a browser would post by the page."""
    kind = KINDS[label]
    if page == "":
        return {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes", "index": "0"}
    if page == "smazane/":
        return {"event": gone.pk if gone else "1"}
    if page == "<path:object_id>/delete/":
        return {"post": "yes"}
    if page == "<path:object_id>/oprava/":
        return forms(of(label, f"{row.pk}/oprava/")) | {"_withdraw": "1", "reason": "zdroj se mýlil"}
    if page == "<id>/password/":
        return {"usable_password": "true", "password1": "dlouhé heslo", "password2": "dlouhé heslo"}
    if label == "council.template":
        return {"name": "Nová", "document": SimpleUploadedFile("nova.docx", TEMPLATE.read_bytes())}
    changeable = kind.lets("superuser", "change")
    if page == "add/" and kind.lets("superuser", "add"):
        copy = own_fields(forms(of(label, f"{row.pk}/change/")))
        return forms(of(label, "add/")) | copy | typed(world, kind.new)
    if page == "<path:object_id>/change/" and changeable:
        return forms(of(label, f"{row.pk}/change/")) | kind.edit
    return {"x": "y"}


def address(label, page, row):
    return of(label, re.sub(r"<[^>]+>", str(row.pk).replace("_", "_5F"), page))


def expected(kind, page, person, method, *, has_gone=True):
    """The status, and whether something is to be written."""
    if person in ("anonymous", "outsider"):
        return 302, False
    if not kind.lets(person, PAGES[page].view):
        return 403, False
    write = PAGES[page].write
    if method == "GET" or not write:
        return 200, False
    if kind.lets(person, write):
        return 302, True
    return (200 if page == "" else 403), False  # an action that is not offered only shows the list


@pytest.mark.parametrize(("label", "part"), OF_RECORDS, ids=lambda part: part or "list")
def test_pages_of_records(world, forms, ask, without_menu, label, part):
    kind, row = KINDS[label], world.rows[label]
    data = sent(world, forms, label, part, row, world.gone.get(label))
    found, wanted = {}, {}
    for person in EVERYBODY:
        for method in ("GET", "POST"):
            posted = data if method == "POST" else None
            found[person, method] = ask(person, method, address(label, part, row), posted)
            wanted[person, method] = expected(kind, part, person, method)
    assert {key: value for key, value in found.items() if value != wanted[key]} == {}


@pytest.mark.parametrize("route", OF_SITE, ids=lambda route: route or "index")
def test_other_pages(world, ask, route):
    path, *answers = SITE[route]
    found, wanted = {}, {}
    for method, people in zip(("GET", "POST"), answers, strict=True):
        for person in EVERYBODY:
            answer = people[person]
            found[person, method] = ask(person, method, HOME + filled_in(world, path), typed_in(world, route, method))
            wanted[person, method] = answer if isinstance(answer, tuple) else (answer, False)
    assert {key: value for key, value in found.items() if value != wanted[key]} == {}


@pytest.mark.parametrize("route", OF_SITE, ids=lambda route: route or "index")
def test_no_other_page_names_what_belongs_to_others(world, clients, route):
    for person in ("limited", "roleless"):
        content = clients[person].get(HOME + filled_in(world, SITE[route][0])).content
        assert "kuka" not in content.decode(errors="ignore").lower()


def filled_in(world, path):
    rows = {name: world.rows[f"{room}.{name}"].pk for room, name in (("evidence", "source"), ("council", "template"))}
    issued = world.rows["council.issuedpaper"]
    rows |= {"issued": issued.pk, "paper": issued.paper_id, "token": world.rows["evidence.import"].token}
    return path.format(kind=content_type("evidence.source"), text=world.text.key, **rows)


def typed_in(world, route, method):
    """What is sent to a page that would write without asking for a form of its own."""
    session = world.rows["council.issuedpaper"].paper.session
    sent = {
        "sestaveni/": {"session": session.pk, "kind": "information", "subject": "Nová"},
        "cteni/": {"title": "Nový", "kind": "paper", "text": "Lhota má plán.", "pasted": "Lhota má plán."},
        "import/": {"kind": "zdroje", "files": SimpleUploadedFile("zdroje.csv", b"nazev;druh\n")},
        "import/<slug:token>/": {"action": "drop"},
    }
    return sent.get(route) if method == "POST" else None


@pytest.mark.parametrize("kind", intake.KINDS)
def test_no_table_holds_what_belongs_to_others(world, clients, kind):
    """Neither the one with data nor the empty one, which offers names to choose from."""
    held = {}
    for person in ("limited", "editor"):
        for address in (f"tabulka/{kind}.xlsx", f"import/vzor/{kind}.xlsx"):
            answer = clients[person].get(HOME + address)
            if answer.status_code == 200:
                with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                    text = "".join(archive.read(name).decode() for name in archive.namelist())
                held.setdefault(person, []).append("kuka" in text.lower())
    assert not any(held["limited"])
    assert any(held["editor"]) is (intake.KINDS[kind].model._meta.label_lower in FOREIGN)


def content_type(label):
    return ContentType.objects.get_by_natural_key(*label.split(".")).pk


# --- Limited to Lhota ------------------------------------------------------------------------------------------------

FOREIGN = sorted(label for label, page in REGISTERED.items() if getattr(page.model, "LOCALITY", None))
each_local = pytest.mark.parametrize("label", FOREIGN)
OF_ONE = [page for page in PAGES if page.startswith("<path")]


def test_the_world_has_a_foreign_row_of_every_kind(world):
    assert set(world.foreign) == set(world.foreign_gone) == set(FOREIGN)


@each_local
def test_what_belongs_to_others_is_not_there(world, ask, label):
    """Whoever may not do a thing at all is refused before anybody looks whether the record is there."""
    row, kind = world.foreign[label], KINDS[label]
    for page in (page for page in OF_ONE if (label, page) in OF_RECORDS):
        refused = 404 if kind.lets("limited", PAGES[page].view) else 403
        for method in ("GET", "POST"):
            assert ask("limited", method, address(label, page, row)) == (refused, False), (page, method)
            assert ask("editor", method, address(label, page, row))[0] != 404, (page, method)
    gone = {"event": world.foreign_gone[label].pk}
    refused = 404 if kind.lets("limited", "add") else 403
    assert ask("limited", "POST", of(label, "smazane/"), gone) == (refused, False)


@each_local
def test_actions_do_not_reach_what_belongs_to_others(world, ask, label):
    own, foreign = world.rows[label].pk, world.foreign[label].pk
    assert not ask("limited", "POST", of(label), sent(world, None, label, "", world.foreign[label], None))[1]
    both = {"action": "delete_selected", "_selected_action": [own, foreign], "post": "yes", "select_across": "1"}
    with transaction.atomic():
        clients_post(world, "limited", of(label), both | {"index": "0"})
        assert REGISTERED[label].model.objects.filter(pk=foreign).exists()
        transaction.set_rollback(True)


def clients_post(world, person, address, data):
    client = Client()
    client.force_login(world.people[person])
    return client.post(address, data)


def references(label):
    """The columns of the model that lead to what belongs to a locality."""
    columns = [column for column in REGISTERED[label].opts.concrete_fields if column.many_to_one]
    return [column for column in columns if column.related_model._meta.label_lower in FOREIGN]


@pytest.mark.parametrize("label", [label for label in sorted(KINDS) if references(label)])
def test_nothing_can_be_moved_or_tied_to_what_belongs_to_others(world, forms, ask, label):
    own = world.rows[label]
    for column in references(label):
        other = world.foreign[column.related_model._meta.label_lower].pk
        edit = sent(world, forms, label, "<path:object_id>/change/", own, None) | {column.name: other}
        assert ask("limited", "POST", of(label, f"{own.pk}/change/"), edit) == (200, False)
        new = sent(world, forms, label, "add/", own, None) | {column.name: other}
        assert ask("limited", "POST", of(label, "add/"), new) == (200, False)
        for value in (other, 999_999_999, "x", "1' OR 1=1"):
            assert ask("limited", "GET", of(label, f"add/?{column.name}={value}&_popup=1"))[0] == 404
        mine = getattr(own, column.attname) or world.rows[column.related_model._meta.label_lower].pk
        assert ask("limited", "GET", of(label, f"add/?{column.name}={mine}"))[0] == 200


@each_local
def test_questions_to_a_list_find_nothing_of_others(world, clients, label):
    path, foreign = REGISTERED[label].model.LOCALITY, world.foreign[label]
    place = foreign
    for step in path.replace("pk", "").split("__"):
        place = getattr(place, step) if step else place
    ways = (path, f"{path}__exact", f"{path}__id__exact", f"{path}__in", "pk", "id__in", "e", "o", "all")
    for question in ways:
        answer = clients["limited"].get(of(label), {question: foreign.pk if "pk" in question else place.pk})
        if answer.status_code == 200:
            assert w.CANARY not in answer.content.decode(), question
        else:
            assert answer.status_code in (302, 400), question
    found = clients["limited"].get(of(label), {"q": w.CANARY[:4]})
    assert found.context_data["cl"].result_count == 0
    assert clients["superuser"].get(of(label), {"q": w.CANARY[:4]}).context_data["cl"].result_count > 0


@pytest.mark.parametrize(("label", "part"), OF_RECORDS, ids=lambda part: part or "list")
def test_no_page_names_what_belongs_to_others(world, clients, label, part):
    """Also not where shared records tell what stands on them."""
    rows = [world.rows[label]]
    for foreign in world.foreign.values() if label not in FOREIGN else ():
        columns = [column for column in foreign._meta.concrete_fields if column.many_to_one]
        rows += [getattr(foreign, c.name) for c in columns if c.related_model._meta.label_lower == label]
    for row in filter(None, rows if "<" in part else rows[:1]):
        assert "kuka" not in clients["limited"].get(address(label, part, row)).content.decode().lower()


def test_the_canary_sings_for_others(world, clients):
    for label in FOREIGN:
        assert "kuka" in clients["editor"].get(of(label)).content.decode().lower(), label


def test_looking_up_finds_nothing_of_others(world, clients):
    asked = 0
    for label in KINDS:
        app, model = label.split(".")
        for column in references(label):
            asking = {"app_label": app, "model_name": model, "field_name": column.name}
            for term in ("", w.CANARY):
                answer = clients["limited"].get(f"{HOME}autocomplete/", asking | {"term": term})
                assert answer.json()["results"] == [] if term else w.CANARY not in str(answer.json())
                assert w.CANARY in str(clients["editor"].get(f"{HOME}autocomplete/", asking | {"term": term}).json())
                asked += 1
    assert asked >= 20


@each_local
def test_no_address_tells_where_others_are(world, ask, label):
    kind = content_type(label)
    assert ask("limited", "GET", f"{HOME}r/{kind}/{world.foreign[label].pk}/")[0] == 404
    has_page = hasattr(world.rows[label], "get_absolute_url")
    assert ask("limited", "GET", f"{HOME}r/{kind}/{world.rows[label].pk}/")[0] == (302 if has_page else 404)
