"""The pages of the reading, as a person goes through them."""

import re

from evidence.models import cited_models
from localities.models import Locality, Municipality, Plan
from tests.memorandum.reading.world import START

TEXT = "Intenzivní podpora: Dolní Lhota (od 2019), Horní Lhota (od 2020). Alokace: Dolní Lhota – 5 000 000 Kč"


def page(client, key="listina", **query):
    response = client.get(f"{START}{key}/", query)
    assert response.status_code == 200
    return response.content.decode()


def fingerprint(text, words):
    """Of the proposal whose card has the words in its heading."""
    card = next(card for card in text.split("<article")[1:] if words in card.replace("\xa0", " ").split("</h4>")[0])
    return re.search(r'name="navrh" value="(\w+)"', card)[1]


def decide(client, action, proposal="", key="listina", **fields):
    return client.post(f"{START}{key}/rozhodnuti/", {"akce": action, "navrh": proposal, **fields})


def everything():
    return {model: model.objects.count() for model in [*cited_models(), Locality, Plan, Municipality]}
