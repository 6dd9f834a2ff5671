"""A small session with a paper that may be issued, and the way past the guards for tests that alter it then."""

import contextlib
import threading

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from council.models import Block, Paper, PaperEntry, Session, TimeStamp
from evidence.guards import Trigger
from evidence.models import AsOf, Body
from funding.models import Amount
from localities.models import Plan, PlanChange
from memorandum.guards import guards
from memorandum.papers.issue import issue
from tests import record
from tests.builders import D, kind, locality, member, municipality, source, support

DAY = D(2016, 8, 30)
AT = AsOf(DAY, DAY)
BLOCKS = ("support", "transitions", "plans_approved", "allocations", "plans_in_preparation", "candidates", "areas")


def publisher(username="vydavatelka", **values):
    return get_user_model().objects.create_user(username, **values)


def session(number=7, held_on=DAY, **values):
    assembly = Body.objects.get_or_create(
        key="zastupitelstvo", defaults={"kind": "assembly", "name": "Zastupitelstvo"}
    )
    return Session.objects.create(key=f"z{held_on.year}-{number}", body=assembly[0], number=number, held_on=held_on)


def paper(at_session=None, key="informace", blocks=BLOCKS, **values):
    """A paper of a few sentences, each made from facts."""
    made = Paper.objects.create(
        key=key,
        session=at_session or session(),
        **{"subject": "O spolupráci", "addressee": "Zastupitelstva", "is_public": True} | values,
    )
    PaperEntry.objects.create(paper=made, role="drafted", person="Editorka Nováková")
    Block.objects.create(paper=made, position=1, kind="text", text="Předkládáme na vědomí.")
    for position, name in enumerate(blocks, 2):
        Block.objects.create(paper=made, position=position, kind=name, text="Lokality: {}")
    return made


def facts():
    """Lhota has intensive support, an approved plan and an allocation; all of it was known in time."""
    kind("intensive", name="intenzivní podpora")
    kind("remote", name="vzdálená podpora", transition="přechází ke vzdálené podpoře")
    place = locality("Lhota", slug="lhota")
    report = source(key="zprava", title="Zpráva o Lhotě", issued_on=D(2016, 1, 1))
    known = {"effective_on": D(2014, 1, 1), "known_on": D(2016, 1, 1), "source": report}
    support(place, "intensive", D(2014, 1, 1), D(2016, 1, 1), precision="year", source=report, key="podpora-lhoty")
    member(place, municipality("Lhota"), source=report)
    plan = Plan.objects.create(key="plan", locality=place, kind="spsz", title="Plán Lhoty")
    PlanChange.objects.create(key="plan-lhoty", plan=plan, state="approved", **known)
    Amount.objects.create(key="alokace-lhoty", locality=place, kind="allocated", amount=1_000_000, **known)
    return place


def issued_paper(**values):
    """A paper of that session, issued with the facts of Lhota."""
    facts()
    return issue(paper=paper(**values), at=AT, by=publisher())


def stamp(entry):
    """A time stamp of the entry; whether it is a true one only verification asks."""
    return TimeStamp.objects.create(entry=entry, response=b"x", authority="autorita", stamped_at=entry.written_at)


@contextlib.contextmanager
def guards_off():
    """As the owner of the tables can do it: whoever alters what was issued must first switch the guards off."""
    names = [
        (guard.table, guard.name)
        for guard in guards()
        if isinstance(guard, Trigger) and guard.always and guard.name != "tell_of_change"
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, name in names:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, name in names:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def apart(work):
    """Do the work on a connection of its own, committed, and take away everything that it has left in the tables."""
    failed = []

    def run():
        try:
            assert connection.settings_dict["NAME"].startswith("test_"), (
                "this would empty a database that is no test's"
            )
            try:
                work()
            finally:
                with transaction.atomic(), guards_off():
                    record.empty()
                get_user_model().objects.all().delete()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
