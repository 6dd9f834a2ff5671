"""The rules together: their names, and that all of them are one question."""

import pytest

from memorandum.findings import BY_SLUG, RULES, findings
from tests import builders as b
from tests.memorandum.findings.world import AT, EARLY

pytestmark = pytest.mark.django_db


def test_each_rule_has_a_name_of_its_own_and_says_how_to_put_it_right():
    assert len(BY_SLUG) == len(RULES)
    assert [rule.slug for rule in RULES if not rule.why.endswith(".") or rule.title.endswith(".")] == []


def test_an_empty_record_has_nothing_to_do(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert findings(AT) == []


def test_any_number_of_findings_is_one_query(lhota, django_assert_num_queries):
    for number in range(30):
        b.support(b.locality(f"Lhota {number}"), "considering", EARLY, EARLY, source=b.source(is_public=False))
    with django_assert_num_queries(1):
        assert len(findings(AT)) > 60
