"""Which figures an edited document tells otherwise: numbers, amounts, days and places, in whatever form they stand."""

import time

import pytest

from memorandum.papers.figures import changed_figures

NAMES = ["Horní Lhota", "Lhota", "Ralsko", "Nový Bor", "Bor"]


def changed(recorded, edited):
    return [(each.gone, each.come) for each in changed_figures(recorded, edited, NAMES)]


@pytest.mark.parametrize(
    ("recorded", "edited"),
    [
        ("Alokace je 77 839 844,- Kč.", "Schválená alokace činí 77\xa0839\xa0844 Kč."),
        ("Platí od 1. 7. 2016.", "Platí od 1. července 2016."),
        ("Platí od 1. 7. 2016.", "Platí od 1.\xa07.\xa02016."),
        ("Spolupracuje se třemi lokalitami.", "Spolupracuje již se třemi vybranými lokalitami."),
        ("V Horní Lhotě se začalo.", "Začalo to v obci Horní Lhota."),
        ("Usnesení č. 1145/16/RK.", "Viz usnesení č. 1145/16/RK."),
        ("První věta má 1 obec. Druhá má 2 obce.", "Druhá má 2 obce. První věta má 1 obec."),
        ("• Ralsko; 5 000 000", "Ralsko; 5 000 000"),
        ("Text bez údajů.", "Zcela jiný text bez údajů, a to delší."),
    ],
)
def test_other_words_for_the_same_figures_are_no_change(recorded, edited):
    assert changed(recorded, edited) == []


@pytest.mark.parametrize(
    ("recorded", "edited", "gone", "come"),
    [
        ("Alokace je 77 839 844,- Kč.", "Alokace je 77 839 884,- Kč.", "77 839 844", "77 839 884"),
        ("Alokace je 5 mil. Kč.", "Alokace je 5 tis. Kč.", "5 mil.", "5 tis."),
        ("Podíl je 12,5 %.", "Podíl je 12,6 %.", "12,5 %", "12,6 %"),
        ("Platí od 1. 7. 2016.", "Platí od 1. srpna 2016.", "1. 7. 2016", "1. 8. 2016"),
        ("Podporu má tři roky.", "Podporu má čtyři roky.", "3", "4"),
        ("Podporu má Ralsko a Bor.", "Podporu má Ralsko a Nový Bor.", "Bor", "Nový Bor"),
        ("Začalo se ve Lhotě.", "Začalo se v Horní Lhotě.", "Lhota", "Horní Lhota"),
        ("Usnesení č. 1145/16/RK.", "Usnesení č. 1154/16/RK.", "1145/16/RK", "1154/16/RK"),
    ],
)
def test_a_changed_figure_is_told_from_both_sides(recorded, edited, gone, come):
    assert changed(recorded, edited) == [((gone,), (come,))]


def test_a_sentence_that_was_left_out_or_added_is_told_beside_nothing():
    left_out, added = changed_figures("Ralsko má plán od roku 2016.", "Podpořeno bude 15 obcí kraje.", NAMES)
    assert (left_out.recorded, left_out.edited) == ("Ralsko má plán od roku 2016.", "")
    assert (added.recorded, added.edited) == ("", "Podpořeno bude 15 obcí kraje.")


def test_a_figure_told_once_more_is_a_change():
    assert changed("Má 5 obcí.", "Má 5 obcí.\nMá 5 obcí.") == [((), ("5",))]


def test_a_document_of_very_many_sentences_does_not_take_long():
    many = "\n".join(f"Věta {number} o ničem." for number in range(20_000))
    before = time.monotonic()
    assert (
        len(changed_figures("\n".join(f"Záznam {n} o něčem." for n in range(50_000, 50_500)), many, NAMES)) == 20_500
    )
    assert time.monotonic() - before < 20
