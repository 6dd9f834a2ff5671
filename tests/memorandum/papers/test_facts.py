"""What a paper stands on is what its notes cite: in its annex, in what is kept of it, in what is compared."""

import io
import json

import pytest
from django.db.models import F
from python_calamine import CalamineWorkbook

from council.models import Block, IssuedPaper, Memorandum, MemorandumChange
from formats import outline_json
from formats.outline import notes, text
from funding.models import Amount
from localities.models import Plan, PlanChange, Stage, SupportChange
from memorandum.papers.content import from_json
from memorandum.papers.issue import issue
from memorandum.papers.preview import Preview
from tests.builders import D, discrepancy, kind, later, locality, member, municipality, source, support
from tests.issued import AT, facts, guards_off, paper, publisher, session

PAGE = "/informace/2016-7/"


def content(issued):
    return json.loads(issued.content)


def kept(issued):
    return [(fact["about"], fact["value"].replace("\xa0", " ")) for fact in content(issued)["facts"]]


def cited(issued):
    """The addresses that the notes of the outline kept lead to."""
    return {note.url for note in notes(outline_json.from_data(content(issued)["outline"]))}


def annex(issued):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(bytes(issued.xlsx.content))).get_sheet_by_index(1)
    return [[str(cell).replace("\xa0", " ") for cell in row] for row in sheet.to_python()]


def differences(client):
    found = client.get(PAGE).context["differences"]
    return [(d.about, d.issued.replace("\xa0", " "), d.now.replace("\xa0", " "), d.reason) for d in found]


@pytest.fixture
def lhota(db):
    """Lhota as it was told of in a paper of March 2016, and since July with remote support."""
    place = facts()
    paper(session(2, D(2016, 3, 1)), key="brezen")
    report = source(key="cervenec", title="Zpráva z července")
    support(place, "remote", D(2016, 7, 1), D(2016, 7, 1), source=report, key="vzdalena")
    return place


def issued_with(*blocks):
    return issue(paper=paper(blocks=blocks), at=AT, by=publisher())


# --- Its annex ------------------------------------------------------------------------------------------------------


def test_the_annex_has_typed_numbers_and_days_and_says_what_each_column_holds(lhota):
    issued = issued_with("allocations", "changed")
    book = CalamineWorkbook.from_filelike(io.BytesIO(bytes(issued.xlsx.content)))
    head, *rows = book.get_sheet_by_name("Data").to_python()
    told = {row[head.index("Klíč údaje")]: dict(zip(head, row, strict=True)) for row in rows}
    amount = told["amount-alokace-lhoty"]
    assert (amount["Částka"], amount["Počet"]) == (1_000_000, "")
    assert (amount["Platí od"], amount["Přesnost"], amount["Známo od"]) == (D(2014, 1, 1), "den", D(2016, 1, 1))
    assert told["supportchange-vzdalena"]["Částka"] == ""
    cover = book.get_sheet_by_name("O tabulce").to_python()
    begins = next(place for place, row in enumerate(cover) if row[0] == "Sloupec")
    explained = cover[begins + 1 : begins + 1 + len(head)]
    assert [row[0] for row in explained] == head
    assert all(row[1] and row[2] for row in explained)


# --- A paper that tells only what has changed -----------------------------------------------------------------------


def test_a_paper_of_changes_keeps_the_facts_that_changed(lhota):
    issued = issued_with("changed")
    assert kept(issued) == [("Lhota: podpora", "vzdálená podpora od 1. 7. 2016")]
    assert content(issued)["facts"][0]["source"] == "cervenec"
    assert [row for row in annex(issued) if "supportchange-vzdalena" in row]


def test_what_changes_after_a_paper_of_changes_was_issued_is_told(lhota, client):
    issued_with("changed")
    assert differences(client) == []
    SupportChange.objects.filter(key="vzdalena").update(
        corrected_on=D(2020, 1, 1), correction="Mluvilo se o Lhotce.", correction_source=F("source")
    )
    told = "Lhota: podpora", "vzdálená podpora od 1. 7. 2016"
    assert differences(client) == [(*told, "intenzivní podpora od 2014", "Mluvilo se o Lhotce.")]
    support(lhota, "remote", D(2016, 8, 1), D(2020, 1, 1), key="lepe")
    assert differences(client) == [(*told, "vzdálená podpora od 1. 8. 2016", "Mluvilo se o Lhotce.")]


def test_a_correction_that_a_paper_tells_is_kept_as_one(lhota, client):
    wrong = {"corrected_on": D(2016, 8, 1), "correction": "Překlep.", "correction_source": F("source")}
    SupportChange.objects.filter(key="vzdalena").update(**wrong)
    issued = issued_with("changed")
    assert kept(issued) == [("Lhota: podpora", "vzdálená podpora od 1. 7. 2016 (opraveno 1. 8. 2016)")]
    assert content(issued)["facts"][0]["corrected_on"] == "2016-08-01"
    assert differences(client) == []


def test_of_a_discrepancy_that_arose_each_source_is_cited(lhota):
    sides = [source(title=title, issued_on=D(2016, 1, 1)) for title in ("Zpráva A", "Zpráva B")]
    arose = discrepancy(place=lhota, held="Od 2014.", known_on=D(2016, 8, 1), sides=sides)
    for claim in arose.claims.select_related("source"):
        arose.claims.filter(pk=claim.pk).update(claim=f"říká {claim.source.title}")
    issued = issued_with("changed")
    assert ("Rozpor: Od kdy", "říká Zpráva A") in kept(issued)
    assert ("Rozpor: Od kdy", "říká Zpráva B") in kept(issued)
    words = text(outline_json.from_data(content(issued)["outline"]))
    assert "zdroje se rozcházejí: „Od kdy“ (Zpráva A; Zpráva B)" in words


def test_every_kind_of_fact_that_changes_can_be_kept(lhota):
    """A municipality that left, money asked for, a plan begun, a memorandum signed: no other block tells of them."""
    since = {"effective_on": D(2016, 8, 1), "known_on": D(2016, 8, 1)}
    region = locality("Lhotsko", kind="microregion")
    member(region, municipality("Ves"), **since, joined=False)
    Amount.objects.create(key="zadost", locality=lhota, kind="requested", amount=5, source=source(), **since)
    plan = Plan.objects.create(key="exit", locality=lhota, kind="exit", title="Exit")
    PlanChange.objects.create(key="exit-1", plan=plan, state="in_preparation", source=source(), **since)
    memorandum = Memorandum.objects.create(key="m", title="Memorandum", year=2016)
    MemorandumChange.objects.create(key="m1", memorandum=memorandum, state="signed", source=source(), **since)
    issued = issued_with("changed")
    assert {fact["model"] for fact in content(issued)["facts"]} == {
        "supportchange", "membership", "amount", "planchange", "memorandumchange",
    }  # fmt: skip
    assert ("Memorandum 2016: stav", "podepsáno 1. 8. 2016") in kept(issued)
    assert ("Lhotsko: členská obec Ves", "nepatří do lokality od 1. 8. 2016") in kept(issued)


# --- Nothing but what its notes cite --------------------------------------------------------------------------------


def test_what_is_kept_is_what_the_notes_cite(lhota):
    quoted = source(title="Citovaná kniha", issued_on=D(2016, 1, 1))
    made = paper(blocks=("plans_approved", "allocations"))
    Block.objects.create(paper=made, position=50, kind="text", text="Vlastní slova.", source=quoted)
    issued = issue(paper=made, at=AT, by=publisher())
    facts = content(issued)["facts"]
    own = {url for url in cited(issued) if "#block-" in url}
    assert {fact["url"] for fact in facts} == cited(issued) - own
    assert len(own) == 1, "the paper's own words quote a source, but are no fact of the record"
    assert {fact["model"] for fact in facts} == {"planchange", "amount"}, "who has remote support it does not tell"


def test_why_an_allocation_is_not_known_stands_on_the_plan(lhota, client):
    plan = Plan.objects.create(key="plan-vsi", locality=locality("Ves"), kind="spsz", title="Plán Vsi")
    known = {"effective_on": D(2016, 1, 1), "known_on": D(2016, 1, 1), "source": source()}
    PlanChange.objects.create(key="plan-vsi-1", plan=plan, state="in_preparation", **known)
    issued = issued_with("allocations")
    assert "Ves: neuvedeno – strategický plán se zpracovává" in text(
        outline_json.from_data(content(issued)["outline"])
    )
    assert ("Ves: strategický plán", "Plán Vsi: v přípravě od 1. 1. 2016") in kept(issued)
    PlanChange.objects.filter(key="plan-vsi-1").update(
        corrected_on=D(2020, 1, 1), correction="Jiná Ves.", correction_source=F("source")
    )
    assert differences(client) == [("Ves: strategický plán", "Plán Vsi: v přípravě od 1. 1. 2016", "", "Jiná Ves.")]


def test_what_no_block_tells_is_no_difference_but_for_the_sentences_that_count_it(lhota, client):
    issued_with("plans_approved", "allocations")
    later()
    kind("considering", stage=Stage.BEFORE)
    support(locality("Hora"), "considering", D(2016, 1, 1), D(2020, 1, 1))
    assert differences(client) == []
    support(locality("Ves"), "intensive", D(2016, 1, 1), D(2020, 1, 1))
    ((about, before, now, _),) = differences(client)
    assert about == "Znění"
    assert before.startswith("Celkem za 1 z 1 lokality; 1 000 000,- Kč")
    assert now.startswith("Celkem za 1 ze 2 lokalit; 1 000 000,- Kč Ves: neuvedeno")


def test_a_locality_that_no_block_tells_of_any_more_has_its_present_state_beside_the_former(lhota, client):
    SupportChange.objects.filter(key="vzdalena").delete()
    issued_with("support")
    support(lhota, "remote", D(2016, 7, 1), D(2020, 1, 1))
    assert differences(client) == [("Lhota: podpora", "intenzivní podpora od 2014", "vzdálená podpora od 1. 7. 2016", "")]  # fmt: skip # noqa: E501


def test_the_preview_says_which_blocks_tell_no_fact(db):
    made = paper(blocks=("support", "transitions", "changed"))
    lacking = Preview(made, AT).lacking()
    assert "Blok „lokality s intenzivní podporou“ k tomuto dni nemá žádný údaj a písemnost to říká." in lacking
    assert "Blok „změny druhu podpory od poslední písemnosti“ k tomuto dni nemá žádný údaj a vynechá se." in lacking
    facts()
    assert not [sentence for sentence in Preview(made, AT).lacking() if "intenzivní" in sentence]


# --- What was kept before -------------------------------------------------------------------------------------------


def as_format_1(issued):
    """The content as the first version kept it: with a fact that no note cites, and the parts that were read."""
    told = content(issued)
    uncited = told["facts"][0] | {
        "key": "uvazuje",
        "subject": "ves",
        "about": "Ves: podpora",
        "value": "zvažuje od 2016",
    }
    told |= {"format": 1, "parts": ["support"], "facts": [*told["facts"], uncited]}
    for fact in told["facts"]:
        del fact["corrected_on"]
    return json.dumps(told)


def test_a_paper_kept_in_the_first_format_is_read_and_compared(lhota, client):
    issued = issued_with("support", "transitions", "plans_approved")
    place = locality("Ves", slug="ves")
    uncited = support(place, "considering", D(2016, 1, 1), D(2016, 1, 1), precision="year", key="uvazuje")
    with guards_off():
        IssuedPaper.objects.update(content=as_format_1(issued))
    assert client.get(PAGE).status_code == 200
    assert differences(client) == [], "what no note cites still stands in the record"
    SupportChange.objects.filter(pk=uncited.pk).update(
        corrected_on=D(2020, 1, 1), correction="Jiná Ves.", correction_source=F("source")
    )
    assert differences(client) == [("Ves: podpora", "zvažuje od 2016", "", "Jiná Ves.")]


def test_what_is_no_content_of_a_paper_is_refused(lhota):
    whole = content(issued_with("transitions"))
    assert from_json(json.dumps(whole)).at == AT
    with pytest.raises(ValueError, match="format 3"):
        from_json(json.dumps(whole | {"format": 3}))
    for part in ("format", "day", "known", "outline", "edited", "facts"):
        with pytest.raises(KeyError):
            from_json(json.dumps({name: value for name, value in whole.items() if name != part}))
    for field in whole["facts"][0]:
        fact = {name: value for name, value in whole["facts"][0].items() if name != field}
        with pytest.raises(KeyError):
            from_json(json.dumps(whole | {"facts": [fact]}))
