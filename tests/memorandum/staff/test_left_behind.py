"""What is taken away may leave the same said twice in a row: the page asks what becomes of the later one."""

import pytest
from django.urls import reverse

from evidence.models import AsOf
from evidence.repetitions import left_behind
from localities.models import SupportConfirmation
from tests import builders as b
from tests.builders import D
from tests.forms import filled

pytestmark = pytest.mark.django_db
CONFIRMS, RESTARTS = "pozdejsi-potvrzuje", "pozdejsi-zacina"
ADD = reverse("admin:localities_supportchange_add")


@pytest.fixture
def place():
    return b.locality("Frýdsko")


@pytest.fixture
def report():
    return b.source(title="Zpráva", issued_on=D(2019, 3, 1))


@pytest.fixture
def first(place):
    return b.support(place, "intensive", D(2014, 1, 1), D(2016, 8, 30), precision="year")


@pytest.fixture
def between(place, first):
    return b.support(place, "remote", D(2016, 1, 1), D(2016, 8, 30), precision="year")


@pytest.fixture
def later(place, between, report):
    fact = b.support(place, "intensive", D(2018, 1, 1), D(2019, 3, 1), precision="year", source=report)
    SupportConfirmation.objects.create(fact=fact, source=b.source(), holds_on=D(2020, 1, 1))
    return fact


def words(answer):
    return answer.content.decode().replace("\xa0", " ")


def url(fact, page):
    return reverse(f"admin:localities_supportchange_{page}", args=[fact.pk])


def standing(place):
    found = place.support_changes.filter(struck_at=None, corrected_on=None).in_order()
    return [(fact.kind.code, fact.effective_on.year, fact.restarts) for fact in found]


def strike(client, fact, **typed):
    return filled(client.get(url(fact, "strike")), "strike_form") | {"reason": "Zapsáno omylem."} | typed


def correct(client, fact, report, **typed):
    form = filled(client.get(url(fact, "correct")), "correction_form")
    return form | {"source": report.pk, "reason": "Zpráva je přesnější."} | typed


def test_striking_out_asks_and_writes_nothing_yet(admin_client, place, first, between, later):
    page = words(admin_client.get(url(between, "strike")))
    assert "Co s údajem „Frýdsko: intensive" in page
    assert "Je to jen potvrzení dřívějšího" in page
    assert "Začíná jím nové období" in page
    answer = admin_client.post(url(between, "strike"), strike(admin_client, between))
    assert "Vyberte prosím, co s pozdějším údajem" in words(answer)
    assert len(standing(place)) == 3


def test_the_later_becomes_a_confirmation(admin_client, place, first, between, later, report):
    form = strike(admin_client, between, **{f"zbyde-{later.pk}": CONFIRMS})
    assert admin_client.post(url(between, "strike"), form).status_code == 302
    assert standing(place) == [("intensive", 2014, False)]
    assert {(c.source, c.holds_on) for c in first.confirmations.all()} == {
        (report, D(2019, 3, 1)),
        (SupportConfirmation.objects.get(holds_on=D(2020, 1, 1)).source, D(2020, 1, 1)),
    }
    assert place.support_changes.state(AsOf(D(2021, 1, 1), D(2021, 1, 1))).get().attested_on == D(2020, 1, 1)


def test_the_later_begins_a_new_period(admin_client, place, first, between, later):
    form = strike(admin_client, between, **{f"zbyde-{later.pk}": RESTARTS})
    assert admin_client.post(url(between, "strike"), form).status_code == 302
    assert standing(place) == [("intensive", 2014, False), ("intensive", 2018, True)]


def test_nobody_is_asked_where_nothing_repeats(admin_client, place, first, between, later):
    assert "Co s údajem" not in words(admin_client.get(url(first, "strike")))
    assert admin_client.post(url(later, "strike"), strike(admin_client, later)).status_code == 302


def test_a_confirmation_is_struck_out_without_a_question(admin_client, later):
    page = reverse("admin:localities_supportconfirmation_strike", args=[later.confirmations.get().pk])
    form = filled(admin_client.get(page), "strike_form") | {"reason": "Omyl."}
    assert admin_client.post(page, form).status_code == 302


@pytest.mark.parametrize("only", [True, False])
@pytest.mark.parametrize("answer", [CONFIRMS, RESTARTS])
def test_a_correction_asks_the_same(admin_client, place, first, between, later, report, only, answer):
    """Taken back, or said of a later time: in either case 2014 and 2018 stand side by side."""
    typed = {"_withdraw": "1", "correction_source": report.pk} if only else {"effective_on": "2020"}
    form = correct(admin_client, between, report, **typed)
    asked = admin_client.post(url(between, "correct"), form)
    assert "Co s údajem „Frýdsko: intensive" in words(asked)
    assert len(standing(place)) == 3
    kept = filled(asked, "correction_form")
    assert kept["reason"] == "Zpráva je přesnější."
    assert admin_client.post(url(between, "correct"), form | {f"zbyde-{later.pk}": answer}).status_code == 302
    last = [] if only else [("remote", 2020, False)]
    middle = [("intensive", 2018, True)] if answer == RESTARTS else []
    assert standing(place) == [("intensive", 2014, False), *middle, *last]


def test_a_new_fact_that_repeats_what_is_before_it_is_asked_about_too(admin_client, place, first, between, report):
    form = correct(admin_client, between, report, kind=b.kind("intensive").pk)
    asked = admin_client.post(url(between, "correct"), form)
    assert "Je to jen potvrzení dřívějšího" in words(asked)
    assert admin_client.post(url(between, "correct"), form | {"zbyde-novy": CONFIRMS}).status_code == 302
    assert standing(place) == [("intensive", 2014, False)]
    assert first.confirmations.get().source == report
    assert place.support_changes.count() == 2, "what only confirms is no fact"


def test_a_new_fact_may_begin_a_new_period(admin_client, place, first, between, later, report):
    form = correct(admin_client, between, report, kind=b.kind("intensive").pk)
    asked = words(admin_client.post(url(between, "correct"), form))
    assert asked.count("Začíná jím nové období") == 2, "the new one, and the one behind it"
    form |= {"zbyde-novy": RESTARTS, f"zbyde-{later.pk}": CONFIRMS}
    assert admin_client.post(url(between, "correct"), form).status_code == 302
    assert standing(place) == [("intensive", 2014, False), ("intensive", 2016, True)]
    new = place.support_changes.get(effective_on=D(2016, 1, 1), corrected_on=None)
    assert {c.holds_on for c in new.confirmations.all()} == {D(2019, 3, 1), D(2020, 1, 1)}


def test_what_is_behind_the_new_fact_is_asked_about(admin_client, place, first, report):
    wrong = b.support(place, "remote", D(2016, 1, 1), D(2016, 8, 30))
    behind = b.support(place, "passive", D(2020, 1, 1), D(2020, 1, 1))
    form = correct(admin_client, wrong, report, kind=b.kind("passive").pk, effective_on="2018")
    assert "Co s údajem" in words(admin_client.post(url(wrong, "correct"), form))
    assert admin_client.post(url(wrong, "correct"), form | {f"zbyde-{behind.pk}": CONFIRMS}).status_code == 302
    assert standing(place) == [("intensive", 2014, False), ("passive", 2018, False)]


def test_what_is_corrected_already_leaves_nothing_when_struck_out(admin_client, place, first, between, later, report):
    between.refresh_from_db()
    form = correct(admin_client, between, report, effective_on="2017")
    assert admin_client.post(url(between, "correct"), form).status_code == 302
    assert "Co s údajem" not in words(admin_client.get(url(between, "strike")))
    assert admin_client.post(url(between, "strike"), strike(admin_client, between)).status_code == 302


# --- A fact that lands before one that says the same -------------------------------------------------------------


def add(client, place, report, **typed):
    said = {"locality": place.pk, "kind": b.kind("remote").pk, "source": report.pk, "effective_on": "2016"}
    return filled(client.get(ADD), "supportchange_form") | said | typed


@pytest.fixture
def remote_later(place, first):
    return b.support(place, "remote", D(2018, 1, 1), D(2018, 5, 1), precision="year")


@pytest.mark.parametrize(("answer", "expected"), [(CONFIRMS, []), (RESTARTS, [("remote", 2018, True)])])
def test_a_plain_form_asks_what_becomes_of_the_one_after_it(
    admin_client, place, first, remote_later, report, answer, expected
):
    form = add(admin_client, place, report)
    asked = admin_client.post(ADD, form)
    assert "Týž údaj evidence má až potom" in words(asked)
    assert url(remote_later, "correct") in words(asked), "or it was wrong that it began so late"
    assert "Zapsat jako potvrzení" not in words(asked)
    assert admin_client.post(ADD, filled(asked, "supportchange_form") | {"again": answer}).status_code == 302
    assert standing(place) == [("intensive", 2014, False), ("remote", 2016, False), *expected]


def test_a_row_of_a_locality_asks_it_too(admin_client, place, first, remote_later, report):
    page = reverse("admin:localities_locality_change", args=[place.pk])
    typed = {"kind": b.kind("remote").pk, "effective_on": "2016"}
    form = filled(admin_client.get(page), "locality_form") | {"page_source": report.pk}
    form |= {f"support_changes-0-{name}": value for name, value in typed.items()}
    assert "Týž údaj evidence má až potom" in words(admin_client.post(page, form))
    assert admin_client.post(page, form | {"support_changes-0-again": CONFIRMS}).status_code == 302
    assert standing(place) == [("intensive", 2014, False), ("remote", 2016, False)]
    assert SupportConfirmation.objects.get().fact.effective_on == D(2016, 1, 1)


def test_a_fact_mended_away_from_between_two_equal_ones_is_refused_in_words(admin_client, place, between, later):
    form = filled(admin_client.get(url(between, "change")), "supportchange_form") | {"effective_on": "2020"}
    answer = admin_client.post(url(between, "change"), form)
    assert answer.status_code == 200
    assert "jen opakuje" in words(answer)


def test_of_three_in_a_row_each_is_told_with_the_first(place, first, between, later):
    b.support(place, "intensive", D(2020, 1, 1), D(2020, 1, 1), restarts=True)
    assert left_behind([between]) == [(later, first)]
