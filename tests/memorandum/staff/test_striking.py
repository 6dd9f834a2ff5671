"""Entries are never deleted in the admin: a mistake is struck out with its reason, and stays told there."""

import html
import re

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from evidence import actions
from evidence.models import AsOf, Entry
from localities.models import SupportConfirmation
from tests import builders as b
from tests.builders import D
from tests.forms import filled

pytestmark = pytest.mark.django_db
ENTRIES = [model for model in admin.site._registry if issubclass(model, Entry)]


@pytest.fixture
def fact():
    return b.support(b.locality(), "intensive", D(2014, 1, 1), D(2016, 8, 30), precision="year")


def url(entry, page="strike"):
    return reverse(f"admin:{entry._meta.app_label}_{entry._meta.model_name}_{page}", args=[entry.pk])


def words(answer):
    return answer.content.decode().replace("\xa0", " ")


def struck(client, entry, **typed):
    return client.post(url(entry), filled(client.get(url(entry)), "strike_form") | typed)


def test_what_is_struck_out_counts_nowhere_and_stays_told(admin_client, fact):
    assert url(fact) in words(admin_client.get(url(fact, "change")))
    assert struck(admin_client, fact, reason="Zapsáno k jiné obci.")["Location"] == url(fact, "change")
    assert not fact.locality.support_changes.state(AsOf.now()).exists()
    page = words(admin_client.get(url(fact, "change")))
    assert "vyškrtnuto" in page
    assert "Zapsáno k jiné obci." in page
    assert ", admin:" in page
    assert url(fact) not in page
    assert reverse("admin:localities_supportchange_correct", args=[fact.pk]) not in page
    screen = words(admin_client.get(reverse("admin:localities_locality_change", args=[fact.locality_id])))
    assert "Vyškrtnuté zápisy (1)" in screen
    assert admin_client.get(url(fact)).status_code == 302, "it is not struck out again"
    listed = admin_client.get(reverse("admin:localities_supportchange_changelist"), {"struck_at__isempty": "0"})
    assert [row.pk for row in listed.context_data["cl"].result_list] == [fact.pk]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"reason": " "}, "Bez důvodu zápis vyškrtnout nelze"), ({"version": "0"}, "Nic se neuložilo")],
)
def test_what_is_wrong_is_told(admin_client, fact, typed, sentence):
    answer = struck(admin_client, fact, **{"reason": "Omyl."} | typed)
    assert answer.status_code == 200
    assert sentence in words(answer)
    fact.refresh_from_db()
    assert fact.struck_at is None


def test_the_second_of_two_is_refused(admin_client, fact):
    form = filled(admin_client.get(url(fact)), "strike_form") | {"reason": "První."}
    assert admin_client.post(url(fact), form).status_code == 302
    assert "Záznam mezitím změnil/a" in words(admin_client.post(url(fact), form | {"reason": "Druhá."}))
    fact.refresh_from_db()
    assert fact.struck_why == "První."


def test_what_stands_between_two_equal_ones_is_not_struck_out_silently(admin_client, fact):
    between = b.support(fact.locality, "remote", D(2016, 1, 1), D(2016, 8, 30))
    b.support(fact.locality, "intensive", D(2018, 1, 1), D(2018, 1, 1))
    answer = struck(admin_client, between, reason="Omyl.")
    assert "Vyberte prosím, co s pozdějším údajem" in words(answer)
    between.refresh_from_db()
    assert between.struck_at is None


def test_a_confirmation_is_struck_out_alone(admin_client, fact):
    made = SupportConfirmation.objects.create(fact=fact, source=b.source(), holds_on=D(2019, 1, 1))
    assert struck(admin_client, made, reason="Omyl.").status_code == 302
    state = fact.locality.support_changes.state(AsOf.now()).get()
    assert (state, state.attested_on) == (fact, D(2014, 1, 1))


@pytest.mark.parametrize("model", ENTRIES, ids=lambda model: model._meta.label)
def test_no_entry_is_deleted(admin_client, rf, admin_user, model):
    request = rf.get("/")
    request.user = admin_user
    assert not admin.site._registry[model].has_delete_permission(request)
    assert "delete_selected" not in admin.site._registry[model].get_actions(request)
    missing = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_strike", args=[999_999])
    assert admin_client.get(missing).status_code == 404


def test_a_confirmation_is_added_on_the_page_of_its_fact(admin_client, fact):
    page = words(admin_client.get(url(fact, "change")))
    add = f"{reverse('admin:localities_supportconfirmation_add')}?fact={fact.pk}"
    assert add in page
    form = filled(admin_client.get(add), "supportconfirmation_form")
    undated = admin_client.post(add, form | {"source": b.source().pk})
    assert "Zdroj nemá datum" in words(undated)
    assert admin_client.post(add, form | {"source": b.source(issued_on=D(2019, 5, 5)).pk}).status_code == 302
    made = SupportConfirmation.objects.get()
    assert (made.fact, made.holds_on) == (fact, D(2019, 5, 5))
    assert "naposledy doloženo k 5. 5. 2019" in words(admin_client.get(url(fact, "change")))


# --- What is struck out stays as it is -------------------------------------------------------------------------------


@pytest.fixture
def gone(admin_client, fact):
    assert struck(admin_client, fact, reason="Omyl.").status_code == 302
    fact.refresh_from_db()
    return fact


def test_the_database_refuses_any_change_of_it(gone):
    rows = type(gone)._base_manager.filter(pk=gone.pk)
    for change in ({"note": "jinak"}, {"struck_why": ""}, {"struck_why": "jinak"}, {"corrected_on": D(2020, 1, 1)}):
        with pytest.raises(IntegrityError, match="Vyškrtnutý zápis se už nemění"), transaction.atomic():
            rows.update(**change)
    rows.update(note=gone.note)  # the same is no change


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_its_confirmation(fact):
    type(fact).objects.filter(pk=fact.pk).update(struck_why="Omyl.")
    with pytest.raises(IntegrityError, match="Vyškrtnutý údaj už nejde potvrdit"):
        SupportConfirmation.objects.create(fact=fact, source=b.source(), holds_on=D(2020, 1, 1))


def test_a_confirmation_cannot_be_moved_to_it(gone):
    other = b.support(b.locality("Jinde"), "intensive", D(2014, 1, 1), D(2014, 1, 1))
    made = SupportConfirmation.objects.create(fact=other, source=b.source(), holds_on=D(2020, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="už nejde potvrdit"), transaction.atomic():
        SupportConfirmation.objects.filter(pk=made.pk).update(fact=gone)


def test_its_own_confirmation_may_still_be_struck_out(admin_client, fact):
    made = SupportConfirmation.objects.create(fact=fact, source=b.source(), holds_on=D(2020, 1, 1))
    struck(admin_client, fact, reason="Omyl.")
    assert struck(admin_client, made, reason="Také omyl.").status_code == 302


def test_its_page_is_only_read_and_says_why(admin_client, gone):
    page = words(admin_client.get(url(gone, "change")))
    assert "Vyškrtnutý zápis se už nemění, nepotvrzuje ani neopravuje." in page
    assert 'name="_save"' not in page
    assert url(gone, "correct") not in page
    assert "Přidat potvrzení" not in page
    for answer in (admin_client.get(url(gone, "correct")), admin_client.post(url(gone, "correct"), {})):
        assert answer["Location"] == url(gone, "change")


def test_a_confirmation_of_it_is_refused_in_the_form(admin_client, gone):
    page = reverse("admin:localities_supportconfirmation_add")
    typed = {"fact": gone.pk, "source": b.source().pk, "holds_on": "1. 1. 2020"}
    answer = admin_client.post(page, filled(admin_client.get(page), "supportconfirmation_form") | typed)
    assert "Vyškrtnutý údaj už nejde potvrdit" in words(answer)


def test_the_action_refuses_its_correction(admin_user, gone):
    with pytest.raises(ValidationError, match="Tento zápis je vyškrtnut"):
        actions.correct(fact=gone, new=None, reason="x", source=gone.source, on=D(2020, 1, 1), by=admin_user)


def test_what_was_struck_out_by_mistake_is_entered_anew(admin_client, gone):
    """The record did not hold it meanwhile, and says so: it is a new entry, with the moment of its own."""
    page = words(admin_client.get(url(gone, "change")))
    address = html.unescape(re.search(r'<a href="([^"]+/add/\?[^"]+)">zapište ho znovu', page)[1])
    form = filled(admin_client.get(address), "supportchange_form")
    assert (form["kind"], form["source"], form["passage"]) == (str(gone.kind_id), str(gone.source_id), gone.passage)
    assert admin_client.post(address, form).status_code == 302
    anew = type(gone).objects.get(struck_at=None)
    assert (anew.effective_on, anew.precision, anew.kind) == (gone.effective_on, gone.precision, gone.kind)
    assert anew.recorded_at >= gone.struck_at


def test_history_offers_no_way_back_to_what_was_struck_out(admin_client, gone):
    assert "?stav=" not in words(admin_client.get(url(gone, "history")))
