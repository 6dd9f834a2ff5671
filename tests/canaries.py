"""A made-up world for walking all surfaces: what is public lives at the region's addresses, what is not is a canary.

Every hidden text holds „kanár“ and every hidden amount is HIDDEN_AMOUNT.  What became known or began on TURN holds
„pozdní“ or „příští“, so that the day before must not show it.
"""

from django.db.models import F

from council import models as council
from evidence.models import Body, BodyChange, Reference, Source
from funding.models import Amount, AmountConfirmation, Operation, OperationLink, Programme
from localities.models import (
    Conclusion,
    Discrepancy,
    DiscrepancyClaim,
    Locality,
    LocalityAlias,
    MembershipConfirmation,
    Municipality,
    NationalCount,
    Plan,
    PlanChange,
    PlanConfirmation,
    PopulationCount,
    SupportConfirmation,
)
from tests.builders import D, counted, discrepancy, former, locality, member, municipality, source, support

PAPER = "pisemna-informace-2016-08-30"
HIDDEN_AMOUNT = 123_456_789
LATE_AMOUNT = 987_654_321
TURN, BEFORE = D(2020, 1, 2), D(2020, 1, 1)
LONG_AGO = D(2014, 1, 1)
SESSION = D(2016, 8, 30)


def public_world():
    """What everybody may see, at the addresses of the register."""
    assembly = Body.objects.create(key="zk", kind="assembly", name="Zastupitelstvo", number_pattern="")
    board = Body.objects.create(key="rk", kind="council", name="Rada", parent=assembly)
    paper = source(
        key=PAPER,
        kind="paper",
        title="Písemná informace",
        issuer=assembly,
        issued_on=SESSION,
        text="Lhota (od 2014), od 1. 7. 2016 jinak. Zpracovala Anna Nováková.",
    )
    resolution = source(
        key="usneseni-rk-1145-16", kind="resolution", title="Usnesení 1145/16/RK", number="1145/16/RK", issuer=board
    )
    place = locality("Lhota", slug="tanvald")
    town = municipality("Lhota", code="563820", source=paper)
    counted(town, 1200, source=paper)
    member(place, town, source=paper)
    support(place, "intensive", LONG_AGO, LONG_AGO, precision="year", source=paper, passage="Lhota (od 2014)")
    support(place, "remote", D(2016, 7, 1), D(2016, 7, 1), source=paper, passage="od 1. 7. 2016 jinak")
    known = {"effective_on": LONG_AGO, "known_on": LONG_AGO, "source": paper}
    plan = Plan.objects.create(key="plan", locality=place, kind="spsz", title="Plán Lhoty")
    PlanChange.objects.create(plan=plan, state="approved", resolution=resolution, **known)
    programme = Programme.objects.create(
        code="opz", abbreviation="OPZ", name="Program", year_from=2014, year_to=2020, fund="ESF"
    )
    Amount.objects.create(locality=place, kind="allocated", amount=1_000_000, programme=programme, plan=plan, **known)
    operation = Operation.objects.create(
        registration_number="CZ.1", name="Projekt Lhota", programme=programme, source=paper, total=2_000_000
    )
    OperationLink.objects.create(key="odkaz", operation=operation, locality=place, made_by="hand")
    session = council.Session.objects.create(body=assembly, number=7, held_on=SESSION, source=paper)
    information = council.Paper.objects.create(
        key=PAPER, session=session, subject="O spolupráci", addressee="Zastupitelstva", is_public=True, source=paper
    )
    council.PaperEntry.objects.create(paper=information, role="drafted", person="Anna Nováková", source=paper)
    council.PaperEntry.objects.create(paper=information, role="reason", resolution=resolution, source=paper)
    committee = Body.objects.create(key="vybor-socialnich-veci", kind="committee", name="Výbor", parent=assembly)
    sitting = council.Session.objects.create(body=committee, held_on=D(2016, 8, 23), source=paper)
    item = council.AgendaItem.objects.create(
        key="f2-zk-2016-08-30", session=session, position=5, title="Spolupráce", presented_by="Anna", paper=information
    )
    council.AgendaStep.objects.create(item=item, state="discussed", happened_on=D(2016, 8, 23), body=committee)
    council.AgendaStep.objects.create(item=item, state="noted", happened_on=SESSION, votes_for=30, source=paper)
    council.AgendaItem.objects.create(
        key="f7-vybor-2016-08-23", session=sitting, title="Spolupráce", paper=information, resolution=resolution
    )
    for position, kind in enumerate(("support", "transitions", "plans_approved", "allocations", "discrepancies"), 1):
        council.Block.objects.create(paper=information, position=position, kind=kind, text="Lokality: {}")
    agreement = council.Memorandum.objects.create(key="memorandum-2016", title="Memorandum o spolupráci", year=2016)
    council.MemorandumChange.objects.create(
        memorandum=agreement, state="approved", body=board, resolution=resolution, **known
    )
    council.MemorandumTerm.objects.create(
        memorandum=agreement, kind="area", text="bydlení", genitive="bydlení", **known
    )
    council.MemorandumParty.objects.create(memorandum=agreement, body=board, named_as="Rada", source=paper)
    discrepancy("Od kdy", key="rozpor", place=place, held="2014", reason="zdroj", known_on=LONG_AGO, sides=[paper] * 2)
    Reference.objects.create(kind="follows", later=paper, earlier=resolution, source=paper)
    return place


def hidden_world(place):
    """A canary of every kind, each hidden for one reason only, most of them beside public records of ``place``."""
    secret = source(
        key="kanar-zdroj",
        kind="resolution",
        title="Tajný kanár",
        number="1/16/kanár",
        text="zpívá kanár",
        is_public=False,
    )
    paper = Source.objects.get(key=PAPER)
    on_secret = {"effective_on": LONG_AGO, "known_on": LONG_AGO, "source": secret, "passage": "zpívá kanár"}
    shown = {"effective_on": LONG_AGO, "known_on": LONG_AGO, "source": paper}
    _hidden_locality(shown)
    _on_hidden_source(place, secret, on_secret)
    # Public facts that only mention what is hidden.
    plan = Plan.objects.create(key="plan-2", locality=place, kind="mpi", title="Druhý plán")
    PlanChange.objects.create(plan=plan, state="approved", resolution=secret, **shown)
    municipality("Třebešov", code="900008", source=secret)
    Reference.objects.create(kind="rests_on", later=paper, earlier=secret, source=paper)
    # Hidden papers and discrepancies.
    session = council.Session.objects.get(number=7)
    council.AgendaItem.objects.create(session=session, title="Kanár na programu", source=secret, passage="zpívá kanár")
    sung = council.Session.objects.create(body=Body.objects.get(key="kanar"), held_on=D(2016, 8, 23), source=secret)
    council.AgendaItem.objects.create(
        session=sung, title="Kanár zpívá", paper=council.Paper.objects.get(key=PAPER), resolution=secret
    )
    paper_row = council.Paper.objects.create(
        key="kanar-pismo", session=session, subject="Píseň kanára", addressee="Kanárů", source=paper
    )
    council.PaperEntry.objects.create(paper=paper_row, role="drafted", person="Jan Kanár", source=paper)
    council.AgendaItem.objects.create(session=session, title="Bez písemnosti", paper=paper_row, resolution=secret)
    council.Block.objects.create(paper=paper_row, position=1, kind="text", text="Kanár zpívá", source=paper)
    item = council.AgendaItem.objects.get(key="f2-zk-2016-08-30")
    council.AgendaStep.objects.create(
        item=item, state="rejected", happened_on=SESSION, note="kanár", source=secret, passage="zpívá kanár"
    )
    canary = {"held": "kanár", "reason": "kanár", "known_on": LONG_AGO}
    discrepancy("Kanár", key="kanar-rozpor", place=place, sides=[paper, paper], is_public=False, **canary)


def _hidden_locality(shown):
    hidden = locality("Kanárov", slug="kanar", is_public=False)
    member(hidden, municipality("Ptačín", code="900009"), source=shown["source"], passage="")
    support(hidden, "considering", LONG_AGO, LONG_AGO, source=shown["source"], note="kanár zvažuje")
    LocalityAlias.objects.create(locality=hidden, name="Kanárkov", source=shown["source"])
    plan = Plan.objects.create(key="kanar-plan", locality=hidden, kind="spsz", title="Plán kanára")
    PlanChange.objects.create(plan=plan, state="approved", **shown)
    Amount.objects.create(locality=hidden, kind="allocated", amount=HIDDEN_AMOUNT, plan=plan, **shown)
    operation = Operation.objects.get(registration_number="CZ.1")
    OperationLink.objects.create(key="kanar-odkaz", operation=operation, locality=hidden, made_by="hand")
    canary = {"held": "kanár", "reason": "kanár", "known_on": LONG_AGO}
    discrepancy("Spor kanára", key="kanar-spor", place=hidden, sides=[shown["source"]] * 2, **canary)


def _on_hidden_source(place, secret, on_secret):
    support(place, "ended", D(2018, 1, 1), LONG_AGO, source=secret, passage="zpívá kanár", note="kanár končí")
    member(place, municipality("Ptačkov", code="900007"), source=secret, passage="zpívá kanár")
    LocalityAlias.objects.create(locality=place, name="Kanárčí Lhota", source=secret)
    plan = Plan.objects.get(key="plan")
    PlanChange.objects.create(plan=plan, state="expired", note="kanár", **on_secret | {"effective_on": D(2014, 1, 2)})
    Amount.objects.create(locality=place, kind="requested", amount=HIDDEN_AMOUNT, **on_secret)
    operation = Operation.objects.create(
        registration_number="CZ.KANAR", name="Projekt kanár", programme=Programme.objects.get(), source=secret,
        total=HIDDEN_AMOUNT,
    )  # fmt: skip
    OperationLink.objects.create(key="kanar-odkaz-2", operation=operation, locality=place, made_by="hand")
    body, agreement = Body.objects.get(key="rk"), council.Memorandum.objects.get()
    council.MemorandumChange.objects.create(memorandum=agreement, state="terminated", note="kanár", **on_secret)
    council.MemorandumTerm.objects.create(memorandum=agreement, kind="form", text="kanáří forma", **on_secret)
    singer = Body.objects.create(key="kanar", kind="committee", name="Výbor kanárů")
    council.MemorandumParty.objects.create(memorandum=agreement, body=singer, named_as="Kanár", source=secret)
    BodyChange.objects.create(body=body, name="Rada kanárů", placement="zpívá", **on_secret)
    NationalCount.objects.create(unit="localities", value=HIDDEN_AMOUNT, **on_secret)
    council.Session.objects.create(body=singer, number=3, held_on=D(2016, 5, 5), source=secret)
    dispute = Discrepancy.objects.get(key="rozpor")
    DiscrepancyClaim.objects.create(discrepancy=dispute, claim="říká kanár", source=secret)
    Conclusion.objects.create(
        discrepancy=dispute, held="kanár", reason="kanár", known_on=D(2018, 1, 1), source=secret, passage="zpívá kanár"
    )
    _confirm(secret, "kanár")
    information = council.Paper.objects.get(key=PAPER)
    # A public paper is public word for word, but it does not say which hidden source its words come from.
    council.PaperEntry.objects.create(
        paper=information, role="submitted", position=2, person="Eva Nová", source=secret, passage="zpívá kanár"
    )
    council.Block.objects.create(
        paper=information, position=90, kind="text", text="Odstavec", source=secret, passage="zpívá kanár"
    )


FORMERLY = ("davnaves", "davnyokres", "davnyorp", "mestys", "1111111", "zaniklaves")
LATER = ("pozdnives", "pozdniokres", "pozdniorp", "statutarnimesto", "2222222", "pristives")


def register_world(place):
    """A member of a micro-region is called otherwise, lies elsewhere and is more since TURN; one ends, one begins.

    FORMERLY and LATER are what the register said of them until the day before TURN and says since, as readers find it.
    """
    Locality.objects.filter(pk=place.pk).update(kind="microregion")
    later = {"name": "Pozdní Ves", "status": "statutarni-mesto", "district": "Pozdní okres", "orp": "Pozdní ORP"}
    town = Municipality.objects.get(code="563820")
    Municipality.objects.filter(pk=town.pk).update(**later)
    former(town, BEFORE, name="Dávná Ves", status="mestys", district="Dávný okres", orp="Dávný ORP")
    PopulationCount.objects.all().delete()
    paper = Source.objects.get(key=PAPER)
    for people, on in ((1_111_111, BEFORE), (2_222_222, TURN)):
        counted(town, people, on, source=paper)
    ended = municipality("Zaniklá ves", code="900011", ended_on=BEFORE, merged_into=town)
    begun = municipality("Příští ves", code="900012", founded_on=TURN)
    member(place, ended, source=paper)
    member(place, begun, TURN, TURN, source=source(title="Zpráva o vzniku", issued_on=TURN))
    council.Block.objects.create(paper=council.Paper.objects.get(key=PAPER), position=50, kind="support_by_kind")
    _confirm(source(title="Další zpráva", issued_on=D(2019, 12, 31)), "")


def _confirm(document, note):
    """Have the document repeat every kind of fact there is; a fact that is not let out is none of its business."""
    for model in (MembershipConfirmation, SupportConfirmation, PlanConfirmation, AmountConfirmation):
        fact = model._meta.get_field("fact").related_model.objects.public().order_by("pk").first()
        model.objects.create(fact=fact, source=document, holds_on=D(2019, 12, 31), note=note)


def late_world(place):
    """What became known („pozdní“) or began („příští“) on TURN, and a correction made that day."""
    paper = Source.objects.get(key=PAPER)
    late = {"effective_on": LONG_AGO, "known_on": TURN, "source": paper}
    coming = {"effective_on": TURN, "known_on": LONG_AGO, "source": paper}
    words = ("Pozdní", late, LATE_AMOUNT, "partial"), ("Příští", coming, LATE_AMOUNT + 1, "finished")
    for word, days, amount, code in words:
        plan = Plan.objects.create(key=f"plan-{amount}", locality=place, kind="tap", title=f"{word} plán")
        PlanChange.objects.create(plan=plan, state="approved", **days)
        Amount.objects.create(locality=place, kind="awarded", plan=plan, amount=amount, **days)
        support(place, code, days["effective_on"], days["known_on"], source=paper, note=f"{word} poznámka")
        agreement = council.Memorandum.objects.get()
        council.MemorandumTerm.objects.create(memorandum=agreement, kind="area", text=f"{word} oblast", **days)
        BodyChange.objects.create(body=Body.objects.get(key="rk"), name=f"{word} rada", placement="", **days)
    discrepancy("Pozdní rozpor", key="pozdni", place=place, held="pozdní", reason="pozdní", known_on=TURN)
    Conclusion.objects.create(
        discrepancy=Discrepancy.objects.get(key="rozpor"), held="pozdní", reason="pozdní", known_on=TURN, source=paper
    )
    _confirm(source(title="Pozdní zpráva", issued_on=TURN), "pozdní")
    _coming(place, paper)
    place.support_changes.filter(effective_on=D(2016, 7, 1)).update(
        corrected_on=TURN, correction="pozdní oprava", correction_source=F("source")
    )


def _coming(place, paper):
    """What came on TURN and is no fact: it was known of before, or is of that day."""
    discrepancy("Příští rozpor", key="pristi", place=place, known_on=LONG_AGO, sides=[paper, paper], begins_on=TURN)
    assembly = Body.objects.get(key="zk")
    decided = source(kind="resolution", title="Příští usnesení", number="1/20/ZK", issuer=assembly, issued_on=TURN)
    Reference.objects.create(kind="follows", later=decided, earlier=paper, source=decided)
    session = council.Session.objects.create(body=assembly, number=1, held_on=TURN, source=paper)
    council.AgendaItem.objects.create(session=session, title="Příští bod", resolution=decided, source=paper)
    item = council.AgendaItem.objects.get(key="f2-zk-2016-08-30")
    late = source(title="Pozdní zápis", issued_on=TURN)
    council.AgendaStep.objects.create(item=item, state="adopted", happened_on=SESSION, note="pozdní", source=late)
    council.AgendaStep.objects.create(item=item, state="removed", happened_on=TURN, note="pozdní krok bez zdroje")
    council.AgendaStep.objects.create(item=item, state="postponed", happened_on=TURN, note="příští", source=paper)
    information = council.Paper.objects.create(
        key="pristi", session=session, subject="Příští písemnost", addressee="Zastupitelstva", is_public=True
    )
    council.Block.objects.create(paper=information, position=1, kind="text", text="Příští odstavec")
    operation = Operation.objects.create(
        registration_number="CZ.2", name="Příští projekt", programme=Programme.objects.get(), source=paper,
        starts_on=TURN,
    )  # fmt: skip
    OperationLink.objects.create(key="pristi-odkaz", operation=operation, locality=place, made_by="hand")
