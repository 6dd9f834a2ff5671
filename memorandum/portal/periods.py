"""The question of the page of changes: between which days, by which clock, about which locality."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet

import czech
from council.models import Session
from evidence.changed_rows import Clock
from evidence.changes import Between
from evidence.models import AsOf, BodyKind, Misunderstood, read_day
from evidence.models.prepared import Prepared
from localities.models import Locality
from memorandum.portal.alike import listed_localities
from memorandum.portal.topics import ranks
from memorandum.server.record_changes import while_unchanged


class DayField(forms.CharField):
    """A day typed or picked; what is no day stays in the field, to be mended."""

    widget: forms.Widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> datetime.date | None:
        text = super().clean(value)
        try:
            return read_day(text, field=str(self.label)) if text else None
        except Misunderstood as problem:
            self.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            raise forms.ValidationError(str(problem)) from None


class PeriodForm(forms.Form):
    od = DayField(label="Od (po tomto dni)", required=False)
    do = DayField(label="Do (včetně)", required=False)
    podle = forms.ChoiceField(
        label="Co se změnilo",
        required=False,
        choices=[
            (Clock.EFFECT.value, "co začalo platit"),
            (Clock.KNOWLEDGE.value, "co se tehdy dalo vědět"),
            (Clock.RECORD.value, "co přibylo v evidenci"),
        ],
    )
    lokalita = forms.ChoiceField(label="Lokalita", required=False)


class Preset(NamedTuple):
    label: str
    since: datetime.date
    until: datetime.date
    current: bool


class Period:
    """Read from the query string; without ``od`` it begins with the last session of the assembly.

    Whether a paper was made for it does not matter: who sat there asks what is new since then.
    """

    def __init__(self, query: Mapping[str, str], at: AsOf) -> None:
        self.at = at
        typed = {name: query.get(name, "").strip() for name in PeriodForm.base_fields}
        self._is_typed = any(typed.values())
        self.form = PeriodForm(typed | {"podle": typed["podle"] or Clock.EFFECT.value})
        localities = [*listed_localities(at)]
        if typed["lokalita"] not in ("", *(slug for slug, _ in localities)) and "\x00" not in typed["lokalita"]:
            # The page of a locality leads here also on a day on which nothing of it counts.
            localities += Locality.objects.public().filter(slug=typed["lokalita"]).values_list("slug", "name")
        self.form.fields["lokalita"].choices = [("", "všechny"), *localities]  # type: ignore[attr-defined]
        if self.is_valid and self.since > self.until:
            days = f"{czech.day(self.since)} a končit {czech.day(self.until)}"
            self.form.add_error("od", f"Období nemůže začínat {days}: začátek je pozdější než konec.")
        if self.is_valid:  # the form shows the days that are answered, also those that nobody has typed
            shown = {"od": self.since.isoformat(), "do": self.until.isoformat()}
            self.form.data = {**typed, "podle": self.form.cleaned_data["podle"]} | shown

    @property
    def is_valid(self) -> bool:
        return not self.form.errors

    @property
    def is_narrowed(self) -> bool:
        """Whether the visitor has asked for anything by the form, which then stays open."""
        return self._is_typed

    @property
    def clock(self) -> Clock:
        return Clock(self.form.cleaned_data["podle"])

    @property
    def headline(self) -> str:
        """What the list below says: its heading begins so, and goes on with the days."""
        words = {Clock.EFFECT: "Začalo platit", Clock.KNOWLEDGE: "Dalo se vědět", Clock.RECORD: "Přibylo v evidenci"}
        return words[self.clock]

    @property
    def others(self) -> list[tuple[str, str]]:
        """The other clocks, with the words by which they are offered."""
        choices = self.form.fields["podle"].choices  # type: ignore[attr-defined]
        return [(clock, words) for clock, words in choices if clock != self.clock]

    @property
    def latest(self) -> datetime.date:
        """The last day that can be told of: what holds later, or was learned later, was not asked for."""
        return {Clock.EFFECT: self.at.day, Clock.KNOWLEDGE: self.at.known, Clock.RECORD: self.at.today}[self.clock]

    @cached_property
    def until(self) -> datetime.date:
        asked: datetime.date | None = self.form.cleaned_data.get("do")
        return min(asked, self.latest) if asked else self.latest

    @cached_property
    def since(self) -> datetime.date:
        asked: datetime.date | None = self.form.cleaned_data.get("od")
        if asked:
            return asked
        before = [session.held_on for session in self.sessions if session.held_on < self.until]
        return before[0] if before else datetime.date.fromordinal(max(1, self.until.toordinal() - 365))

    @property
    def is_cut(self) -> bool:
        """Whether a later end was asked for than the two days of the page allow."""
        asked = self.form.cleaned_data.get("do")
        return bool(asked and asked > self.until)

    @cached_property
    def sessions(self) -> list[Session]:
        """The sessions of the assembly that were known of, the latest first."""
        return _sessions(self.at)

    @property
    def session(self) -> Session | None:
        """The session since which changes are told; None where they are told since another day."""
        return next((session for session in self.sessions if session.held_on == self.since), None)

    @property
    def is_since_last(self) -> bool:
        """Whether no later session was held before the end of the period."""
        return not any(self.since < session.held_on < self.until for session in self.sessions)

    @cached_property
    def presets(self) -> list[Preset]:
        """From each session to the next one, and from the last one to the end of what can be told."""
        held = {session.held_on: session.title for session in self.sessions if session.held_on < self.latest}
        days = [(day, f"{title} {czech.day(day)}") for day, title in held.items()]
        ends = [(self.latest, "dnes" if self.latest == self.at.today else czech.day(self.latest)), *days]
        return [
            Preset(f"{name} → {later}", day, end, (day, end) == (self.since, self.until))
            for (day, name), (end, later) in zip(days, ends, strict=False)
        ]

    def between(self) -> Between:
        slug = self.form.cleaned_data["lokalita"]
        locality = Locality.objects.public().filter(slug=slug).first() if slug else None
        return Between(self.since, self.until, self.at, clock=self.clock, locality=locality, ranks=ranks())

    def sentence(self) -> str:
        """What was asked, for the cover of a table."""
        asked = self.form.cleaned_data
        labels = {name: dict(self.form.fields[name].choices) for name in ("podle", "lokalita")}  # type: ignore[attr-defined]
        told = f"{labels['podle'][asked['podle']]} po {czech.day(self.since)} do {czech.day(self.until)} včetně"
        return f"{told}; lokalita: {labels['lokalita'][asked['lokalita']]}" if asked["lokalita"] else told

    def check(self) -> None:
        """Raise Misunderstood with a sentence when the question makes no sense: a file could not say so."""
        for errors in self.form.errors.values():
            raise Misunderstood(errors[0])


@while_unchanged
def _sessions(at: AsOf) -> list[Session]:
    return _held(at)


@Prepared
def _held(at: AsOf) -> QuerySet[Session]:
    held: QuerySet[Session] = Session.objects.public().known(at).filter(body__kind=BodyKind.ASSEMBLY)
    return held.select_related("body").order_by("-held_on", "number")
