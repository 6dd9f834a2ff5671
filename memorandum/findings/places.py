"""Rules about localities: how they are supported, what lies in them, which of them are let out."""

import datetime

from django.db.models import Exists, F, OuterRef, Q

from evidence.models import AsOf
from evidence.models.precision import Precision
from localities.models import Discrepancy, Locality, Membership, Stage, SupportChange
from memorandum.findings.rule import CLOCK, Arm, FindingDetails, FindingRule, Weight, day, when

#: How long a locality may be considering, and how long a discrepancy may stay open, before somebody should ask.
CONSIDERED_DAYS = 90
OPEN_DAYS = 365


def _days_before(at: AsOf, days: int) -> datetime.date:
    return at.day - datetime.timedelta(days=days)


def _considering(at: AsOf) -> list[Arm]:
    waiting = SupportChange.objects.state(at).filter(
        kind__stage=Stage.BEFORE, effective_on__lt=_days_before(at, CONSIDERED_DAYS)
    )
    details = {**CLOCK, "kind": F("kind__name")}
    return [Arm(waiting, "effective_on", "locality__name", details)]


def _without_support(at: AsOf) -> list[Arm]:
    known = SupportChange.objects.counting(at).values("locality")
    return [Arm(Locality.objects.exclude(pk__in=known), "kind", "name", adds="localities.supportchange?locality=")]


def _out_of_use(at: AsOf) -> list[Arm]:
    """A year or a season is only then outside when its first day is after the last one of use."""
    too_early = Q(effective_on__lt=F("kind__valid_from"), precision=Precision.DAY)
    too_early |= Q(effective_on__year__lt=F("kind__valid_from__year"))
    outside = SupportChange.objects.counting(at).filter(too_early | Q(effective_on__gt=F("kind__valid_to")))
    details = {**CLOCK, "kind": F("kind__name"), "first": F("kind__valid_from"), "last": F("kind__valid_to")}
    return [Arm(outside, "kind", "locality__name", details)]


def _say_out_of_use(details: FindingDetails) -> str:
    used = [
        f"od {day(details['first'])}" if details["first"] else "",
        f"do {day(details['last'])}" if details["last"] else "",
    ]
    return f"„{details['kind']}“ {when(details)}, tento druh se ale používá jen {' '.join(filter(None, used))}"


def _without_coordinates(at: AsOf) -> list[Arm]:
    """The municipalities of localities in which none has a place on the map."""
    members = Membership.objects.members(at)
    mapped = members.exclude(municipality__lat=None).values("locality")
    details = {"municipality": F("municipality__name")}
    to = ("localities.municipality", "municipality")
    return [Arm(members.exclude(locality__in=mapped), "lat", "locality__name", details, instead=to)]


def _without_municipality(at: AsOf) -> list[Arm]:
    members = Membership.objects.members(at).values("locality")
    return [
        Arm(Locality.objects.exclude(pk__in=members), "municipality", "name", adds="localities.membership?locality=")
    ]


def _unpublished(at: AsOf) -> list[Arm]:
    member, supported = (
        Exists(facts.filter(locality=OuterRef("pk")))
        for facts in (Membership.objects.members(at), SupportChange.objects.counting(at).exclude(passage=""))
    )
    return [Arm(Locality.objects.filter(member, supported, is_public=False), "is_public", "name")]


def _open(at: AsOf) -> list[Arm]:
    unsettled = Discrepancy.objects.known(at).unsettled(at)
    waiting = unsettled.filter(known_on__lt=_days_before(at, OPEN_DAYS))
    details = {"known": F("known_on")}
    return [Arm(waiting, "conclusions", "title", details)]


RULES = (
    FindingRule(
        "zvazuje-dlouho",
        f"Jednání bez výsledku déle než {CONSIDERED_DAYS} dnů",
        "Lokalita stále jen zvažuje, podala přihlášku nebo čeká na podporu. Ověřte, jak to dopadlo, a zapište novou"
        " změnu podpory se zdrojem; pokud se nic nezměnilo, zapište potvrzení podle zdroje, který to říká.",
        Weight.MISSING,
        _considering,
        lambda details: f"poslední známý stav je „{details['kind']}“ ({when(details)})",
    ),
    FindingRule(
        "lokalita-bez-podpory",
        "Lokalita bez údaje o podpoře",
        "O lokalitě není zapsáno, zda a jak je podporována. Přidejte první změnu podpory, třeba „zvažuje spolupráci“.",
        Weight.MISSING,
        _without_support,
        lambda details: "žádný údaj o podpoře",
    ),
    FindingRule(
        "druh-podpory-mimo-dobu",
        "Druh podpory v době, kdy se nepoužíval",
        "Druhy podpory se měnily. Opravte druh nebo den, anebo u druhu podpory upravte dobu, kdy se používá.",
        Weight.ERROR,
        _out_of_use,
        _say_out_of_use,
    ),
    FindingRule(
        "lokalita-bez-obce",
        "Lokalita bez obce",
        "Do lokality nepatří žádná obec, takže není v přehledech, na mapě ani v součtech. Přidejte členství obce.",
        Weight.MISSING,
        _without_municipality,
        lambda details: "nepatří do ní žádná obec",
    ),
    FindingRule(
        "lokalita-bez-polohy",
        "Lokalita bez polohy",
        "Žádná z obcí lokality nemá souřadnice, na mapě proto chybí. Doplňte je u obce, nebo načtěte registr obcí.",
        Weight.MISSING,
        _without_coordinates,
        lambda details: f"obec {details['municipality']} nemá souřadnice",
    ),
    FindingRule(
        "lokalita-nezverejnena",
        "Lokalita připravená ke zveřejnění",
        "Lokalita má obec i doložený údaj o podpoře, veřejnost ji ale nevidí. Zveřejní ji, kdo má roli publikujícího.",
        Weight.NOTICE,
        _unpublished,
        lambda details: "není zveřejněna",
    ),
    FindingRule(
        "rozpor-otevreny",
        "Rozpor nevyřešený déle než rok",
        "Zkuste najít zdroj, který rozpor vysvětlí. Pokud takový není, napište to do důvodu a rozpor uzavřete.",
        Weight.NOTICE,
        _open,
        lambda details: f"rozpor je známý od {day(details['known'])} a zůstává otevřený",
    ),
)
