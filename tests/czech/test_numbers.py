"""Numbers, money and counts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import czech
from czech import NBSP


@pytest.mark.parametrize(
    ("amount", "screen", "paper"),
    [
        (77839844, "77~839~844~Kč", "77~839~844,-~Kč"),
        (Decimal("44164000.00"), "44~164~000~Kč", "44~164~000,-~Kč"),
        (Decimal("1234.5"), "1~234,50~Kč", "1~234,50~Kč"),
        (Decimal("0.005"), "0,01~Kč", "0,01~Kč"),
        (0, "0~Kč", "0,-~Kč"),
        (Decimal("-0.001"), "0~Kč", "0,-~Kč"),
        (-1000, "−1~000~Kč", "−1~000,-~Kč"),
        (Decimal("1E+30"), "1" + "~000" * 10 + "~Kč", "1" + "~000" * 10 + ",-~Kč"),
    ],
)
def test_money(amount: Decimal | int, screen: str, paper: str) -> None:
    assert czech.money(amount) == screen.replace("~", NBSP)
    assert czech.paper_money(amount) == paper.replace("~", NBSP)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_money_reads_back(amount: Decimal) -> None:
    text = czech.money(amount).removesuffix(f"{NBSP}Kč")
    assert Decimal(text.replace(NBSP, "").replace(",", ".").replace(czech.MINUS, "-")) == amount


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN")])
def test_what_is_no_amount_is_refused(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        czech.money(amount)
    with pytest.raises(ValueError, match="not a finite number"):
        czech.number(amount)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [(1234567, None, "1~234~567"), (0.5, None, "0,5"), (Decimal("2.345"), 2, "2,35"), (7, 1, "7,0"), (-3, 0, "−3")],
)
def test_number(value: Decimal | int | float, places: int | None, expected: str) -> None:
    assert czech.number(value, places) == expected.replace("~", NBSP)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "0~projektů"),
        (1, "1~projekt"),
        (2, "2~projekty"),
        (4, "4~projekty"),
        (5, "5~projektů"),
        (21, "21~projektů"),
        (102, "102~projektů"),
        (1234, "1~234~projektů"),
        (Decimal("2.5"), "2,5~projektu"),
        (0.5, "0,5~projektu"),
        (-1, "−1~projekt"),
    ],
)
def test_count(n: Decimal | int | float, expected: str) -> None:
    assert czech.count(n, "projekt", "projekty", "projektů", part="projektu") == expected.replace("~", NBSP)


def test_without_its_own_form_a_fraction_takes_the_one_that_is_right_for_feminines() -> None:
    assert czech.count(Decimal("1.5"), "lokalita", "lokality", "lokalit") == f"1,5{NBSP}lokality"
