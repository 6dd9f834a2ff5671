"""Rules that Django has no words for, told to forms and to the database in one place."""

import re
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Q
from django.db.models.expressions import Combinable

_SPACES = re.compile(r"\s+", re.ASCII)  # as the trigger sees them: a no-break space is a character of its own


def squeezed(text: str) -> str:
    """The words alone: layout of the source (line ends, tabs, doubled spaces) does not count."""
    return _SPACES.sub(" ", text).strip()


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
        condition=Q(corrected_on=None, precision="day"),
        violation_error_message=(
            "K tomuto dni už evidence uvádí něco jiného. Opravte dosavadní údaj podle nového zdroje."
        ),
    )


class PassageInSource(BaseConstraint):
    """The passage is found word for word in the text of its source, where that text is held.

    The trigger's function is made by the migration that makes the sources; layout does not count.
    """

    def __init__(self, *, name: str) -> None:
        super().__init__(
            name=name,
            violation_error_code="passage_not_in_source",
            violation_error_message="Tato slova v textu zdroje nejsou. Pasáž musí být opsána doslova.",
        )

    def __eq__(self, other: object) -> bool:
        # Without this each run of makemigrations would find it changed.
        return isinstance(other, PassageInSource) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return f"{type(self).__module__}.{type(self).__qualname__}", (), {"name": self.name}

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
            "CREATE CONSTRAINT TRIGGER %(name)s AFTER INSERT OR UPDATE OF source_id, passage ON %(table)s"
            " FOR EACH ROW EXECUTE FUNCTION passage_stands_in_source()",
            name=schema_editor.quote_name(self.name),
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

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
