"""What limited members of staff may not do, whatever their role says."""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from localities.models import limits

#: What is shared and yet may be added: a fact needs its source.
MAY_BE_ADDED = {"evidence.add_source"}
#: A new locality would lie outside of the limit of whoever adds it.
MAY_NOT_BE_ADDED = {"localities.add_locality"}


class ScopeBackend:
    """Says no for limited users and nothing for others.  It stands before the backends that grant permissions:
    the first one that refuses ends the question.  It knows no users, so nobody is logged in by it."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def has_perm(self, user_obj: AbstractBaseUser | AnonymousUser, perm: str, obj: Any = None) -> bool:
        if limits(user_obj) is not None and not _lets(perm):
            raise PermissionDenied
        return False


def _lets(perm: str) -> bool:
    """Whether a limited user may have the permission: to read, and to do what concerns localities.

    Which localities they are is not asked here; ``within`` narrows the rows.
    """
    app, _, codename = perm.partition(".")
    verb, _, name = codename.partition("_")
    if verb == "view" or perm in MAY_BE_ADDED:
        return True
    try:
        model = apps.get_model(app, name)
    except LookupError:  # whatever it allows, it is not about one locality
        return False
    return getattr(model, "LOCALITY", None) is not None and perm not in MAY_NOT_BE_ADDED
