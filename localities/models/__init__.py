"""Places: municipalities, the localities that cooperate, how they are supported, their plans."""

from localities.models.boundaries import Boundary, BoundaryKind
from localities.models.claims import Disputed
from localities.models.discrepancies import Conclusion, CountConfirmation, Discrepancy, DiscrepancyClaim, NationalCount
from localities.models.municipalities import (
    REGISTERED,
    FormerRegistration,
    Municipality,
    MunicipalityStatus,
    PopulationCount,
)
from localities.models.places import Locality, LocalityAlias, LocalityKind, Membership, MembershipConfirmation
from localities.models.plans import IN_FORCE, MAIN_PLANS, Plan, PlanChange, PlanConfirmation, PlanKind, PlanState
from localities.models.scope import Scope, ScopeLocality, limits, within
from localities.models.support import Stage, SupportChange, SupportConfirmation, SupportKind
