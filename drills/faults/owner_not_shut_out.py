"""Somebody tries wrong passwords for a name, from many addresses and its owner's own; the owner comes meanwhile."""

import json
from typing import Any

PROVES = "Cizí chybné pokusy majitelku účtu nezavřou: v prohlížeči, kde se už přihlásila, se přihlásí hned."

_ATTACK = """
import json
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from memorandum.staff.accounts import known_browser

settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slowness is not what is proved
LOGIN, PASSWORD = "/sprava/ucet/prihlaseni/", "velmi dlouhé heslo"
if not User.objects.filter(username="majitelka").exists():
    User.objects.create_user("majitelka", password=PASSWORD, is_staff=True)

def come(client, password):
    return client.post(LOGIN, {{"login": "majitelka", "password": password}}).status_code

owner = Client(REMOTE_ADDR="192.0.2.7")
first = come(owner, PASSWORD)
owner.post("/sprava/ucet/odhlaseni/")
if not {guarded}:
    known_browser.known_word = lambda request, name=None: ""
wrong = [come(Client(REMOTE_ADDR=f"198.51.{{n // 200}}.{{n % 200 + 1}}"), f"pokus {{n}}") for n in range({tries})]
wrong += [come(Client(REMOTE_ADDR="192.0.2.7"), f"pokus {{n}}") for n in range(60)]
again = come(owner, PASSWORD)
told = {{"wrong_tries": len(wrong), "looked_at": wrong.count(200), "first_login": first, "login_meanwhile": again}}
open({result!r}, "w").write(json.dumps(told))
"""


def fault(world: Any, guarded: bool) -> dict[str, int]:
    result = world.folder / f"shut-out-{guarded}.json"
    tries = 60 if world.short else 1_000
    with world.cluster() as cluster:
        world.manage(cluster, "migrate", "--verbosity", "0")
        world.manage(cluster, "shell", "-c", _ATTACK.format(guarded=guarded, tries=tries, result=str(result)))
    found: dict[str, int] = json.loads(result.read_text())
    assert found["first_login"] == 302, "the right password logs in"
    assert found["login_meanwhile"] == 302, f"the owner was answered {found['login_meanwhile']}"
    return found
