"""The council paper of 30 Aug 2016: each of its 48 facts is in the record with its passage, and in the paper composed.

The numbers F1–F48 are those of the analysis of the paper; the second column is where the fact lives in the record.
"""

from pathlib import Path

import pytest
from django.apps import apps

from evidence.models import AsOf, Source, cited_models
from evidence.passages import WordsOfText
from formats.outline import text
from memorandum.papers.compose import compose
from tests.builders import D

PAPER = "pisemna-informace-2016-08-30"
THEN = AsOf(D(2016, 8, 30), D(2016, 8, 30))

SPSZ = (
    "V obcích Ralsko, Velké Hamry a mikroregionu Frýdlantsko byly vytvořeny Strategické plány pro sociální "
    "začleňování, které byly schváleny tamními zastupitelstvy obcí"
)
FRYDLANTSKO = (
    "mikroregion Frýdlantsko – Frýdlant, Nové Město pod Smrkem, Bulovka, Heřmanice, Dětřichov, Kunratice, Višňová, "
    "Habartice (od 2014)"
)
ACTORS = (
    "propojuje přitom místní subjekty (města a obce a jejich úřady, ale také neziskové organizace, školy a školská "
    "zařízení, Úřad práce, zaměstnavatele, policii a veřejnost)"
)
FRAME = (
    "na jejichž základech jsou alokované finanční prostředky ESIF v rámci koordinovaného přístupu k sociálně "
    "vyloučeným lokalitám"
)
CANDIDATES = "V současné době uvažují uzavřít lokální partnerství s „Agenturou“ obce: Tanvald, Smržovka a Desná."
PREPARED = "Statutární město Liberec a město Nový Bor své strategické plány zpracovávají."

#: (number, model, key of the record, words of the composed paper)
FACTS = [
    ("F1", "council.Paper", PAPER, "PÍSEMNÁ INFORMACE pro"),
    ("F2", "council.Session", "zk-2016-7", "7. zasedání Zastupitelstva kraje"),
    ("F3", "council.Session", "zk-2016-7", "dne 30. 8. 2016"),
    (
        "F4",
        "council.Paper",
        PAPER,
        "Memorandum o spolupráci mezi Odborem pro sociální začleňování Úřadu vlády ČR a Libereckým krajem",
    ),
    ("F5", "council.PaperEntry", "f5-duvod", "usnesení Rady kraje č. 1145/16/RK ze dne 28. 6. 2016"),
    ("F6", "council.PaperEntry", "f6-zpracoval", "Václav Strouhal, DiS.\nzaměstnanec oddělení sociální práce"),
    ("F7", "council.PaperEntry", "f7-projednal", "Výbor sociálních věcí dne 23. 8. 2016"),
    (
        "F8",
        "council.PaperEntry",
        "f8-predklada",
        "Mgr. Lenka Kadlecová\nnáměstkyně hejtmana Libereckého kraje, řízení resortu sociálních věcí",
    ),
    ("F9", "council.Block", "f9-na-vedomi", "Předkládáme Zastupitelstvu Libereckého kraje na vědomí memorandum"),
    (
        "F10",
        "council.MemorandumParty",
        "f10-asz",
        "mezi Odborem pro sociální začleňování (Úřad vlády ČR) – Agenturou pro sociální začleňování",
    ),
    ("F11", "council.MemorandumParty", "f11-kraj", "a Libereckým krajem."),
    ("F12", "evidence.Reference", "f12-usneseni-85", "usnesením ze dne 23. ledna 2008 č. 85"),
    ("F13", "evidence.Reference", "f13-usneseni-570", "a usnesením ze dne 25. července 2012 č. 570"),
    (
        "F14",
        "evidence.Reference",
        "f14-usneseni-116-14",
        "navazuje na „Memorandum“, které Rada Libereckého kraje schválila dne 4. 2. 2014 usnesením č. 116/14/RK",
    ),
    ("F15", "council.Block", "f15-mapovani", "pomáhá obcím, městům i krajům při mapování a detailním poznávání"),
    ("F16", "council.Block", "f16-propojovani", ACTORS),
    ("F17", "council.Block", "f17-ministerstva", "spolupracuje s ministerstvy a jednotlivými kraji ČR"),
    ("F18", "evidence.BodyChange", "f18-asz-2016", "je jedním z odborů Sekce pro lidská práva při Úřadu vlády ČR"),
    (
        "F19",
        "localities.NationalCount",
        "f19-lokality-2016",
        "V současné chvíli Agentura spolupracuje s 37 lokalitami",
    ),
    ("F20", "localities.SupportChange", "f20-liberec", "intenzivní podporu v obcích: Liberec (od 2016)"),
    ("F21", "localities.SupportChange", "f21-velke-hamry-2016", "Velké Hamry (od 2016)"),
    ("F22", "localities.SupportChange", "f22-velke-hamry-2013", "Velké Hamry (od 2013)"),
    ("F23", "localities.SupportChange", "f23-frydlantsko", FRYDLANTSKO),
    ("F24", "localities.SupportChange", "f24-ralsko", "Dále obec Ralsko (od 2014)"),
    ("F25", "localities.SupportChange", "f25-ralsko", "od 1. 7. 2016 přechází k tzv. vzdálené podpoře"),
    ("F26", "council.Block", "f26-posun", "došlo k významnému posunu při řešení problémů"),
    ("F27", "localities.PlanChange", "f27-ralsko", SPSZ),
    ("F28", "localities.PlanChange", "f28-velke-hamry", SPSZ),
    ("F29", "localities.PlanChange", "f29-frydlantsko", SPSZ),
    ("F30", "funding.Amount", "f30-frydlantsko", "Frýdlantsko; 77 839 844,- Kč"),
    ("F31", "funding.Amount", "f31-ralsko", "Ralsko; 87 572 870,- Kč"),
    ("F32", "funding.Amount", "f32-velke-hamry", "Velké Hamry; 44 164 000,- Kč"),
    ("F33", "funding.Amount", "f30-frydlantsko", FRAME),
    ("F34", "localities.PlanChange", "f34-liberec", PREPARED),
    ("F35", "localities.PlanChange", "f35-novy-bor", PREPARED),
    ("F36", "localities.SupportChange", "f36-tanvald", CANDIDATES),
    ("F37", "localities.SupportChange", "f37-smrzovka", CANDIDATES),
    ("F38", "localities.SupportChange", "f38-desna", CANDIDATES),
    (
        "F39",
        "council.MemorandumTerm",
        "f39-clenstvi-v-komisi",
        "Komise pro národnostní menšiny a sociální začleňování Rady Libereckého kraje (členství v komisi)",
    ),
    (
        "F40",
        "council.MemorandumTerm",
        "f40-prezentace-na-poradach",
        "prezentace činnosti „Agentury“ na poradách pořádaných pro obce",
    ),
    ("F41", "council.MemorandumTerm", "f41-konzultace", "individuální konzultace při řešení aktuálních problémových"),
    ("F42", "council.MemorandumTerm", "f42-vzdelavani", "zejména na oblast vzdělávání"),
    ("F43", "council.MemorandumTerm", "f43-zamestnanost", "zaměstnanosti"),
    ("F44", "council.MemorandumTerm", "f44-bydleni", "bydlení"),
    ("F45", "council.MemorandumTerm", "f45-socialni-sluzby", "sociálních služeb"),
    ("F46", "council.MemorandumTerm", "f46-zdravotni-pece", "zdravotní péče"),
    ("F47", "council.MemorandumTerm", "f47-prevence-kriminality", "a prevence kriminality"),
    ("F48", "council.MemorandumTerm", "f48-koncepcni-dokumenty", "včetně tvorby koncepčních dokumentů"),
]


def test_there_are_48():
    assert [number for number, *_ in FACTS] == [f"F{i}" for i in range(1, 49)]


@pytest.mark.parametrize(("model", "key"), [f[1:3] for f in FACTS], ids=[f[0] for f in FACTS])
def test_each_fact_is_in_the_record_with_its_passage(model, key):
    fact = apps.get_model(model).objects.select_related("source").get(key=key)
    assert fact.source.key == PAPER
    assert fact.passage
    assert fact.passage in fact.source.text


@pytest.fixture(scope="module")
def paper(loaded, django_db_blocker):
    """What the paper says, composed from what was known then."""
    with django_db_blocker.unblock():
        return text(compose(THEN))


@pytest.mark.parametrize("words", [f[3] for f in FACTS], ids=[f[0] for f in FACTS])
def test_each_fact_is_in_the_composed_paper(paper, words):
    assert words in paper


def test_the_amounts_stand_in_the_order_of_the_original(paper):
    places = [paper.index(amount) for amount in ("77 839 844,- Kč", "87 572 870,- Kč", "44 164 000,- Kč")]
    assert places == sorted(places)


def test_the_composed_paper_tells_nothing_that_was_not_known_then(paper):
    assert "Nový Bor (od" not in paper
    assert "2017" not in paper
    assert "Jablonec" not in paper


@pytest.mark.parametrize("model", cited_models(), ids=lambda model: model._meta.label)
def test_every_passage_is_found_word_for_word_where_the_text_is_held(model):
    cited = model.objects.exclude(source__text="").exclude(source=None).exclude(passage="").select_related("source")
    assert [row.key for row in cited if row.passage not in row.source.text] == []
    assert all(WordsOfText(row.source.text).find(row.passage) for row in cited)


def test_the_paper_is_held_word_for_word():
    shared = Path(__file__).resolve().parents[3] / "shared" / "seed" / "pisemna-informace-2016-08-30.txt"
    held = Source.objects.get(key=PAPER).text
    assert "Činnost odboru pro sociální začleňování Úřadu vlády ČR (dále jen „Agentura“) schválila vláda ČR" in held
    if shared.exists():  # beside the project where it is developed
        assert held == shared.read_text()
