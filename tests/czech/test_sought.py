"""What people type to find a name or a text: in any case, shortened, without accents, with typing mistakes."""

import pytest

from czech.excerpts import LONGEST, excerpt
from czech.sought import Fit, How, Sought, chosen

NAMES = [
    *("Tanvald", "Liberec", "Nový Bor", "Frýdlant", "Turnov", "Desná", "Ralsko", "Velké Hamry", "Hrádek nad Nisou"),
    *("Jablonec nad Nisou", "Jablonec nad Jizerou", "Rychnov u Jablonce nad Nisou", "Kunratice", "Janův Důl"),
    *("Kunratice u Cvikova", "Nová Ves", "Smržovka", "Luka", "Český Dub", "Okna", "Zákupy", "Žďárek", "Všeň"),
    *("Stráž pod Ralskem", "Pertoltice pod Ralskem", "Hamr na Jezeře", "Mimoň", "Lázně Libverda", "Bílý Potok"),
]


def found(typed):
    sought = Sought(typed)
    pairs = [(name, fit) for name in NAMES if (fit := sought.fit(name))]
    return [name for name, _ in chosen(pairs)]


@pytest.mark.parametrize("name", NAMES)
def test_an_exact_name_is_alone(name):
    for typed in (name, name.upper(), f"  {name} ", f"„{name}“", name.replace(" ", "\u00a0")):
        assert found(typed) == [name], typed
        assert Sought(typed).fit(name).how == How.EXACT


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("v Tanvaldu", "Tanvald"),
        ("Liberci", "Liberec"),
        ("z Liberce", "Liberec"),
        ("Nového Boru", "Nový Bor"),
        ("v Novém Boru", "Nový Bor"),
        ("ve Frýdlantu", "Frýdlant"),
        ("město Turnov", "Turnov"),
        ("Turnov město", "Turnov"),
        ("města Turnova", "Turnov"),
        ("statutární město Liberec", "Liberec"),
        ("statutárního města Liberec", "Liberec"),
        ("obec Ralsko", "Ralsko"),
        ("v obci Ralsko", "Ralsko"),
        ("Jablonec n. N.", "Jablonec nad Nisou"),
        ("jablonec n.n.", "Jablonec nad Nisou"),
        ("Jablonec n/N", "Jablonec nad Nisou"),
        ("v Jablonci n. N.", "Jablonec nad Nisou"),
        ("Jablonec n. J.", "Jablonec nad Jizerou"),
        ("Jablonce nad Nisou", "Jablonec nad Nisou"),
        ("V. Hamry", "Velké Hamry"),
        ("ve Velkých Hamrech", "Velké Hamry"),
        ("Velkých Hamrů", "Velké Hamry"),
        ("v Janově Dole", "Janův Důl"),
        ("ve Smržovce", "Smržovka"),
        ("Smržovky", "Smržovka"),
        ("v Nové Vsi", "Nová Ves"),
        ("v Oknech", "Okna"),
        ("v Mimoni", "Mimoň"),
        ("Českého Dubu", "Český Dub"),
        ("v Lázních Libverda", "Lázně Libverda"),
        ("novybor", "Nový Bor"),
        ("velke-hamry", "Velké Hamry"),
        ("zdarek", "Žďárek"),
        ("Jablonec nad Nisou\u200f", "Jablonec nad Nisou"),
        ("Žďa\u0301rek", "Žďárek"),  # an accent that came as a letter of its own
    ],
)
def test_a_name_is_found_alone_however_it_is_said(typed, name):
    assert found(typed) == [name]
    assert Sought(typed).fit(name).is_whole


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Dsená", "Desná"),
        ("Desnáá", "Desná"),
        ("Dsná", "Desná"),
        ("Fesná", "Desná"),
        ("Raslko", "Ralsko"),
        ("Rasko", "Ralsko"),
        ("Tanvlad", "Tanvald"),
        ("v Tanvladu", "Tanvald"),
        ("Frzdlant", "Frýdlant"),
        ("Frýdlannt", "Frýdlant"),
        ("Frydlnat", "Frýdlant"),
        ("Frzdlatn", "Frýdlant"),
        ("Hrádek nad Nosou", "Hrádek nad Nisou"),
        ("Hradke nad Nisuo", "Hrádek nad Nisou"),
        ("Hraedk nad Nisu", "Hrádek nad Nisou"),
        ("Vleké Hamry", "Velké Hamry"),
        ("Lkua", "Luka"),
        ("Nový Bro", "Nový Bor"),
        ("Smrzovak", "Smržovka"),
    ],
)
def test_a_name_is_found_with_typing_mistakes(typed, name):
    """One in a short name, two in a long one; first, and said to be only similar."""
    assert found(typed)[0] == name
    assert Sought(typed).fit(name).how == How.SIMILAR


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Fr7dlant", "Frýdlant"), ("Velk0 Hamry", "Velké Hamry"), ("Desn8", "Desná"), ("Jan;v D;l", "Janův Důl")],
)
def test_keys_of_a_keyboard_that_was_switched_are_the_letters_meant(typed, name):
    assert found(typed) == [name]
    assert Sought(typed).fit(name).how == How.EXACT


@pytest.mark.parametrize("typed", ["Hrdke nda Nsoi", "Dnsá", "Turvon nad", "Rlsak"])
def test_more_mistakes_than_that_are_another_word(typed):
    assert found(typed) == []


def test_a_part_of_a_name_finds_all_that_hold_it_the_beginnings_first():
    assert found("Jablonec") == ["Jablonec nad Nisou", "Jablonec nad Jizerou", "Rychnov u Jablonce nad Nisou"]
    assert found("do Zákup") == ["Zákupy"]
    assert found("Jablonec nad") == found("Jablonec")
    assert found("Jablonec nad Niso")[0] == "Jablonec nad Nisou"
    assert found("Kunratic") == ["Kunratice", "Kunratice u Cvikova"]
    assert found("hamr") == ["Hamr na Jezeře", "Velké Hamry"]
    assert found("nisou hradek") == ["Hrádek nad Nisou"]
    assert found("pod ralskem") == ["Stráž pod Ralskem", "Pertoltice pod Ralskem"]


def test_a_name_among_other_words_is_found():
    assert found("kolik dostalo Ralsko a kdo to říká") == ["Ralsko"]
    assert found("alokace Velkých Hamrů") == ["Velké Hamry"]
    assert Sought("alokace Velkých Hamrů").fit("Velké Hamry").how == How.NAMED


def test_other_names_are_never_brought_to_an_exact_one():
    assert "Jablonec nad Nisou" not in found("Hrádek nad Nisou")
    assert found("Desna") == ["Desná"]
    assert found("xyzzy") == []


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "'\"", "\u202e\u200f", "…", "🙂", "\\", "()[]", "..."])
def test_what_holds_no_word_finds_nothing(typed):
    sought = Sought(typed)
    assert sought.words == ()
    assert sought.fit("Liberec") is None
    assert sought.patterns in ((), ((),))
    assert sought.marked("Liberec") == [("Liberec", False)]


@pytest.mark.parametrize(
    "typed", ["a" * 10_000, "a " * 5_000, "ab" * 50 + " x", "a.b.c.d.e.f.g.h.i.j.k.l.m", "١٢٣", "日本"]
)
def test_anything_may_be_typed(typed):
    sought = Sought(typed)
    assert len(sought.words) <= 10
    for name in NAMES:
        sought.fit(name)
    assert "".join(words for words, _ in sought.marked("Nový Bor, 日本")) == "Nový Bor, 日本"


HEAD = "usnesení 1145/16/RK Usnesení Rady Libereckého kraje č. 1145/16/RK Rada Libereckého kraje RK 28 6 2016 16"


@pytest.mark.parametrize(
    "typed",
    [
        *("1145/16", "1145/16/RK", "č. 1145/16/RK", "č.1145/16", "usnesení č. 1145/16/RK", "1145", "RK 1145/16"),
        *("1145/2016", "1145-16-rk", "1145/RK/2016", "usneseni 1145", "usn. 1145/16", "Rada kraje 1145/16"),
        *("usnesením rady č. 1145 z roku 2016", "1145/16/RK ze dne 28. 6. 2016", "1145 ze dne 28. června 2016"),
        *("usnesení Rady Libereckého kraje č. 1145/16/RK ze dne 28.06.2016", "1145 / 16 / RK"),
    ],
)
def test_a_resolution_is_found_by_its_number_however_it_is_written(typed):
    sought = Sought(typed)
    assert sought.met(HEAD) is not None
    assert sought.numbers_begin("1145/16/RK")


@pytest.mark.parametrize("typed", ["114/16", "1145/15", "16/1145", "145/16", "usnesení 16", "1145/16/ZK"])
def test_another_number_is_another_resolution(typed):
    sought = Sought(typed)
    assert sought.met(HEAD) is None or not sought.numbers_begin("1145/16/RK")


def test_a_text_answers_when_it_says_every_word_in_any_case():
    said = "V současné době uvažují uzavřít lokální partnerství obce: Tanvald, Smržovka a Desná."
    for typed in ("Tanvaldu", "partnerství v Desné", "lokalni partner", "v současné době"):
        assert Sought(typed).met(said) is not None, typed
    assert Sought("Tanvald Liberec").met(said) is None
    assert Sought("partnresvti").met(said) is None
    assert Sought("Dsená").met("Bod 0: Desná") is None
    assert Sought("srpen 2016").met("30. 8. 2016") is not None
    assert Sought("srpen").met("30. 8. 2016") is None
    assert Sought("partnertsví").met(said, forgiving=True) is not None


def test_what_was_sought_is_marked_and_nothing_else_changes():
    pieces = Sought("usnesení č. 1145/16").marked("Usnesením Rady č.\u00a01145/16/RK")
    assert pieces == [("Usnesením", True), (" Rady č.\u00a0", False), ("1145/16", True), ("/RK", False)]
    assert Sought("Hrádek nad Nisou").marked("město Hrádek nad Nisou") == [
        ("město ", False),
        ("Hrádek nad Nisou", True),
    ]
    assert Sought("v Tanvaldu").marked("v Tanvaldě") == [("v ", False), ("Tanvaldě", True)]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("77839844", "77 839 844"),
        ("77 839 844", "77 839 844"),
        ("87572870", "87\u00a0572\u00a0870"),
        ("44164000",) * 2,
    ],
)
def test_an_amount_is_found_however_its_thousands_are_parted(typed, shown):
    said = "Lhota - 77 839 844,- Kč, Lhotka 87\u00a0572\u00a0870 Kč, bez mezer 44164000 Kč"
    assert Sought(typed).met(said) is not None
    assert [words for words, is_marked in Sought(typed).marked(said) if is_marked] == [shown]
    found = "".join(words for words, _ in excerpt(Sought(typed), "Nic. " * 100 + said))
    assert shown.replace(" ", "\u00a0") in found
    assert Sought(typed[:-1]).met(said) is None


def test_an_excerpt_shows_where_most_words_stand_together():
    text = "Tanvald. " + "Nic dalšího. " * 60 + "Tanvald\n a   Smržovka uvažují. " + "Konec. " * 60
    pieces = excerpt(Sought("Smržovka Tanvald"), text)
    assert [words for words, is_marked in pieces if is_marked] == ["Tanvald", "Smržovka"]
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)
    shown = "".join(words for words, _ in pieces)
    assert "Tanvald a\u00a0Smržovka uvažují" in shown
    assert len(shown) <= LONGEST + 4
    assert excerpt(Sought("kůň"), "Kůň.") == [("Kůň", True), (".", False)]
    assert excerpt(Sought("x"), "") == []


def test_fits_are_ordered_by_how_and_then_by_cost():
    assert sorted([Fit(How.NAMED), Fit(How.SIMILAR, 0.4), Fit(How.EXACT, 0.1), Fit(How.EXACT)]) == [
        Fit(How.EXACT),
        Fit(How.EXACT, 0.1),
        Fit(How.SIMILAR, 0.4),
        Fit(How.NAMED),
    ]
