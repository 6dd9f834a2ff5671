"""What the rules are shown: made-up facts, papers, discrepancies; and what they find in them."""

from council.models import Memorandum, MemorandumChange, Paper, Session
from evidence.models import AsOf, Body, BodyKind
from funding.models import Amount, AmountKind, Programme
from localities.models import Plan, PlanChange
from memorandum.findings import BY_SLUG, findings
from tests import builders as b
from tests.builders import D

DAY = D(2020, 6, 1)
AT = AsOf(DAY, DAY)
EARLY = D(2016, 8, 30)


def found(slug, at=AT, localities=None):
    return [f.called for f in findings(at, localities, [BY_SLUG[slug]])]


def sentence(slug, at=AT):
    (only,) = findings(at, rules=[BY_SLUG[slug]])
    return only.sentence.replace("\xa0", " ")


def plan(place, state, on=EARLY, known=EARLY, *, kind="spsz", key="plan", **values):
    made = Plan.objects.get_or_create(
        key=key, defaults={"locality": place, "kind": kind, "title": "Plán Lhoty", "year_from": 2016, "year_to": 2022}
    )[0]
    defaults = {"source": b.source(), "passage": "slova"}
    return PlanChange.objects.create(plan=made, state=state, effective_on=on, known_on=known, **defaults | values)


def amount(place, kind=AmountKind.ALLOCATED, crowns=1000, on=EARLY, known=EARLY, **values):
    defaults = {"source": b.source(), "passage": "slova"}
    return Amount.objects.create(
        locality=place, kind=kind, amount=crowns, effective_on=on, known_on=known, **defaults | values
    )


def programme(code="opz"):
    return Programme.objects.create(code=code, abbreviation=code, name=code, year_from=2014, year_to=2020)


def memorandum(*states):
    """Each state as (state, day), or with its precision or resolution beside it."""
    made = Memorandum.objects.create(key="memorandum", title="Memorandum", year=2016)
    for state, on, *values in states:
        further = values[0] if values else {}
        MemorandumChange.objects.create(
            memorandum=made, state=state, effective_on=on, known_on=on, source=b.source(), passage="slova", **further
        )
    return made


def paper(held_on=EARLY, key="pisemnost"):
    body = Body.objects.get_or_create(key="zk", defaults={"kind": BodyKind.ASSEMBLY, "name": "Zastupitelstvo"})[0]
    session = Session.objects.create(body=body, number=held_on.month, held_on=held_on)
    return Paper.objects.create(key=key, session=session, subject="Spolupráce", addressee="Zastupitelstva")


def discrepancy(place, *sources, known_on=EARLY, **values):
    return b.discrepancy("Začátek", place=place, held="–", reason="–", known_on=known_on, sides=sources, **values)
