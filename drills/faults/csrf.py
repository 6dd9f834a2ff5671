"""Another site has a browser of the staff send forms to the portal: logged in, but not from the portal's own page."""

from typing import Any
from urllib.parse import urlencode

from drills.portals import ask
from drills.world import World

PROVES = "Formulář, který správě podstrčí cizí stránka, se neprovede, i když je člověk přihlášený."
#: The control: nobody asks whether the form is the portal's.
_OFF = """
from django.conf import settings
settings.MIDDLEWARE.remove("django.middleware.csrf.CsrfViewMiddleware")
from django.middleware.csrf import CsrfViewMiddleware
CsrfViewMiddleware.process_view = lambda *told: None
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF, workers=1)
    staff = portal.staff()
    pk = cluster.execute("SELECT min(id) FROM localities_discrepancy")[0][0]
    page = f"/sprava/localities/discrepancy/{pk}/change/"
    form = staff.form(page) | {"title": "Podstrčeno"}
    token = form.pop("csrfmiddlewaretoken")
    refused = 0
    for origin in ("https://zlo.example", "null", portal.url):
        for sent in ("", "x" * 64, token[::-1]):
            data = urlencode(form | {"csrfmiddlewaretoken": sent}).encode()
            answer = ask(portal.url + page, data, {"Origin": origin, "Referer": f"{origin}/"}, cookies=staff.cookies)
            refused += 1
            there = cluster.execute("SELECT title FROM localities_discrepancy WHERE id = %s", pk)[0][0]
            assert there != "Podstrčeno", f"podstrčený formulář z {origin} se uložil ({answer.status})"
            assert answer.status == 403, f"{origin}: {answer.status}"
    assert staff.post(page, form | {"csrfmiddlewaretoken": token}).status == 302, "vlastní formulář neprošel"
    return {"podstrčených formulářů": refused, "provedených": 0}
