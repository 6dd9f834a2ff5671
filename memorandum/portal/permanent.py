"""Names that never change, for what other programs remember: entries of feeds, events of calendars."""

import uuid

from memorandum.portal.region import current

_PORTAL = uuid.UUID("6f0b7e0a-52c4-4d0e-9f0e-1d6d0a3c5b16")


def name(*parts: str) -> uuid.UUID:
    """The name of what the parts say; the same for ever, whatever address the portal has.

    The key of the region stands in it: two portals must not give one name to two things.
    """
    return uuid.uuid5(_PORTAL, "/".join((current().key, *parts)))
