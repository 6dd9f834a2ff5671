"""Which localities and municipalities somebody means who typed a name, a code or an identification number."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from czech.sought import Fit, How, Sought, chosen
from evidence.models import AsOf, FoundName, NamedRows, PreparedNames, Source
from localities.models import FormerRegistration, Locality, LocalityAlias, Membership, Municipality
from localities.models.municipalities import existed, names_of_municipalities

_LOCALITY = "lokalita"
_NUMBER = re.compile(r"(?:(?P<ico>ico?|i c o?) |(?:kod|kod obce|ruian|kod ruian) )?(?P<digits>[0-9](?: ?[0-9])*)")


@dataclass(frozen=True, slots=True)
class PlaceMeant:
    """A place by its key in the database, the name that answers (the best of them), and how well it does.

    ``member``: the code of the municipality that belongs to the locality and whose name it is; else empty.
    """

    key: str
    name: str
    fit: Fit
    member: str = ""


class PlacesMeant(NamedTuple):
    """The places that answer, the best first."""

    localities: list[PlaceMeant]
    municipalities: list[PlaceMeant]


def meant(sought: Sought, at: AsOf) -> PlacesMeant:
    """The places that may be told of on the day, by whatever they are or were called; at most five queries."""
    towns = Municipality.objects.public().existing(at)
    code, ico = _codes(sought)
    if code or ico:
        told = Q(ico=ico, ico_source__in=Source.objects.public().known(at)) if ico else Q(code=code)
        names = [
            (FoundName("", pk, name), Fit(How.EXACT)) for pk, name in towns.filter(told).values_list("pk", "name")
        ]
        numbered = _best(names)
        return PlacesMeant(_through_members(numbered, at), numbered)
    found = _called(sought, at)
    meant_towns = _best(pair for pair in found if pair[0].kind != _LOCALITY)
    own = _best(pair for pair in found if pair[0].kind == _LOCALITY)
    places = {place.key: place for place in (*_through_members(meant_towns, at), *own)}  # its own name comes first
    return PlacesMeant(_chosen(places.values()), meant_towns)


@PreparedNames
def _called(at: AsOf) -> list[NamedRows]:
    shown = Locality.objects.public().recorded(at)
    aliases = LocalityAlias.objects.public().known(at).filter(locality__in=shown)
    former = FormerRegistration.objects.filter(existed(at, "municipality"))
    return [
        NamedRows(_LOCALITY, shown),
        NamedRows(_LOCALITY, aliases, target="locality"),
        *names_of_municipalities(Municipality.objects.public().existing(at), former),
    ]


def _codes(sought: Sought) -> tuple[str, str]:
    """A RÚIAN code, or an identification number with the zeros that people leave out before it; both may be empty."""
    found = _NUMBER.fullmatch(" ".join(sought.words))
    digits = found["digits"].replace(" ", "") if found else ""
    if found and found["ico"]:
        return "", digits.zfill(8)
    return digits if len(digits) == 6 else "", digits.zfill(8) if len(digits) in (7, 8) else ""


def _best(found: Iterable[tuple[FoundName, Fit]]) -> list[PlaceMeant]:
    """Each place once, by the best of its names."""
    best: dict[str, PlaceMeant] = {}
    for name, fit in found:
        if name.target not in best or fit < best[name.target].fit:
            best[name.target] = PlaceMeant(name.target, name.name, fit)
    return _chosen(best.values())


def _chosen(places: Iterable[PlaceMeant]) -> list[PlaceMeant]:
    return [place for place, _ in chosen([(place, place.fit) for place in places])]


def _through_members(towns: list[PlaceMeant], at: AsOf) -> list[PlaceMeant]:
    """The localities to which the municipalities belong; a whole name of a part is no whole name of the locality."""
    by_code = {town.key: town for town in towns}
    if not by_code or not Membership.objects.filter(municipality__in=by_code).exists():
        return []  # most belong to none, and who does on the day is a costly question
    members = Membership.objects.public().members(at).filter(municipality__in=by_code)
    shown = members.filter(locality__in=Locality.objects.public().recorded(at))
    belongs: dict[str, list[PlaceMeant]] = defaultdict(list)
    for locality, municipality in shown.values_list("locality", "municipality"):
        belongs[str(locality)].append(by_code[municipality])
    return [
        PlaceMeant(key, best.name, Fit(max(best.fit.how, How.HOLDS), best.fit.cost + 10), member=best.key)
        for key, found in belongs.items()
        for best in [min(found, key=lambda town: town.fit)]
    ]
