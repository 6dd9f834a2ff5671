"""What the database refused, as a Czech sentence."""

from django.apps import apps
from django.db import DatabaseError

_REFERRED_TO = "Odkazuje se na záznam, který mezitím někdo smazal, nebo který jinde někdo potřebuje."
_BUSY = "Záznam právě ukládá někdo jiný. Zkuste to za chvíli znovu."
_TAKEN = "Záznam s těmito údaji už v evidenci je."
_BY_STATE = {"23503": _REFERRED_TO, "23001": _REFERRED_TO, "40P01": _BUSY, "40001": _BUSY, "55P03": _BUSY}
_RAISED_BY_TRIGGER = "P0001"
#: So begin the names that guards of the database give: what they say is the sentence.
_GUARDS = ("issued_", "history_", "struck_")


def refusal(error: DatabaseError) -> str:
    """The sentence of the constraint or the trigger that refused; otherwise the best that can be said.

    Raises the error again if it is no refusal: a lost connection is not the fault of what was typed.
    """
    diagnosis = getattr(error.__cause__, "diag", None)
    state = getattr(diagnosis, "sqlstate", None) or ""
    if not state.startswith(("22", "23", "40", "55P03", "P0001")):
        raise error
    name = getattr(diagnosis, "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if name and constraint.name == name:
                return str(constraint.get_violation_error_message())
    if state == _RAISED_BY_TRIGGER or (name or "").startswith(_GUARDS):
        return str(diagnosis.message_primary)  # type: ignore[union-attr]
    if state in _BY_STATE:
        return _BY_STATE[state]
    if state == "23505":
        return _TAKEN
    detail = getattr(diagnosis, "message_detail", None) or getattr(diagnosis, "message_primary", None)
    return f"Záznam odporuje pravidlu databáze: {detail or error}"
