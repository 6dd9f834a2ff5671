"""What staff wait for on the ten pages they use most, on the portal's record and on „national“; see README.md.

python bench/staff.py                 # after bench/databases.py
python bench/staff.py "Výchozí strana" # some pages alone
"""

import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memorandum.settings")
os.environ.setdefault("STAFF_MFA", "optional")

import django

django.setup()

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count
from django.db.models.functions import Length
from django.test import Client
from django.urls import reverse

from bench.databases import NATIONAL, switch
from bench.pages import of_database, of_process
from council.models import Paper
from evidence.models import Source
from localities.models import Locality, Municipality

TIMES = 5
AT_ONE, AT_HUNDRED = 100, 150  # milliseconds that somebody waits for, at the most
_WHO = "mereni"


class Waiting(NamedTuple):
    """Milliseconds: what somebody waits, of the portal's process, of the database's."""

    wall: float
    process: float
    database: float


def addresses() -> dict[str, str]:
    """The ten pages; of forms that of the fullest record."""
    place = Locality.objects.annotate(rows=Count("amounts")).order_by("-rows", "slug")[0]
    paper = Paper.objects.annotate(rows=Count("blocks")).order_by("-rows", "key")[0]
    source = Source.objects.order_by(Length("text").desc(), "key")[0]
    name = Municipality.objects.order_by("code")[0].name

    def form(record: Any) -> str:
        return reverse(f"admin:{record._meta.label_lower.replace('.', '_')}_change", args=[record.pk])

    def listed(model: str, search: str = "") -> str:
        return reverse(f"admin:{model}_changelist") + (f"?q={search}" if search else "")

    return {
        "výchozí strana": reverse("admin:index"),
        "úkoly": reverse("admin:finding-list"),
        "lokality": listed("localities_locality"),
        "formulář lokality": form(place),
        "částky": listed("funding_amount"),
        "formulář písemnosti": form(paper),
        "zdroje": listed("evidence_source"),
        "formulář zdroje": form(source),
        "obce": listed("localities_municipality"),
        "hledání v obcích": listed("localities_municipality", name),
    }


def waiting(client: Client, path: str) -> Waiting:
    for _ in range(2):
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    before, taken, waited = of_database(), [], []
    for _ in range(TIMES):
        began, began_process = time.perf_counter(), of_process()
        client.get(path)
        taken.append(1000 * (of_process() - began_process))
        waited.append(1000 * (time.perf_counter() - began))
    database = 1000 * (of_database() - before) / TIMES
    return Waiting(statistics.median(waited), statistics.median(taken), database)


def measured(name: str, wanted: list[str]) -> dict[str, Waiting]:
    """As somebody who may do everything and is made for it; nothing of them stays."""
    switch(name)
    users: Any = get_user_model()._default_manager
    users.filter(username=_WHO).delete()
    client, who = Client(headers={"host": "127.0.0.1"}), users.create_superuser(_WHO)
    try:
        client.force_login(who)
        return {
            called: waiting(client, path) for called, path in addresses().items() if not wanted or called in wanted
        }
    finally:
        client.logout()
        who.delete()


def main() -> None:
    wanted = sys.argv[1:]
    records = {str(connection.settings_dict["NAME"]): AT_ONE, NATIONAL: AT_HUNDRED}
    for name, most in records.items():
        print(f"{name}: nejvýš {most} ms")
        for called, found in sorted(measured(name, wanted).items(), key=lambda pair: -pair[1].wall):
            print(
                f"  {called:22} čekání {found.wall:7.1f} ms, procesor {found.process:6.1f} + databáze"
                f" {found.database:6.1f} ms {'' if found.wall <= most else 'OVER'}"
            )


if __name__ == "__main__":
    main()
