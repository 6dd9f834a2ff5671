"""Somebody tries one password after another."""

from typing import Any

from drills.portals import PASSWORD, Staff
from drills.world import World

PROVES = "Po pěti špatných heslech se přihlášení na deset minut zavře i před tím, kdo je uhodl."
#: The control: nobody counts.
_OFF = """
from django.conf import settings
settings.ACCOUNT_RATE_LIMITS = False
"""


def fault(world: World, guarded: bool) -> dict[str, Any]:
    cluster = world.cluster()
    portal = world.portal(cluster, code="" if guarded else _OFF)
    guesses = 8
    for number in range(guesses):
        answer = Staff(portal.url).log_in("editor", f"hádané heslo číslo {number}")
        assert answer.status in (200, 429), f"hádání: {answer.status}"
    status = Staff(portal.url).log_in("editor", PASSWORD).status
    assert status != 302, f"po {guesses} špatných heslech se správným jde hned dovnitř"
    assert portal.get("/lokality/").status == 200
    cluster.execute("TRUNCATE portal_cache")  # as the handbook of the operator says
    assert Staff(portal.url).log_in("editor", PASSWORD).status == 302, "po uvolnění nejde dovnitř nikdo"
    return {"hádaných hesel": guesses, "vpuštěných": 0}
