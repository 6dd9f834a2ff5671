"""Times the state on a day over 20 000 facts and as many confirmations, as a ratio to the plainest question.

Everything is made in a transaction that is taken back; nothing stays in the database.  See README.md.
"""

import datetime as dt
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memorandum.settings")

import django

django.setup()

from django.db import connection, transaction

from evidence.models import AsOf, Source, SourceKind
from localities.models import Locality, LocalityKind, Stage, SupportChange, SupportConfirmation, SupportKind

PLACES, CHANGES = 5_000, 4  # 20 000 facts
TIMES = 7
AT = AsOf(dt.date(2026, 1, 1), dt.date(2026, 1, 1))


def fill(*, confirmed: bool) -> None:
    source = Source.objects.create(key="zatez", kind=SourceKind.REPORT, title="Zátěž", issued_on=dt.date(2010, 1, 1))
    kinds = [
        SupportKind.objects.create(
            code=f"zatez-{n}", name=f"druh {n}", sentence="má druh", stage=Stage.DURING, position=9_000 + n
        )
        for n in range(CHANGES)
    ]
    places = Locality.objects.bulk_create(
        Locality(slug=f"zatez-{n}", name=f"Zátěž {n}", kind=LocalityKind.MUNICIPALITY, is_public=True)
        for n in range(PLACES)
    )
    facts = SupportChange.objects.bulk_create(
        SupportChange(
            locality=place,
            kind=kind,
            effective_on=dt.date(2011 + n, 1, 1),
            known_on=dt.date(2011, 1, 1),
            source=source,
        )
        for place in places
        for n, kind in enumerate(kinds)
    )
    if confirmed:
        SupportConfirmation.objects.bulk_create(
            SupportConfirmation(fact=fact, source=source, holds_on=dt.date(2020, 1, 1)) for fact in facts
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plain() -> None:
    """The last row of each locality, and no word of what it means."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (locality_id) id FROM localities_supportchange WHERE effective_on <= %s"
            " ORDER BY locality_id, effective_on DESC, known_on DESC, id DESC",
            [AT.day],
        )
        cursor.fetchall()


def all_states() -> None:
    list(SupportChange.objects.public().state(AT).values_list("pk", "kind", "attested_on"))


def one_state() -> None:
    place = Locality.objects.get(slug="zatez-17")
    list(place.support_changes.public().state(AT).values_list("pk", "kind", "attested_on"))


def median(question: Callable[[], None]) -> float:
    """Milliseconds, warm."""
    question()
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        question()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def main() -> None:
    for confirmed in (False, True):
        with transaction.atomic():
            fill(confirmed=confirmed)
            base = median(plain)
            print(f"{PLACES * CHANGES} údajů, {'stejně' if confirmed else 'žádná'} potvrzení")
            for name, question in (("všechny stavy", all_states), ("stav jedné lokality", one_state)):
                taken = median(question)
                print(f"  {name}: {taken:.1f} ms, {taken / base:.2f} × prostý dotaz ({base:.1f} ms)")
            transaction.set_rollback(True)


if __name__ == "__main__":
    main()
