"""The rules over the region's record: the oddities of the council paper of 30 Aug 2016 are found by rule.

The numbers O1–O22 are those of the analysis of the paper.
"""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from evidence.models import AsOf
from localities.models import Discrepancy, SupportChange
from memorandum.findings import BY_SLUG, findings
from tests.builders import D

TODAY = AsOf(D(2026, 11, 23), D(2026, 11, 23))
THEN = AsOf(D(2016, 8, 30), D(2016, 8, 30))


def told(slug, at=TODAY):
    return {(finding.called, finding.sentence.replace("\xa0", " ")) for finding in findings(at, rules=[BY_SLUG[slug]])}


def names(slug, at=TODAY):
    return [finding.called for finding in findings(at, rules=[BY_SLUG[slug]])]


def test_o1_two_starts_are_found_as_soon_as_no_discrepancy_tells_them():
    assert names("rozpor-nezapsan") == []
    told = Discrepancy.objects.get(key="rozpor-velke-hamry-zacatek")
    told.conclusions.all().delete()
    SupportChange.objects.filter(claim__discrepancy=told).update(claim=None)
    told.claims.all().delete()
    told.delete()
    (found,) = findings(TODAY, rules=[BY_SLUG["rozpor-nezapsan"]])
    assert found.called == "Velké Hamry"
    assert "v\xa0roce 2016" in found.sentence
    assert "v\xa0roce 2013" in found.sentence


def test_o2_the_paper_has_a_plan_without_support():
    plan = "strategický plán (stav „v přípravě“)"
    assert told("plan-bez-podpory") == {
        ("Nový Bor", f"písemnost k 30. 8. 2016 uvádí {plan}, ale neuvádí podporu"),
        ("Desná", f"má {plan}, ale podporu žádný zdroj neuvádí"),
    }
    assert ("Nový Bor", f"má {plan}, ale podporu žádný zdroj neuvádí") in told("plan-bez-podpory", THEN)


def test_o2_and_o4_the_paper_was_overtaken():
    words = "písemnost k 30. 8. 2016 neuvádí „intenzivní podpora“ od {}, což tehdy nebylo známo; místo toho „{}“"
    assert told("pisemnost-prekonana") == {
        ("Nový Bor", words.format("ledna 2016", "vybrána ke spolupráci")),
        ("Tanvald", words.format("srpna 2016", "zvažuje spolupráci")),
    }
    assert names("pisemnost-prekonana", THEN) == [], "on its day a paper says what is known"


def test_o4_the_paper_says_less_than_was_known():
    ((called, sentence),) = told("zastaraly-stav")
    assert called == "Tanvald"
    assert "písemnost k 30. 8. 2016 uvádí „zvažuje spolupráci“, ačkoli zdroj z 8. 8. 2016" in sentence
    assert "už říkal „memorandum obce schváleno“" in sentence
    assert "Tanvald" in names("zastaraly-stav", THEN)


def test_o5_desna_has_waited_ever_since():
    assert names("zvazuje-dlouho") == ["Česká Lípa", "Desná"]


def test_o6_support_or_a_plan_without_an_allocation():
    assert {"Liberec", "Nový Bor"} <= set(names("lokalita-bez-alokace"))
    assert names("lokalita-bez-alokace", THEN) == ["Liberec", "Nový Bor"]


def test_o8_amounts_without_a_programme():
    assert names("castka-bez-programu", THEN) == ["Frýdlantsko", "Ralsko", "Velké Hamry"]
    assert names("castka-bez-programu") == [
        "Frýdlantsko",
        "Jablonec nad Nisou",
        "Nový Bor",
        "Nový Bor",
        "Ralsko",
        "Velké Hamry",
    ]


def test_o18_a_claim_without_a_source():
    (claim,) = names("tvrzeni-bez-zdroje")
    assert "významnému posunu" in claim


def test_o19_the_memorandum_has_no_signature():
    assert names("memorandum-bez-podpisu") == ["Memorandum 2016"]
    assert names("memorandum-bez-podpisu", THEN) == ["Memorandum 2016"]
    assert names("memorandum-bez-dne-podpisu") == ["Memorandum 2019", "Memorandum 2023"]


def test_f27_to_f29_plans_approved_nobody_says_when_and_by_which_resolution():
    assert len(names("plan-bez-data")) == 3
    assert len(names("plan-bez-usneseni")) == 5


ABSENT = [
    "cislo-usneseni",
    "pasaz-neni-ve-zdroji",
    "castka-bez-souctu",
    "druh-podpory-mimo-dobu",
    "lokalita-bez-polohy",
]


@pytest.mark.parametrize("slug", ABSENT)
def test_what_the_region_does_not_have(slug):
    assert names(slug) == []


def test_every_link_leads_to_the_field(admin_client):
    """Where a record is shown, the field of the link is in its form."""
    asked = {}
    for finding in findings(TODAY):
        asked.setdefault((finding.rule, finding.model, finding.adds), finding)
    for finding in asked.values():
        text = admin_client.get(finding.url).content.decode()
        assert f'id="id_{finding.to_field}' in text, finding.url


def test_the_default_run_shows_them_all():
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_record", json=True, stdout=out)
    assert ended.value.code == 1
    shown = {(finding["rule"], finding["called"]) for finding in json.loads(out.getvalue())}
    assert shown >= {
        ("plan-bez-podpory", "Nový Bor"),  # O2
        ("pisemnost-prekonana", "Nový Bor"),  # O2
        ("zastaraly-stav", "Tanvald"),  # O4
        ("pisemnost-prekonana", "Tanvald"),  # O4
        ("lokalita-bez-alokace", "Liberec"),  # O6
        ("castka-bez-programu", "Ralsko"),  # O8
        ("memorandum-bez-podpisu", "Memorandum 2016"),  # O19
    }


def test_the_record_of_the_region_holds_no_error():
    call_command("check_record", fail_on="chyba", stdout=StringIO())


def test_the_front_page(admin_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        text = admin_client.get("/sprava/").content.decode()
    assert "Memorandum bez podpisu" in text
    assert "<details" in text


def test_the_page_of_all(admin_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = admin_client.get("/sprava/ukoly/").content.decode()
    assert "Strana 1 ze\xa03" in page
    only = admin_client.get("/sprava/ukoly/", {"pravidlo": "zastaraly-stav"}).content.decode()
    assert "už\xa0říkal" in only or "už říkal" in only
    assert "Memorandum 2016" not in only
    tanvald = admin_client.get("/sprava/ukoly/", {"lokalita": "tanvald"}).content.decode()
    assert "alokace není uvedena" in tanvald
    assert "Memorandum 2016" not in tanvald
