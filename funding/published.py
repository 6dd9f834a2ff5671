"""What the public may read of this room."""

from typing import Any

from evidence.published import Published, cited, confirmation
from funding.models import Amount, AmountConfirmation, Operation, OperationLink, Programme

PUBLISHED = (
    Published(
        Programme,
        Programme.objects.all,
        ("id", "code", "abbreviation", "name", "fund", "year_from", "year_to", "predecessor", "source"),
    ),
    cited(
        Amount,
        *("claim", "locality", "plan", "programme", "designation"),
        *("kind", "amount", "exactness", "share", "basis"),
    ),
    confirmation(AmountConfirmation),
    cited(
        Operation,
        *("registration_number", "name", "recipient", "recipient_ico", "programme", "total", "eu_share"),
        *("starts_on", "ends_on", "state"),
    ),
    Published(
        OperationLink,
        lambda: OperationLink.objects.filter(locality__is_public=True, operation__source__is_public=True),
        ("id", "key", "operation", "locality", "made_by", "reason"),
    ),
)
NOT_PUBLISHED: tuple[Any, ...] = ()
