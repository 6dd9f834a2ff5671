"""What is not public changes nothing: the public keeps what stood until a source that it may read says better."""

import re

from django.db import transaction

from council.models import MemorandumChange, MemorandumTerm
from evidence import actions
from evidence.models import Body, BodyChange, Fact, cited_models
from funding.models import Amount
from localities.models import Conclusion, Discrepancy, Membership, NationalCount, PlanChange, SupportChange
from tests import canaries
from tests.builders import D, source
from tests.memorandum.portal.surfaces.asking import words
from tests.surfaces import FACTS

#: What a later, better source would say instead, of each kind of fact.
INSTEAD = {
    SupportChange: {"effective_on": D(2015, 5, 5), "precision": "day"},
    Membership: {"joined": False},
    PlanChange: {"state": "expired"},
    Amount: {"amount": canaries.HIDDEN_AMOUNT},
    MemorandumChange: {"state": "terminated"},
    MemorandumTerm: {"text": "kanárství"},
    BodyChange: {"name": "Rada kanárů"},
    NationalCount: {"value": canaries.HIDDEN_AMOUNT},
}


def told_everywhere(client):
    """What each surface says, but for the moment of the record, which its permanent address names."""
    asked = [surface.cheapest for surface in FACTS if not surface.cheapest.endswith(".zip")]
    asked += ["/hledat/?q=Lhota", "/hledat/?q=kanár", "/hledat/?q=tajný"]
    return {path: re.sub(r"zapsano_k=[^\s\"<]*", "", words(client.get(path))) for path in asked}


def correct(fact, model, secret, user):
    left_out = {"id", "key", "recorded_at", "correction_recorded_at", "passage", "source_id"}
    columns = {f.attname: getattr(fact, f.attname) for f in fact._meta.concrete_fields if f.attname not in left_out}
    new = model(**columns | INSTEAD[model] | {"source": secret, "known_on": secret.issued_on})
    known = {"source": secret, "on": secret.issued_on, "reason": "kanár to ví lépe", "by": user}
    actions.correct(fact=fact, new=new, **known)


def take_back(fact, model, secret, user):
    known = {"source": secret, "on": secret.issued_on, "reason": "kanár to ví lépe", "by": user}
    actions.correct(fact=fact, new=None, **known)


def confirm(fact, model, secret, user):
    if hasattr(model, "confirmations"):
        actions.confirm(fact=fact, source=secret, passage="", holds_on=D(2019, 5, 5), by=user)


def conclude(fact, model, secret, user):
    known = {"source": secret, "known_on": secret.issued_on, "held": "kanár", "reason": "kanár"}
    Conclusion.objects.create(discrepancy=Discrepancy.objects.get(key="rozpor"), **known)


def test_what_is_not_public_changes_nothing(client, public, admin_user):
    """Each kind of fact is corrected, taken back or confirmed by a hidden source: the public keeps what stood."""
    assert {model for model in cited_models() if issubclass(model, Fact)} == INSTEAD.keys()  # each kind there is
    told = {"effective_on": canaries.LONG_AGO, "known_on": canaries.LONG_AGO, "source": source()}
    NationalCount.objects.create(unit="localities", value=37, **told)
    BodyChange.objects.create(body=Body.objects.get(key="rk"), name="Rada", placement="zasedá", **told)
    before = told_everywhere(client)
    secret = source(title="Tajný kanár", is_public=False, issued_on=D(2018, 1, 1))
    for change in (correct, take_back, confirm, conclude):
        with transaction.atomic():
            for model in INSTEAD:
                change(model.objects.filter(corrected_on=None).earliest("pk"), model, secret, admin_user)
            after = told_everywhere(client)
            transaction.set_rollback(True)
        assert [path for path in before if after[path] != before[path]] == [], change
    # The counterpart: once the source is public, all of it counts.
    for model in INSTEAD:
        correct(model.objects.filter(corrected_on=None).earliest("pk"), model, secret, admin_user)
    secret.is_public = True
    secret.save()
    after = told_everywhere(client)
    facts = [
        path for path in before if not path.startswith("/zastupitelstvo/20")
    ]  # what a session decided has words of its own
    assert len([path for path in facts if after[path] != before[path]]) > len(facts) / 3
