"""One screen per locality: what stands is read, what is new is one row; nothing is half written."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from evidence.models import Source
from evidence.models.prepared import Prepared
from funding.models import Amount
from localities.models import Locality, Membership, Plan, PlanChange, Scope, SupportChange
from tests import builders as b
from tests.builders import D
from tests.forms import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return b.locality("Lhotsko")


@pytest.fixture
def paper():
    return b.source(title="Písemná informace", issued_on=D(2016, 8, 30), text="Lhotsko – Lhota, Bystrá (od 2014)")


def url(place, page="change"):
    return reverse(f"admin:localities_locality_{page}", args=[place.pk])


def form_for(client, place, **typed):
    return filled(client.get(url(place)), "locality_form") | typed


def said(answer):
    return answer.content.decode()


def test_a_change_is_one_row_that_stands_on_the_source_of_the_page(admin_client, place, paper):
    row = {"kind": b.kind().pk, "effective_on": "podzim 2015", "passage": "(od 2014)"}
    form = form_for(admin_client, place, page_source=paper.pk)
    form |= {f"support_changes-0-{name}": value for name, value in row.items()}
    answer = admin_client.post(url(place), form, follow=True)
    change = place.support_changes.get()
    assert (change.effective_on, change.precision) == (D(2015, 9, 1), "season")
    assert (change.source, change.known_on, change.passage) == (paper, D(2016, 8, 30), "(od 2014)")
    assert "Zapsáno: Lhotsko: intensive od podzimu 2015" in said(answer).replace("\xa0", " ")
    assert reverse("admin:localities_supportchange_strike", args=[change.pk]) in said(answer), "it can be taken back"


def test_the_source_is_remembered_for_the_next_page(admin_client, place, paper):
    form = form_for(admin_client, place, page_source=paper.pk)
    assert filled(admin_client.get(url(place)), "locality_form").get("page_source", "") == ""
    form |= {"support_changes-0-kind": b.kind().pk, "support_changes-0-effective_on": "2014"}
    admin_client.post(url(place), form)
    assert filled(admin_client.get(url(b.locality())), "locality_form")["page_source"] == str(paper.pk)


def test_a_row_may_stand_on_another_source(admin_client, place, paper):
    other = b.source(issued_on=D(2017, 1, 1))
    form = form_for(admin_client, place, page_source=paper.pk)
    form |= {"support_changes-0-kind": b.kind().pk, "support_changes-0-effective_on": "2014"}
    admin_client.post(url(place), form | {"support_changes-0-source": other.pk})
    assert place.support_changes.get().source == other


def test_a_row_without_any_source_is_refused_and_kept(admin_client, place):
    form = form_for(admin_client, place)
    form |= {"support_changes-0-kind": b.kind().pk, "support_changes-0-effective_on": "2014"}
    answer = admin_client.post(url(place), form)
    assert "Uveďte zdroj" in said(answer)
    assert filled(answer, "locality_form")["support_changes-0-effective_on"] == "2014"
    assert not SupportChange.objects.exists()


def test_a_source_is_entered_in_place(admin_client, place):
    form = form_for(admin_client, place, new_kind="press", new_title="Zpráva o Lhotsku", new_issued_on="1. 2. 2017")
    form |= {"new_text": "Lhotsko začalo.", "support_changes-0-passage": "Lhotsko začalo"}
    form |= {"support_changes-0-kind": b.kind().pk, "support_changes-0-effective_on": "2017"}
    wrong = admin_client.post(url(place), form | {"support_changes-0-passage": "Lhotsko skončilo"})
    assert "Tato slova v textu zdroje nejsou" in said(wrong)
    assert not Source.objects.exists(), "nothing is half written"
    assert admin_client.post(url(place), form).status_code == 302
    source = Source.objects.get()
    assert (source.key, source.issued_on) == ("zprava-o-lhotsku-2017-02-01", D(2017, 2, 1))
    assert (place.support_changes.get().source, place.support_changes.get().known_on) == (source, D(2017, 2, 1))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"new_title": "Bez druhu"}, "prázdn"),
        ({"new_kind": "press"}, "prázdn"),
        ({"new_kind": "press", "new_title": "X", "new_issued_on": "nejpozději 1. 2. 2017"}, "Datum zdroje nemůže být"),
        ({"new_kind": "press", "new_title": "X", "new_url": "ftp://example.cz/"}, "http"),
        ({"new_kind": "press", "new_title": "X" * 301}, "300"),
    ],
)
def test_a_wrong_new_source_is_told_at_its_field(admin_client, place, typed, sentence):
    answer = admin_client.post(url(place), form_for(admin_client, place, **typed))
    assert answer.status_code == 200
    assert sentence in said(answer)
    assert not Source.objects.exists()


def members(client, place, paper, towns):
    form = form_for(client, place, page_source=paper.pk)
    form |= {"memberships-0-towns": towns, "memberships-0-effective_on": "2014"}
    return client.post(url(place), form)


@pytest.mark.parametrize("towns", ["Lhota, Bystrá", "lhota a bystra", "Lhota;\nBystrá", "Lhota, {code}"])
def test_many_municipalities_are_one_row(admin_client, place, paper, towns):
    b.municipality("Lhota")
    other = b.municipality("Bystrá")
    assert members(admin_client, place, paper, towns.format(code=other.code)).status_code == 302
    rows = Membership.objects.order_by("municipality__name_key")
    assert [(row.municipality.name, row.joined, row.known_on) for row in rows] == [
        ("Bystrá", True, D(2016, 8, 30)),
        ("Lhota", True, D(2016, 8, 30)),
    ]
    assert len({row.key for row in rows}) == 2


@pytest.mark.parametrize(
    ("towns", "sentence"),
    [
        ("Lhota, Nikde", "Obec „Nikde“ v evidenci není."),
        ("Novosedli", "Nemyslíte Novosedly?"),
        ("Višňová", "Obcí jménem „Višňová“ je více"),
        (",", "v evidenci není"),
        ("000000", "v evidenci není"),
    ],
)
def test_a_municipality_nobody_knows_is_refused(admin_client, place, paper, towns, sentence):
    for name in ("Lhota", "Novosedly", "Višňová", "Višňová"):
        b.municipality(name)
    answer = members(admin_client, place, paper, towns)
    assert sentence in said(answer)
    assert not Membership.objects.exists()


def test_what_became_of_a_plan_new_or_known(admin_client, place, paper):
    form = form_for(admin_client, place, page_source=paper.pk)
    row = {"new_kind": "spsz", "new_from": "2016", "new_to": "2018", "state": "approved", "effective_on": "srpen 2016"}
    assert admin_client.post(url(place), form | {f"form-0-{k}": v for k, v in row.items()}).status_code == 302
    plan = Plan.objects.get()
    assert (plan.locality, plan.period) == (place, "2016–2018")
    row = {"plan": plan.pk, "state": "revised", "effective_on": "2017"}
    form = form_for(admin_client, place) | {f"form-0-{k}": v for k, v in row.items()}
    assert admin_client.post(url(place), form).status_code == 302
    assert [change.state for change in plan.changes.order_by("effective_on")] == ["approved", "revised"]
    foreign = Plan.objects.create(key="cizi", locality=b.locality(), kind="spsz", title="Cizí plán")
    row = {"plan": foreign.pk, "state": "revised", "effective_on": "2018"}
    answer = admin_client.post(url(place), form_for(admin_client, place) | {f"form-0-{k}": v for k, v in row.items()})
    assert answer.status_code == 200, "a plan of another locality is no choice"
    assert PlanChange.objects.count() == 2


def test_an_amount_is_a_row_too(admin_client, place, paper):
    form = form_for(admin_client, place, page_source=paper.pk)
    row = {"kind": "allocated", "amount": "77 839 844", "effective_on": "nejpozději 30. 8. 2016"}
    assert admin_client.post(url(place), form | {f"amounts-0-{k}": v for k, v in row.items()}).status_code == 302
    amount = Amount.objects.get()
    assert (amount.amount, amount.precision, amount.programme, amount.plan) == (77_839_844, "no_later", None, None)
    assert "77 839 844 Kč" in said(admin_client.get(url(place))).replace("\xa0", " ")


def test_what_stands_is_told_and_cannot_be_changed_here(admin_client, place, paper):
    change = b.support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1), source=paper)
    form = form_for(admin_client, place, page_source=paper.pk)
    hostile = {"support_changes-INITIAL_FORMS": "1", "support_changes-0-id": change.pk}
    hostile |= {"support_changes-0-kind": b.kind("remote").pk, "support_changes-0-effective_on": "2015"}
    admin_client.post(url(place), form | hostile)
    change.refresh_from_db()
    assert (change.kind.code, change.effective_on) == ("intensive", D(2014, 1, 1))
    assert reverse("admin:localities_supportchange_correct", args=[change.pk]) in said(admin_client.get(url(place)))


def test_the_second_of_two_who_add_to_one_locality_is_refused(admin_client, place, paper):
    form = form_for(admin_client, place, page_source=paper.pk)
    form |= {"support_changes-0-kind": b.kind().pk, "support_changes-0-effective_on": "2014"}
    assert admin_client.post(url(place), form).status_code == 302
    answer = admin_client.post(url(place), form)
    assert "Záznam mezitím změnil/a" in said(answer)
    assert place.support_changes.count() == 1


def test_a_change_of_a_plan_counts_as_a_change_of_its_locality(admin_client, place, paper):
    plan = Plan.objects.create(key="plan", locality=place, kind="spsz", title="Plán")
    form = form_for(admin_client, place)
    PlanChange.objects.create(
        plan=plan, state="drafted", effective_on=D(2015, 1, 1), known_on=D(2015, 1, 1), source=paper
    )
    assert "Záznam mezitím změnil/a" in said(admin_client.post(url(place), form))


@pytest.mark.parametrize(("role", "rows"), [("čtenář", False), ("editor", True)])
def test_who_may_only_read_gets_no_rows(client, place, role, rows):
    user = get_user_model().objects.create_user("nekdo", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    text = said(client.get(url(place)))
    assert ("support_changes-0-kind" in text) is rows
    assert "Nic zapsaného." in text


def test_out_of_reach_is_not_there(client, place):
    user = get_user_model().objects.create_user("nekdo", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    Scope.objects.create(user=user).localities.add(b.locality())
    client.force_login(user)
    assert client.get(url(place)).status_code == 404
    assert client.post(url(place), {}).status_code == 404


def test_a_locality_is_found_by_any_name_without_accents(admin_client, place):
    b.locality("Přívrat")
    found = admin_client.get(reverse("admin:localities_locality_changelist"), {"q": "privrat"})
    assert [row.name for row in found.context["cl"].result_list] == ["Přívrat"]
    assert Locality.objects.count() == 2


def test_the_lead_says_how_things_stand(admin_client, place, paper):
    text = said(admin_client.get(url(place)))
    assert text.count("neuvedeno") >= 4
    assert "žádné" in text
    b.support(place, "intensive", D(2014, 1, 1), D(2014, 1, 1), source=paper, precision="year")
    b.member(place, b.municipality("Bystrá"))
    lead = dict(admin_client.get(url(place)).context["lead"])
    assert lead["Podpora"] == "intensive od 2014".replace(" 2014", "\xa02014") or "intensive" in lead["Podpora"]
    assert lead["Členské obce"] == "Bystrá"


def test_the_lead_is_what_plain_questions_say(admin_client, place, paper, monkeypatch):
    other = b.locality("Lhota")
    for each, on in ((place, D(2014, 1, 1)), (other, D(2015, 1, 1))):
        b.support(each, "intensive", on, on)
        b.member(each, b.municipality(f"Obec {each.pk}", code=f"90000{each.pk % 10}"))
        plan = Plan.objects.create(locality=each, key=f"plan-{each.pk}", kind="spsz", title="Plán", year_from=2016)
        PlanChange.objects.create(plan=plan, state="approved", effective_on=on, known_on=on, source=paper)
        Amount.objects.create(
            locality=each, kind="allocated", amount=each.pk, effective_on=on, known_on=on, source=paper
        )
        b.discrepancy(f"Od kdy {each}", place=each, held="–", reason="–", sides=(b.source(), b.source()))

    def told():
        return [
            (context["lead"], [str(row) for row in context["discrepancies"]])
            for context in (admin_client.get(url(each)).context for each in (place, other, place))
        ]

    prepared = told()
    assert prepared[0] != prepared[1]
    assert all(value for _, value in prepared[0][0])
    monkeypatch.setattr(Prepared, "__call__", lambda self, at, *values: list(self.build(at, *values)))
    assert told() == prepared
