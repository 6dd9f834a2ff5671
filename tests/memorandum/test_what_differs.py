"""What a source says differently: did it change, or was the record wrong?  Asked by each way into the record."""

import pytest
from django.urls import reverse

from evidence.doubts import Doubt, doubted
from evidence.models import AsOf
from localities.models import Plan, PlanChange, SupportChange
from tests import builders as b
from tests.builders import D
from tests.forms import filled
from tests.memorandum.imports.tables import HEAD, bring, perform, support
from tests.memorandum.reading.pages import decide, fingerprint, page

pytestmark = pytest.mark.django_db
SAID = "nejpozději 31. 12. 2018"
QUESTION = "Změnilo se to, nebo byl dosavadní údaj chybný?"
HAS = "Evidence má něco jiného: „Podskalí: vzdálená podpora od 2014“."


def words(answer):
    return answer.content.decode().replace("\xa0", " ")


# --- The ways: each looks first and says what it was asked, then answers ---------------------------------------------


def by_the_screen_of_the_locality(client, place, report, answer):
    url = reverse("admin:localities_locality_change", args=[place.pk])
    typed = {"kind": b.kind().pk, "effective_on": SAID, "passage": SAID}
    form = filled(client.get(url), "locality_form") | {"page_source": report.pk}
    asked = client.post(url, form | {f"support_changes-0-{name}": typed[name] for name in typed})
    told = words(asked)
    assert "support_changes-0-again" not in filled(asked, "locality_form"), "nobody is pushed to either answer"
    form = filled(asked, "locality_form") | {"support_changes-0-again": answer.value}
    assert client.post(url, form).status_code == 302
    return told


def by_the_plain_form(client, place, report, answer):
    url = reverse("admin:localities_supportchange_add")
    typed = {"locality": place.pk, "kind": b.kind().pk, "source": report.pk, "effective_on": SAID, "passage": SAID}
    asked = client.post(url, filled(client.get(url), "supportchange_form") | typed)
    form = filled(asked, "supportchange_form")
    assert "again" not in form, "nobody is pushed to either answer"
    assert client.post(url, form | {"again": answer.value}).status_code == 302
    return words(asked)


def by_a_table(client, place, report, answer):
    row = (place.name, b.kind().name, SAID, report.title, SAID)
    asked = bring(client, "podpora", support(row, head=HEAD))
    assert "apply-form" not in words(asked)
    perform(client, bring(client, "podpora", support((*row, answer.label), head=(*HEAD, "Dosavadní údaj"))))
    return words(asked)


def by_reading_a_paper(client, place, report, answer):
    asked = page(client, report.key).replace("\xa0", " ")
    assert decide(client, "vse", key=report.key).status_code == 302
    assert SupportChange.objects.count() == 1, "what must be asked is not accepted with the rest"
    proposal = fingerprint(asked, f"{place.name}: intenzivní podpora")
    assert QUESTION in words(decide(client, "prijmout", proposal, key=report.key))
    assert decide(client, answer.value, proposal, key=report.key).status_code == 302
    return asked


def by_amending_what_was_read(client, place, report, answer):
    proposal = fingerprint(page(client, report.key), f"{place.name}: intenzivní podpora")
    opened = client.get(f"/sprava/cteni/{report.key}/", {"upravit": proposal})
    form = {name: value for name, value in filled(opened).items() if name.startswith("z-")}
    asked = decide(client, "upravit", proposal, key=report.key, **form)
    done = decide(client, "upravit", proposal, key=report.key, **form, **{"z-again": answer.value})
    assert done.status_code == 302, words(done)
    return words(asked)


WAYS = [by_the_screen_of_the_locality, by_the_plain_form, by_a_table, by_reading_a_paper, by_amending_what_was_read]
each_way = pytest.mark.parametrize("enter", WAYS)


@pytest.fixture
def place(client):
    b.kind("intensive", name="intenzivní podpora", sentence="má intenzivní podporu")
    b.kind("remote", name="vzdálená podpora", sentence="má vzdálenou podporu")
    return b.locality("Podskalí", slug="podskali")


@pytest.fixture
def held(place):
    """Remotely supported since 2014, by a paper of 2016."""
    founding = b.source(title="Listina", issued_on=D(2016, 8, 30))
    return b.support(place, "remote", D(2014, 1, 1), D(2016, 8, 30), precision="year", source=founding)


@pytest.fixture
def report():
    text = f"Intenzivní podpora: Podskalí ({SAID})."
    return b.source(key="zprava-2019", title="Zpráva o roku 2018", issued_on=D(2019, 3, 1), text=text)


def state(place, day, known=None):
    return place.support_changes.state(AsOf(day, known or D(2020, 1, 1))).get().kind.code


@each_way
def test_a_change_leaves_what_was_before(admin_client, place, held, report, enter):
    told = enter(admin_client, place, report, Doubt.CHANGED)
    assert HAS in told
    assert QUESTION in told
    held.refresh_from_db()
    assert held.corrected_on is None
    assert (state(place, D(2015, 1, 1)), state(place, D(2019, 1, 1))) == ("remote", "intensive")


@each_way
def test_a_mistake_is_corrected_by_the_new_source(admin_client, place, held, report, enter):
    assert QUESTION in enter(admin_client, place, report, Doubt.WRONG)
    held.refresh_from_db()
    assert (held.corrected_on, held.correction_source) == (D(2019, 3, 1), report)
    assert held.correction == "Opraveno podle zdroje „Zpráva o roku 2018“."
    assert state(place, D(2019, 1, 1)) == "intensive"
    assert state(place, D(2019, 1, 1), known=D(2018, 12, 31)) == "remote", "that is what could be known then"
    assert not place.support_changes.state(AsOf(D(2015, 1, 1), D(2020, 1, 1))).exists()


def test_why_it_was_wrong_may_be_said(admin_client, place, held, report):
    url = reverse("admin:localities_supportchange_add")
    typed = {"locality": place.pk, "kind": b.kind().pk, "source": report.pk, "effective_on": SAID}
    form = filled(admin_client.get(url), "supportchange_form") | typed
    answer = admin_client.post(url, form | {"again": "chyba", "again_why": "Listina se spletla."})
    assert answer.status_code == 302
    held.refresh_from_db()
    assert held.correction == "Listina se spletla."


@pytest.mark.parametrize("answer", [*Doubt])
def test_of_one_day_both_cannot_be_so(admin_client, place, report, answer):
    """There a change is refused with a sentence, and the mistake is corrected all the same."""
    held = b.support(place, "remote", D(2018, 5, 1), D(2018, 6, 1))
    url = reverse("admin:localities_supportchange_add")
    typed = {"locality": place.pk, "kind": b.kind().pk, "source": report.pk, "effective_on": "1. 5. 2018"}
    form = filled(admin_client.get(url), "supportchange_form") | typed
    assert QUESTION in words(admin_client.post(url, form))
    answered = admin_client.post(url, form | {"again": answer.value})
    held.refresh_from_db()
    if answer is Doubt.WRONG:
        assert (answered.status_code, held.corrected_on) == (302, D(2019, 3, 1))
    else:
        assert "K tomuto dni už evidence uvádí něco jiného" in words(answered)
        assert (SupportChange.objects.count(), held.corrected_on) == (1, None)


def test_a_mistake_between_two_that_are_alike_is_corrected_on_its_page(admin_client, place, held, report):
    """What would be left behind needs an answer of its own; nothing is lost of what was typed."""
    b.support(place, "intensive", D(2013, 1, 1), D(2013, 6, 1))
    url = reverse("admin:localities_supportchange_add")
    typed = {"locality": place.pk, "kind": b.kind().pk, "source": report.pk, "effective_on": SAID}
    form = filled(admin_client.get(url), "supportchange_form") | typed
    answer = admin_client.post(url, form | {"again": "chyba"})
    assert "zbyl týž údaj dvakrát za sebou" in words(answer)
    assert reverse("admin:localities_supportchange_correct", args=[held.pk]) in words(answer)
    assert filled(answer, "supportchange_form")["effective_on"] == SAID
    head = (*HEAD, "Dosavadní údaj")
    row = (place.name, b.kind().name, SAID, report.title, SAID, Doubt.WRONG.label)
    assert "zbyl týž údaj dvakrát za sebou" in words(bring(admin_client, "podpora", support(row, head=head)))
    held.refresh_from_db()
    assert held.corrected_on is None


# --- What is asked about -----------------------------------------------------------------------------------------


def _change(place, code, day, **values):
    kind = b.kind(code)
    return SupportChange(
        locality=place,
        kind=kind,
        effective_on=day,
        known_on=day,
        **{"source": b.source(), "precision": "day"} | values,
    )


@pytest.fixture
def course(place):
    """Considered in 2013, chosen in 2014, then supported since 2015."""
    for position, (code, stage, year) in enumerate(
        [("considering", "before", 2013), ("selected", "before", 2014), ("remote", "during", 2015)], 50
    ):
        b.kind(code, stage=stage, position=position)
        b.support(place, code, D(year, 3, 1), D(year, 3, 1))
    b.kind("ended", stage="after", position=60)
    return place


@pytest.mark.parametrize(
    ("code", "day", "values", "of"),
    [
        ("ended", D(2017, 1, 1), {}, None),  # a stage further: nobody wonders
        ("intensive", D(2017, 1, 1), {}, "remote"),  # another kind of the same stage
        ("considering", D(2017, 1, 1), {}, "remote"),  # back
        ("ended", D(2017, 1, 1), {"precision": "no_later"}, "remote"),  # no change is told, only a state
        ("ended", D(2015, 1, 1), {"precision": "year"}, "remote"),  # within the same time, and before it
        ("ended", D(2015, 3, 1), {}, "remote"),
        ("intensive", D(2014, 6, 1), {}, "remote"),  # before it: then that one is not what follows
        ("considering", D(2012, 1, 1), {}, None),  # a repetition, which is asked about in other words
        ("selected", D(2013, 6, 1), {}, None),
    ],
)
def test_what_is_doubted(course, code, day, values, of):
    held = doubted(SupportChange, [_change(course, code, day, **values)])[0]
    assert (held and held.kind.code) == of


def test_a_source_does_not_take_back_what_it_said_before(course):
    said = b.support(course, "intensive", D(2018, 1, 1), D(2019, 1, 1))
    assert doubted(SupportChange, [_change(course, "remote", D(2018, 6, 1), source=said.source)]) == [None]
    assert doubted(SupportChange, [_change(course, "remote", D(2018, 6, 1))]) == [said]


def test_corrected_and_struck_out_facts_are_not_doubted(place, held):
    held.correction, held.correction_source, held.corrected_on = "omyl", held.source, D(2017, 1, 1)
    held.save()
    assert doubted(SupportChange, [_change(place, "intensive", D(2018, 1, 1))]) == [None]


def test_a_plan_goes_from_state_to_state(place):
    plan = Plan.objects.create(key="plan", locality=place, kind="spsz", title="Plán")

    def change(state, day):
        return PlanChange(plan=plan, state=state, effective_on=day, known_on=day, precision="day", source=b.source())

    change("drafted", D(2016, 1, 1)).save()
    held = PlanChange.objects.get()
    asked = [change("approved", D(2016, 6, 1)), change("in_preparation", D(2016, 6, 1))]
    assert doubted(PlanChange, asked) == [None, held]


def test_one_question_for_many_rows_costs_one_query(course, django_assert_num_queries):
    fresh = [_change(course, "intensive", D(2017, 1, day)) for day in range(1, 20)]
    with django_assert_num_queries(1):
        assert all(held.kind.code == "remote" and str(held) for held in doubted(SupportChange, fresh))


# --- What the record has only later, by a table --------------------------------------------------------------------


@pytest.fixture
def later(place):
    """Intensive support at the latest by 2018, by a report."""
    return b.support(place, "intensive", D(2018, 12, 31), D(2019, 3, 1), precision="no_later")


def _bring_earlier(client, place, *answer):
    older = b.source(title="Listina", issued_on=D(2016, 8, 30))
    head = (*HEAD, "Dosavadní údaj") if answer else HEAD
    return bring(client, "podpora", support((place.name, b.kind().name, "2014", older.title, "", *answer), head=head))


def test_an_earlier_beginning_is_asked_about(admin_client, place, later):
    asked = words(_bring_earlier(admin_client, place))
    assert "Evidence má týž údaj až nejpozději od 31. 12. 2018. Co s ním?" in asked
    for label in ("Dosavadní údaj byl chybný", "Je to jen potvrzení dřívějšího", "Začíná jím nové období"):
        assert label in asked
    assert SupportChange.objects.get() == later


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("Dosavadní údaj byl chybný", [(2014, False, False)]),
        ("Je to jen potvrzení dřívějšího", [(2014, False, True)]),
        ("Začíná jím nové období", [(2014, False, False), (2018, True, False)]),
    ],
)
def test_what_becomes_of_the_later_one(admin_client, place, later, answer, told):
    perform(admin_client, _bring_earlier(admin_client, place, answer))
    standing = SupportChange.objects.filter(corrected_on=None, struck_at=None).in_order()
    assert [(fact.effective_on.year, fact.restarts, fact.confirmations.exists()) for fact in standing] == told
    later.refresh_from_db()
    assert bool(later.corrected_on) == (answer == "Dosavadní údaj byl chybný")
    assert bool(later.struck_at) == ("potvrzení" in answer)
