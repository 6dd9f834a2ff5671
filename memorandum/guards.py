"""All that the database keeps and refuses by functions and triggers of its own, room by room."""

import council.guards
import evidence.guards
import funding.guards
import localities.guards
import memorandum.security.guards
from evidence.guards import Guard


def guards() -> list[Guard]:
    rooms = (evidence.guards, council.guards, localities.guards, funding.guards, memorandum.security.guards)
    return [guard for room in rooms for guard in room.guards()]
