"""Who may open and send what: every address under /sprava/, for everybody.

An address that is not in the tables below fails.  ``expected`` and ``SITE`` say what each person is answered, ``sent``
and ``filled_in`` what is asked.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile

from formats.rendering import TEMPLATE
from tests.memorandum.staff import world as w
from tests.surfaces import routes

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
AGAIN = {"restarts": "on"}  # a fact that says the same again begins a new period
OTHER = {"source": "other source"}
SIDES = {
    "key": "novy",
    "claims-0-claim": "tak",
    "claims-0-source": "other source",
    "claims-1-claim": "jinak",
    "claims-1-source": "other source",
}
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
    "security.securityevent": Kind("ANNN", ""),
    "council.agendaitem": Kind("REEE", "view", {"title": "přepsáno"}, {"position": "9"}),
    "council.agendastep": Kind("REEE", "view", NOTE, {"state": "discussed"}),
    "council.block": Kind("REEE", "view", {"text": "přepsáno"}, {"position": "9"}),
    "evidence.body": Kind("RAAA", "view", {"name": "přepsáno"}, {"key": "novy"}),
    "evidence.bodychange": Kind("REEN", "view", NOTE, AGAIN),
    "evidence.bodyconfirmation": Kind("REEN", "view", NOTE, OTHER),
    "evidence.file": Kind("RNNA", "view"),
    "evidence.import": Kind("ANNN", ""),
    "evidence.importfile": Kind("ANNN", ""),
    "council.issuedpaper": Kind("RNNN", "view"),
    "council.ledgerentry": Kind("RNNN", "view"),
    "evidence.loadedkey": Kind("RNNN", "view"),
    "council.memorandum": Kind("REEP", "view", {"title": "přepsáno"}, {"key": "nove", "year": "1990"}),
    "council.memorandumchange": Kind("REEN", "view", NOTE, AGAIN),
    "council.memorandumconfirmation": Kind("REEN", "view", NOTE, OTHER),
    "council.memorandumparty": Kind("REEE", "view", {"named_as": "přepsáno"}, {"body": "other body"}),
    "council.memorandumterm": Kind("REEN", "view", NOTE, AGAIN),
    "council.termconfirmation": Kind("REEN", "view", NOTE, OTHER),
    "council.paper": Kind("REEP", "view", {"subject": "přepsáno"}),
    "council.paperentry": Kind("REEE", "view", {"person": "přepsáno"}),
    "evidence.reference": Kind("REEE", "view", {"kind": "rests_on"}, {"earlier": "other source"}),
    "council.session": Kind("REEP", "view", {"number": "8"}, {"number": "9"}),
    "evidence.source": Kind("REEP", "view add", NOTE, {"key": "novy"}),
    "council.template": Kind("RPNA", "view"),
    "evidence.verdict": Kind("RNNN", "view"),
    "council.timestamp": Kind("RNNN", "view"),
    "council.withdrawal": Kind("RNNN", "view"),
    "localities.boundary": Kind("RNNN", "view"),
    "localities.discrepancy": Kind("REEN", "view add change", {"title": "přepsáno"}, SIDES),
    "localities.discrepancyclaim": Kind("REEE", ALL, {"claim": "přepsáno"}),
    "localities.conclusion": Kind("REEN", "view add change", {"held": "přepsáno"}),
    "localities.locality": Kind("REEP", "view change", {"name": "Lhota přepsaná"}, {"slug": "nova", "name": "Nová"}),
    "localities.localityalias": Kind("REEE", ALL, {"name": "přepsáno"}, {"name": "nový"}),
    "localities.membership": Kind("REEN", "view add change", NOTE, AGAIN),
    "localities.membershipconfirmation": Kind("REEN", "view add change", NOTE, OTHER),
    "localities.municipality": Kind("REEA", "view", {"name": "přepsáno"}, {"code": "999999"}),
    "localities.formerregistration": Kind("REEE", "view", {"name": "přepsáno"}, {"until": "2. 2. 2015"}),
    "localities.populationcount": Kind("REEE", "view", {"count": "17"}, {"counted_on": "2. 2. 2015"}),
    "localities.nationalcount": Kind("REEN", "view", NOTE, AGAIN),
    "localities.countconfirmation": Kind("REEN", "view", NOTE, OTHER),
    "localities.plan": Kind("REEE", ALL, {"title": "přepsáno"}, {"key": "novy"}),
    "localities.planchange": Kind("REEN", "view add change", NOTE, AGAIN),
    "localities.planconfirmation": Kind("REEN", "view add change", NOTE, OTHER),
    "localities.scope": Kind("ANNN", ""),
    "localities.supportchange": Kind("REEN", "view add change", NOTE, AGAIN),
    "localities.supportconfirmation": Kind("REEN", "view add change", NOTE, OTHER),
    "localities.supportkind": Kind("RAAA", "view", {"name": "přepsáno"}, {"code": "novy", "position": "7777"}),
    "funding.amount": Kind("REEN", "view add change", NOTE, AGAIN | {"again": "nahrazuje"}),
    "funding.amountconfirmation": Kind("REEN", "view add change", NOTE, OTHER),
    "funding.operation": Kind("REEE", "view", {"name": "přepsáno"}, {"registration_number": "CZ.NOVE"}),
    "funding.operationlink": Kind(
        "REEE", ALL, {"reason": "přepsáno"}, {"key": "novy", "operation": "other operation"}
    ),
    "funding.programme": Kind("RAAA", "view", {"name": "přepsáno"}, {"code": "novy"}),
}


@dataclass(frozen=True)
class RecordPage:
    """A page of records: what it takes to see it, and to write by it; where the record itself is gone, ``add``."""

    view: str = "view"
    write: str = ""
    of_record: bool = True


#: What follows after „app/model/“.
PAGES = {
    "": RecordPage(write="delete", of_record=False),
    "add/": RecordPage(view="add", write="add", of_record=False),
    "smazane/": RecordPage(write="add", of_record=False),
    "<path:object_id>/history/": RecordPage(),
    "<path:object_id>/change/": RecordPage(write="change"),
    "<path:object_id>/delete/": RecordPage(view="delete", write="delete"),
    "<path:object_id>/oprava/": RecordPage(view="change", write="change"),
    "<path:object_id>/vyskrtnout/": RecordPage(view="change", write="change"),
    "<id>/password/": RecordPage(view="change", write="change"),
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
KEEPS = (200, True)  # what a preview has found, so that the next look does not read the files again
VIEWERS = staff(200, roleless=403)
MAY_ENTER_NOTHING = {"roleless": 403, "reader": 403}
EDITORS = staff(200, roleless=403, reader=403, limited=403)
DRAFTERS = staff(WRITES, roleless=403, reader=403, limited=403)
RETURNERS = staff(403, publisher=302, administrator=302, superuser=302)
PUBLISHERS = staff(403, publisher=WRITES, administrator=WRITES, superuser=WRITES)
TO_LOGIN = everybody(302)

#: Every other page: its address, and the answer of a GET and of a POST for everybody.  Neither writes anything, unless
#: it is said otherwise.
SITE: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "": ("", staff(200), staff(200)),
    "login/": ("login/", everybody(302, outsider=403), everybody(302, outsider=403)),
    "logout/": ("logout/", staff(200), TO_LOGIN),
    "password_change/": ("password_change/", TO_LOGIN, TO_LOGIN),
    "password_change/done/": ("password_change/done/", staff(200), staff(405)),
    "autocomplete/": ("autocomplete/?app_label=localities&model_name=plan&field_name=locality", VIEWERS, staff(405)),
    "jsi18n/": ("jsi18n/", staff(200), staff(405)),
    "r/<int:content_type_id>/<path:object_id>/": ("r/{kind}/{source}/", staff(302, roleless=403), staff(405)),
    "^(?P<app_label>council|evidence|funding|localities|auth|security)/$": (
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
    "import/<slug:token>/": ("import/{token}/", staff(404, editor=KEEPS), staff(404, editor=WRITES)),
    "import/<slug:token>/chyby.csv": ("import/{token}/chyby.csv", staff(404, editor=200), staff(405)),
    "tabulka/<slug:kind>.xlsx": ("tabulka/zdroje.xlsx", VIEWERS, staff(405)),
    "cteni/": ("cteni/", staff(200, **MAY_ENTER_NOTHING), staff(WRITES, **MAY_ENTER_NOTHING)),
    "cteni/<slug:key>/": ("cteni/{text}/", VIEWERS, staff(405)),
    "cteni/<slug:key>/rozhodnuti/": ("cteni/{text}/rozhodnuti/", staff(405), staff(400, roleless=403)),
    "council/paper/<int:pk>/vydat/": ("council/paper/{paper}/vydat/", RETURNERS, RETURNERS),
    "council/paper/<int:pk>/vydat/upraveny/": ("council/paper/{paper}/vydat/upraveny/", RETURNERS, RETURNERS),
    "council/paper/<int:pk>/vydat/upraveny.<document:extension>": (
        "council/paper/{paper}/vydat/upraveny.docx",
        staff(403, publisher=404, administrator=404, superuser=404),
        staff(405),
    ),
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
    "council/template/vlastni/": ("council/template/vlastni/", staff(405), RETURNERS),
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
    "ucet/druhy-faktor/klice/<int:pk>/odebrat/": ("ucet/druhy-faktor/klice/1/odebrat/", account(404), account(404)),
    "ucet/druhy-faktor/zalozni-kody/": ("ucet/druhy-faktor/zalozni-kody/", account(404), account(405)),
    "ucet/druhy-faktor/zalozni-kody/nove/": ("ucet/druhy-faktor/zalozni-kody/nove/", account(200), account(200)),
}


def split(route):
    """„council.block“ and what follows, for a page of records."""
    found = re.match(r"([a-z]+)/([a-z]+)/(.*)", route)
    label = f"{found[1]}.{found[2]}" if found else ""
    return (label, found[3]) if label in REGISTERED else ("", route)


REGISTERED = {model._meta.label_lower: page for model, page in admin.site._registry.items()}
# Django leads from the bare address of a record to its form, whoever asks and whether or not there is such a record.
ROUTES = sorted({route for route in routes() if route.startswith(HOME[1:])})
STAFF_ROUTES = [route.removeprefix(HOME[1:]) for route in ROUTES]
BARE = "<path:object_id>/"
OF_RECORDS = [split(route) for route in STAFF_ROUTES if split(route)[0] and split(route)[1] in PAGES]
OF_SITE = [route for route in STAFF_ROUTES if split(route)[1] not in {*PAGES, BARE} or not split(route)[0]]


#: Kinds of records that belong to a locality.
FOREIGN = sorted(label for label, page in REGISTERED.items() if getattr(page.model, "LOCALITY", None))


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
        why = {"reason": "zdroj se mýlil", "correction_source": world.rows["evidence.source"].pk}
        return forms(of(label, f"{row.pk}/oprava/")) | why | {"_withdraw": "1"}
    if page == "<path:object_id>/vyskrtnout/":
        return forms(of(label, f"{row.pk}/vyskrtnout/")) | {"reason": "zapsáno omylem"}
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
    if page == "<path:object_id>/history/" and method == "POST":
        return 405, False
    write = PAGES[page].write
    if method == "GET" or not write:
        return 200, False
    if kind.lets(person, write):
        return 302, True
    return (200 if page == "" else 403), False  # an action that is not offered only shows the list


def filled_in(world, path):
    rows = {name: world.rows[f"{room}.{name}"].pk for room, name in (("evidence", "source"), ("council", "template"))}
    issued = world.rows["council.issuedpaper"]
    rows |= {"issued": issued.pk, "paper": issued.paper_id, "token": world.rows["evidence.import"].token}
    return path.format(kind=content_type("evidence.source"), text=world.text.key, **rows)


def content_type(label):
    return ContentType.objects.get_by_natural_key(*label.split(".")).pk
