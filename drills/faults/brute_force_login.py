"""Somebody guesses a password from one address for an hour, as fast as they are let.

The hour is not waited for: whenever a wait is told, all that was counted is made so much older.
"""

import json
from typing import Any

PROVES = "Kdo hádá heslo z jedné adresy, má za hodinu nejvýš 68 pokusů o jedno jméno."
MOST = 68

_GUESS = """
import json
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from memorandum.staff.accounts import adapters

settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slowness is not what is proved
if not {guarded}:
    adapters.knock = lambda *doors: adapters.Taken(doors, (0,) * len(doors))
if not User.objects.filter(username="hadana").exists():
    User.objects.create_user("hadana", password="velmi dlouhé heslo", is_staff=True)
attacker, second, looked_at = Client(REMOTE_ADDR="198.51.100.7"), 0, 0
while second < 3600 and looked_at < 3 * {most}:
    answer = attacker.post("/sprava/ucet/prihlaseni/", {{"login": "hadana", "password": f"pokus {{looked_at}}"}})
    if answer.status_code == 429:
        waited = int(answer["Retry-After"])
        second += waited
        with connection.cursor() as cursor:
            cursor.execute("UPDATE security_tries SET until = until - make_interval(secs => %s)", [waited])
    else:
        looked_at += 1
open({result!r}, "w").write(json.dumps({{"tries": looked_at, "seconds": second}}))
"""


def fault(world: Any, guarded: bool) -> dict[str, int]:
    result = world.folder / f"brute-force-{guarded}.json"
    with world.cluster() as cluster:
        world.manage(cluster, "migrate", "--verbosity", "0")
        world.manage(cluster, "shell", "-c", _GUESS.format(guarded=guarded, most=MOST, result=str(result)))
    found: dict[str, int] = json.loads(result.read_text())
    assert found["tries"] <= MOST, f"{found['tries']} tries in {found['seconds']} seconds"
    return found
