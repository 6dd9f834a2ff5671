"""Reading the council paper of 30 Aug 2016: every one of its 48 facts is proposed, and what is odd is asked about."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db.models import Model

from council import models as council
from evidence.doubts import Doubt
from evidence.models import BodyChange, Confirmation, Reference, Source, cited_models
from funding.models import Amount
from localities.models import (
    Conclusion,
    Discrepancy,
    DiscrepancyClaim,
    Disputed,
    LocalityAlias,
    Membership,
    NationalCount,
    Plan,
    PlanChange,
    SupportChange,
)
from memorandum.imports.record_files import TABLES
from memorandum.reading import actions
from memorandum.reading.proposals import Made, Ref
from memorandum.reading.review import Review, Status
from memorandum.reading.rules import propose
from memorandum.reading.vocabulary import Vocabulary
from tests.builders import D

PAPER = "pisemna-informace-2016-08-30"
DAY = D(2016, 8, 30)
YEAR, NO_LATER = "year", "no_later"

#: (number, model, words of the proposal's own sentence, columns)
FACTS = [
    ("F1", council.Paper, "písemná informace", {"kind": "information", "addressee": "Zastupitelstva kraje"}),
    ("F2", council.Session, "7. zasedání", {"body": "zk", "number": 7}),
    ("F3", council.Session, "7. zasedání", {"held_on": DAY}),
    (
        "F4",
        council.Paper,
        "",
        {
            "subject": "Memorandum o spolupráci mezi Odborem pro sociální začleňování Úřadu vlády ČR "
            "a Libereckým krajem"
        },
    ),
    ("F5", Source, "1145/16/RK", {"issuer": "rk", "number": "1145/16/RK", "issued_on": D(2016, 6, 28)}),
    (
        "F6",
        council.PaperEntry,
        "Zpracoval",
        {"person": "Václav Strouhal, DiS.", "function": "zaměstnanec oddělení sociální práce"},
    ),
    ("F7", council.PaperEntry, "Projednal", {"body": "vybor-socialnich-veci", "held_on": D(2016, 8, 23)}),
    (
        "F8",
        council.PaperEntry,
        "Předkládá",
        {
            "person": "Mgr. Lenka Kadlecová",
            "function": "náměstkyně hejtmana Libereckého kraje, řízení resortu sociálních věcí",
        },
    ),
    (
        "F9",
        council.MemorandumChange,
        "předloženo na vědomí",
        {"state": "presented", "body": "zk", "effective_on": DAY},
    ),
    ("F10", council.MemorandumParty, "Agentura", {"body": "urad-vlady", "position": 1}),
    ("F11", council.MemorandumParty, "Liberecký kraj", {"body": "liberecky-kraj", "position": 2}),
    ("F12", Source, "č. 85", {"issuer": "vlada-cr", "number": "85", "issued_on": D(2008, 1, 23)}),
    ("F13", Source, "č. 570", {"issuer": "vlada-cr", "number": "570", "issued_on": D(2012, 7, 25)}),
    (
        "F14",
        council.MemorandumChange,
        "schváleno 4. 2. 2014",
        {"state": "approved", "body": "rk", "effective_on": D(2014, 2, 4)},
    ),
    ("F15", council.Block, "pomáhá obcím", {"kind": "bullet"}),
    ("F16", council.Block, "propojuje přitom místní subjekty", {"kind": "bullet"}),
    ("F17", council.Block, "spolupracuje s ministerstvy", {"kind": "bullet"}),
    (
        "F18",
        BodyChange,
        "Sekce pro lidská práva",
        {"body": "asz", "parent": "sekce-lidska-prava", "precision": NO_LATER},
    ),
    ("F19", NationalCount, "37", {"unit": "localities", "value": 37, "precision": NO_LATER}),
    (
        "F20",
        SupportChange,
        "Liberec",
        {"locality": "liberec", "kind": "intensive", "effective_on": D(2016, 1, 1), "precision": YEAR},
    ),
    (
        "F21",
        SupportChange,
        "od 2016",
        {"locality": "velke-hamry", "kind": "intensive", "effective_on": D(2016, 1, 1), "precision": YEAR},
    ),
    (
        "F22",
        SupportChange,
        "od 2013",
        {"locality": "velke-hamry", "kind": "intensive", "effective_on": D(2013, 1, 1), "precision": YEAR},
    ),
    (
        "F23",
        SupportChange,
        "Frýdlantsko",
        {"locality": "frydlantsko", "kind": "intensive", "effective_on": D(2014, 1, 1), "precision": YEAR},
    ),
    (
        "F24",
        SupportChange,
        "od 2014",
        {"locality": "ralsko", "kind": "intensive", "effective_on": D(2014, 1, 1), "precision": YEAR},
    ),
    (
        "F25",
        SupportChange,
        "vzdálená podpora",
        {"locality": "ralsko", "kind": "remote", "effective_on": D(2016, 7, 1), "precision": "day"},
    ),
    ("F26", council.Block, "významnému posunu", {"is_unsupported": True, "at_session_only": True}),
    ("F27", PlanChange, "Ralsko", {"plan": "ralsko", "state": "approved", "precision": NO_LATER}),
    ("F28", PlanChange, "Velké Hamry", {"plan": "velke-hamry", "state": "approved", "precision": NO_LATER}),
    ("F29", PlanChange, "Frýdlantsko", {"plan": "frydlantsko", "state": "approved", "precision": NO_LATER}),
    ("F30", Amount, "Frýdlantsko", {"kind": "allocated", "amount": Decimal(77_839_844), "exactness": "crown"}),
    ("F31", Amount, "Ralsko", {"kind": "allocated", "amount": Decimal(87_572_870), "exactness": "crown"}),
    ("F32", Amount, "Velké Hamry", {"kind": "allocated", "amount": Decimal(44_164_000), "exactness": "thousand"}),
    (
        "F33",
        Amount,
        "Frýdlantsko",
        {
            "plan": "frydlantsko",
            "basis": "na jejichž základech jsou alokované finanční prostředky ESIF v rámci koordinovaného přístupu "
            "k sociálně vyloučeným lokalitám",
        },
    ),
    ("F34", PlanChange, "Liberec", {"plan": "liberec", "state": "in_preparation", "precision": NO_LATER}),
    ("F35", PlanChange, "Nový Bor", {"plan": "novy-bor", "state": "in_preparation", "precision": NO_LATER}),
    *(
        (number, SupportChange, name, {"locality": slug, "kind": "considering", "effective_on": DAY})
        for number, name, slug in (
            ("F36", "Tanvald", "tanvald"),
            ("F37", "Smržovka", "smrzovka"),
            ("F38", "Desná", "desna"),
        )
    ),
    *(
        (number, council.MemorandumTerm, words, {"kind": "form"})
        for number, words in (
            (
                "F39",
                "Komise pro národnostní menšiny a sociální začleňování Rady Libereckého kraje (členství v komisi)",
            ),
            ("F40", "prezentace činnosti „Agentury“ na poradách pořádaných pro obce odborem sociálních věcí KÚ LK"),
            ("F41", "individuální konzultace při řešení aktuálních problémových situací v jednotlivých regionech"),
        )
    ),
    *(
        (number, council.MemorandumTerm, text, {"kind": "area", "text": text, "effective_on": D(2016, 6, 28)})
        for number, text in (
            ("F42", "vzdělávání"),
            ("F43", "zaměstnanost"),
            ("F44", "bydlení"),
            ("F45", "sociální služby"),
            ("F46", "zdravotní péče"),
            ("F47", "prevence kriminality"),
        )
    ),
    ("F48", council.MemorandumTerm, "tvorba koncepčních dokumentů", {"kind": "activity"}),
]
MEMBERS = ["564028", "564265", "563935", "544353", "546607", "530433", "564494", "564036"]


def plain(value, proposals=()):
    """A reference by its natural key; a plan by its locality."""
    if isinstance(value, Made):
        made = next(proposal for proposal in proposals if proposal.fingerprint == value.fingerprint)
        return plain(made.values.get("locality"))
    return value.key if isinstance(value, Ref) else value


def found(proposals, model, words, columns):
    return [
        proposal
        for proposal in proposals
        if proposal.model is model
        and words in proposal.says.replace("\xa0", " ")
        and all(plain(proposal.values.get(name), proposals) == value for name, value in columns.items())
    ]


@pytest.fixture
def paper():
    return Source.objects.get(key=PAPER)


def proposed(paper):
    return propose(paper.text, Vocabulary.of_record(paper), dated_on=DAY)


@pytest.fixture(scope="module")
def proposals(loaded, django_db_blocker):
    """What is proposed to somebody who reads the paper beside the region's record."""
    with django_db_blocker.unblock():
        return proposed(Source.objects.get(key=PAPER))


@pytest.fixture
def forgotten():
    """The region's record without what it knows from the paper: its names are there, its facts are not."""
    council.Block.objects.filter(paper__source__key=PAPER).delete()
    argued = DiscrepancyClaim.objects.filter(source__key=PAPER).values_list("discrepancy", flat=True)
    told = Discrepancy.objects.filter(pk__in=[*argued])
    for model in Disputed.__subclasses__():
        model.objects.filter(claim__discrepancy__in=told).update(claim=None)
    for model in (Conclusion, DiscrepancyClaim):
        model.objects.filter(discrepancy__in=told).delete()
    told.delete()
    for model in reversed(TABLES.values()):
        rows = model.objects.all()
        if issubclass(model, Confirmation):
            rows.filter(fact__source__key=PAPER).delete()
        if model in cited_models():
            rows.filter(source__key=PAPER).delete()
    numbers = ["85", "570", "116/14/RK", "1145/16/RK"]
    Reference.objects.filter(earlier__number__in=numbers).delete()
    council.MemorandumChange.objects.filter(resolution__number__in=numbers).update(resolution=None)
    Source.objects.filter(kind="resolution", number__in=numbers).delete()
    council.Memorandum.objects.filter(year=2016).delete()
    # What was learned later of the same plan, more exactly; beside it the words of the paper would only repeat.
    PlanChange.objects.filter(key__in=["frydlantsko-prijat-2015", "liberec-schvalen-2016-11-24"]).delete()
    Plan.objects.filter(key__in=["ralsko-spsz", "liberec-spsz"]).delete()


@pytest.fixture
def editor():
    return User.objects.create_superuser("editorka")


def test_all_48_are_listed():
    assert [number for number, *_ in FACTS] == [f"F{index}" for index in range(1, 49)]


@pytest.mark.parametrize(("number", "model", "words", "columns"), FACTS, ids=[fact[0] for fact in FACTS])
def test_each_fact_is_proposed_where_its_words_are(paper, proposals, number, model, words, columns):
    hits = found(proposals, model, words, columns)
    assert len(hits) == 1
    assert hits[0].passage
    assert hits[0].passage in paper.text
    for span in hits[0].spans:
        assert paper.text[span.start : span.end].strip()


def test_the_eight_municipalities_of_the_microregion_are_its_members(proposals):
    members = [p for p in proposals if p.model is Membership and plain(p.values["locality"]) == "frydlantsko"]
    assert [plain(member.values["municipality"]) for member in members] == MEMBERS


@pytest.mark.parametrize("since", ["od 2016", "od 2013"])
def test_the_double_locality_is_asked_about(proposals, since):
    (hit,) = found(proposals, SupportChange, f"Velké Hamry: intenzivní podpora {since}", {})
    assert "víckrát" in hit.question
    assert "dvě období" in hit.question


def test_the_mistyped_name_is_asked_about_whether_or_not_the_record_knows_it(paper, proposals, forgotten):
    for read in (proposals, proposed(paper)):
        (hit,) = found(read, SupportChange, "Frýdlantsko", {"kind": "intensive"})
        assert "Zdroj píše „Frýdlatsko“" in hit.question


def test_what_the_paper_leaves_out_is_asked_about(proposals):
    asked = {p.fingerprint for p in proposals if p.question}
    approved = [p for p in proposals if p.model is PlanChange and p.values["state"] == "approved"]
    amounts = [p for p in proposals if p.model is Amount]
    assert {p.fingerprint for p in [*approved, *amounts]} <= asked
    assert all("programu" in amount.question for amount in amounts)


def test_what_the_record_holds_is_not_offered_again(paper):
    review = Review(paper)
    assert [item.proposal.says for item in review.items.values() if item.status is not Status.ACCEPTED] == []


def written(proposals_of):
    """What the record says on the words of the paper, told without keys: model by model, row by row."""
    return {model: sorted(map(repr, map(told, rows))) for model, rows in proposals_of.items()}


#: What a person may well say in other words, what the portal gives to each row by itself, what came later.
OWN = {
    "id",
    "key",
    "passage",
    "corrected_on",
    "correction",
    "correction_source",
    "note",
    "basis",
    "claim",
    "is_public",
    "source",
    "named_as",
    "title",
}
COMPARED = [
    *(
        council.Session,
        Reference,
        BodyChange,
        council.MemorandumChange,
        council.MemorandumParty,
        council.MemorandumTerm,
        council.Paper,
        council.PaperEntry,
    ),
    *(LocalityAlias, Membership, SupportChange, PlanChange, NationalCount, Amount),
]


NUMBERED = {council.Session: {"number__isnull": False}}


def told(row):
    columns = [column for column in row._meta.concrete_fields if column.name not in OWN and column.editable]
    return {column.name: known_as(getattr(row, column.name)) for column in columns}


def known_as(value):
    """A reference by what the person sees of it."""
    if isinstance(value, Plan):
        return value.locality.slug, value.kind
    if isinstance(value, council.Paper):
        return value.subject
    return str(value) if isinstance(value, Model) else value


def on_the_paper(paper):
    # Sessions that the paper only mentions, of the council and the committee, have no number.
    return {model: list(model.objects.filter(source=paper, **NUMBERED.get(model, {}))) for model in COMPARED}


def test_accepted_proposals_make_the_record_that_the_region_keeps(paper, editor, request):
    """Left aside: how parties and the basis of amounts are worded, and where the paper is composed from facts."""
    blocks = set(
        council.Block.objects.filter(source=paper, kind__in=["text", "bullet"]).values_list("kind", "is_unsupported")
    )
    kept = written(on_the_paper(paper))
    request.getfixturevalue("forgotten")
    for fingerprint, item in Review(paper).items.items():
        if not item.is_settled:
            actions.accept(source=paper, fingerprint=fingerprint, by=editor, doubt=Doubt.CHANGED)
    made = on_the_paper(paper)
    assert written(made) == kept
    assert set(council.Block.objects.filter(source=paper).values_list("kind", "is_unsupported")) == blocks
    for rows in made.values():
        for row in rows:
            row.full_clean()
    assert Review(paper).done == len(Review(paper).items)


def test_all_without_a_question_are_accepted_at_once(paper, editor, forgotten):
    review = Review(paper)
    asked = sum(bool(item.proposal.question or item.question) for item in review.items.values())
    already = review.done
    written_now = actions.accept_all(source=paper, by=editor)
    after = Review(paper)
    assert written_now > 40
    assert after.done == already + written_now
    assert len(after.items) - after.done <= asked + 1, "what needs an answer waits, and what hangs on it"
    assert not Amount.objects.filter(source=paper).exists(), "the programme of an amount is asked about"
    assert actions.accept_all(source=paper, by=editor) == 0
