"""Small honest records for tests: made-up places and sources, each with only what the test is about."""

import datetime
import itertools

from django.db import connection
from django.db.models import Max

from evidence.models import Source, SourceKind
from localities.models import (
    Conclusion,
    Discrepancy,
    DiscrepancyClaim,
    Locality,
    LocalityKind,
    Membership,
    Municipality,
    PopulationCount,
    Stage,
    SupportChange,
    SupportKind,
)

D = datetime.date
_count = itertools.count(1)


def later():
    """Whatever the test writes from now on is recorded later, as if by another transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.moment', clock_timestamp()::text, true)")


def source(**values):
    number = next(_count)
    defaults = {"key": f"zdroj-{number}", "kind": SourceKind.REPORT, "title": f"Zpráva {number}"}
    return Source.objects.create(**defaults | {"read_on": D(2020, 1, 1)} | values)


def locality(name="Lhota", **values):
    number = next(_count)
    defaults = {"slug": f"lhota-{number}", "name": name, "kind": LocalityKind.MUNICIPALITY, "is_public": True}
    return Locality.objects.create(**defaults | values)


def municipality(name="Lhota", **values):
    number = next(_count)
    defaults = {"code": f"{900000 + number}", "name": name, "status": "obec", "district": "Okres", "orp": "ORP"}
    return Municipality.objects.create(**defaults | values)


def former(town, until, **values):
    """What the register said of the town until that day; only what is given differs from what it says now."""
    row = town.former(until)
    for column, value in values.items():
        setattr(row, column, value)
    row.save()
    return row


NEW_YEAR = D(2025, 1, 1)


def counted(town, people, on=NEW_YEAR, **values):
    return PopulationCount.objects.create(municipality=town, count=people, counted_on=on, **values)


def kind(code="intensive", stage=Stage.DURING, **values):
    """The kind of that code; a new one stands after those that are there, so that no two ever meet in one place."""

    def after_the_last():
        return (SupportKind.objects.aggregate(last=Max("position"))["last"] or 0) + 1

    defaults = {"name": code, "sentence": f"má {code}", "stage": stage, "position": after_the_last}
    return SupportKind.objects.get_or_create(code=code, defaults=defaults | values)[0]


def support(place, code, effective_on, known_on, **values):
    """A change of support; the source is a new one unless given."""
    defaults = {"source": values.pop("source", None) or source(), "precision": "day"}
    if "corrected_on" in values:
        defaults["correction_source"] = defaults["source"]
    return SupportChange.objects.create(
        locality=place, kind=kind(code), effective_on=effective_on, known_on=known_on, **defaults | values
    )


LONG_AGO = D(2014, 1, 1)


def member(place, town, effective_on=LONG_AGO, known_on=LONG_AGO, **values):
    return Membership.objects.create(
        locality=place,
        municipality=town,
        effective_on=effective_on,
        known_on=known_on,
        **{"source": values.pop("source", None) or source()} | values,
    )


def discrepancy(
    title="Od kdy", *, place=None, held="", reason="Proto.", known_on=LONG_AGO, is_open=True, sides=(), **values
):
    """Sources differ: two claims, and with ``held`` what was concluded on the same day."""
    found = Discrepancy.objects.create(
        key=values.pop("key", f"rozpor-{next(_count)}"), locality=place, title=title, known_on=known_on, **values
    )
    sides = sides or [source(issued_on=known_on) for _ in range(2)]
    for position, side in enumerate(sides, start=1):
        DiscrepancyClaim.objects.create(
            discrepancy=found, claim=f"{title}: tvrzení {position}", source=side, position=position
        )
    if held:
        Conclusion.objects.create(
            discrepancy=found, held=held, reason=reason, is_open=is_open, known_on=known_on, source=sides[0]
        )
    return found
