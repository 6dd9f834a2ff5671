"""Words that agree: a verb with a name in the plural, „z“ with the number as it is read aloud."""

import pytest

import czech


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("má intenzivní podporu", "mají intenzivní podporu"),
        ("má spolupráci s Agenturou ukončenou", "mají spolupráci s Agenturou ukončenou"),
        ("zvažuje spolupráci", "zvažují spolupráci"),
        ("spolupracuje s obcí", "spolupracují s obcí"),
        ("je v přípravě", "jsou v přípravě"),
        ("dostává podporu", "dostávají podporu"),
        ("žádá o podporu", "žádají o podporu"),
        ("bez podpory", "bez podpory"),
        ("", ""),
    ],
)
def test_a_verb_goes_with_the_number_of_its_subject(one, several):
    assert czech.agreed(one, plural=True) == several
    assert czech.agreed(one, plural=False) == one


@pytest.mark.parametrize(
    ("masculine", "feminine", "neuter"),
    [
        ("schválen", "schválena", "schváleno"),
        ("zpracován", "zpracována", "zpracováno"),
        ("revidován", "revidována", "revidováno"),
        ("skončil", "skončila", "skončilo"),
        ("v přípravě", "v přípravě", "v přípravě"),
    ],
)
def test_a_participle_goes_with_the_gender_of_its_noun(masculine, feminine, neuter):
    assert czech.of_gender(masculine, "masculine") == masculine
    assert czech.of_gender(masculine, "feminine") == feminine
    assert czech.of_gender(masculine, "neuter") == neuter


@pytest.mark.parametrize(
    ("now", "masculine", "feminine", "neuter"),
    [
        ("přechází k podpoře", "přešel k podpoře", "přešla k podpoře", "přešlo k podpoře"),
        ("ukončuje spolupráci", "ukončil spolupráci", "ukončila spolupráci", "ukončilo spolupráci"),
        ("zvažuje spolupráci", "zvažoval spolupráci", "zvažovala spolupráci", "zvažovalo spolupráci"),
        ("bádá nad podporou", "bádá nad podporou", "bádá nad podporou", "bádá nad podporou"),
    ],
)
def test_what_is_over_is_told_in_the_past(now, masculine, feminine, neuter):
    assert czech.in_the_past(now, "masculine") == masculine
    assert czech.in_the_past(now, "feminine") == feminine
    assert czech.in_the_past(now, "neuter") == neuter


@pytest.mark.parametrize(
    ("n", "said"),
    [
        *((1, "z 1"), (2, "ze 2"), (3, "ze 3"), (4, "ze 4"), (5, "z 5"), (6, "ze 6"), (7, "ze 7"), (8, "z 8")),
        *((10, "z 10"), (11, "z 11"), (12, "z 12"), (13, "ze 13"), (14, "ze 14"), (17, "ze 17"), (19, "z 19")),
        *((22, "z 22"), (30, "ze 30"), (43, "ze 43"), (50, "z 50"), (66, "ze 66"), (99, "z 99"), (0, "z 0")),
        *((100, "ze 100"), (103, "ze 103"), (215, "ze 215"), (500, "z 500"), (700, "ze 700")),
        *((1000, "z 1 000"), (1999, "z 1 999"), (2000, "ze 2 000"), (6258, "ze 6 258"), (5_000_000, "z 5 000 000")),
    ],
)
def test_a_number_is_told_apart_as_it_is_read_aloud(n, said):
    assert czech.out_of(n).replace("\N{NO-BREAK SPACE}", " ") == said
    assert " " not in czech.out_of(n), "on one line"


def test_what_is_counted_stands_in_the_genitive():
    assert czech.out_of_counted(3, "lokality", "lokalit") == "ze\xa03\xa0lokalit"
    assert czech.out_of_counted(1, "lokality", "lokalit") == "z\xa01\xa0lokality"
