"""What a source only repeats is asked about on every form: a confirmation, a new period, or other money."""

import pytest
from django.urls import reverse

from evidence.models import AsOf, Source
from funding.models import Amount, AmountConfirmation, Programme
from localities.models import Membership, MembershipConfirmation, Plan, SupportChange, SupportConfirmation
from tests import builders as b
from tests.builders import D
from tests.forms import filled

pytestmark = pytest.mark.django_db
ADD = reverse("admin:localities_supportchange_add")


@pytest.fixture
def place():
    return b.locality("Frýdsko")


@pytest.fixture
def held(place):
    """Supported since 2014."""
    return b.support(place, "intensive", D(2014, 1, 1), D(2016, 8, 30), precision="year")


@pytest.fixture
def report():
    return b.source(title="Zpráva", issued_on=D(2019, 3, 1), text="Frýdsko má nejpozději 31. 12. 2018 podporu.")


def words(answer):
    return answer.content.decode().replace("\xa0", " ")


def fact(place, report, **typed):
    said = {"locality": place.pk, "kind": b.kind().pk, "source": report.pk, "passage": "nejpozději 31. 12. 2018"}
    return said | {"effective_on": "nejpozději 31. 12. 2018"} | typed


def add(client, page=ADD, **typed):
    return filled(client.get(page), page.split("/")[-3] + "_form") | typed


def begins(place):
    return place.support_changes.state(AsOf(D(2020, 1, 1), D(2020, 1, 1))).get()


def test_a_plain_form_asks_and_keeps_what_was_typed(admin_client, place, held, report):
    asked = admin_client.post(ADD, add(admin_client, **fact(place, report)))
    assert "Týž stav už evidence má od 2014. Zapsat jako potvrzení" in words(asked)
    assert "Začíná nové období" in words(asked)
    assert "Jsou to jiné peníze" not in words(asked)
    form = filled(asked, "supportchange_form")
    assert (form["again_on"], form["passage"]) == ("1. 3. 2019", "nejpozději 31. 12. 2018")
    assert "again" not in form, "nobody is pushed to either answer"
    assert SupportChange.objects.count() == 1


def test_the_answer_is_a_confirmation(admin_client, place, held, report):
    form = filled(admin_client.post(ADD, add(admin_client, **fact(place, report))), "supportchange_form")
    answer = admin_client.post(ADD, form | {"again": "potvrzeni"})
    assert answer["Location"] == reverse("admin:localities_supportchange_change", args=[held.pk])
    assert SupportChange.objects.get() == held
    made = SupportConfirmation.objects.get()
    assert (made.fact, made.source, made.holds_on) == (held, report, D(2019, 3, 1))
    assert made.passage == "nejpozději 31. 12. 2018"
    assert begins(place).attested_on == D(2019, 3, 1)
    page = words(admin_client.get(answer["Location"]))
    assert "doloženo k 1. 3. 2019" in page
    assert "Přidat potvrzení" in page


def test_the_answer_is_a_new_period(admin_client, place, held, report):
    form = filled(admin_client.post(ADD, add(admin_client, **fact(place, report))), "supportchange_form")
    assert admin_client.post(ADD, form | {"again": "nove"}).status_code == 302
    later = place.support_changes.exclude(pk=held.pk).get()
    assert (later.restarts, later.effective_on) == (True, D(2018, 12, 31))
    assert not SupportConfirmation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"again_on": "1. 1. 2013"}, "tento den jeho začátku předchází"),
        ({"again_on": "2019"}, "Napište jeden den"),
        ({"again_on": "31. 2. 2019"}, "takový den v kalendáři není"),
        ({"passage": "co tam není"}, "Tato slova v textu zdroje nejsou"),
        ({"source": ""}, "Toto pole je třeba vyplnit"),
        ({"again": "smazat"}, "Vyberte"),
    ],
)
def test_a_confirmation_that_cannot_be_is_told_and_nothing_is_lost(admin_client, place, held, report, typed, sentence):
    form = add(admin_client, **fact(place, report), again="potvrzeni") | typed
    answer = admin_client.post(ADD, form)
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert filled(answer, "supportchange_form")["effective_on"] == "nejpozději 31. 12. 2018"
    assert not SupportConfirmation.objects.exists()
    assert SupportChange.objects.count() == 1


def test_the_same_source_does_not_confirm_twice(admin_client, place, held, report):
    form = add(admin_client, **fact(place, report), again="potvrzeni")
    assert admin_client.post(ADD, form).status_code == 302
    assert "už je údaj k tomuto dni potvrzen" in words(admin_client.post(ADD, form))
    assert SupportConfirmation.objects.count() == 1


def test_there_is_nothing_to_confirm_once_something_else_is_typed(admin_client, place, held, report):
    form = add(admin_client, **fact(place, report, kind=b.kind("remote").pk), again="potvrzeni")
    assert "Není co potvrdit" in words(admin_client.post(ADD, form))
    assert SupportChange.objects.count() == 1


def test_an_earlier_beginning_is_a_correction_and_not_a_confirmation(admin_client, place, held, report):
    form = add(admin_client, **fact(place, report, effective_on="2012"), again="potvrzeni")
    answer = admin_client.post(ADD, form)
    assert "opravte dosavadní údaj" in words(answer)
    assert not SupportConfirmation.objects.exists()


def test_an_older_source_of_the_same_beginning_confirms(admin_client, place, held):
    older = b.source(issued_on=D(2015, 5, 5))
    form = add(admin_client, **fact(place, older, effective_on="2014", passage=""), again="potvrzeni")
    assert admin_client.post(ADD, form).status_code == 302
    assert SupportConfirmation.objects.get().holds_on == D(2015, 5, 5)


def test_a_fact_mended_into_a_repetition_becomes_a_confirmation(admin_client, place, held, report):
    wrong = b.support(place, "remote", D(2018, 1, 1), D(2019, 3, 1), source=report)
    SupportConfirmation.objects.create(fact=wrong, source=b.source(), holds_on=D(2020, 1, 1))
    page = reverse("admin:localities_supportchange_change", args=[wrong.pk])
    form = filled(admin_client.get(page), "supportchange_form")
    asked = admin_client.post(page, form | {"kind": b.kind().pk})
    assert "Týž stav už evidence má od 2014" in words(asked)
    assert admin_client.post(page, filled(asked, "supportchange_form") | {"again": "potvrzeni"}).status_code == 302
    wrong.refresh_from_db()
    assert (wrong.kind.code, bool(wrong.struck_at)) == ("remote", True)
    assert {c.holds_on for c in held.confirmations.all()} == {D(2019, 3, 1), D(2020, 1, 1)}


# --- The screen of a locality -----------------------------------------------------------------------------------


def screen(place):
    return reverse("admin:localities_locality_change", args=[place.pk])


def row(client, place, prefix, source=None, **typed):
    form = filled(client.get(screen(place)), "locality_form")
    return form | ({"page_source": source.pk} if source else {}) | {f"{prefix}-0-{k}": v for k, v in typed.items()}


def test_a_row_asks_beside_itself(admin_client, place, held, report):
    typed = {"kind": b.kind().pk, "effective_on": "nejpozději 31. 12. 2018", "passage": "nejpozději 31. 12. 2018"}
    asked = admin_client.post(screen(place), row(admin_client, place, "support_changes", report, **typed))
    assert "Týž stav už evidence má od 2014" in words(asked)
    form = filled(asked, "locality_form")
    assert form["support_changes-0-again_on"] == "1. 3. 2019"
    answer = admin_client.post(screen(place), form | {"support_changes-0-again": "potvrzeni"}, follow=True)
    made = SupportConfirmation.objects.get()
    assert (made.fact, made.passage) == (held, "nejpozději 31. 12. 2018")
    assert reverse("admin:localities_supportconfirmation_strike", args=[made.pk]) in words(answer)
    assert begins(place).effective_on == D(2014, 1, 1)


@pytest.mark.parametrize("between", [None, "remote"])
def test_a_row_that_repeats_another_row_asks_whether_a_period_begins(admin_client, place, report, between):
    """Later rows need not stand later on the page; what says something else stands between them."""
    kinds = [b.kind().pk, b.kind().pk, *([b.kind(between).pk] if between else [])]
    form = row(admin_client, place, "support_changes", report)
    form["support_changes-TOTAL_FORMS"] = str(len(kinds))
    for number, (kind, day) in enumerate(zip(kinds, ["2016", "od 2013", "2015"], strict=False)):
        form |= {f"support_changes-{number}-{k}": v for k, v in {"kind": kind, "effective_on": day}.items()}
    answer = admin_client.post(screen(place), form)
    if between is None:
        assert answer.status_code == 200
        assert "Týž údaj píšete i v jiném řádku" in words(answer)
        assert "od 2013. Začíná tímto řádkem nové období?" in words(answer)
        assert "Zapsat jako potvrzení" not in words(answer)
        again = filled(answer, "locality_form")
        assert {name for name in again if name.endswith("-again")} == set(), "nobody is pushed to an answer"
        assert not SupportChange.objects.exists()
        answer = admin_client.post(screen(place), again | {"support_changes-0-again": "nove"})
    assert answer.status_code == 302
    told = SupportChange.objects.order_by("effective_on").values_list("effective_on__year", "restarts")
    assert list(told) == (
        [(2013, False), (2016, True)] if between is None else [(2013, False), (2015, False), (2016, False)]
    )


def test_a_row_confirms_by_a_source_that_is_only_being_entered(admin_client, place, held):
    form = row(admin_client, place, "support_changes", kind=b.kind().pk, effective_on="2018", passage="má podporu")
    form |= {"new_kind": "press", "new_title": "Článek", "new_issued_on": "1. 2. 2020", "new_text": "Obec má podporu."}
    form |= {"support_changes-0-again": "potvrzeni"}
    assert admin_client.post(screen(place), form).status_code == 302
    made = SupportConfirmation.objects.get()
    assert (made.source.title, made.holds_on, Source.objects.filter(title="Článek").count()) == (
        "Článek",
        D(2020, 2, 1),
        1,
    )


def test_of_many_municipalities_only_those_that_are_members_are_confirmed(admin_client, place, report):
    old, new = b.municipality("Stará"), b.municipality("Nová")
    member = b.member(place, old)
    typed = {"towns": "Stará, Nová", "effective_on": "2018", "joined": "on"}
    asked = admin_client.post(screen(place), row(admin_client, place, "memberships", report, **typed))
    assert "Zapsat jako potvrzení" in words(asked)
    form = filled(asked, "locality_form") | {"memberships-0-again": "potvrzeni"}
    assert admin_client.post(screen(place), form).status_code == 302
    assert {m.municipality for m in Membership.objects.all()} == {old, new}
    assert Membership.objects.count() == 2
    assert MembershipConfirmation.objects.get().fact == member


def plan_of(place, kind="spsz", title="Plán"):
    return Plan.objects.create(key=f"plan-{kind}-{place.pk}", locality=place, kind=kind, title=title)


def amount(place, **values):
    known = {"effective_on": D(2016, 8, 30), "precision": "no_later", "known_on": D(2016, 8, 30)}
    values = {"kind": "allocated", "amount": "87572870", "source": b.source()} | known | values
    return Amount.objects.create(locality=place, **values)


def test_a_new_amount_is_offered_the_plans_of_its_locality_and_no_others(admin_client, place, report):
    own, other = plan_of(place), plan_of(b.locality("Jinde"))
    form = row(
        admin_client, place, "amounts", report, kind="allocated", amount="87 572,87 tis. Kč", effective_on="2016"
    )
    assert form["amounts-0-plan"] == str(own.pk), "the only main plan is chosen"
    assert admin_client.post(screen(place), form | {"amounts-0-plan": other.pk}).status_code == 200
    assert admin_client.post(screen(place), form).status_code == 302
    made = Amount.objects.get()
    assert (made.plan, made.amount, made.exactness) == (own, 87_572_870, "crown")


def test_an_untouched_row_with_a_chosen_plan_is_no_amount(admin_client, place):
    plan_of(place)
    assert admin_client.post(screen(place), row(admin_client, place, "amounts")).status_code == 302
    assert not Amount.objects.exists()


@pytest.mark.parametrize("with_plan", [True, False])
def test_the_same_money_said_again_is_confirmed_and_not_counted_twice(admin_client, place, report, with_plan):
    plan = plan_of(place)
    held = amount(place, plan=plan)
    typed = {"kind": "allocated", "amount": "87572870", "effective_on": "2019", "plan": plan.pk if with_plan else ""}
    asked = admin_client.post(screen(place), row(admin_client, place, "amounts", report, **typed))
    assert "Zapsat jako potvrzení" in words(asked)
    assert "Jsou to jiné peníze" in words(asked)
    form = filled(asked, "locality_form") | {"amounts-0-again": "potvrzeni"}
    assert admin_client.post(screen(place), form).status_code == 302
    assert Amount.objects.get() == held
    assert AmountConfirmation.objects.get().fact == held


def test_other_money_needs_its_name(admin_client, place, report):
    amount(place, plan=plan_of(place))
    typed = {"kind": "allocated", "amount": "87572870", "effective_on": "2019", "plan": "", "again": "jine"}
    form = row(admin_client, place, "amounts", report, **typed)
    assert "Napište, o které peníze jde" in words(admin_client.post(screen(place), form))
    assert admin_client.post(screen(place), form | {"amounts-0-designation": "druhá výzva"}).status_code == 302
    assert Amount.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "crowns", "exactness"),
    [
        ("120 mil. Kč", 120_000_000, "million"),
        ("87,5 milionů", 87_500_000, "thousand"),
        ("87 572 tis. Kč", 87_572_000, "thousand"),
        ("44 164 000,- Kč", 44_164_000, "crown"),
        ("1,5 mld. Kč", 1_500_000_000, "million"),
    ],
)
def test_an_amount_is_as_exact_as_it_was_written(admin_client, place, typed, crowns, exactness):
    page = reverse("admin:funding_amount_add")
    source = b.source()
    said = {"locality": place.pk, "kind": "allocated", "amount": typed, "effective_on": "2016", "source": source.pk}
    assert admin_client.post(page, filled(admin_client.get(page), "amount_form") | said).status_code == 302
    made = Amount.objects.get()
    assert (made.amount, made.exactness) == (crowns, exactness)
    assert not Programme.objects.exists()


@pytest.mark.parametrize("typed", ["120 koní", "mil. Kč", "1.2.3 tis.", "-5 mil.", "120 mil. EUR"])
def test_what_is_no_amount_is_refused(admin_client, place, typed):
    page = reverse("admin:funding_amount_add")
    said = {"locality": place.pk, "kind": "allocated", "amount": typed, "effective_on": "2016"}
    answer = admin_client.post(page, filled(admin_client.get(page), "amount_form") | said | {"source": b.source().pk})
    assert answer.status_code == 200
    assert filled(answer, "amount_form")["amount"] == typed
    assert not Amount.objects.exists()
