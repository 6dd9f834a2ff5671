"""Pictures drawn on the server as SVG: a map, a timeline, bars.

Each function takes facts that a view has fetched and gives plain numbers and texts; the templates in
``templates/portal/pictures/`` draw them, each with its table.  A picture shows nothing that its table does not say.
"""

from memorandum.portal.pictures.bars import Bars, amount_bars
from memorandum.portal.pictures.land import Land, read_land
from memorandum.portal.pictures.region_map import RegionMap, region_map
from memorandum.portal.pictures.timeline import Timeline, support_by_kind, support_by_locality

__all__ = [
    "Bars",
    "Land",
    "RegionMap",
    "Timeline",
    "amount_bars",
    "read_land",
    "region_map",
    "support_by_kind",
    "support_by_locality",
]
