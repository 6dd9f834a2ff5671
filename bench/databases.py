"""Databases for measurements, beside the portal's own on the embedded server; see README.md.

    python bench/databases.py                 # „national“: the record of national.py, in about a minute
    python bench/databases.py --heavy         # „heavy“: with a million amounts, projects and their links too

Only the million is written as restoring a dump writes, without triggers; a test writes the same rows with them.
"""

import argparse
import os
import random
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memorandum.settings")
    import django

    django.setup()

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, transaction

from bench import decided
from bench.national import National, Size

NATIONAL, HEAVY = "national", "heavy"


def fill(size: Size, *, seed: int = 1) -> None:
    """The national record, or a part of it, into an empty database, in one transaction."""
    with transaction.atomic():
        made = National(size, random.Random(seed))
        made.fill()
        decided.sessions(made)
        decided.contradictions(made)
        decided.memoranda(made)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # or the planner would take the tables for empty


_HEAVY = """
CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT n, (p.ids)[1 + CASE WHEN n %% 10 = 0 THEN 0 ELSE n %% cardinality(p.ids) END] AS place,
    (s.ids)[1 + n %% cardinality(s.ids)] AS source, (s.days)[1 + n %% cardinality(s.ids)] AS known,
    (g.ids)[1 + n %% cardinality(g.ids)] AS programme,
    (DATE '2008-01-01' + make_interval(months => n %% 215))::date AS since
FROM generate_series(1, %(rows)s) AS n,
    (SELECT array_agg(id ORDER BY slug) AS ids FROM localities_locality) AS p,
    (SELECT array_agg(id ORDER BY code) AS ids FROM funding_programme) AS g,
    (SELECT array_agg(id ORDER BY key) AS ids, array_agg(issued_on ORDER BY key) AS days FROM evidence_source
     WHERE kind = 'report') AS s;
INSERT INTO funding_amount (key, source_id, passage, struck_why, effective_on, precision, known_on, correction,
    restarts, note, locality_id, programme_id, designation, kind, amount, exactness, share, basis)
SELECT 'velka-' || n, source, '', '', since, 'month', known, '', false, '', place, programme, 'výzva ' || n / 1000,
    CASE n %% 3 WHEN 0 THEN 'requested' WHEN 1 THEN 'awarded' ELSE 'drawn' END, 100000 + n, 'crown', 'eu', ''
FROM made;
INSERT INTO funding_operation (key, source_id, passage, registration_number, name, recipient, recipient_ico,
    programme_id, total, starts_on, state)
SELECT 'projekt-' || n, source, '', 'CZ.' || n, 'Projekt ' || n, '', '', programme, 100000 + n, since, 'running'
FROM made;
INSERT INTO funding_operationlink (key, operation_id, locality_id, made_by, reason)
SELECT 'vazba-' || n, o.id, place, 'rule', ''
FROM made JOIN funding_operation AS o ON o.registration_number = 'CZ.' || n;
"""


def fill_heavy(rows: int, *, with_triggers: bool = False) -> None:
    """Beside what ``fill`` has made: so many amounts, projects and links, a tenth of them of the first locality."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not with_triggers:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_HEAVY, {"rows": rows})


def switch(name: str) -> None:
    """Ask the database of that name, on the server of the settings, from now on; over the public connection too."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heavy", action="store_true")
    parser.add_argument("--part", type=float, default=1)
    asked = parser.parse_args()
    name = HEAVY if asked.heavy else NATIONAL
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    switch(name)
    began = time.perf_counter()
    call_command("migrate", interactive=False, verbosity=0)
    print(f"{name}: prázdná databáze {time.perf_counter() - began:.0f} s", flush=True)
    fill(Size.part(asked.part) if asked.part < 1 else Size())
    print(f"záznam {time.perf_counter() - began:.0f} s", flush=True)
    if asked.heavy:
        fill_heavy(round(1_000_000 * asked.part))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"hotovo {time.perf_counter() - began:.0f} s", flush=True)
    for model in apps.get_models():
        if model._meta.app_label in ("evidence", "council", "localities", "funding") and (
            count := model._default_manager.count()
        ):
            print(f"{count:9} {model._meta.label}")


if __name__ == "__main__":
    main()
