"""Which localities a member of staff may work with: the one place that decides."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import models
from django.db.models import Model, QuerySet

from evidence.models import EventQuerySet, tracked
from localities.models.places import Locality


@tracked()
class Scope(models.Model):
    """Its user is limited to the listed localities; who has none is not limited.  An empty list is none at all."""

    LOCALITY = None

    user = models.OneToOneField(User, models.PROTECT, related_name="scope", verbose_name="uživatel")
    localities = models.ManyToManyField(Locality, related_name="scopes", verbose_name="lokality", blank=True)

    class Meta:
        verbose_name = "omezení na lokality"
        verbose_name_plural = "omezení na lokality"
        ordering = ["user__username"]

    def __str__(self) -> str:
        return f"omezení uživatele {self.user.get_username()}"


#: The rows of the list: history keeps who was let to what and when.
ScopeLocality = tracked()(Scope.localities.through)
ScopeLocality._meta.verbose_name = "lokalita v omezení"


def limits(user: AbstractBaseUser | AnonymousUser) -> frozenset[int] | None:
    """The primary keys of the localities that the user is limited to; None for who is not limited.

    Superusers never are.  The answer is kept on the user for as long as the request lasts.
    """
    if user.pk is None or getattr(user, "is_superuser", False):
        return None
    if not hasattr(user, "_limits"):
        scopes = Scope.objects.filter(user=user.pk).values_list("pk", "localities")
        user._limits = frozenset(place for _, place in scopes if place is not None) if scopes else None  # type: ignore[union-attr]
    return user._limits  # type: ignore[union-attr,no-any-return]


def within[M: Model](rows: QuerySet[M, Any], user: AbstractBaseUser | AnonymousUser) -> QuerySet[M, Any]:
    """Those of the rows that the user may work with; ask it wherever staff meet rows, and answer 404 for others.

    ``LOCALITY`` of a model is the path from its rows to their locality.  A model without one is shared: everybody
    who may see it sees all of it, and ``memorandum.staff.backends`` lets nobody who is limited change it.  A row that
    names no locality is outside of every limit.
    """
    path = getattr(rows.model, "LOCALITY", None)
    allowed = limits(user)
    if path is None or allowed is None:
        return rows
    return rows.filter(**{f"{path}__in": allowed})


def events_within(events: EventQuerySet, model: type[Model], user: AbstractBaseUser | AnonymousUser) -> EventQuerySet:
    """Those of the model's events that the user may see: let out as the records were that they tell of."""
    path = getattr(model, "LOCALITY", None)
    allowed = limits(user)
    if path is None or allowed is None:
        return events
    if path == "pk":
        return events.filter(record__in=map(str, allowed))
    column, _, further = path.partition("__")
    related: Any = model._meta.get_field(column).related_model
    keys = (
        related._base_manager.filter(**{f"{further}__in": allowed}).values_list("pk", flat=True)
        if further
        else allowed
    )
    return events.filter(**{f"row__{column}_id__in": list(keys)})
