"""Whatever is sent to an address of the staff is refused in a sentence, or taken for nothing: never an error of ours.

Who asks may do everything, so that nothing is refused for being theirs.
"""

import sys
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import BinaryField, DateField, ForeignKey
from django.urls import reverse

from memorandum.middleware import MOST_ROWS
from tests.memorandum.staff.permissions.matrix import HOME, OF_RECORDS, OF_SITE, REGISTERED, SITE, address, filled_in

MOST_BYTES = 1_000_000
#: What Django's admin or ours understand on pages of records.
KNOWN = ("o", "p", "e", "q", "strana", "stav", "event", "_popup", "_to_field", "_changelist_filters", "all")
OTHERS = ["app_label", "model_name", "field_name", "term", "next", "kind", "session", "subject", "title", "text"]
OTHERS += ["pasted", "action", "files", "choice"]
#: Refused before any page looks at it: the query, or what is sent.
REFUSED = {
    "a zero byte for a name": ("%00=1", None),
    "a zero byte in a value": ("q=a%00b", None),
    "1 001 parameters": ("&".join(f"p{number}=1" for number in range(1001)), None),
    "1 001 fields": ("", {f"p{number}": "1" for number in range(1001)}),
    "a zero byte in a field": ("", {"q": "a\0b"}),
    "a field with a zero byte for a name": ("", {"a\0b": "q"}),
    "rows without end": ("", {"amounts-TOTAL_FORMS": "999999", "amounts-INITIAL_FORMS": "0"}),
    "a row too many": ("", {"amounts-TOTAL_FORMS": f"{MOST_ROWS + 1}", "amounts-INITIAL_FORMS": "0"}),
    "fewer rows than none": ("", {"form-TOTAL_FORMS": "-1", "form-INITIAL_FORMS": "0"}),
    "rows in words": ("", {"form-TOTAL_FORMS": "mnoho", "form-INITIAL_FORMS": "0"}),
    "old rows without end": ("", {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "9" * 5000}),
}


def references(model):
    """What a list or a new form of the model may be asked, where text stands for a key, a day or bytes."""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey):
            yield from (field.name, f"{field.name}__id__exact")
        elif isinstance(field, DateField | BinaryField):
            yield field.name


@pytest.fixture
def send(clients, monkeypatch):
    """Send as somebody who may everything, and take back what was written: the status, and the size of the answer.

    What asks for locks outside a transaction of its own fails here as it does where no test keeps one around it.
    """
    client, begun, depth = clients["superuser"], connection.savepoint(), len(connection.savepoint_ids)
    monkeypatch.setattr(client, "raise_request_exception", False)

    def is_alone():
        return sys._getframe(1).f_code.co_name == "as_sql" and len(connection.savepoint_ids) == depth

    monkeypatch.setattr(connection, "get_autocommit", is_alone)

    def sent(method, path, query="", data=None):
        kept = client.cookies.copy()
        where = f"{path}{'&' if '?' in path else '?'}{query}" if query else path
        response = client.post(where, data) if data is not None else client.generic(method, where)
        client.cookies = kept
        connection.savepoint_rollback(begun)
        return response

    return sent


def wrong(send, path, requests):
    """What was answered wrongly, with what."""
    found = []
    for method, query, data in requests:
        response = send(method, path, query, data)
        size = 0 if response.streaming else len(response.content)
        if response.status_code >= 500 or size > MOST_BYTES:
            problem = repr(response.exc_info and response.exc_info[1])
            found.append((response.status_code, size, problem, method, query[:100], data and [*data][:3]))
    return found


def hostile(alone, together):
    """Each of some parameters alone, for the first that is refused would hide the others; all at once; sent; and
    asked for in ways that no page knows.
    """
    yield from (("GET", urlencode({name: "vse"}), None) for name in alone)
    yield "GET", "_to_field=", None
    yield from (("GET", urlencode(dict.fromkeys(together, value)), None) for value in ("", "9" * 20))
    yield "POST", "", dict.fromkeys(together, "vse")
    yield "POST", "", {name: SimpleUploadedFile("x.docx", b"PK\x03\x04") for name in [*together, "document"]}
    yield from ((method, "", None) for method in ("POST", "PUT", "OPTIONS"))


@pytest.mark.parametrize(("label", "part"), OF_RECORDS, ids=lambda part: part or "list")
def test_no_page_of_records_fails(world, send, without_menu, unrendered, label, part):
    names = references(REGISTERED[label].model) if part in ("", "add/") else ()
    requests = hostile(names, [*KNOWN, "_selected_action", "index", "reason", "correction_source"])
    assert wrong(send, address(label, part, world.rows[label]), requests) == []


@pytest.mark.parametrize("label", [label for label, part in OF_RECORDS if part == "add/"])
def test_a_form_shows_again_what_was_sent_in_place_of_a_key(world, send, without_menu, label):
    meta = REGISTERED[label].model._meta
    names = [field.name for field in (*meta.concrete_fields, *meta.many_to_many) if field.is_relation]
    for value in ("'", "vse", "9" * 30):
        data = dict.fromkeys(names, value)
        data |= {"scope-0-localities": value, "scope-TOTAL_FORMS": "1", "scope-INITIAL_FORMS": "0"}
        page = send("POST", address(label, "add/", world.rows[label]), data=data)
        assert page.status_code in (200, 403), page.exc_info


@pytest.mark.parametrize("route", OF_SITE, ids=lambda route: route or "index")
def test_no_other_page_fails(world, send, without_menu, unrendered, route):
    assert wrong(send, HOME + filled_in(world, SITE[route][0]), hostile((), [*KNOWN, *OTHERS])) == []


@pytest.mark.parametrize("asked", REFUSED)
def test_every_address_refuses_what_nobody_means(world, send, without_menu, unrendered, asked):
    query, data = REFUSED[asked]
    paths = [address(label, part, world.rows[label]) for label, part in OF_RECORDS]
    paths += [HOME + filled_in(world, SITE[route][0]) for route in OF_SITE]
    if "zero" in asked:
        paths = [path for path in paths if not path.startswith((f"{HOME}ucet/", f"{HOME}login/"))]
    if data is not None:
        paths = paths[:: len(paths) // 40]  # what is sent is looked at in one place for all of them
    assert {path: status for path in paths if (status := send("GET", path, query, data).status_code) != 400} == {}


@pytest.mark.parametrize(("query", "data"), REFUSED.values(), ids=REFUSED)
def test_the_refusal_is_a_sentence(world, send, without_menu, query, data):
    page = send("GET", reverse("admin:localities_locality_add"), query, data)
    assert "Tomuto zadání nerozumíme" in page.content.decode()
    assert len(page.content) < 30_000


def test_history_is_only_read(world, send, without_menu):
    page = send("POST", address("localities.locality", "<path:object_id>/history/", world.rows["localities.locality"]))
    assert page.status_code == 405
    assert page["Allow"] == "GET, HEAD"
    assert "Tady se nic neodesílá" in page.content.decode()


def test_a_list_is_not_narrowed_by_words_where_a_record_should_stand(world, send, without_menu):
    page = send("GET", reverse("admin:localities_planchange_changelist"), "plan=vse")
    assert page.status_code == 400
    assert "Seznam takto zúžit ani seřadit nejde" in page.content.decode()


def test_a_record_is_found_by_a_column_that_has_a_name(world, send, without_menu):
    for query in ("_to_field=", "_to_field=&_popup=1"):
        page = send("GET", reverse("admin:evidence_source_changelist"), query)
        assert page.status_code == 400
        assert "Adresa neříká, podle čeho se má záznam najít" in page.content.decode()


def test_nothing_of_the_staff_s_is_kept(world, clients, without_menu, unrendered):
    """Neither pages nor files, and least of all codes and sessions."""
    kept = {}
    for route in OF_SITE:
        path = HOME + filled_in(world, SITE[route][0])
        response = clients["superuser"].get(path)
        if "no-store" not in response.get("Cache-Control", ""):
            kept[path] = response.get("Cache-Control")
    assert kept == {}
