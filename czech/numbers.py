"""Numbers, amounts of money and counts as Czech prints them."""

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal

from czech.typography import NBSP

MINUS = "\u2212"
"""The minus sign of printed numbers; a hyphen would be broken at the end of a line."""

type Number = Decimal | int | float

# The default context holds 28 digits and refuses to round what is longer; an absurdly large value is still a number.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def number(value: Number, places: int | None = None) -> str:
    """Return the number as printed in Czech: `1 234,5`, thousands parted by a no-break space.

    `places` rounds half up to that many decimal places and always shows them; without it the value's own digits
    are shown. Raise ValueError for what is not a finite number.
    """
    if isinstance(value, int) and places is None:  # as most numbers are that stand in tables, row after row
        whole = f"{abs(value):,d}".replace(",", NBSP)
        return MINUS + whole if value < 0 else whole
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    if places is not None:
        exact = _rounded(exact, places)
    # abs() would round to the context's digits
    digits = f"{exact.copy_abs():,f}".replace(",", NBSP).replace(".", ",")
    return MINUS + digits if exact < 0 else digits


def money(amount: Decimal | int) -> str:
    """Return an amount of Czech crowns as shown on screen: `77 839 844 Kč`, or `1 234,50 Kč` with haléře.

    Haléře are rounded half up to two places and written only when they are not zero.
    """
    return number(*_crowns(amount)) + NBSP + "Kč"


def paper_money(amount: Decimal | int) -> str:
    """Return an amount of Czech crowns as papers of the council write it: `77 839 844,- Kč`.

    With haléře the dash gives way to them: `1 234,50 Kč`.
    """
    exact, places = _crowns(amount)
    return number(exact, places) + ("" if places else ",-") + NBSP + "Kč"


def _crowns(amount: Decimal | int) -> tuple[Decimal, int]:
    exact = Decimal(amount)
    if not exact.is_finite():
        raise ValueError(f"not an amount of money: {amount!r}")
    exact = _rounded(exact, 2)
    return exact, 0 if exact == exact.to_integral_value() else 2


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)


def plural(n: Number, one: str, few: str, many: str, *, part: str | None = None) -> str:
    """Return the form of a noun that goes with the number: 1 lokalita, 2–4 lokality, 0 and 5 and more lokalit.

    A number with a fraction takes the genitive singular (2,5 lokality, 2,5 projektu). For feminine and neuter nouns
    that is the same word as `few`; for a masculine one give it as `part`.
    """
    size = abs(Decimal(str(n)))
    if size != int(size):
        return few if part is None else part
    if size == 1:
        return one
    return few if 2 <= size <= 4 else many


def count(n: Number, one: str, few: str, many: str, *, part: str | None = None) -> str:
    """Return the number and the noun in its right form, kept on one line: `5 lokalit`. See `plural`."""
    return number(n) + NBSP + plural(n, one, few, many, part=part)
