"""What needs doing, told to a shell."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from memorandum.findings import RULES, Weight

pytestmark = pytest.mark.django_db


def run(*args):
    out = StringIO()
    code = 0
    try:
        call_command("check_record", *args, stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue().replace("\xa0", " ")


def test_nothing_found_ends_with_0():
    assert run() == (0, "Nic k doplnění.\n")


def test_something_found_ends_with_1_and_says_what(lhota):
    code, text = run("--ke-dni", "2020-06-01")
    assert code == 1
    assert "Lhota: žádný údaj o podpoře" in text
    assert "Celkem 2 nálezy podle 2 pravidel." in text


@pytest.mark.parametrize(("floor", "code"), [("vedet", 1), ("doplnit", 1), ("chyba", 0), ("nic", 0)])
def test_how_heavy_a_finding_must_be(lhota, floor, code):
    assert run("--fail-on", floor)[0] == code


def test_one_rule_alone_and_as_data(lhota):
    code, text = run("--rule", "lokalita-bez-obce", "--json")
    assert code == 1
    (finding,) = json.loads(text)
    assert finding["rule"] == "lokalita-bez-obce"
    assert finding["weight"] == Weight.MISSING
    assert finding["url"] == f"/sprava/localities/membership/add/?locality={lhota.pk}#id_municipality"
    assert run("--rule", "cislo-usneseni") == (0, "Nic k doplnění.\n")


@pytest.mark.parametrize(
    "args", [["--rule", "nic"], ["--fail-on", "vse"], ["--ke-dni", "31. 9. 2016"], ["--znamo-k", "2016-02-30"]]
)
def test_wrong_usage_ends_with_2(args):
    with pytest.raises(CommandError) as refused:
        run(*args)
    assert refused.value.returncode == 2


def test_the_rules_can_be_listed():
    code, text = run("--rules")
    assert code == 0
    assert len(text.splitlines()) == len(RULES)
