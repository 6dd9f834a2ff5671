"""Which localities a member of staff may work with: the one place that decides."""

from typing import Any

import pghistory
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import models
from django.db.models import Model, QuerySet

from council.models import tracked
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


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None)
class ScopeLocality(Scope.localities.through):  # type: ignore[name-defined,misc]
    """The rows of the list, so that history keeps who was let to what and when."""

    class Meta:
        proxy = True
        verbose_name = "lokalita v omezení"
        verbose_name_plural = "lokality v omezení"


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
    who may see it sees all of it, and ``localities.backends`` lets nobody who is limited change it.  A row that
    names no locality is outside of every limit.
    """
    tracked_model = getattr(rows.model, "pgh_tracked_model", None)  # events are let out as their records are
    path = getattr(tracked_model or rows.model, "LOCALITY", None)
    allowed = limits(user)
    if path is None or allowed is None:
        return rows
    if tracked_model and path == "pk":
        path = "pgh_obj"
    return rows.filter(**{f"{path}__in": allowed})
