"""What staff wait for on the ten pages they use most, on the portal's record and on „national“; see README.md."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count
from django.db.models.functions import Length
from django.test import Client
from django.urls import reverse

from bench.databases import NATIONAL, switch
from bench.inside import ours
from bench.measure import Effort, Figure, Noise, at_most, cost, program
from council.models import Paper
from evidence.models import Source
from localities.models import Locality, Municipality

AT_ONE, AT_HUNDRED = 100, 150  # milliseconds that somebody waits for, at the most
_WHO = "mereni"


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


def figures(effort: Effort, noise: Noise) -> Iterator[Figure]:
    for database, most in ((str(connection.settings_dict["NAME"]), AT_ONE), (NATIONAL, AT_HUNDRED)):
        switch(database)
        yield from _measured(f", {database}", most, effort)


def _measured(where: str, most: float, effort: Effort) -> Iterator[Figure]:
    """As somebody who may do everything and is made for it; nothing of them stays."""
    users: Any = get_user_model()._default_manager
    users.filter(username=_WHO).delete()
    client, who = Client(headers={"host": "127.0.0.1"}), users.create_superuser(_WHO)
    try:
        client.force_login(who)
        for called, path in addresses().items():

            def ask(path: str = path) -> None:
                if client.get(path).status_code != 200:
                    raise OSError(path)

            taken = cost(ask, *ours(), seconds=effort.alone, warm=2, least=5)
            yield Figure("staff", called + where, str(taken), **at_most(taken.waited, most, "ms"))
    finally:
        client.logout()
        who.delete()


if __name__ == "__main__":
    program(figures)
