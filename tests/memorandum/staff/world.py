"""A small world for asking who may do what: a row of every kind, and for what belongs to a locality one of another's.

Everything of the other locality holds CANARY, which a person limited to Lhota must never meet.
"""

import itertools
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.utils.text import slugify

from council import models as council
from evidence.history import events
from evidence.models import (
    Body,
    BodyChange,
    BodyConfirmation,
    File,
    Import,
    ImportFile,
    LoadedKey,
    Reference,
    Source,
    Verdict,
)
from evidence.models.events import is_tracked
from formats.rendering import TEMPLATE
from funding.models import Amount, AmountConfirmation, Operation, OperationLink, Programme
from localities.models import (
    Boundary,
    Conclusion,
    CountConfirmation,
    Discrepancy,
    DiscrepancyClaim,
    Locality,
    LocalityAlias,
    MembershipConfirmation,
    NationalCount,
    Plan,
    PlanChange,
    PlanConfirmation,
    Scope,
    SupportConfirmation,
)
from memorandum.papers.issue import withdraw
from memorandum.security.models import SecurityEvent
from memorandum.staff.roles import Role
from tests import builders as b
from tests.issued import issued_paper, stamp

CANARY = "Kukačov"
HOME = "Lhota"
LEVELS = ["roleless", *(role.name.lower() for role in Role), "superuser"]
_count = itertools.count(1)


def label(row: Model) -> str:
    return row._meta.label_lower


@dataclass
class World:
    """``rows`` and ``foreign`` hold a row of each model by its label, ``gone`` and ``foreign_gone`` an event of one
    that was deleted; each row can be deleted, as nothing stands on it.  ``people`` are accounts by what they may.
    ``text`` is a source that can be read."""

    rows: dict[str, Model] = field(default_factory=dict)
    foreign: dict[str, Model] = field(default_factory=dict)
    gone: dict[str, Model] = field(default_factory=dict)
    foreign_gone: dict[str, Model] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    text: Source | None = None


def build() -> World:
    world = World()
    for name, rows, gone in [(HOME, world.rows, world.gone), (CANARY, world.foreign, world.foreign_gone)]:
        rows |= {label(row): row for row in local(name)}
        gone |= deleted(local(name))
    world.rows |= {label(row): row for row in shared()}
    world.gone |= deleted(shared())
    issued = issued_paper()
    withdrawal = withdraw(issued=issued, reason="omyl", by=issued.issued_by)
    world.rows |= {label(row): row for row in (issued, issued.entry, withdrawal, stamp(issued.entry))}
    world.people = people()
    world.text = b.source(text=f"{HOME} má od 1. 7. 2016 intenzivní podporu.")
    verdict = Verdict.objects.create(source=world.text, fingerprint="x", outcome="dropped", model="x", by="x")
    world.rows[label(verdict)] = verdict
    brought = Import.objects.create(token="x" * 32, kind="zdroje", by=world.people["editor"])
    file = ImportFile.objects.create(imported=brought, position=1, name="zdroje.csv", content=b"nazev;druh\n")
    world.rows |= {label(row): row for row in (brought, file)}
    world.rows["council.template"] = template("Logo", world.people["publisher"])
    world.gone |= deleted([template("Staré logo", world.people["publisher"])])
    world.rows |= {
        "auth.user": User.objects.create_user("cil", first_name="Cílová"),
        "auth.group": Group.objects.get(name=Role.READER.group),
        "security.securityevent": SecurityEvent.objects.create(kind="login"),
        "localities.scope": world.people["limited"].scope,
        "evidence.loadedkey": LoadedKey.objects.create(table="bodies", key="x"),
        "localities.boundary": Boundary.objects.create(
            kind="orp", code="1", name="Obvod", rings=[[[15, 50], [16, 50], [15, 51], [15, 50]]], source="Soubor"
        ),
    }
    return world


def template(name, by):
    content = TEMPLATE.read_bytes() + name.encode()
    file = File.of(f"{name}.docx", "application/docx", content)
    file.save()
    return council.Template.objects.create(name=name, file=file, uploaded_by=by)


def deleted(rows):
    """Delete the rows; the events of it, by label."""
    last = {}
    for row in reversed(rows):
        pk = row.pk
        if isinstance(row, Discrepancy):  # nobody deletes it in the admin: its sides hold it
            row.claims.all().delete()
            row.conclusions.all().delete()
        row.delete()
        if is_tracked(type(row)):
            last[label(row)] = events(type(row)).get(record=pk, operation="DELETE")
    return last


def people():
    """Accounts of the staff by what they may; „limited“ is an editor of Lhota alone."""
    accounts = {name: User.objects.create_user(name, is_staff=True) for name in [*LEVELS, "limited"]}
    for role in Role:
        accounts[role.name.lower()].groups.add(Group.objects.get(name=role.group))
    accounts["limited"].groups.add(Group.objects.get(name=Role.EDITOR.group))
    Scope.objects.create(user=accounts["limited"]).localities.set(Locality.objects.filter(name__startswith=HOME))
    User.objects.filter(username="superuser").update(is_superuser=True)
    accounts["superuser"].refresh_from_db()
    accounts["outsider"] = User.objects.create_user("outsider")
    return accounts


def local(name):
    """Rows that belong to a locality called so, a later one never holding an earlier one."""
    number = next(_count)
    place = b.locality(f"{name} {number}", is_public=False, slug=f"{slugify(name)}-{number}")
    source, town = b.source(), b.municipality(f"Obec {number}")
    known = {"effective_on": b.LONG_AGO, "known_on": b.LONG_AGO, "source": source, "precision": "day"}
    plan = Plan.objects.create(key=f"plan-{number}", locality=place, kind="spsz", title=f"{name}: plán")
    discrepancy = b.discrepancy(f"{name}: rozpor", place=place, held="neví se", reason="dva zdroje")
    member = b.member(place, town, source=source)
    support = b.support(place, "considering", b.LONG_AGO, b.LONG_AGO, source=source)
    planned = PlanChange.objects.create(plan=plan, state="in_preparation", **known)
    amount = Amount.objects.create(locality=place, kind="requested", amount=1_000, **known)
    again = {"source": b.source(), "holds_on": b.D(2015, 1, 1), "note": name}
    return [
        b.locality(f"{name} {number}b", is_public=False, slug=f"{slugify(name)}-{number}b"),
        b.member(place, b.municipality(f"Jiná obec {number}"), source=source, note=name),
        b.support(place, "intensive", b.D(2015, 1, 1), b.LONG_AGO, source=source, note=name),
        LocalityAlias.objects.create(locality=place, name=f"{name} jinak", source=source),
        Plan.objects.create(key=f"tap-{number}", locality=place, kind="tap", title=f"{name}: druhý plán"),
        PlanChange.objects.create(plan=plan, state="drafted", note=name, **known | {"effective_on": b.D(2015, 1, 1)}),
        b.discrepancy(f"{name}: spor", place=place, held="neví se", reason="dva zdroje"),
        DiscrepancyClaim.objects.create(discrepancy=discrepancy, claim=f"{name} je velký", source=source, position=3),
        Conclusion.objects.create(discrepancy=discrepancy, held=f"{name} je velký", reason=name, source=source),
        MembershipConfirmation.objects.create(fact=member, **again),
        SupportConfirmation.objects.create(fact=support, **again),
        PlanConfirmation.objects.create(fact=planned, **again),
        AmountConfirmation.objects.create(fact=amount, **again),
        Amount.objects.create(locality=place, kind="drawn", amount=1_000, note=name, **known),
        OperationLink.objects.create(
            key=f"odkaz-{number}", operation=operation(f"CZ.{number}"), locality=place, made_by="hand", reason=name
        ),
    ]


def operation(number):
    programme = Programme.objects.get_or_create(
        code="op", defaults={"abbreviation": "OP", "name": "Program", "year_from": 2014, "year_to": 2020}
    )[0]
    return Operation.objects.create(
        registration_number=number, name=f"Projekt {number}", programme=programme, source=b.source()
    )


def shared():
    """Rows that belong to no locality."""
    number = next(_count)
    source, earlier = b.source(), b.source()
    known = {"effective_on": b.LONG_AGO, "known_on": b.LONG_AGO, "source": source, "precision": "day"}
    town = b.municipality(f"Sčítaná {number}")
    body = Body.objects.create(key=f"rada-{number}", kind="council", name=f"Rada {number}")
    memorandum = council.Memorandum.objects.create(key=f"m-{number}", title="Memorandum", year=2000 + number)
    session = council.Session.objects.create(body=body, number=1, held_on=b.LONG_AGO)
    paper = council.Paper.objects.create(key=f"p-{number}", session=session, subject="Informace", addressee="Rady")
    dealt_with = council.AgendaItem.objects.create(session=session, position=2, title="Projednaný bod")
    file = File.of(f"priloha {number}.txt", "text/plain", f"Příloha {number}".encode())
    file.save()
    held = known | {"effective_on": b.D(2013, 1, 1)}
    named = BodyChange.objects.create(body=body, name="Stará rada", placement="byla radou", **held)
    approved = council.MemorandumChange.objects.create(memorandum=memorandum, state="approved", **held)
    term = council.MemorandumTerm.objects.create(memorandum=memorandum, kind="form", text="porady", **held)
    counted = NationalCount.objects.create(unit="ever", value=number, **held)
    again = {"source": b.source(), "holds_on": b.D(2015, 1, 1), "note": "x"}
    return [
        file,
        BodyConfirmation.objects.create(fact=named, **again),
        council.MemorandumConfirmation.objects.create(fact=approved, **again),
        council.TermConfirmation.objects.create(fact=term, **again),
        CountConfirmation.objects.create(fact=counted, **again),
        Body.objects.create(key=f"vybor-{number}", kind="committee", name=f"Výbor {number}"),
        BodyChange.objects.create(body=body, name="Rada", placement="je rada", note="x", **known),
        b.source(),
        council.Session.objects.create(body=body, number=2, held_on=b.LONG_AGO),
        Reference.objects.create(kind="follows", later=source, earlier=earlier, source=source),
        council.Memorandum.objects.create(key=f"n-{number}", title="Memorandum", year=2100 + number),
        council.MemorandumParty.objects.create(memorandum=memorandum, body=body, named_as="Rada", source=source),
        council.MemorandumChange.objects.create(memorandum=memorandum, state="signed", **known),
        council.MemorandumTerm.objects.create(memorandum=memorandum, kind="area", text="bydlení", **known),
        council.Paper.objects.create(key=f"r-{number}", session=session, subject="Druhá", addressee="Rady"),
        council.PaperEntry.objects.create(paper=paper, role="drafted", person="Vymyšlená Osoba"),
        council.AgendaItem.objects.create(session=session, position=1, title="Bod"),
        council.AgendaStep.objects.create(item=dealt_with, state="adopted", happened_on=b.LONG_AGO),
        council.Block.objects.create(paper=paper, position=1, kind="text", text="Text."),
        b.municipality(f"Obec {number}"),
        b.former(town, b.D(2013, 1, 1)),
        b.counted(town, 100, b.D(2014, 1, 1)),
        b.kind(f"druh-{number}", position=1000 - number),  # nobody takes the place of the one that is deleted
        NationalCount.objects.create(unit="towns", value=number, **known),
        operation(f"CZ.{number}"),
        Programme.objects.create(
            code=f"op-{number}", abbreviation=f"OP{number}", name="Program", year_from=2014, year_to=2020
        ),
    ]
