"""Who may read a text in, and who may write what it proposes."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from localities.models import Scope, SupportChange
from memorandum.reading.rules import propose
from memorandum.reading.vocabulary import Vocabulary
from tests.memorandum.reading.pages import TEXT, decide, fingerprint, page
from tests.memorandum.reading.world import DAY, START


def member(client, role, *localities):
    user = User.objects.create_user(role, password="heslo", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    if localities:
        scope = Scope.objects.create(user=user)
        scope.localities.set(localities)
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", [START, f"{START}listina/"])
def test_strangers_are_led_to_the_login(client, source, path):
    assert client.get(path).status_code == 302
    assert decide(client, "vse").status_code == 302
    assert not SupportChange.objects.exists()


def test_a_reader_reads_and_writes_nothing(client, source):
    member(client, "čtenář")
    text = page(client)
    assert 'name="akce"' not in text
    assert client.get(START).status_code == 403
    assert decide(client, "vse").status_code == 302
    assert not SupportChange.objects.exists()
    (proposal,) = [
        p for p in propose(TEXT, Vocabulary.of_record(), dated_on=DAY) if "2020" in p.says and p.needs == ()
    ][:1]
    assert decide(client, "prijmout", proposal.fingerprint).status_code == 403
    assert decide(client, "vynechat", proposal.fingerprint).status_code == 403


def test_who_is_limited_writes_only_about_their_localities(client, source, places):
    member(client, "editor", places["Dolní Lhota"])
    text = page(client)
    with pytest.raises(TypeError):
        fingerprint(text, "Horní Lhota: intenzivní podpora")
    own = fingerprint(text, "Dolní Lhota: intenzivní podpora")
    (other,) = [
        p.fingerprint
        for p in propose(TEXT, Vocabulary.of_record(), dated_on=DAY)
        if p.model is SupportChange and "Horní" in p.says
    ]
    assert decide(client, "prijmout", other).status_code == 404
    assert decide(client, "vynechat", other).status_code == 404
    kind = SupportChange._meta.get_field("kind").related_model.objects.get(code="intensive").pk
    fields = {"z-locality": places["Horní Lhota"].pk, "z-kind": kind, "z-effective_on": "2019", "z-passage": ""}
    assert decide(client, "upravit", own, **fields).status_code == 200, "of other localities the form knows nothing"
    decide(client, "vse")
    assert set(SupportChange.objects.values_list("locality__name", flat=True)) == {"Dolní Lhota"}


def test_the_source_leads_to_its_reading(admin_client, source):
    text = admin_client.get(reverse("admin:evidence_source_change", args=[source.pk])).content.decode()
    assert reverse("admin:reading", args=[source.key]) in text
