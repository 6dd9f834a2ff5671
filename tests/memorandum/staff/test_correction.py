"""To correct is not to edit: in one step the old fact is closed with its reason and the new one opened."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse

from evidence import actions
from evidence.models import AsOf, Fact, cited_models
from localities.models import Discrepancy, Scope, SupportChange
from tests import builders as b
from tests.builders import D
from tests.forms import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    return b.source(title="Písemná informace", issued_on=D(2016, 8, 30), text="Lhota (od 2014)")


@pytest.fixture
def better():
    return b.source(title="Stránka agentury", issued_on=D(2017, 5, 16), text="Lhota se zapojila v srpnu 2013.")


@pytest.fixture
def fact(paper):
    return b.support(
        b.locality(), "intensive", D(2014, 1, 1), D(2016, 8, 30), precision="year", source=paper, passage="od 2014"
    )


def url(fact, page="correct"):
    return reverse(f"admin:{fact._meta.app_label}_{fact._meta.model_name}_{page}", args=[fact.pk])


def form_for(client, fact, **typed):
    return filled(client.get(url(fact)), "correction_form") | typed


def test_the_form_is_filled_with_what_the_old_fact_says_and_waits_for_a_source(admin_client, fact):
    form = form_for(admin_client, fact)
    assert (form["effective_on"], form.get("source", ""), form["passage"], form["reason"]) == ("2014", "", "", "")
    assert form["kind"] == str(fact.kind_id)


def test_the_old_is_closed_and_the_new_opened_in_one_step(admin_client, fact, better):
    form = form_for(admin_client, fact, effective_on="srpen 2013", source=better.pk)
    form |= {"passage": "v srpnu 2013", "reason": "Stránka agentury je přesnější."}
    answer = admin_client.post(url(fact), form)
    new = SupportChange.objects.exclude(pk=fact.pk).get()
    assert answer["Location"] == url(new, "change")
    fact.refresh_from_db()
    assert (fact.corrected_on, fact.correction) == (D(2017, 5, 16), "Stránka agentury je přesnější.")
    assert (new.effective_on, new.precision, new.known_on) == (D(2013, 8, 1), "month", D(2017, 5, 16))
    states = [
        SupportChange.objects.state(AsOf(D(2020, 1, 1), known)).get() for known in (D(2017, 5, 15), D(2017, 5, 16))
    ]
    assert states == [fact, new], "nobody ever knew both, or neither"
    assert not Discrepancy.objects.exists()


def test_a_discrepancy_is_recorded_with_the_claims_of_both(admin_client, fact, better):
    form = form_for(
        admin_client, fact, effective_on="2013", source=better.pk, passage="v srpnu 2013", reason="Novější."
    )
    form |= {"rozpor-title": "Odkdy Lhota spolupracuje", "rozpor-held": "Od roku 2013.", "rozpor-why": "Je novější."}
    assert admin_client.post(url(fact), form).status_code == 302
    discrepancy = Discrepancy.objects.get()
    assert (discrepancy.locality, discrepancy.known_on) == (fact.locality, D(2017, 5, 16))
    conclusion = discrepancy.conclusions.get()
    assert (conclusion.held, conclusion.is_open, conclusion.source) == ("Od roku 2013.", False, better)
    claims = discrepancy.claims.order_by("position")
    assert [change.claim for change in SupportChange.objects.order_by("pk")] == list(claims), (
        "each fact is linked to what its source claims"
    )
    page = admin_client.get(url(fact, "change")).content.decode()
    assert "Tento údaj je tvrzením rozporu" in page
    assert reverse("admin:localities_discrepancy_change", args=[discrepancy.pk]) in page
    assert [(claim.source.title, claim.passage) for claim in claims] == [
        ("Písemná informace", "od 2014"),
        ("Stránka agentury", "v srpnu 2013"),
    ]


def test_a_half_filled_discrepancy_is_refused_and_nothing_is_written(admin_client, fact, better):
    form = form_for(admin_client, fact, source=better.pk, reason="Novější.", **{"rozpor-title": "Odkdy"})
    answer = admin_client.post(url(fact), form)
    assert answer.status_code == 200
    assert "Má-li se zapsat rozpor" in answer.content.decode()
    assert not SupportChange.objects.exclude(corrected_on=None).exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "Bez důvodu údaj opravit nelze"),
        ({"passage": "v září 2013"}, "Tato slova v textu zdroje nejsou"),
        ({"source": ""}, "Toto pole je třeba vyplnit"),
        ({"effective_on": "31. 2. 2013"}, "takový den v kalendáři není"),
        ({"on": "29. 8. 2016"}, "dříve ho opravit nelze"),
        ({"on": "2017"}, "Napište jeden den"),
        ({"version": "0"}, "Nic se neuložilo"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(admin_client, fact, better, typed, sentence):
    form = form_for(admin_client, fact, source=better.pk, passage="v srpnu 2013", reason="Novější.") | typed
    answer = admin_client.post(url(fact), form)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    kept = filled(answer, "correction_form")
    assert {name: kept[name] for name in ("reason", "passage", "effective_on")} == {
        name: form[name] for name in ("reason", "passage", "effective_on")
    }
    fact.refresh_from_db()
    assert (fact.corrected_on, SupportChange.objects.count()) == (None, 1)


def test_the_same_day_may_be_corrected_to_another_value(admin_client, fact, better):
    """While the old one stood, the rule „one value a day“ would refuse the new one."""
    SupportChange.objects.filter(pk=fact.pk).update(precision="day")
    form = form_for(admin_client, fact, kind=b.kind("remote").pk, source=better.pk, reason="Překlep v informaci.")
    assert admin_client.post(url(fact), form).status_code == 302
    assert SupportChange.objects.get(corrected_on=None).kind.code == "remote"


def test_a_fact_may_only_be_taken_back_by_a_source(admin_client, fact, better):
    form = form_for(admin_client, fact, reason="Zdroj mluví o jiné Lhotě.", on="1. 6. 2017", _withdraw="1")
    answer = admin_client.post(url(fact), form)
    assert "podle čeho ten dosavadní není správný" in answer.content.decode()
    assert admin_client.post(url(fact), form | {"correction_source": better.pk}).status_code == 302
    fact.refresh_from_db()
    assert (fact.corrected_on, fact.correction_source) == (D(2017, 6, 1), better)
    assert SupportChange.objects.count() == 1


def test_the_second_of_two_is_refused(admin_client, fact, better):
    first = form_for(admin_client, fact, source=better.pk, reason="První.")
    second = dict(first, reason="Druhá.")
    assert admin_client.post(url(fact), first).status_code == 302
    answer = admin_client.post(url(fact), second)
    assert answer.status_code == 200
    assert "Záznam mezitím změnil/a" in answer.content.decode()
    assert SupportChange.objects.count() == 2
    assert admin_client.get(url(fact)).status_code == 302, "what is corrected is not corrected again"


def test_an_older_source_closes_no_fact_before_it_was_known(admin_client, fact):
    older = b.source(issued_on=D(2013, 9, 1))
    form = form_for(admin_client, fact, source=older.pk, effective_on="2013", reason="Dobová zpráva.")
    assert admin_client.post(url(fact), form).status_code == 302
    fact.refresh_from_db()
    assert fact.corrected_on == fact.known_on


def test_rights_and_reach(client, fact):
    user = get_user_model().objects.create_user("nikdo", is_staff=True)
    client.force_login(user)
    assert client.get(url(fact)).status_code == 403
    editor = get_user_model().objects.create_user("editor", is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(content_type__app_label__in=["localities", "council"]))
    Scope.objects.create(user=editor).localities.add(b.locality("Jinde"))
    client.force_login(editor)
    assert client.get(url(fact)).status_code == 404
    assert client.post(url(fact), {"reason": "x"}).status_code == 404
    editor.scope.localities.add(fact.locality)
    assert client.get(url(fact)).status_code == 200


def test_the_action_itself_refuses_what_is_corrected(admin_user, fact):
    actions.correct(fact=fact, new=None, reason="Omyl.", source=fact.source, on=D(2020, 1, 1), by=admin_user)
    with pytest.raises(ValidationError, match="už mezitím někdo opravil"):
        actions.correct(fact=fact, new=None, reason="Omyl.", source=fact.source, on=D(2020, 1, 1), by=admin_user)


def test_editing_what_a_fact_says_leads_to_its_correction(admin_client, fact):
    page = url(fact, "change")
    typo = filled(admin_client.get(page), "supportchange_form") | {"note": "doplněno"}
    assert url(fact) not in admin_client.post(page, typo, follow=True).content.decode().partition("<form")[0]
    edited = filled(admin_client.get(page), "supportchange_form") | {"effective_on": "2015"}
    assert "Byl to překlep?" in admin_client.post(page, edited, follow=True).content.decode()


@pytest.mark.parametrize("model", [m for m in cited_models() if issubclass(m, Fact)], ids=lambda m: m._meta.label)
def test_every_kind_of_fact_can_be_corrected(admin_client, model):
    missing = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_correct", args=[999_999])
    assert admin_client.get(missing).status_code == 404
