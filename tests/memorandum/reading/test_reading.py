"""Reading a paper in: what made-up papers propose, what hostile ones do not do, and how a person goes through it."""

import io
import re
import time
import zipfile

import docx
import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from czech.inflection import declined
from evidence.models import Body, BodyKind, Fact, Precision, Source, Verdict, cited_models
from funding.models import Amount
from localities.models import Locality, Membership, Municipality, Plan, PlanChange, Scope, SupportChange
from memorandum.reading import text as reading_text
from memorandum.reading.names import Gazetteer
from memorandum.reading.plain import Plain
from memorandum.reading.rules import propose
from memorandum.reading.vocabulary import (
    BodyEntry,
    LocalityEntry,
    MunicipalityEntry,
    SupportKindEntry,
    Vocabulary,
)
from tests import builders as b
from tests.builders import D

DAY = D(2021, 9, 14)
START = "/sprava/cteni/"

#: The municipalities of the council paper, and others of other kinds: seven cases each.
CASES = """
Liberec: Liberec Liberce Liberci Liberec Liberci Liberci Libercem
Nový Bor: Nový Bor, Nového Boru, Novému Boru, Nový Bor, Nový Bore, Novém Boru, Novým Borem
Velké Hamry: Velké Hamry, Velkých Hamrů, Velkým Hamrům, Velké Hamry, Velké Hamry, Velkých Hamrech, Velkými Hamry
Ralsko: Ralsko Ralska Ralsku Ralsko Ralsko Ralsku Ralskem
Frýdlant: Frýdlant Frýdlantu Frýdlantu Frýdlant Frýdlante Frýdlantě Frýdlantem
Nové Město pod Smrkem: Nové Město pod Smrkem, Nového Města pod Smrkem, Novému Městu pod Smrkem, Nové Město pod Smrkem,\
 Nové Město pod Smrkem, Novém Městě pod Smrkem, Novým Městem pod Smrkem
Bulovka: Bulovka Bulovky Bulovce Bulovku Bulovko Bulovce Bulovkou
Višňová: Višňová Višňové Višňové Višňovou Višňová Višňové Višňovou
Habartice: Habartice Habartic Habarticím Habartice Habartice Habarticích Habarticemi
Heřmanice: Heřmanice Heřmanic Heřmanicím Heřmanice Heřmanice Heřmanicích Heřmanicemi
Dětřichov: Dětřichov Dětřichova Dětřichovu Dětřichov Dětřichove Dětřichově Dětřichovem
Kunratice: Kunratice Kunratic Kunraticím Kunratice Kunratice Kunraticích Kunraticemi
Tanvald: Tanvald Tanvaldu Tanvaldu Tanvald Tanvalde Tanvaldu Tanvaldem
Smržovka: Smržovka Smržovky Smržovce Smržovku Smržovko Smržovce Smržovkou
Desná: Desná Desné Desné Desnou Desná Desné Desnou
Frýdlantsko: Frýdlantsko Frýdlantska Frýdlantsku Frýdlantsko Frýdlantsko Frýdlantsku Frýdlantskem
Mimoň: Mimoň Mimoně Mimoni Mimoň Mimoni Mimoni Mimoní
Josefův Důl: Josefův Důl, Josefova Dolu, Josefovu Dolu, Josefův Důl, Josefův Dole, Josefově Dole, Josefovým Dolem
Nová Ves: Nová Ves, Nové Vsi, Nové Vsi, Novou Ves, Nová Vsi, Nové Vsi, Novou Vsí
Česká Lípa: Česká Lípa, České Lípy, České Lípě, Českou Lípu, Česká Lípo, České Lípě, Českou Lípou
Hrádek nad Nisou: Hrádek nad Nisou, Hrádku nad Nisou, Hrádku nad Nisou, Hrádek nad Nisou, Hrádku nad Nisou,\
 Hrádku nad Nisou, Hrádkem nad Nisou
"""
FORMS = [
    (name, [form.strip() for form in (forms.split(",") if "," in forms else forms.split())])
    for name, _, forms in (line.partition(":") for line in CASES.strip().splitlines())
]
VOCABULARY = Vocabulary(
    bodies=(
        BodyEntry("vlada", BodyKind.GOVERNMENT, "Vláda České republiky", "", "[0-9]+"),
        BodyEntry("kraj", BodyKind.REGION, "Horský kraj", "HK"),
        BodyEntry("zk", BodyKind.ASSEMBLY, "Zastupitelstvo Horského kraje", "ZK", "[0-9]+/[0-9]{2}/ZK"),
        BodyEntry("rk", BodyKind.COUNCIL, "Rada Horského kraje", "RK", "[0-9]+/[0-9]{2}/RK"),
        BodyEntry("agentura", BodyKind.AGENCY, "Agentura pro sociální začleňování", "ASZ"),
    ),
    localities=tuple(
        LocalityEntry(slug, name, kind)
        for slug, name, kind in (
            ("dolni-lhota", "Dolní Lhota", "municipality"),
            ("nove-mesto", "Nové Město pod Skalou", "municipality"),
            ("podskali", "Podskalí", "microregion"),
        )
    ),
    municipalities=(
        MunicipalityEntry("900001", "Dolní Lhota"),
        MunicipalityEntry("900002", "Nové Město pod Skalou"),
        MunicipalityEntry("900003", "Skalka"),
        MunicipalityEntry("900004", "Skalka"),
        MunicipalityEntry("900005", "Březová"),
        MunicipalityEntry("900006", "Lhota u Březové"),
    ),
    support_kinds=(
        SupportKindEntry("considering", "zvažuje spolupráci", "before"),
        SupportKindEntry("intensive", "intenzivní podpora", "during"),
        SupportKindEntry("remote", "vzdálená podpora (nerozlišeno)", "during"),
        SupportKindEntry("remote_complex", "vzdálená komplexní podpora", "during"),
        SupportKindEntry("ended", "spolupráce ukončena", "after"),
    ),
    programmes=(("opz-plus", "OPZ+"), ("opz", "OPZ")),
)


def read(text, vocabulary=VOCABULARY):
    return propose(text, vocabulary, dated_on=DAY)


def said(text, model=None):
    return [p.says.replace("\xa0", " ") for p in read(text) if model in (None, p.model)]


def asked(text, model=None):
    return " ".join(p.question for p in read(text) if model in (None, p.model)).replace("\xa0", " ")


# --- Names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "forms"), FORMS, ids=[name for name, _ in FORMS])
def test_names_are_known_in_all_seven_cases(name, forms):
    assert len(forms) == 7
    known = declined(name)
    assert [form for form in forms if tuple(form.casefold().split()) not in known] == []


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Liberec", "Liberecký"),
        ("Liberec", "Liberecka"),
        ("Velké Hamry", "Velkých Hamry"),
        ("Ralsko", "Ralský"),
        ("Desná", "Desný"),
        ("Bulovka", "Bulova"),
        ("Nový Bor", "Nového Borem"),
        ("Nové Město pod Smrkem", "Nové Město"),
    ],
)
def test_what_only_looks_like_a_name_is_none(name, other):
    assert tuple(other.casefold().split()) not in declined(name)


def named(text):
    gazetteer = Gazetteer(VOCABULARY)
    return [(m.name, bool(m.doubt)) for m in gazetteer.mentions(Plain(text).text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("v Dolní Lhotě i v Novém Městě pod Skalou", [("Dolní Lhota", False), ("Nové Město pod Skalou", False)]),
        ("Nového\nMěsta\u00a0pod \t Skalou", [("Nové Město pod Skalou", False)]),
        ("Dolni\u0301 Lhota", [("Dolní Lhota", False)]),
        ("Dol\u00adní \u200fLhota", [("Dolní Lhota", False)]),
        ("DOLNÍ LHOTA", [("Dolní Lhota", False)]),
        ("dolní lhota", []),
        ("Lhota u Březové", [("Lhota u Březové", False)]),
        ("Dolní Lhota nad Skalou", [("Dolní Lhota", True)]),
        ("Dolní Lhota v Horském kraji", [("Dolní Lhota", False)]),
        ("Horský kraj", []),
    ],
)
def test_names_are_found_whatever_the_layout(text, names):
    assert named(text) == names


# --- Made-up papers ----------------------------------------------------------------------------------------------


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


# --- Files -------------------------------------------------------------------------------------------------------


def word(*paragraphs, table=(), bullets=()):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    for bullet in bullets:
        document.add_paragraph(bullet, style="List Bullet")
    if table:
        made = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, words in zip(made.add_row().cells, row, strict=True):
                cell.text = words
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_document_is_read_with_its_lists_and_tables():
    content = word("Alokace:", table=[("Dolní Lhota", "-", "5 000 000,- Kč")], bullets=["první", "druhý"])
    text = reading_text.of_file(content)
    assert "Dolní Lhota\t-\t5 000 000,- Kč" in text
    assert "• první" in text
    assert said(text, Amount) == ["Dolní Lhota: alokace 5 000 000,- Kč"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_a_plain_text_is_read_in_the_encodings_of_this_country(encoding):
    text = "Dolní Lhota: žluťoučký kůň\r\n"
    assert reading_text.of_file(text.encode(encoding)) == text


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 200_000_000)
    return stream.getvalue()


HOSTILE = {
    "nothing": b"",
    "only spaces": b" \n\t",
    "NULs": b"Lhota\x00\x00 (od 2014)",
    "PDF": b"%PDF-1.7 ...",
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100,
    "RTF": b"{\\rtf1 Lhota}",
    "broken zip": b"PK\x03\x04 nic",
    "zip that is no document": lambda: _zip({"a.txt": b"Lhota"}),
    "bomb": bomb,
    "entities": lambda: _zip(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]><a>&b;</a>',
        }
    ),
    "too long": b"a" * 1_000_001,
    "too large": b"PK" + b"\0" * 11 * 2**20,
    "no encoding": b"\x81\x83\x88\x90\x98",
}


def _zip(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_czech_and_nothing_is_stored(admin_client, name):
    content = HOSTILE[name]() if callable(HOSTILE[name]) else HOSTILE[name]
    upload = SimpleUploadedFile("listina.docx", content)
    response = admin_client.post(START, {"title": "Listina", "kind": "paper", "upload": upload})
    assert response.status_code == 200
    assert 'class="errorlist' in response.content.decode()
    assert not Source.objects.exists()


# --- The pages ---------------------------------------------------------------------------------------------------

TEXT = "Intenzivní podpora: Dolní Lhota (od 2019), Horní Lhota (od 2020). Alokace: Dolní Lhota – 5 000 000 Kč"


@pytest.fixture
def places(db):
    b.kind("intensive", name="intenzivní podpora")
    b.kind("remote", name="vzdálená podpora")
    for name in ("Dolní Lhota", "Horní Lhota"):
        b.municipality(name)
        b.locality(name)
    return {place.name: place for place in Locality.objects.all()}


@pytest.fixture
def source(places):
    return b.source(text=TEXT, title="Listina", issued_on=DAY, key="listina", is_public=False)


def page(client, key="listina", **query):
    response = client.get(f"{START}{key}/", query)
    assert response.status_code == 200
    return response.content.decode()


def fingerprint(text, words):
    """Of the proposal whose card has the words in its heading."""
    card = next(card for card in text.split("<article")[1:] if words in card.replace("\xa0", " ").split("</h4>")[0])
    return re.search(r'name="navrh" value="(\w+)"', card)[1]


def decide(client, action, proposal="", key="listina", **fields):
    return client.post(f"{START}{key}/rozhodnuti/", {"akce": action, "navrh": proposal, **fields})


def everything():
    return {model: model.objects.count() for model in [*cited_models(), Locality, Plan, Municipality]}


def test_a_paper_comes_in_and_nothing_of_it_is_written(admin_client, places):
    before = everything()
    form = {"title": "Listina z <b>září</b>", "kind": "paper", "issued_on": "14. 9. 2021", "text": f" {TEXT}\r\nKonec"}
    response = admin_client.post(START, form)
    assert response.status_code == 302
    stored = Source.objects.get()
    assert (stored.text, stored.is_public, stored.issued_on) == (f" {TEXT}\nKonec", False, DAY)
    assert response["Location"] == f"{START}{stored.key}/"
    assert "Přijato 0 z" in page(admin_client, stored.key)
    assert everything() == before


def test_the_day_is_taken_from_the_head(admin_client, places):
    Body.objects.create(key="zk", kind=BodyKind.ASSEMBLY, name="Zastupitelstvo Horského kraje")
    text = "PÍSEMNÁ INFORMACE pro 3. zasedání Zastupitelstva kraje\n\ndne 5. 5. 2020\nO něčem\n"
    admin_client.post(START, {"title": "Bez data", "kind": "paper", "text": text})
    assert Source.objects.get().issued_on == D(2020, 5, 5)


def test_an_uploaded_document_is_kept_too(admin_client, places):
    content = word(TEXT)
    upload = SimpleUploadedFile("listina.docx", content)
    assert admin_client.post(START, {"title": "Listina", "kind": "paper", "upload": upload}).status_code == 302
    stored = Source.objects.get()
    assert stored.text == TEXT
    assert bytes(stored.file.content) == content


def test_script_and_marks_of_direction_stay_words(admin_client, places):
    nasty = f"<script>alert(1)</script> \u202e\u200f{TEXT} <img src=x onerror=alert(1)>"
    b.source(text=nasty, title="Listina", issued_on=DAY, key="listina")
    text = page(admin_client)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text
    assert "Dolní Lhota: intenzivní podpora" in text.replace("\xa0", " ")


def test_a_proposal_is_accepted_once(admin_client, source):
    text = page(admin_client)
    proposal = fingerprint(text, "Dolní Lhota: intenzivní podpora")
    response = decide(admin_client, "prijmout", proposal)
    assert response.status_code == 302
    assert re.search(r"#navrh-\d+$", response["Location"])
    change = SupportChange.objects.get()
    assert (change.locality.name, change.effective_on, change.precision) == ("Dolní Lhota", D(2019, 1, 1), "year")
    assert (change.source, change.passage, change.known_on) == (source, "Dolní Lhota (od 2019)", DAY)
    decide(admin_client, "prijmout", proposal)
    assert SupportChange.objects.count() == 1
    assert "Přijato 1 z" in page(admin_client)
    assert "Už v evidenci" in page(admin_client)


def test_a_proposal_is_changed_before_it_is_accepted_and_does_not_come_back(admin_client, source, places):
    proposal = fingerprint(page(admin_client), "Dolní Lhota: intenzivní podpora")
    text = page(admin_client, upravit=proposal)
    assert 'value="2019"' in text
    fields = {
        "z-locality": places["Horní Lhota"].pk,
        "z-kind": SupportChange._meta.get_field("kind").related_model.objects.get(code="remote").pk,
        "z-effective_on": "podzim 2018",
        "z-passage": "Dolní Lhota (od 2019)",
        "z-note": "",
    }
    assert decide(admin_client, "upravit", proposal, **fields).status_code == 302
    change = SupportChange.objects.get()
    assert (change.locality.name, change.effective_on, change.precision) == ("Horní Lhota", D(2018, 9, 1), "season")
    assert "Přijato 1 z" in page(admin_client)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"z-passage": "tato slova tam nejsou"}, "Tato slova v textu zdroje nejsou"),
        ({"z-effective_on": "jednou"}, "není den, kterému rozumíme"),
        ({"z-locality": ""}, "Toto pole"),
    ],
)
def test_what_cannot_be_written_is_said_beside_its_field(admin_client, source, places, wrong, sentence):
    proposal = fingerprint(page(admin_client), "Dolní Lhota: intenzivní podpora")
    fields = {
        "z-locality": places["Dolní Lhota"].pk,
        "z-kind": SupportChange._meta.get_field("kind").related_model.objects.get(code="intensive").pk,
        "z-effective_on": "2019",
        "z-passage": "Dolní Lhota (od 2019)",
    }
    response = decide(admin_client, "upravit", proposal, **fields | wrong)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not SupportChange.objects.exists()
    assert not Verdict.objects.exists()


def test_a_dropped_proposal_stays_dropped_until_it_is_taken_back(admin_client, source):
    proposal = fingerprint(page(admin_client), "Horní Lhota: intenzivní podpora")
    decide(admin_client, "vynechat", proposal)
    text = page(admin_client)
    assert "vynecháno 1" in text
    decide(admin_client, "vse")
    assert not SupportChange.objects.filter(locality__name="Horní Lhota").exists()
    decide(admin_client, "vratit", proposal)
    assert "vynecháno" not in page(admin_client)


def test_all_without_questions_are_accepted_together(admin_client, source):
    response = decide(admin_client, "vse")
    assert response.status_code == 302
    assert SupportChange.objects.count() == 2
    assert Membership.objects.count() == 2
    assert not Amount.objects.exists(), "the programme is asked about"
    for model in cited_models():
        if issubclass(model, Fact):
            assert all(fact.known_on == DAY for fact in model.objects.all())


def test_what_it_needs_is_written_with_it(admin_client, places):
    b.source(text="Strategický plán Dolní Lhoty byl schválen.", issued_on=DAY, key="listina")
    proposal = fingerprint(page(admin_client), "Dolní Lhota: strategický plán")
    decide(admin_client, "prijmout", proposal)
    change = PlanChange.objects.get()
    assert (change.plan.locality.name, change.state) == ("Dolní Lhota", "approved")


def test_what_is_not_known_opens_the_form(admin_client, places):
    b.source(text="Intenzivní podpora: Neznámá Lhota (od 2019).", issued_on=DAY, key="listina")
    text = page(admin_client)
    proposal = fingerprint(text, "Neznámá Lhota: intenzivní podpora")
    decide(admin_client, "prijmout", proposal)
    assert set(Locality.objects.values_list("name", "is_public")) >= {("Neznámá Lhota", False)} or not (
        SupportChange.objects.exists()
    )


def test_the_same_words_of_another_source_are_told(admin_client, source, places):
    b.support(places["Dolní Lhota"], "intensive", D(2019, 1, 1), DAY, precision="year")
    text = page(admin_client)
    assert "Už v evidenci podle jiného zdroje" in text
    card = next(card for card in text.split("<article")[1:] if "jiného zdroje" in card)
    assert decide(admin_client, "prijmout-tez", re.search(r'name="navrh" value="(\w+)"', card)[1]).status_code == 302
    assert SupportChange.objects.filter(source=source).count() == 1
    assert SupportChange.objects.count() == 2


@pytest.mark.parametrize("action", ["", "smazat", "prijmout", "vynechat", "vratit", "upravit"])
def test_a_made_up_decision_writes_nothing(admin_client, source, action):
    before = everything()
    assert decide(admin_client, action, "0" * 20).status_code in (400, 404)
    assert everything() == before


# --- Who may ------------------------------------------------------------------------------------------------------


def member(client, role, *localities):
    user = User.objects.create_user(role, password="heslo", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    if localities:
        scope = Scope.objects.create(user=user)
        scope.localities.set(localities)
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", [START, f"{START}listina/"])
def test_strangers_are_led_to_the_login(client, source, path):
    assert client.get(path).status_code == 302
    assert decide(client, "vse").status_code == 302
    assert not SupportChange.objects.exists()


def test_a_reader_reads_and_writes_nothing(client, source):
    member(client, "čtenář")
    text = page(client)
    assert 'name="akce"' not in text
    assert client.get(START).status_code == 403
    assert decide(client, "vse").status_code == 302
    assert not SupportChange.objects.exists()
    (proposal,) = [
        p for p in propose(TEXT, Vocabulary.of_record(), dated_on=DAY) if "2020" in p.says and p.needs == ()
    ][:1]
    assert decide(client, "prijmout", proposal.fingerprint).status_code == 403
    assert decide(client, "vynechat", proposal.fingerprint).status_code == 403


def test_who_is_limited_writes_only_about_their_localities(client, source, places):
    member(client, "editor", places["Dolní Lhota"])
    text = page(client)
    with pytest.raises(TypeError):
        fingerprint(text, "Horní Lhota: intenzivní podpora")
    own = fingerprint(text, "Dolní Lhota: intenzivní podpora")
    (other,) = [
        p.fingerprint
        for p in propose(TEXT, Vocabulary.of_record(), dated_on=DAY)
        if p.model is SupportChange and "Horní" in p.says
    ]
    assert decide(client, "prijmout", other).status_code == 404
    assert decide(client, "vynechat", other).status_code == 404
    kind = SupportChange._meta.get_field("kind").related_model.objects.get(code="intensive").pk
    fields = {"z-locality": places["Horní Lhota"].pk, "z-kind": kind, "z-effective_on": "2019", "z-passage": ""}
    assert decide(client, "upravit", own, **fields).status_code == 200, "of other localities the form knows nothing"
    decide(client, "vse")
    assert set(SupportChange.objects.values_list("locality__name", flat=True)) == {"Dolní Lhota"}


def test_the_source_leads_to_its_reading(admin_client, source):
    text = admin_client.get(reverse("admin:evidence_source_change", args=[source.pk])).content.decode()
    assert reverse("admin:reading", args=[source.key]) in text
