"""A fact's day in one field, in the words in which it is shown; known since its source's date."""

import pytest
from django.urls import reverse

from evidence.history import events
from evidence.models import Precision
from localities.models import SupportChange
from tests import builders as b
from tests.builders import D
from tests.forms import filled

pytestmark = pytest.mark.django_db
ADD = "admin:localities_supportchange_add"
CHANGE = "admin:localities_supportchange_change"


@pytest.fixture
def change():
    return b.support(b.locality(), "intensive", D(2015, 9, 1), D(2016, 8, 30), precision=Precision.SEASON)


def form_for(client, url, **typed):
    return filled(client.get(url), "supportchange_form") | typed


def test_the_stored_day_is_shown_and_kept_in_the_same_words(admin_client, change):
    url = reverse(CHANGE, args=[change.pk])
    form = form_for(admin_client, url)
    assert form["effective_on"] == "podzim 2015"
    assert "precision" not in form
    before = events(SupportChange).count()
    assert admin_client.post(url, form | {"effective_on": "NA PODZIM 2015"}).status_code == 302
    assert events(SupportChange).count() == before, "other words for the same day are no change"


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("2014", D(2014, 1, 1), Precision.YEAR),
        ("nejpozději 30. 8. 2016", D(2016, 8, 30), Precision.NO_LATER),
        ("1. 7. 2016", D(2016, 7, 1), Precision.DAY),
    ],
)
def test_a_day_is_typed_as_people_say_it(admin_client, change, typed, day, precision):
    url = reverse(CHANGE, args=[change.pk])
    assert admin_client.post(url, form_for(admin_client, url, effective_on=typed)).status_code == 302
    change.refresh_from_db()
    assert (change.effective_on, change.precision) == (day, precision)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31. 2. 2016", "takový den v kalendáři není"),
        ("kdysi", "není den, kterému rozumíme"),
        ("", "Bez dne nelze údaj zapsat"),
        ("x" * 999, "není den, kterému rozumíme"),
    ],
)
def test_what_is_no_day_is_refused_and_kept_in_the_field(admin_client, change, typed, sentence):
    url = reverse(CHANGE, args=[change.pk])
    answer = admin_client.post(url, form_for(admin_client, url, effective_on=typed))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert filled(answer, "supportchange_form")["effective_on"] == typed
    change.refresh_from_db()
    assert change.effective_on == D(2015, 9, 1)


@pytest.mark.parametrize(("issued_on", "known_on"), [(D(2016, 8, 30), D(2016, 8, 30)), (None, D(2020, 1, 1))])
def test_a_fact_is_known_since_its_source_unless_said_otherwise(admin_client, issued_on, known_on):
    place, paper = b.locality(), b.source(issued_on=issued_on)
    form = form_for(admin_client, reverse(ADD))
    assert form["known_on"] == ""
    form |= {"locality": place.pk, "kind": b.kind().pk, "source": paper.pk, "effective_on": "2014"}
    assert admin_client.post(reverse(ADD), form).status_code == 302
    assert place.support_changes.get().known_on == known_on
    elsewhere = b.locality("Jinde")
    typed = form | {"known_on": "1. 2. 2017", "locality": elsewhere.pk}
    assert admin_client.post(reverse(ADD), typed).status_code == 302
    assert elsewhere.support_changes.get().known_on == D(2017, 2, 1)
