"""Where a line must not break, and what templates make of it."""

import datetime as dt
import time

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st

import czech
from czech import NBSP, vlna
from memorandum.portal.templatetags.czech import vlna as filtered

GLUED = [
    "v~obcích a~k~tomu i~s~nimi v~Liberci",
    "A~v~roce 2016",
    "(v~obci) „a~v~Praze“",
    "V~OBCI A~V~MĚSTĚ",
    "dne 30.~8.~2016 usnesením č.~116/14/RK",
    "od 1.~7. a~od 1.~7.~2016",
    "ze dne 23.~ledna 2008 č.~85 a~usnesením",
    "77~839~844,-~Kč a~77~839~844~Kč",
    "5~mil.~Kč, 20~%, 1,5~km",
    "s~37~lokalitami z~celé republiky",
    "7.~zasedání, II.~etapa",
    "Václav Strouhal,~DiS.",
    "Ing.~arch.~J.~Novák,~Ph.~D.,~CSc.",
    "Mgr.~Lenka Kadlecová",
    "podle §~3~odst.~1 písm.~a) zákona č.~129/2000~Sb.",
    "č.~j.~KULK",
    "Stavby, s.~r.~o.",
    "460~01 Liberec",
    "Liberec~– město",
    "v~měřítku 1~:~50~000",
]


@pytest.mark.parametrize("expected", GLUED)
def test_the_space_does_not_break_where_czech_forbids_it(expected: str) -> None:
    assert vlna(expected.replace("~", " ")) == expected.replace("~", NBSP)


@pytest.mark.parametrize(
    "text",
    [
        "od roku 2016 zastupitelstvo",
        "50/a okolí",
        "Nový Bor",
        "konec věty. Začátek",
        "https://example.cz/a v",
        "www.example.cz/č. 5,- ",
        "a  dvojitá mezera",
        "a\nb",
    ],
)
def test_other_spaces_stay(text: str) -> None:
    assert vlna(text) == text


def test_web_addresses_stay_as_they_are() -> None:
    url = "https://example.cz/?q=1&v=č.+5"
    assert vlna(f"viz {url} a v obci").startswith(f"viz {url} ")


words = st.sampled_from(
    ["v", "a", "č.", "30.", "8.", "2016", "Kč", "1", "234", "–", "Ph.", "D.", "www.", "§", "x", ":"]
)
czech_text = st.lists(st.one_of(words, st.sampled_from([" ", " ", NBSP, "\n", ",", "„"]))).map("".join)


@given(st.one_of(st.text(), czech_text))
def test_doing_it_twice_does_what_once_does(text: str) -> None:
    assert vlna(vlna(text)) == vlna(text)


@given(st.one_of(st.text(), czech_text))
def test_only_spaces_change_and_only_into_no_break_ones(text: str) -> None:
    after = vlna(text)
    assert len(after) == len(text)
    assert all(new == old or (old == " " and new == NBSP) for old, new in zip(text, after, strict=True))


@given(st.integers(0, 40), czech_text)
def test_a_no_break_space_reads_as_a_space(seed: int, text: str) -> None:
    half = "".join(NBSP if char == " " and (index * 7 + seed) % 3 == 0 else char for index, char in enumerate(text))
    assert vlna(half).replace(NBSP, " ") == vlna(text).replace(NBSP, " ")
    assert {i for i, c in enumerate(vlna(text)) if c == NBSP} <= {i for i, c in enumerate(vlna(half)) if c == NBSP}


@pytest.mark.parametrize("unit", ["v ", "1 111", "111 ", "č. ", "30. ", "X. ", "Ph. ", "1,1", "– ", "www. ", " ", "1"])
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = (unit * 200_000)[:200_000] + "!"
    started = time.process_time()
    vlna(text)
    assert time.process_time() - started < 2  # about 0.1 s; a quadratic rule would take minutes


def test_joined() -> None:
    assert czech.joined([]) == ""
    assert czech.joined(["Tanvald"]) == "Tanvald"
    assert czech.joined(["Tanvald", "Desná"], "nebo") == f"Tanvald nebo{NBSP}Desná"
    assert czech.joined(iter(["Tanvald", "Smržovka", "Desná"])) == f"Tanvald, Smržovka a{NBSP}Desná"


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).replace(NBSP, "~")


def test_the_filters() -> None:
    at = dt.datetime(2016, 8, 29, 23, 30, tzinfo=dt.UTC)
    assert rendered("{{ at|day }} {{ at|moment }}", at=at) == "30.~8.~2016 30.~8.~2016~v~1:30"
    assert rendered("{{ n|money }} {{ n|number:1 }}", n=1500) == "1~500~Kč 1~500,0"
    assert rendered('{{ n|count:"lokalita,lokality,lokalit" }}', n=5) == "5~lokalit"
    assert rendered('{{ n|plural:"plán,plány,plánů,plánu" }}', n=2.5) == "plánu"


@pytest.mark.parametrize("filters", ["vlna", "day", "moment", "money", "number", 'count:"a,b,c"', 'plural:"a,b,c"'])
def test_nothing_stays_nothing(filters: str) -> None:
    assert rendered(f"{{{{ value|{filters} }}}}", value=None) == ""


def test_hostile_text_stays_escaped() -> None:
    text = "<script>alert('v obci')</script>"
    assert "<" not in rendered("{{ text|vlna }}", text=text)
    assert "~obci" in rendered("{{ text|vlna }}", text=text)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a href="/x v y" title="1 obec">v obci</a>', '<a href="/x v y" title="1 obec">v~obci</a>'),
        ('usnesení č. <a href="/u/">85</a> a <b>v</b> Praze', 'usnesení č.~<a href="/u/">85</a> a~<b>v</b>~Praze'),
        ("<p>lokalita A</p><p>v obci</p>", "<p>lokalita A</p><p>v~obci</p>"),
        ("Novák &amp; Syn, a. s. &quot;v obci&quot;", "Novák &amp; Syn, a.~s. &quot;v~obci&quot;"),
        (
            "<code>a = v </code> a <pre>v <b>a </b> x</pre> a <code>v x</code>",
            "<code>a = v </code> a <pre>v <b>a </b> x</pre> a~<code>v x</code>",
        ),
        ("v&nbsp;obci a <br> k&#32;tomu", "v&nbsp;obci a <br> k&#32;tomu"),
    ],
)
def test_in_markup_the_tags_stay_and_words_are_read_across_them(markup: str, expected: str) -> None:
    assert rendered("{{ markup|vlna }}", markup=mark_safe(markup)) == expected


markup_pieces = st.sampled_from(["v ", "č. ", "85", "<b>", "</b>", "<p class='a b'>", "&amp;", "<", ">", "&", "<pre>"])


@given(st.lists(markup_pieces).map("".join))
def test_in_markup_too_only_spaces_change(markup: str) -> None:

    after = filtered(mark_safe(markup))
    assert isinstance(after, SafeString)
    assert after.replace(NBSP, " ") == markup
    assert filtered(after) == after
