"""All that the public may read, room by room."""

from django.apps import apps
from django.core.cache import cache
from django.db.models import Model

import council.published
import evidence.published
import funding.published
import localities.published
from evidence.models import Event
from evidence.published import SCHEMA, Published

#: By what name the shared cache keeps when what was issued was last verified (memorandum.papers.verified).
VERIFIED = "papers-verified"
_ROOMS = (evidence.published, council.published, localities.published, funding.published)


def published() -> list[Published]:
    return [each for room in _ROOMS for each in room.PUBLISHED]


def undecided() -> list[type[Model]]:
    """Models of the record of which nobody has said whether the public may read them."""
    decided = {Event, *(each.model for each in published())}.union(*(room.NOT_PUBLISHED for room in _ROOMS))
    rooms = {room.__name__.partition(".")[0] for room in _ROOMS}
    models = (model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in rooms)
    return [model for model in models if model not in decided]


def statements() -> list[str]:
    """All that makes the schema ``published``; of the shared cache the public reads one line."""
    line = (
        f"CREATE VIEW {SCHEMA}.portal_cache AS SELECT cache_key, value, expires FROM portal_cache"
        f" WHERE cache_key = '{cache.make_key(VERIFIED)}'"
    )
    return [*evidence.published.statements(published()), line]
