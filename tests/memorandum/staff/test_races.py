"""Two editors at once, through the real admin: nothing is lost, nothing contradicts, nobody sees an error."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.db import connections, transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from evidence.models import Source
from localities.models import Discrepancy, DiscrepancyClaim, Locality, LocalityAlias, SupportChange
from tests import builders as b
from tests.forms import filled

RACES = 34  # of each of the six kinds: 204

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editors(db):
    clients = []
    for name in ("prvni", "druhy"):
        client = Client()
        client.force_login(get_user_model().objects.create_superuser(name))
        clients.append(client)
    return clients


@pytest.fixture
def race(editors):
    """Both have read; now both send at the same moment.  Returns their answers."""
    start = Barrier(2)

    def send(client, page, form):
        try:
            start.wait(timeout=10)
            return client.post(page, form)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:

        def run(*sent):
            futures = [pool.submit(send, client, *what) for client, what in zip(editors, sent, strict=True)]
            return [future.result(timeout=30) for future in futures]

        yield run


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def read_again(forms, answers):
    """The same forms, of the version that the page of the one who was overtaken shows to be the present one."""
    refused = next(answer for answer in answers if answer.status_code == 200)
    return [form | {"version": refused.context["current_version"]} for form in forms]


def read(editors, *pages):
    """The forms that both hold before either sends; one page is the same for both, and is made once."""
    forms = {page: filled(client.get(page)) for page, client in dict(zip(pages, editors, strict=True)).items()}
    return [forms[page].copy() for page in pages]


def of_now(forms, editors, *pages):
    """The same forms, of the version that the pages would show: they are asked for it, and not made again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", lambda *args, **kwargs: "")
        answers = [client.get(page) for client, page in zip(editors, pages, strict=True)]
    versions = [answer.context_data["version"] for answer in answers]
    return [form | {"version": version} for form, version in zip(forms, versions, strict=True)]


def one_saved(answers):
    """Exactly one was let in; the other got the page back with a sentence.  Returns which one."""
    assert sorted(answer.status_code for answer in answers) == [200, 302], [a.status_code for a in answers]
    refused = next(answer for answer in answers if answer.status_code == 200).content.decode()
    assert "mezitím" in refused or "už evidence uvádí" in refused or "právě ukládá" in refused
    assert ('name="overrule"' in refused) == ("mezitím změnil" in refused), "who was overtaken may read and insist"
    return next(place for place, answer in enumerate(answers) if answer.status_code == 302)


def test_one_record(editors, race):
    source = b.source(title="Na začátku")
    page = url(Source, "change", source.pk)
    forms = read(editors, page, page)
    for number in range(RACES):
        sent = [form | {"title": f"{number} od {who}"} for who, form in enumerate(forms)]
        answers = race((page, sent[0]), (page, sent[1]))
        winner, forms = one_saved(answers), read_again(forms, answers)
        source.refresh_from_db()
        assert source.title == f"{number} od {winner}"


def test_parts_of_one_record_alone(editors, race):
    """Both change only a claim of the discrepancy, not the discrepancy itself."""
    with transaction.atomic():
        discrepancy = b.discrepancy("Rozpor", held="první")
    claim = discrepancy.claims.get(position=1)
    page = url(Discrepancy, "change", discrepancy.pk)
    forms = read(editors, page, page)
    for number in range(RACES):
        sent = [form | {"claims-0-claim": f"{number} od {who}"} for who, form in enumerate(forms)]
        answers = race((page, sent[0]), (page, sent[1]))
        winner, forms = one_saved(answers), read_again(forms, answers)
        claim.refresh_from_db()
        assert claim.claim == f"{number} od {winner}"


def test_two_who_add_what_cannot_both_hold(editors, race):
    place, source = b.locality(), b.source()
    kinds = [b.kind("intensive"), b.kind("remote")]
    page = url(SupportChange, "add")
    forms = read(editors, page, page)
    for number in range(RACES):
        day = f"{number % 28 + 1}. {number // 28 + 1}. 2017"
        said = {"locality": place.pk, "source": source.pk, "effective_on": day, "known_on": "1. 1. 2018"}
        said |= {"restarts": "on"}  # the same may win twice
        sent = [form | said | {"kind": kind.pk} for form, kind in zip(forms, kinds, strict=True)]
        one_saved(race((page, sent[0]), (page, sent[1])))
    days = list(SupportChange.objects.values_list("effective_on", flat=True))
    assert len(days) == len(set(days)) == RACES


def test_one_edits_what_another_deletes(editors, race):
    place, source = b.locality(), b.source()
    forms = []
    for number in range(RACES):
        alias = LocalityAlias.objects.create(locality=place, name=f"{number}", source=source)
        page, delete = url(LocalityAlias, "change", alias.pk), url(LocalityAlias, "delete", alias.pk)
        forms = of_now(forms or read(editors[:1], page), editors[:1], page)
        edited, deleted = race((page, forms[0] | {"name": f"jinak {number}"}), (delete, {"post": "yes"}))
        assert (edited.status_code, deleted.status_code) in [(302, 302), (404, 302)]
        assert not LocalityAlias.objects.filter(pk=alias.pk).exists()


def test_one_edits_what_another_strikes_out(editors, race):
    place, source = b.locality(), b.source()
    forms = []
    for number in range(RACES):
        change = b.support(place, "intensive", b.LONG_AGO, b.LONG_AGO, source=source)
        page, strike = url(SupportChange, "change", change.pk), url(SupportChange, "strike", change.pk)
        forms = of_now(forms or read(editors, page, strike), editors, page, strike)
        sent = [forms[0] | {"note": f"{number}"}, forms[1] | {"reason": "omyl"}]
        winner = one_saved(race((page, sent[0]), (strike, sent[1])))
        change.refresh_from_db()
        assert (change.note, change.struck_why) == (f"{number}" if winner == 0 else "", "omyl" if winner else "")
        SupportChange.objects.filter(pk=change.pk, struck_at=None).update(struck_why="jen z cesty")


def test_one_edits_a_part_another_the_whole(editors, race):
    with transaction.atomic():
        discrepancy = b.discrepancy("Rozpor", held="první")
    claim = discrepancy.claims.get(position=1)
    whole, part = url(Discrepancy, "change", discrepancy.pk), url(DiscrepancyClaim, "change", claim.pk)
    forms = read(editors, whole, part)
    for number in range(RACES):
        forms = of_now(forms, editors, whole, part)
        sent = [forms[0] | {"claims-0-claim": f"{number} od 0"}, forms[1] | {"claim": f"{number} od 1"}]
        winner = one_saved(race((whole, sent[0]), (part, sent[1])))
        claim.refresh_from_db()
        assert claim.claim == f"{number} od {winner}"


@pytest.mark.parametrize("first", [0, RACES // 2])
def test_two_who_add_a_row_on_the_screen_of_a_locality(editors, race, first):
    """In two halves, which two workers run at once: this page takes longest."""
    place, source = b.locality(), b.source()
    pairs = [[b.kind("intensive"), b.kind("remote")], [b.kind("considering"), b.kind("ended")]]
    page = url(Locality, "change", place.pk)
    forms = read(editors, page, page)
    for number in range(first, first + RACES // 2):
        kinds = pairs[number % 2]  # other ones than a year before, so that neither repeats what holds
        row = {"support_changes-0-effective_on": str(1980 + number), "page_source": source.pk}
        sent = [form | row | {"support_changes-0-kind": kind.pk} for form, kind in zip(forms, kinds, strict=True)]
        answers = race((page, sent[0]), (page, sent[1]))
        winner, forms = one_saved(answers), read_again(forms, answers)
        assert place.support_changes.latest("effective_on").kind == kinds[winner]
    assert place.support_changes.count() == RACES // 2
