"""A person of the staff sends values that no form has offered, to every field of many forms."""

import random
from collections import Counter
from typing import Any
from urllib.parse import quote

from drills.faults.hostile_parameters import _VALUES
from drills.world import World

PROVES = "Ani přihlášený, který posílá do formulářů správy nesmysly, nezpůsobí chybu 5xx a nic neuloží napůl."
LIMIT = 600
#: The control: what nobody means reaches the pages.
_OFF = """
from memorandum.middleware import Bounded
Bounded.process_view = lambda *told: None
Bounded.__call__ = lambda self, request: self.get_response(request)
"""
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
    rounds = 60 if world.short else 250
    forms = {}
    for model in _MODELS:
        pk = cluster.execute(f"SELECT min(id) FROM {model.replace('/', '_')}")[0][0]
        for page in (f"/sprava/{model}/{pk}/change/", f"/sprava/{model}/add/"):
            forms[page] = staff.form(page)
        for name in ("q", "o", "p", "all", "stav", "_to_field", "_changelist_filters", "e", "is_public__exact"):
            for value in by_chance.sample(values, 4):
                asked = quote(value.encode("utf-8", "surrogatepass"), safe="")[:3000]
                status = staff.get(f"/sprava/{model}/?{name}={asked}").status
                told[status] += 1
                assert status < 500, f"{status}: seznam {model} ?{name}={value[:60]!r}"
    pages = list(forms)
    for number in range(rounds):
        page = pages[number % len(pages)]
        fields = [name for name in forms[page] if name != "csrfmiddlewaretoken"]
        typed = {by_chance.choice(fields): by_chance.choice(values) for _ in range(by_chance.randint(1, 3))}
        try:
            status = staff.post(page, forms[page] | typed).status
        except UnicodeEncodeError:
            continue
        told[status] += 1
        assert status < 500, f"{status}: {page} {typed!r:.200}"
    assert "Traceback" not in portal.output(), portal.output()[-1500:]
    return {"požadavků": told.total(), "odpovědí 5xx": 0}
