"""What the council paper of 30 Aug 2016 says of support (F20–F25), entered by hand: how much work it is."""

import pytest
from django.apps import apps
from django.db import connection

from localities.models import Membership, MembershipConfirmation, SupportChange, SupportConfirmation
from memorandum.imports import record_files
from tests.browser.staff import committed, signed_in
from tests.record import RECORD

LIMIT = 60
KEYS = ["f20-liberec", "f21-velke-hamry-2016", "f22-velke-hamry-2013", "f23-frydlantsko", "f24-ralsko", "f25-ralsko"]
MEMBERS = "Frýdlant, Nové Město pod Smrkem, Bulovka, Heřmanice, Dětřichov, Kunratice, Višňová, Habartice"
PASSAGE = f"mikroregion Frýdlatsko – {MEMBERS} (od 2014)"
PAPER = "Písemná informace pro 7"
# (locality, rows of support: kind, day, passage; members: names, day, passage)
WORK = [
    ("Liberec", [("intenzivní podpora", "2016", "Liberec (od 2016)")], None),
    (
        "Velké Hamry",
        [
            ("intenzivní podpora", "2016", "Velké Hamry (od 2016)"),
            ("intenzivní podpora", "od 2013", "Velké Hamry (od 2013)"),
        ],
        None,
    ),
    ("Frýdlantsko", [("intenzivní podpora", "2014", PASSAGE)], (MEMBERS, "2014", PASSAGE)),
    (
        "Ralsko",
        [
            ("intenzivní podpora", "2014", "Dále obec Ralsko (od 2014)"),
            ("vzdálená podpora (nerozlišeno)", "1. 7. 2016", "které  od 1. 7. 2016 přechází k tzv. vzdálené podpoře"),
        ],
        None,
    ),
]
#: Where the paper says twice that a place is supported, the person is asked what the later time means.
AGAIN = ["Velké Hamry"]


def told(facts, *columns):
    return sorted(facts.values_list("locality__slug", *columns, "effective_on", "precision", "known_on", "passage"))


@pytest.fixture
def before(portal, django_db_blocker):
    """The record without these facts, as it was before anybody entered them; afterwards it is loaded anew."""
    slugs = ["liberec", "velke-hamry", "frydlantsko", "ralsko"]

    def empty():
        support = SupportChange.objects.filter(locality__slug__in=slugs)
        members = Membership.objects.filter(locality__slug="frydlantsko", source__key="pisemna-informace-2016-08-30")
        expected = told(support.filter(key__in=KEYS), "kind__name"), told(members, "municipality__name")
        SupportConfirmation.objects.filter(fact__in=support).delete()
        MembershipConfirmation.objects.filter(fact__in=members).delete()
        support.delete()
        members.delete()
        return expected

    def load_anew():
        models = [
            m
            for app in ("evidence", "council", "localities", "funding")
            for m in apps.get_app_config(app).get_models()
        ]
        tables = ", ".join(model._meta.db_table for model in models)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        record_files.load(RECORD)

    yield committed(empty, django_db_blocker)
    committed(load_anew, django_db_blocker)


@pytest.fixture
def desk(before, new_visitor, portal, django_db_blocker):
    with signed_in(new_visitor, portal, django_db_blocker) as visitor:
        yield visitor


class Hands:
    """Counts what a person does: each click, each field filled or chosen in, each key or chord pressed."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def click(self, target):
        self.count += 1
        target.click()

    def fill(self, target, text):
        self.count += 1
        target.fill(text)

    def choose(self, target, label):
        self.count += 1
        target.select_option(label=label)

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)

    def type(self, text):
        self.count += 1
        self.page.keyboard.insert_text(text)


def entered():
    support = SupportChange.objects.filter(key__startswith="z", locality__slug__isnull=False)
    return told(support, "kind__name"), told(Membership.objects.filter(key__startswith="z"), "municipality__name")


def test_a_person_enters_them_in_fewer_than_sixty_interactions(before, desk, django_db_blocker):
    page = desk.open("/sprava/localities/locality/")
    hands = Hands(page)
    for index, (name, rows, members) in enumerate(WORK):
        hands.click(page.get_by_role("link", name=name, exact=True))
        if index == 0:  # afterwards the page remembers it
            hands.click(page.locator("#id_page_source + .select2 [role=combobox]"))
            page.locator(".select2-search__field:focus").wait_for()  # what is typed before goes nowhere
            hands.type(PAPER)
            page.locator(".select2-results__option--highlighted", has_text=PAPER).wait_for()
            hands.press("Enter")
        support = page.get_by_role("region", name="Změny podpory")
        for number, (kind, day, passage) in enumerate(rows):
            if number:
                hands.click(support.get_by_role("button", name="Další řádek"))
            row = support.locator(".new-row:not(.empty-form)").nth(number)
            hands.choose(row.get_by_label("Druh podpory"), kind)
            hands.fill(row.get_by_label("Kdy"), day)
            hands.fill(row.get_by_label("Pasáž"), passage)
        if members:
            towns, day, passage = members
            region = page.get_by_role("region", name="Členství obcí")
            hands.click(region.get_by_text("Zapsat členství obcí"))
            hands.fill(region.get_by_label("Obce").first, towns)
            hands.fill(region.get_by_label("Kdy").first, day)
            hands.fill(region.get_by_label("Pasáž").first, passage)
        hands.click(page.get_by_role("button", name="Uložit", exact=True))
        page.wait_for_load_state()
        if name in AGAIN:
            hands.click(page.get_by_label("Začíná nové období"))
            hands.click(page.get_by_role("button", name="Uložit", exact=True))
            page.wait_for_url("**/locality/")  # until then, what was asked still stands there
        assert [problem.inner_text() for problem in page.locator(".errorlist, .errornote").all()] == []
        page.wait_for_url("**/locality/")
        assert page.get_by_text("Zapsáno").count() == len(rows) + (8 if members else 0)
    assert committed(entered, django_db_blocker) == before  # read here, a lock would keep the record from emptying
    # What is looked up anew with each letter is asked for again before it is answered.
    assert [said for said in desk.complaints if "/sprava/autocomplete/" not in said] == []
    print(f"{hands.count} interactions")
    assert hands.count < LIMIT


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def walk_to(hands, wanted, most=140):
    """Press Tab until the focus is there."""
    for _ in range(most):
        if focused(hands.page).startswith(wanted):
            return
        hands.press("Tab")
    raise AssertionError(f"Tab never came to {wanted}")


def test_the_keyboard_alone_is_enough(before, desk, django_db_blocker):
    page = desk.open("/sprava/localities/locality/")
    hands = Hands(page)
    for index, (name, rows, members) in enumerate(WORK):
        hands.press("Tab")
        hands.press("Enter")  # past the list of everything, by the page's first link
        walk_to(hands, name)
        hands.press("Enter")
        page.get_by_role("heading", name=name, exact=True, level=1).wait_for()
        if index == 0:
            while page.evaluate("document.activeElement.getAttribute('aria-label')") != "Zdroj nových údajů":
                hands.press("Tab")
            hands.press("Enter")
            page.locator(".select2-search__field:focus").wait_for()  # what is typed before goes nowhere
            hands.type(PAPER)
            page.locator(".select2-results__option--highlighted", has_text=PAPER).wait_for()
            hands.press("Enter")
        for number, (kind, day, passage) in enumerate(rows):
            if number:
                walk_to(hands, "Další řádek")
                hands.press("Enter")
            walk_to(hands, f"id_support_changes-{number}-kind")
            page.keyboard.type(kind[:3])  # a list chooses by its first letters
            hands.count += 1
            walk_to(hands, f"id_support_changes-{number}-effective_on")
            hands.type(day)
            walk_to(hands, f"id_support_changes-{number}-passage")
            hands.type(passage)
        if members:
            towns, day, passage = members
            walk_to(hands, "Zapsat členství obcí")
            hands.press("Enter")
            for field, text in (("towns", towns), ("effective_on", day), ("passage", passage)):
                walk_to(hands, f"id_memberships-0-{field}")
                hands.type(text)
        hands.press("Shift+Tab")  # back from the passage, where Enter begins a new line
        hands.press("Enter")  # in a field of one line it saves, as in every form
        page.wait_for_load_state()
        if name in AGAIN:
            page.get_by_label("Začíná nové období").wait_for()
            walk_to(hands, "id_support_changes-0-again")
            hands.press("Space")
            hands.press("Enter")
            page.wait_for_url("**/locality/")  # until then, what was asked still stands there
        problems = page.locator(".errorlist, .errornote").all()
        assert [problem.inner_text() for problem in problems] == []
        page.wait_for_url("**/locality/")
    print(f"{hands.count} keys, fields and chords")
    assert committed(entered, django_db_blocker) == before  # read here, a lock would keep the record from emptying
