"""Boxes of forms are what Django's templates write, byte for byte."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from council.models import Block
from memorandum.boxes import BoundBox, FormRenderer
from tests import builders as b
from tests.memorandum.findings.world import paper

HOSTILE = "<b>\"'&amp; Žluťoučký\n kůň"
GROUPED = [("", "–"), ("Skupina <1>", [("a", "A & B"), (1, mark_safe("<i>jedna</i>"))]), ("c", gettext_lazy("Save"))]
BOXES = [
    (forms.TextInput(attrs={"class": HOSTILE, "required": True, "disabled": False, "rows": 3}), HOSTILE),
    (forms.TextInput(), None),
    (forms.TextInput(), mark_safe("<i>bezpečné</i>")),
    (forms.NumberInput(attrs={"min": 1}), 1234567),
    (forms.DateInput(), "1. 7. 2016"),
    (forms.HiddenInput(), 5),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.PasswordInput(), "heslo"),
    (forms.EmailInput(), ""),
    (forms.Textarea(attrs={"rows": 4}), HOSTILE),
    (forms.Textarea(), None),
    (forms.Textarea(), 12345),
    (forms.Select(choices=GROUPED), "a"),
    (forms.Select(choices=[(None, 12345), (2, 2.5)]), 2),
    (forms.SelectMultiple(choices=GROUPED), ["a", "c"]),
    (forms.RadioSelect(choices=GROUPED), "c"),
    (forms.NullBooleanSelect(), True),
    (forms.ClearableFileInput(), None),
]


@pytest.mark.parametrize(("box", "value"), BOXES, ids=lambda each: type(each).__name__)
def test_a_box_is_written_as_its_template_writes_it(box, value):
    asked = ("pole", value, {"id": "id_<pole>"})
    assert box.render(*asked, renderer=FormRenderer()) == box.render(*asked, renderer=DjangoTemplates())


class ByTemplates(DjangoTemplates):
    """Django's renderer, with our hints."""

    bound_field_class = BoundBox


class Asking(forms.Form):
    name = forms.CharField(label=HOSTILE, help_text="Třeba Lhota.", max_length=3)
    day = forms.DateField(required=False)
    kind = forms.ChoiceField(choices=GROUPED)


@pytest.mark.parametrize("typed", [None, {}, {"name": "příliš <dlouhé>", "day": "x", "kind": "z"}])
def test_labels_and_what_is_wrong_are_written_as_templates_write_them(typed):
    ours, django = (str(Asking(typed, renderer=renderer())) for renderer in (FormRenderer, DjangoTemplates))
    assert ours == django


@pytest.mark.django_db
def test_pages_of_staff_are_what_they_would_be_by_templates(admin_client, settings):
    place, composed = b.locality("Lhota"), paper()
    pages = (
        f"/sprava/localities/locality/{place.pk}/change/",
        f"/sprava/council/paper/{composed.pk}/change/",
        "/sprava/evidence/source/add/",
        "/sprava/funding/amount/add/",
    )

    def written(path):
        answer = admin_client.get(path)
        assert answer.status_code == 200
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", answer.content.decode())

    ours = [written(path) for path in pages]
    settings.FORM_RENDERER = f"{__name__}.ByTemplates"
    assert ours == [written(path) for path in pages]


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        ("Třeba 1. 7. 2016 v obci.", "Třeba 1.\xa07.\xa02016 v\xa0obci."),
        ('Viz <a href="/">k 1. 7. 2016</a>', 'Viz <a href="/">k 1. 7. 2016</a>'),  # markup may not be torn
        (mark_safe("<b>k 1</b>"), "<b>k 1</b>"),
        (gettext_lazy("Save"), "Uložit"),
        ("", ""),
    ],
)
def test_a_hint_never_breaks_within_a_date_or_after_a_preposition(hint, told):
    class Hinted(forms.Form):
        name = forms.CharField(help_text=hint)

    assert Hinted()["name"].help_text == told


def test_the_name_of_a_long_block_says_that_it_goes_on():
    block = Block(text="Předkládáme Zastupitelstvu Libereckého kraje na vědomí memorandum o spolupráci.")
    assert str(block) == "Předkládáme Zastupitelstvu Libereckého kraje na vědomí memo…"
    assert str(Block(text="Krátký.")) == "Krátký."
