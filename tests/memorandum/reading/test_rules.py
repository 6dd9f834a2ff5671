"""What made-up papers propose, and what nonsense does not."""

import time

import pytest

from evidence.models import Precision, Source
from funding.models import Amount
from localities.models import Membership, PlanChange, SupportChange
from tests.builders import D
from tests.memorandum.reading.world import asked, read, said


@pytest.mark.parametrize(
    "text",
    [
        "Intenzivní podporu mají obce: Dolní Lhota (od 2019), Nové Město pod Skalou (od ledna 2020).",
        "Intenzivní podporu mají obce Dolní Lhota (od roku 2019) a Nové Město\npod Skalou (od ledna 2020).",
        "V kraji jde o intenzivní podporu:\n\n• Dolní Lhota (od 2019)\n• Nové Město pod Skalou (od ledna 2020)\n",
        "V kraji jde o intenzivní podporu:\r\n- Dolní\u00a0Lhota (od 2019)\r\n- Nové Město pod Skalou (od ledna 2020)",
        "Intenzivní podporu má Nové Město pod Skalou od ledna 2020 a Dolní Lhota od roku 2019.",
    ],
)
def test_a_list_of_support_is_read_however_it_is_written(text):
    assert set(said(text, SupportChange)) == {
        "Dolní Lhota: intenzivní podpora od 2019",
        "Nové Město pod Skalou: intenzivní podpora od ledna 2020",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Intenzivní podpora: mikroregion Podskalí – Březová, Lhota u Březové (od 2018).",
        "Intenzivní podpora: mikroregion Podskalí (Březová a Lhota u Březové) (od 2018).",
    ],
)
def test_a_microregion_comes_with_its_members(text):
    assert said(text, SupportChange) == ["Podskalí: intenzivní podpora od 2018"]
    assert said(text, Membership) == ["Podskalí: členská obec Březová", "Podskalí: členská obec Lhota u Březové"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Dolní Lhota od 1. 3. 2021 přechází ke vzdálené komplexní podpoře.",
            "vzdálená komplexní podpora od 1. 3. 2021",
        ),
        ("Od 1. března 2021 přešla Dolní Lhota ke vzdálené podpoře.", "vzdálená podpora (nerozlišeno) od 1. 3. 2021"),
        ("V Dolní Lhotě byla v červnu 2020 ukončena spolupráce.", "spolupráce ukončena od června 2020"),
    ],
)
def test_transitions(text, words):
    assert said(text, SupportChange) == [f"Dolní Lhota: {words}"]


def test_who_considers_it():
    text = "Spolupráci s Agenturou zvažují obce:\n• Dolní Lhota\n• Březová\n"
    assert said(text, SupportChange) == [
        "Dolní Lhota: zvažuje spolupráci nejpozději od 14. 9. 2021",
        "Březová: zvažuje spolupráci nejpozději od 14. 9. 2021",
    ]
    assert "mezi lokalitami ne" in asked(text, SupportChange)


@pytest.mark.parametrize(
    ("text", "model", "question"),
    [
        ("Intenzivní podpora: Dolní Lhota (od 2019) Dolní Lhota (od 2016).", SupportChange, "víckrát"),
        ("Intenzivní podpora: Dolni Lhota (od 2019).", SupportChange, "Nemá tu být „Dolní Lhota“?"),
        ("Intenzivní podpora: Dolní Lohta (od 2019).", SupportChange, "Nemá tu být „Dolní Lhota“?"),
        ("Intenzivní podpora: Vymyšlov (od 2019).", SupportChange, "evidence nezná"),
        ("Intenzivní podpora: Skalka (od 2019).", SupportChange, "je v registru víc (900003, 900004)"),
        ("Intenzivní podpora: Březová (od 2019).", SupportChange, "mezi lokalitami ne"),
        ("Agentura spolupracuje s obcemi: Dolní Lhota (od 2019).", SupportChange, "Jaký druh podpory"),
        ("Intenzivní podpora: Dolní Lhota (od 31. 2. 2019).", SupportChange, "v kalendáři není"),
        ("Intenzivní podpora: Dolní Lhota, Podskalí (od 2019).", SupportChange, "i pro obce uvedené před tím"),
        ("Strategický plán Dolní Lhoty byl schválen.", PlanChange, "jakým usnesením"),
        ("Alokace: Dolní Lhota – 5 000 000 Kč", Amount, "Z jakého programu"),
        ("Vláda schválila usnesení č. 5/21/RK ze dne 1. 2. 2020.", Source, "z jiného roku"),
        ("Rada Horského kraje přijala usnesení č. 5/2021/XX dne 1. 2. 2021.", Source, "Kdo přijal"),
    ],
)
def test_what_is_odd_is_asked_about(text, model, question):
    assert question in asked(text, model)


@pytest.mark.parametrize(
    ("text", "amount", "exactness"),
    [
        ("Alokace: Dolní Lhota - 77 839 844,- Kč", 77_839_844, "crown"),
        ("Alokace: Dolní Lhota\t44\u00a0164\u00a0000,– Kč", 44_164_000, "thousand"),
        ("Alokace pro Dolní Lhotu činí 12,5 mil. Kč z OPZ+.", 12_500_000, "thousand"),
        ("Dolní Lhota požádá o 120 milionů korun.", 120_000_000, "million"),
    ],
)
def test_amounts(text, amount, exactness):
    (proposal,) = [p for p in read(text) if p.model is Amount]
    assert proposal.values["amount"] == amount
    assert proposal.values["exactness"] == exactness
    assert ("programu" in proposal.question) == ("OPZ+" not in text)


def test_a_plan_with_its_day():
    (proposal,) = [
        p
        for p in read("Zastupitelstvo schválilo dne 26. 10. 2020 strategický plán Dolní Lhoty.")
        if p.model is PlanChange
    ]
    assert (proposal.values["effective_on"], proposal.values["precision"]) == (D(2020, 10, 26), Precision.DAY)
    assert proposal.question == ""


def test_the_head_of_another_paper():
    head = (
        "Návrh usnesení pro 12. zasedání Zastupitelstva Horského kraje konané dne 14. září 2021\n\n"
        "Dodatek memoranda o spolupráci\n\n"
        "Předkladatelka: Ing. Vymyšlená Hejtmanka, Ph.D., náměstkyně hejtmana\n\nDůvodová zpráva:\n\nText."
    )
    told = said(head)
    assert "12. zasedání, Zastupitelstvo Horského kraje, 14. 9. 2021" in told
    assert "materiál s návrhem usnesení: Dodatek memoranda o spolupráci" in told
    (entry,) = [p for p in read(head) if p.model._meta.model_name == "paperentry"]
    assert entry.values["person"] == "Ing. Vymyšlená Hejtmanka, Ph.D."
    assert entry.values["function"] == "náměstkyně hejtmana"


@pytest.mark.parametrize(
    "text", ["", " \n\n\t", "Lorem ipsum dolor sit amet.", "1 2 3", "(" * 500, "\u202e\u200f", "\f\f-\n-"]
)
def test_nonsense_proposes_nothing(text):
    assert read(text) == []


MILLION = 1_000_000
PAPER = (
    "Intenzivní podpora: Dolní Lhota (od 2019), mikroregion Podskalí – Březová, Skalka (od 2018). Usnesení Rady "
    "Horského kraje č. 5/21/RK ze dne 1. 2. 2021. Strategický plán Dolní Lhoty byl schválen. Alokace: Dolní Lhota "
    "5 000 000 Kč.\n\n"
)


@pytest.mark.parametrize(
    "piece",
    [
        *(PAPER, " \n", "- a\n", "(od 2014) ", "Dolní Lhota (od 2014), ", "Dolní Lhota 77 000 Kč\n", "e\u030c"),
        *("usnesení č. ", "memorandum o spolupráci mezi ", "přechází Dolní Lhota vzdálená podpora "),
    ],
)
def test_a_million_characters_take_seconds(piece):
    """Half a text takes no less than a fourth of its time: no rule looks at everything from everywhere."""
    text = (piece * (MILLION // len(piece) + 1))[:MILLION]
    began = time.process_time()
    assert len(read(text)) <= 400
    assert time.process_time() - began < 12
