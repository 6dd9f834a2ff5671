"""Databases for measurements, beside the portal's own on the embedded server; see README.md.

    python -m bench.databases                 # „national“: the record of national.py, in about a minute
    python -m bench.databases --heavy         # „heavy“: with a million amounts, projects, their links and sources too
    python -m bench.databases --heavy 100000  # as many of each

Only the million is written as restoring a dump writes, without triggers; a test writes the same rows with them.
"""

import argparse
import random
import time

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, transaction

from bench import decided
from bench.national import National, Size

NATIONAL, HEAVY = "national", "heavy"
READER = "measured"  # as whom a portal is served from them: it refuses to work as who may everything


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
INSERT INTO evidence_source (key, kind, title, number, issuer_name, issued_on, precision, read_on, url, text, note,
    is_public)
SELECT 'zprava-' || n, 'press', 'Zpráva o plnění č. ' || n, n || '/2020', 'Úřad č. ' || n %% 97,
    DATE '2010-01-01' + n %% 3000, 'day', DATE '2020-01-01', 'https://example.cz/zprava/' || n, '', '', true
FROM generate_series(1, %(rows)s) AS n;
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
    """Beside what ``fill`` has made: so many sources, amounts, projects and links, a tenth of the first locality."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not with_triggers:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_HEAVY, {"rows": rows})


def switch(name: str) -> None:
    """Ask the database of that name, on the server of the settings, from now on."""
    for each in connections.all():
        each.close()
        each.settings_dict["NAME"] = name


def _exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _create(name: str, like: str = "") -> None:
    """Make the database anew, and ask it from now on."""
    switch("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} {like}")
    switch(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heavy", type=int, nargs="?", const=1_000_000, default=0)
    parser.add_argument("--part", type=float, default=1)
    asked = parser.parse_args()
    began = time.perf_counter()
    if not (asked.heavy and _exists(NATIONAL)):
        _create(NATIONAL)
        call_command("migrate", interactive=False, verbosity=0)
        print(f"prázdná databáze {time.perf_counter() - began:.0f} s", flush=True)
        fill(Size.part(asked.part) if asked.part < 1 else Size())
        print(f"{NATIONAL}: záznam {time.perf_counter() - began:.0f} s", flush=True)
    if asked.heavy:
        _create(HEAVY, f"TEMPLATE {NATIONAL}")
        fill_heavy(asked.heavy)
        print(f"{HEAVY}: záznam {time.perf_counter() - began:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [READER])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {READER} LOGIN")
        cursor.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {READER}")
        cursor.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {READER}")
    print(f"hotovo {time.perf_counter() - began:.0f} s", flush=True)
    for model in apps.get_models():
        if model._meta.app_label in ("evidence", "council", "localities", "funding") and (
            count := model._default_manager.count()
        ):
            print(f"{count:9} {model._meta.label}")


if __name__ == "__main__":
    main()
