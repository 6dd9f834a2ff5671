"""Entries are never deleted in the admin: a mistake is struck out with its reason, and stays told there."""

import pytest
from django.contrib import admin
from django.urls import reverse

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
    assert "Týž údaj by tu následoval sám po sobě" in words(answer)
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
