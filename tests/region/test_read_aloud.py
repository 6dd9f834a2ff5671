"""All that the public reads, on several days, listened to for what no Czech would say."""

import re

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from evidence.models import AsOf
from localities.models import Locality, Municipality, SupportChange, SupportKind
from memorandum.papers.compose import compose
from tests.builders import D
from tests.outlines import said
from tests.surfaces import PAGES

TODAY = D(2026, 11, 28)
DAYS = [AsOf(D(2016, 8, 30), D(2016, 8, 30)), AsOf(D(2016, 8, 30), TODAY), AsOf(D(2023, 8, 29), TODAY), AsOf.now()]
MORE = ["/zmeny/atom.xml", "/zastupitelstvo/kalendar.ics", "/lokality/export.csv", "/zmeny/export.csv?od=2014-01-01"]
MORE += ["/zmeny/?podle=poznatku&od=2014-01-01", "/zmeny/?podle=zapisu&od=2014-01-01", "/hledat/?q=Ralsko"]
#: Elements whose words run on in the sentence around them; all others begin a line of their own.
INLINE = {"a", "abbr", "b", "code", "del", "em", "i", "ins", "mark", "span", "strong", "sub", "sup"}

NUMBER = r"(?<![\d,.] )(?<![\d,.])"  # no part of a longer number
ONE = "lokalita|obec|změna|zdroj|rozpor|řádek|výsledek|částka|písemnost"
FEW = "lokality|obce|změny|zdroje|rozpory|řádky|výsledky|částky|písemnosti"
MANY = "lokalit|obcí|změn|zdrojů|rozporů|řádků|výsledků|částek|písemností"
SAID = {
    "z before what begins with two consonants": r"\b[Zz] (?:[234]|[67]|1[3467]|[3467]\d|[123467]\d\d)(?= [^\W\d])",
    "a bare year in a sentence": r"\b(?:má|mají|je|jsou|která|který|které)\b[^.;:()\n]{0,60}\bod (?:19|20)\d\d\b",
    "a word twice": r"(?i)\b([^\W\d]{3,}) \1\b",
    "a preposition twice": r"\b(ke?|od|do|ze?|ve?|se?|na|za|u|o) \1\b",
    "lines run together": r"[^\W\d]{2}\.[A-ZÁČĎÉÍŇÓŘŠŤÚŽ][^\W\d]|\b(?:DiS|Mgr|Ing|Bc)\.[^\W\d]|[^\W\d],[^\W\d]",
    "one of many": rf"{NUMBER}\b1 (?:{FEW}|{MANY})\b",
    "few of many": rf"(?<!\bu )(?<!\bz )(?<!\bze )(?<!\bod )(?<!\bdo ){NUMBER}\b[234] (?:{ONE}|{MANY})\b",
    "many of few": rf"{NUMBER}\b(?:[5-9]|[1-9]\d+) (?:{ONE}|{FEW})\b",
    "a masculine state of a feminine plan": r"[Ee]xit strategie[^.;|\n]{0,60}\b(?:zpracován|schválen|skončil)\b",
    "a neuter of a masculine": r"\b(?:[Ss]tav|[Úú]daj|[Pp]lán)\b(?: podpory)? (?:je|byl) (?:naposledy )?doložen[oa]\b",
    "moments that hold since": r"\b(?:vybrána ke spolupráci|přihláška podána|schválen[oa]?|podepsáno|uzavřeno) od \d",
    "a title amidst a sentence": r"\b(?:navazuje na|opírá se o|schválilo) Usnesení\b",
    "the object before the subject": r"\bMemorandum \d{4} schválilo\b",
    "old news in the present": r"\bkter[áý] od (?:1\. 7\. 2016|20\d\d) přechází",
    "one place told as many": r"\buvažují\b[^.]*\bobce: [^\s,.]+\.",
    "punctuation alone": r" [,;](?= )|,,|;;|\(\)|„“|(?<!\.)\.\.(?!\.)",
}
WRONG = {name: re.compile(pattern) for name, pattern in SAID.items()}
#: True of 30. 8. 2016 in the words of the paper itself.
RIGHT = {"old news in the present": DAYS[:2]}


def heard(text, at=None):
    """What is wrong in the text, with some words around it."""
    text = re.sub(r"https?://\S+|[\w.-]+@[\w.-]+", "", text.replace("\xa0", " "))
    return [
        (name, text[max(0, found.start() - 40) : found.end() + 30])
        for name, pattern in WRONG.items()
        if at is None or at not in RIGHT.get(name, [])
        for found in pattern.finditer(text)
    ]


def lines(page):
    """The page's words; what a screen parts is parted by lines, what others say in their own words is left out."""
    parser = LexborHTMLParser(page)
    for element in parser.css("script, style, select, textarea, .source-text, blockquote, .notes, .paper, .pairs"):
        element.decompose()
    told = []
    for element in parser.root.traverse(include_text=True):
        if element.tag == "-text":
            told.append(re.sub(r"[ \n\t]+", " ", element.text_content))
        elif element.tag not in INLINE:
            told.append("\n")
    return "".join(told)


def paths(at):
    every = [surface.path for surface in PAGES] + [f"/lokality/{slug}/" for slug in slugs()] + MORE
    query = at.query()
    return [path + (f"{'&' if '?' in path else '?'}{query}" if query else "") for path in dict.fromkeys(every)]


def slugs():
    return list(Locality.objects.public().values_list("slug", flat=True))


@pytest.mark.parametrize("at", [DAYS[1], DAYS[3]], ids=["then-as-known-now", "now"])
def test_every_page_feed_and_list_read_aloud(at):
    client, wrong = Client(), []
    for path in paths(at):
        response = client.get(path)
        if response.status_code == 404:
            continue  # what had not begun on the day
        text = response.content.decode()
        kind = response["Content-Type"]
        parted = (
            lines(text)
            if "html" in kind
            else re.sub(r'<[^>]+>|"?;"?|"?,"?(?=\S)' if "csv" in kind else r"<[^>]+>", "\n", text)
        )
        wrong += [f"{path}: {name}: {words}" for name, words in heard(parted, at)]
    assert wrong == []


@pytest.mark.parametrize("at", DAYS, ids=["then", "then-as-known-now", "2023", "now"])
def test_the_composed_paper_read_aloud(at):
    assert heard("\n".join(said(compose(at))), at) == []


def test_every_municipality_of_the_region_in_the_sentences_of_every_kind_of_support():
    kinds = list(SupportKind.objects.all())
    for name in Municipality.objects.values_list("name", flat=True):
        for is_plural in (False, True):
            place = Locality(name=name, is_plural=is_plural)
            told = [f"{name} {SupportChange(kind=kind, locality=place).sentence}" for kind in kinds]
            assert [words for words in told if heard(words)] == []
            verbs = {words.removeprefix(f"{name} ").split()[0] for words in told}
            assert verbs <= ({"mají", "zvažují", "spolupracují"} if is_plural else {"má", "zvažuje", "spolupracuje"})


@pytest.mark.parametrize(
    "text",
    [
        "za 3 z 3 lokalit",
        "Ralsko má vzdálenou podporu od 2016.",
        "mikroregion mikroregion Lhotsko",
        "Václav Strouhal, DiS.zaměstnanec",
        "2 lokalit",
        "1 obce",
        "5 obce",
        "Exit strategie Velké Hamry: zpracován",
        "Stav podpory je doloženo k 1. 1. 2016",
        "vybrána ke spolupráci od 17. 12. 2015",
        "navazuje na Usnesení Rady",
        "Memorandum 2016 schválilo usnesení",
        "která od 2019 přechází k podpoře",
        "uvažují uzavřít partnerství obce: Desná.",
    ],
)
def test_what_is_listened_for_is_heard(text):
    assert heard(text)
