"""What the public may read of this room."""

from typing import Any

from evidence.published import Published, cited, confirmation
from localities.models import (
    Boundary,
    Conclusion,
    CountConfirmation,
    Discrepancy,
    DiscrepancyClaim,
    FormerRegistration,
    Locality,
    LocalityAlias,
    Membership,
    MembershipConfirmation,
    Municipality,
    NationalCount,
    Plan,
    PlanChange,
    PlanConfirmation,
    PopulationCount,
    Scope,
    SupportChange,
    SupportConfirmation,
    SupportKind,
)

_REGISTERED = ("name", "status", "district", "orp", "source", "name_key", "name_folded")

PUBLISHED = (
    # Registers are public; only numbers that come from a hidden source are not.
    Published(Boundary, Boundary.objects.all, ("id", "kind", "code", "name", "rings", "source", "imported_at")),
    Published(
        Municipality,
        Municipality.objects.public,
        ("code", *_REGISTERED, "founded_on", "ended_on", "merged_into", "lat", "lon", "ico", "ico_source"),
        {"ico_source": ("ico", "ico_source")},
    ),
    Published(
        FormerRegistration,
        FormerRegistration.objects.all,
        ("id", "key", "municipality", "until", "note", *_REGISTERED),
    ),
    Published(
        PopulationCount, PopulationCount.objects.all, ("id", "key", "municipality", "counted_on", "count", "source")
    ),
    Published(
        SupportKind,
        SupportKind.objects.all,
        (
            *("id", "code", "name", "sentence", "transition", "explanation", "stage", "is_moment", "look", "position"),
            *("valid_from", "valid_to"),
        ),
    ),
    Published(
        Locality,
        Locality.objects.public,
        ("id", "slug", "name", "kind", "is_plural", "is_public", "name_key", "name_folded"),
    ),
    cited(LocalityAlias, "locality", "name", "name_folded"),
    cited(Membership, "claim", "locality", "municipality", "joined"),
    confirmation(MembershipConfirmation),
    cited(SupportChange, "claim", "locality", "kind"),
    confirmation(SupportConfirmation),
    Published(Plan, Plan.objects.public, ("id", "key", "locality", "kind", "title", "year_from", "year_to", "note")),
    cited(PlanChange, "claim", "plan", "state", "decided_by", "resolution", resolution=("resolution",)),
    confirmation(PlanConfirmation),
    Published(
        Discrepancy,
        Discrepancy.objects.public,
        ("id", "key", "locality", "title", "known_on", "begins_on", "is_public"),
    ),
    cited(DiscrepancyClaim, "discrepancy", "claim", "position"),
    cited(Conclusion, "discrepancy", "held", "reason", "is_open", "known_on"),
    cited(NationalCount, "claim", "unit", "value"),
    confirmation(CountConfirmation),
)
NOT_PUBLISHED: tuple[Any, ...] = (Scope, Scope.localities.through)
