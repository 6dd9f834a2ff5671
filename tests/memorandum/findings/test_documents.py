"""The rules about memoranda, sources, and the words that facts stand on."""

import pytest

from council.models import Block, BlockKind, Memorandum, MemorandumChange
from evidence.models import Body, BodyKind, Source, SourceKind
from localities.models import SupportChange
from memorandum.findings import BY_SLUG, findings
from tests import builders as b
from tests.memorandum.findings.world import AT, DAY, EARLY, found, memorandum, paper, sentence

pytestmark = pytest.mark.django_db


def test_a_memorandum_is_signed():
    resolution = b.source(kind=SourceKind.RESOLUTION)
    memorandum(("approved", EARLY, {"resolution": resolution}))
    assert found("memorandum-bez-podpisu") == ["Memorandum 2016"]
    assert found("memorandum-bez-schvaleni") == []
    MemorandumChange.objects.create(
        memorandum=Memorandum.objects.get(), state="signed", effective_on=DAY, known_on=DAY, source=b.source()
    )
    assert found("memorandum-bez-podpisu") == found("memorandum-bez-dne-podpisu") == []


def test_a_memorandum_signed_on_an_unknown_day_and_approved_by_nobody():
    memorandum(("signed", EARLY, {"precision": "no_later"}))
    assert found("memorandum-bez-podpisu") == []
    assert sentence("memorandum-bez-dne-podpisu") == "podepsáno nejpozději 30. 8. 2016, přesný den není znám"
    assert sentence("memorandum-bez-schvaleni") == "kdo a kdy ho schválil, není uvedeno"


def test_a_memorandum_approved_without_a_resolution():
    memorandum(("approved", EARLY))
    assert sentence("memorandum-bez-schvaleni") == "schváleno 30. 8. 2016, usnesení není uvedeno"


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("1145/16/RK", True),
        ("1145/16/ZK", False),
        ("1145/2016/RK", False),
        (" 1145/16/RK", False),
        ("1145/16/RK\n", False),
        ("1145/16/RKa", False),
        ("", False),
    ],
)
def test_the_number_of_a_resolution_fits_its_body(number, fits):
    body = Body.objects.create(key="rk", kind=BodyKind.COUNCIL, name="Rada", number_pattern="[0-9]+/[0-9]{2}/RK")
    b.source(kind=SourceKind.RESOLUTION, issuer=body, number=number, title="Usnesení")
    assert found("cislo-usneseni") == ([] if fits else ["Usnesení"])


def test_a_pattern_with_a_choice_counts_as_a_whole():
    body = Body.objects.create(key="rk", kind=BodyKind.COUNCIL, name="Rada", number_pattern="[0-9]+/RK|[0-9]+/mRK")
    b.source(kind=SourceKind.RESOLUTION, issuer=body, number="12/mRK", title="Usnesení")
    b.source(kind=SourceKind.RESOLUTION, issuer=body, number="12/RK/x", title="Chybné")
    assert found("cislo-usneseni") == ["Chybné"]


@pytest.mark.parametrize("pattern", ["[0-9", "(", "*", "a{5,1}"])
def test_a_pattern_that_cannot_be_read_is_told_and_breaks_nothing(pattern):
    body = Body.objects.create(key="rk", kind=BodyKind.COUNCIL, name="Rada", number_pattern=pattern)
    b.source(kind=SourceKind.RESOLUTION, issuer=body, number="1/16/RK")
    (finding,) = findings(AT, rules=[BY_SLUG["cislo-usneseni"]])
    assert finding.called == "Rada"
    assert finding.url == f"/sprava/evidence/body/{body.pk}/change/#id_number_pattern"
    assert "nejde přečíst" in finding.sentence.replace("\xa0", " ")


def test_other_sources_have_no_pattern():
    body = Body.objects.create(key="rk", kind=BodyKind.COUNCIL, name="Rada", number_pattern="[0-9]+/RK")
    b.source(kind=SourceKind.PAPER, issuer=body, number="bod 7")
    b.source(kind=SourceKind.RESOLUTION, number="bez vydavatele")
    assert found("cislo-usneseni") == []


def test_a_source_without_its_text():
    b.source(title="Zpráva", url="https://example.cz/")
    assert sentence("zdroj-bez-textu") == "text není uložen, je jen adresa na webu"
    Source.objects.update(text="Celé znění.")
    assert found("zdroj-bez-textu") == []


def test_a_figure_that_a_hidden_source_hides(lhota):
    b.support(lhota, "intensive", EARLY, EARLY, source=b.source(title="Vnitřní záznam", is_public=False))
    b.support(b.locality(is_public=False), "intensive", EARLY, EARLY, source=b.source(is_public=False))
    assert sentence("zdroj-neverejny") == "změna podpory stojí na neveřejném zdroji „Vnitřní záznam“"
    Source.objects.update(is_public=True)
    assert found("zdroj-neverejny") == []


def test_words_that_no_longer_stand_in_their_source(lhota):
    source = b.source(title="Zpráva", text="Lhota   má\npodporu od roku 2016.")
    b.support(lhota, "intensive", EARLY, EARLY, source=source, passage="Lhota má podporu")
    assert found("pasaz-neni-ve-zdroji") == [], "layout does not count"
    Source.objects.update(text="Lhota měla podporu od roku 2016.")
    assert sentence("pasaz-neni-ve-zdroji") == "slova „Lhota má podporu“ v textu zdroje „Zpráva“ nejsou"
    Source.objects.update(text="")
    assert found("pasaz-neni-ve-zdroji") == [], "without a text nothing can be compared"


def test_a_fact_without_a_passage(lhota):
    b.support(lhota, "intensive", EARLY, EARLY, source=b.source(title="Zpráva"))
    assert sentence("udaj-bez-pasaze") == "ze zdroje „Zpráva“ není opsána pasáž"
    SupportChange.objects.update(passage="slova")
    assert found("udaj-bez-pasaze") == []


def test_a_claim_that_nothing_supports():
    made = paper()
    Block.objects.create(paper=made, position=1, kind=BlockKind.TEXT, text="Doloženo.")
    assert found("tvrzeni-bez-zdroje") == []
    Block.objects.create(paper=made, position=2, kind=BlockKind.TEXT, text="Posun.", is_unsupported=True)
    assert found("tvrzeni-bez-zdroje") == ["Posun."]
