"""Rules that Django has no words for, told to forms and to the database in one place."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, CheckConstraint, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

_SPACES = re.compile(r"\s+", re.ASCII)  # as the trigger sees them: a no-break space is a character of its own


def squeezed(text: str) -> str:
    """The words alone: layout of the source (line ends, tabs, doubled spaces) does not count."""
    return _SPACES.sub(" ", text).strip()


class ChecksAtOnce:
    """All check constraints of a model, asked together: each alone costs three statements, and seldom is one broken.

    It stands for them where Django has an instance validated, and says what they would say.
    """

    def __init__(self, checks: list[CheckConstraint]) -> None:
        self.checks = checks

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: Any = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        """Raise what they raise.  Those of excluded fields are left out, as each would leave itself out."""
        against: Any = instance
        known = against._get_field_expression_map(meta=model._meta, exclude=exclude)
        asked = [
            check
            for check in self.checks
            if not (exclude and check._expression_refs_exclude(model, check.condition, exclude))  # type: ignore[attr-defined]
        ]
        # As for each alone, what cannot be told is let be: nothing and something false is false.
        holds = Q(*(check.condition for check in asked))
        together = Coalesce(holds, Value(value=True), output_field=models.BooleanField())
        if asked and not Q(together).check(known, using=using):
            raise ValidationError(list(_broken(asked, model, instance, exclude, using)))


def _broken(checks: list[CheckConstraint], *asked: Any) -> Iterator[ValidationError]:
    for check in checks:
        try:
            check.validate(*asked)
        except ValidationError as broken:
            yield broken


def at_once(constraints: Sequence[BaseConstraint]) -> list[Any]:
    """The constraints, with one in place of all checks."""
    checks = [constraint for constraint in constraints if type(constraint) is CheckConstraint]
    return [ChecksAtOnce(checks), *(constraint for constraint in constraints if constraint not in checks)]


def one_value_a_day(name: str, value: str | Combinable, *subject: str | Combinable) -> ExclusionConstraint:
    """Two standing facts, both known to the day, cannot say that the same thing became different on that day.

    Days known less exactly are let be: within one year a plan may be both drafted and approved.
    """
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in (*subject, "effective_on")),
            (value, RangeOperators.NOT_EQUAL),
        ],
        condition=Q(corrected_on=None, struck_at=None, precision="day"),
        violation_error_message=(
            "K tomuto dni už evidence uvádí něco jiného. Opravte dosavadní údaj podle nového zdroje."
        ),
    )


def by_clocks() -> list[models.Index]:
    """Indexes of facts: by each clock what changed last is found without a look at all the rest."""
    told = {"effective_on": "effective", "known_on": "known"}
    mended = {"corrected_on": "corrected", "correction_recorded_at": "mended"}
    return [
        *(models.Index(fields=[column], name=f"%(class)s_{name}") for column, name in told.items()),
        *(
            models.Index(fields=[column], name=f"%(class)s_{name}", condition=Q(**{f"{column}__isnull": False}))
            for column, name in mended.items()
        ),
    ]


class TriggerConstraint(BaseConstraint):
    """A rule that a constraint trigger holds; its function is among the guards of this room.

    ``validate`` asks the same of a form.  It may be put off to the end of a transaction, when a step between breaks
    what the whole keeps (``SET CONSTRAINTS``).
    """

    CODE: ClassVar[str]
    MESSAGE: ClassVar[str]
    INITIALLY: ClassVar[str] = "IMMEDIATE"

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, violation_error_code=self.CODE, violation_error_message=self.MESSAGE)

    def __eq__(self, other: object) -> bool:
        # Without this each run of makemigrations would find it changed.
        return type(self) is type(other) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return f"{type(self).__module__}.{type(self).__qualname__}", (), {"name": self.name}

    def when(self, model: type[models.Model]) -> str:
        """What sets the trigger off: „AFTER INSERT OR UPDATE“."""
        raise NotImplementedError

    def call(self, model: type[models.Model]) -> str:
        """The function and its arguments."""
        raise NotImplementedError

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Nothing inside CREATE TABLE; the trigger follows it."""
        assert model is not None
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self._create(model, schema_editor))
        return ""

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None
        assert schema_editor is not None
        return str(self._create(model, schema_editor))

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None
        assert schema_editor is not None
        name, table = map(schema_editor.quote_name, (self.name, model._meta.db_table))
        return f"DROP TRIGGER {name} ON {table}"

    def _create(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
        return Statement(
            "CREATE CONSTRAINT TRIGGER %(name)s %(when)s ON %(table)s DEFERRABLE INITIALLY %(initially)s"
            " FOR EACH ROW EXECUTE FUNCTION %(call)s",
            name=schema_editor.quote_name(self.name),
            when=self.when(model),
            initially=self.INITIALLY,
            table=Table(model._meta.db_table, schema_editor.quote_name),
            call=self.call(model),
        )


class PassageInSource(TriggerConstraint):
    """The passage is found word for word in the text of its source, where that text is held; layout does not count."""

    CODE = "passage_not_in_source"
    MESSAGE = "Tato slova v textu zdroje nejsou. Pasáž musí být opsána doslova."

    def when(self, model: type[models.Model]) -> str:
        return "AFTER INSERT OR UPDATE OF source_id, passage"

    def call(self, model: type[models.Model]) -> str:
        return "passage_stands_in_source()"

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: Any = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        passage, source_id = getattr(instance, "passage", ""), getattr(instance, "source_id", None)
        if not passage or source_id is None or (exclude and {"passage", "source"} & set(exclude)):
            return
        field = model._meta.get_field("source")
        text = field.related_model._default_manager.using(using).values_list("text", flat=True).get(pk=source_id)  # type: ignore[union-attr]
        if text and squeezed(passage) not in squeezed(text):
            raise ValidationError({"passage": self.get_violation_error_message()}, code=self.violation_error_code)


class SpeaksOfItsTime(TriggerConstraint):
    """A confirmation speaks for a day on which its fact holds already, and of no fact that was struck out before."""

    CODE = "before_its_fact"
    MESSAGE = "Doložit lze údaj jen ke dni, kdy už platil: tento den jeho začátku předchází."
    STRUCK = "Vyškrtnutý údaj už nejde potvrdit."

    def when(self, model: type[models.Model]) -> str:
        return "AFTER INSERT OR UPDATE OF fact_id, holds_on"

    def call(self, model: type[models.Model]) -> str:
        fact: Any = model._meta.get_field("fact").related_model
        return f"confirmation_speaks_of_its_time('{fact._meta.db_table}')"

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: Any = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        confirmation: Any = instance
        if {"fact", "holds_on"} & set(exclude or ()) or confirmation.fact_id is None or confirmation.holds_on is None:
            return
        if confirmation.fact.struck_at and confirmation._state.adding:
            raise ValidationError({"fact": self.STRUCK}, code="struck")
        if confirmation.holds_on < confirmation.fact.effective_on:
            raise ValidationError({"holds_on": self.get_violation_error_message()}, code=self.violation_error_code)


class NoRepetition(TriggerConstraint):
    """Of two standing facts that follow one another about one subject, the later says something else.

    Else it changes nothing, and is a confirmation of the earlier one; unless it says that a new period begins
    (``restarts``).  A correction or a strike between two equal ones is refused in the same way.
    """

    CODE = "repetition"
    MESSAGE = (
        "Týž údaj by tu následoval sám po sobě. Co zdroj jen opakuje, zapište jako potvrzení; začíná-li opravdu nové "
        "období, označte to u pozdějšího údaje."
    )

    def when(self, model: type[models.Model]) -> str:
        return "AFTER INSERT OR UPDATE OR DELETE"

    def call(self, model: type[models.Model]) -> str:
        real: Any = apps.get_model(model._meta.label)  # that of a migration knows columns only
        subject, value = (
            ",".join(real._meta.get_field(name.removesuffix("_id")).column for name in names)
            for names in (real.SUBJECT, real.VALUE)
        )
        return f"refuse_repetition('{subject}', '{value}')"

    def validate(
        self, model: type[models.Model], instance: models.Model, exclude: Any = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        fact: Any = instance
        names = {name.removesuffix("_id") for name in (*model.SUBJECT, *model.VALUE)}  # type: ignore[attr-defined]
        if fact.corrected_on or fact.struck_at or (names | {"effective_on", "known_on"}) & set(exclude or ()):
            return
        before, after = fact.neighbours()
        if before is not None and before.says_the_same_as(fact) and not fact.restarts:
            raise Repetition(self, before, is_later=True)
        if after is not None and fact.says_the_same_as(after) and not after.restarts:
            raise Repetition(self, after, is_later=False)


class Repetition(ValidationError):
    """The fact would repeat ``held``, which the record has: it comes after that one (``is_later``), or before it."""

    def __init__(self, rule: NoRepetition, held: Any, *, is_later: bool) -> None:
        has = f"Týž údaj už evidence má {held.since}." if is_later else f"Evidence má týž údaj až {held.since}."
        do = (
            "Co zdroj jen opakuje, zapište jako potvrzení; začíná-li opravdu nové období, označte to."
            if is_later
            else "Začal-li dříve, opravte dosavadní údaj; začalo-li tehdy nové období, označte to u něj."
        )
        super().__init__(f"{has} {do}", code=rule.violation_error_code)
        self.held = held
        self.is_later = is_later
