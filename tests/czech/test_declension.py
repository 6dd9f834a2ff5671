"""Names in all their cases, and what only looks like a form of them."""

import pytest

from czech.inflection import declined

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
