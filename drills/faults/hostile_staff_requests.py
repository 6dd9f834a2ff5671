"""A person of the staff sends values that no form has offered, to every field of many forms."""

import random
from collections import Counter
from typing import Any
from urllib.parse import quote

from drills.clusters import Cluster
from drills.faults.hostile_parameters import _VALUES
from drills.portals import Answer
from drills.world import World

PROVES = "Ani přihlášený, který posílá do formulářů správy nesmysly, nezpůsobí chybu 5xx a nic neuloží napůl."
LIMIT = 600
#: The control: what nobody means reaches the pages, and they take it as Django's own would.
_OFF = """
from django.contrib.admin import ModelAdmin
from memorandum.middleware import Bounded
from memorandum.staff.admin.records import RecordAdmin
Bounded.process_view = lambda *told: None
Bounded.__call__ = lambda self, request: self.get_response(request)
for name in ("get_changeform_initial_data", "get_changelist_instance", "history_view"):
    setattr(RecordAdmin, name, getattr(ModelAdmin, name))
"""
_MANY = "&".join(f"p{number}=1" for number in range(1001))
_SLOW = 5  # seconds that refusing may take
_MODELS = (
    *("localities/locality", "localities/supportchange", "localities/discrepancy", "evidence/source"),
    *("funding/amount", "funding/programme", "council/paper", "council/session", "localities/plan", "auth/user"),
)


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF)
    staff = portal.staff()
    by_chance = random.Random(20160830)
    told: Counter[int] = Counter()
    values = [*_VALUES, "\0", "x\0"]
    rounds = 60 if world.short else 2000

    def refused(what: str, answer: Answer) -> None:
        told[answer.status] += 1
        assert answer.status < 500, f"{answer.status}: {what}"
        assert answer.seconds < _SLOW, f"{answer.seconds:.0f} s: {what}"

    forms = {}
    for model in _MODELS:
        table = model.replace("/", "_")
        pk = cluster.execute(f"SELECT min(id) FROM {table}")[0][0]
        for page in (f"/sprava/{model}/{pk}/change/", f"/sprava/{model}/add/"):
            forms[page] = staff.form(page)
        for column in _keys(cluster, table):
            for asked in (f"add/?{column}=vse", f"?{column}=vse", f"?{column}__id__exact=vse", f"?{column}=%00"):
                refused(f"{model} {asked}", staff.get(f"/sprava/{model}/{asked}"))
        for asked in ("?%00=1", f"?{_MANY}", f"{pk}%00/change/", f"{pk}/history/?%00=1"):
            refused(f"{model} {asked[:30]}", staff.get(f"/sprava/{model}/{asked}"))
        refused(f"{model} POST history", staff.post(f"/sprava/{model}/{pk}/history/", forms[page]))
        rows = {name: "99999" for name in forms[page] if name.endswith("-TOTAL_FORMS")}
        refused(f"{model} {rows}", staff.post(page, forms[page] | rows))
        for name in ("q", "o", "p", "all", "stav", "_to_field", "_changelist_filters", "e", "is_public__exact"):
            for value in by_chance.sample(values, 4):
                asked = quote(value.encode("utf-8", "surrogatepass"), safe="")[:3000]
                refused(f"seznam {model} ?{name}={value[:60]!r}", staff.get(f"/sprava/{model}/?{name}={asked}"))
    pages = list(forms)
    for number in range(rounds):
        page = pages[number % len(pages)]
        fields = [name for name in forms[page] if name != "csrfmiddlewaretoken"]
        typed = {by_chance.choice(fields): by_chance.choice(values) for _ in range(by_chance.randint(1, 3))}
        try:
            answer = staff.post(page, forms[page] | typed)
        except UnicodeEncodeError:
            continue
        refused(f"{page} {typed!r:.200}", answer)
    assert "Traceback" not in portal.output(), portal.output()[-1500:]
    return {"požadavků": told.total(), "odpovědí 5xx": 0}


def _keys(cluster: Cluster, table: str) -> list[str]:
    """The columns of the table that refer to another one, as forms call them."""
    found = cluster.execute(
        "SELECT attname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]"
        f" WHERE contype = 'f' AND conrelid = '{table}'::regclass ORDER BY attname"
    )
    return [name.removesuffix("_id") for (name,) in found]
