"""Forms of the reading room: the text that comes in, and a proposal that a person changes before accepting it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from evidence.models import Body, Fact, Source, SourceKind, in_czech
from funding.models import Amount
from localities.models import within
from memorandum.reading.proposals import Made, Proposal
from memorandum.reading.text import MOST_CHARACTERS, NoText, of_file
from memorandum.staff.admin.amounts import AmountWords
from memorandum.staff.admin.days import SOURCE_DAYS, SourceForm
from memorandum.staff.admin.repetition import AskingForm

#: What is given by the source, kept by the portal, or decided elsewhere.
_NOT_HERE = {
    *("source", "key", "known_on", "corrected_on", "correction", "correction_source", "restarts"),
    *("precision", "is_public", "read_on", "file"),
}


class AmendedFact(AskingForm):
    """A proposed fact that a person changes: what only repeats is confirmed by a button, not here."""

    asks: ClassVar[bool] = False


class AmendedAmount(AmountWords, AmendedFact):
    """As well of an amount."""


class IncomingForm(SourceForm):
    """A document to be read: what it is, and its text as a file or pasted."""

    issuer = forms.ModelChoiceField(Body.objects.order_by(in_czech("name")), label="Vydal orgán", required=False)
    upload = forms.FileField(label="Soubor", required=False, help_text="DOCX, nebo prostý text (TXT). Nejvýš 10 MB.")
    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField"}),
        help_text="Vložte celý text, nebo nahrajte soubor. Uloží se tak, jak je, a bude úplným zněním zdroje.",
    )

    class Meta:
        model = Source
        fields = ("title", "kind", "issuer", "number", "issued_on", "url")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("kind", SourceKind.PAPER)
        self.fields["issued_on"].help_text = f"Třeba {SOURCE_DAYS}. Prázdné znamená den zasedání ze záhlaví."
        for name in ("title", "url"):
            self.fields[name].widget.attrs["class"] = "vTextField"

    def clean(self) -> Any:
        super().clean()
        text, upload = self.cleaned_data.get("text") or "", self.cleaned_data.get("upload")
        if upload and text.strip():
            raise ValidationError("Vložte text, nebo nahrajte soubor; obojí najednou nejde.")
        if upload:
            try:
                self.cleaned_data["text"] = of_file(upload.read())
            except NoText as problem:
                self.add_error("upload", str(problem))
        elif text.strip():
            self.cleaned_data["text"] = text.replace("\r\n", "\n")  # as browsers send every line's end
        elif not self.has_error("text") and not self.has_error("upload"):
            raise ValidationError("Není co číst: vložte text, nebo nahrajte soubor.")
        return self.cleaned_data


def form_for(proposal: Proposal, instance: Model, by: Any, data: Any = None) -> forms.ModelForm[Any]:
    """The proposal as a form: what the admin asks of such a record, without what the source itself gives."""
    model = proposal.model
    linked = {name for name, value in proposal.values.items() if isinstance(value, Made)}
    names = [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in _NOT_HERE | linked
    ]
    base = AmendedAmount if model is Amount else AmendedFact if issubclass(model, Fact) else forms.ModelForm
    made = forms.modelform_factory(model, form=base, fields=names)
    form: forms.ModelForm[Any] = made(data, instance=instance, prefix="z", auto_id=f"z-{proposal.fingerprint}-%s")
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            assert field.queryset is not None
            rows = within(field.queryset, by)
            if rows.model is Source:
                rows = rows.filter(kind=SourceKind.RESOLUTION)
            field.queryset = rows
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
    if position := form.fields.get("position"):
        position.required = False
    last = ["effective_on", "passage", "note"]
    form.order_fields([*(name for name in form.fields if name not in last), *last])
    return form


def refused_form(proposal: Proposal, instance: Model, by: Any, data: Any, problem: ValidationError) -> Any:
    """The proposal as a form with the refusal beside its field; what has no field is told above all.

    Without ``data`` it is filled in as if nobody had touched it.
    """
    form = form_for(proposal, instance, by, data if data is not None else _as_posted(form_for(proposal, instance, by)))
    form.is_valid()
    for name, messages in getattr(problem, "message_dict", {NON_FIELD_ERRORS: problem.messages}).items():
        field = name if name in form.fields else None
        for message in messages:
            if message not in form.errors.get(field or NON_FIELD_ERRORS, []):
                form.add_error(field, message)
    return form


def _as_posted(form: Any) -> dict[str, Any]:
    """What the form would send if nobody touched it."""
    return {
        bound.html_name: bound.field.prepare_value(bound.initial) if bound.initial is not None else ""
        for bound in form
    }
