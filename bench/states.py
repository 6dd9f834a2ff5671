"""The states of all localities of the national record, with their confirmations and without; see README.md."""

from collections.abc import Callable, Iterator

from django.db import connection, transaction

from bench.databases import NATIONAL, switch
from bench.inside import ours
from bench.measure import Cost, Effort, Figure, Noise, at_most, cost, number, paired, program, ratio
from evidence.models import AsOf
from localities.models import SupportChange, SupportConfirmation


def figures(effort: Effort, noise: Noise) -> Iterator[Figure]:
    switch(NATIONAL)
    at, count = AsOf.now(), SupportChange.objects.count()

    def measured(action: Callable[[], object]) -> Cost:
        return cost(action, *ours(), seconds=effort.alone)

    def states() -> None:
        list(SupportChange.objects.public().state(at).values_list("pk", "kind", "attested_on"))

    def plain() -> None:
        """The last row of each locality, and no word of what it means."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT ON (locality_id) id FROM localities_supportchange WHERE effective_on <= %s"
                " ORDER BY locality_id, effective_on DESC, known_on DESC, id DESC",
                [at.day],
            )
            cursor.fetchall()

    pairs = paired(lambda: measured(states), lambda: measured(plain), effort.pairs, noise)
    least, middle, most = ratio((own.waited, base.waited) for own, base in pairs)
    confirmed, base = pairs[-1]
    told = f"{number(middle)} × ({number(least)}–{number(most)})"
    yield Figure("states", f"states from {count} facts", str(confirmed), f"plain SQL: {base}", told)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(f"DELETE FROM {SupportConfirmation._meta.db_table}")
        bare = measured(states)
        transaction.set_rollback(True)
    share = confirmed.waited / bare.waited
    goal = at_most(share, 1.2)
    yield Figure(
        "states", "… with as many confirmations", str(confirmed), f"without: {bare}", f"{number(share)} ×", **goal
    )


if __name__ == "__main__":
    program(figures)
