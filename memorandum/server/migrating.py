"""What is done around migrations: one at a time, nobody is kept waiting for long, and no surprise in the middle.

Data that an earlier release allowed and a new constraint refuses are named before anything is changed.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

import czech
from czech.refusals import Refusal

LOCK = 1_145_162_017  # any number; of two that prepare one database the second waits for the first
PATIENCE = 10  # seconds that a change of a table waits for whoever works with it; visitors wait behind it
_FEW = 10  # rows that are named of each rule
_NAMED_BY = ("key", "slug", "code", "registration_number", "username", "name")

_is_alone: ContextVar[bool] = ContextVar("is_alone", default=False)


class MigrationRefused(Refusal):
    """The database was not changed; the text says why."""


@contextlib.contextmanager
def alone(tell: Callable[[str], Any]) -> Iterator[None]:
    """Be the only one who changes the database; who comes second waits, and is told so.

    The connection holds the lock, so it ends with the process, however that ended.  May be entered again within, also
    over another connection.
    """
    if _is_alone.get():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            tell("Databázi právě mění jiný proces, čekám na něj.")
            with _waiting_for_locks("0"):
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    token = _is_alone.set(True)
    try:
        yield
    finally:
        _is_alone.reset(token)
        with contextlib.suppress(Exception), connection.cursor() as cursor:  # a broken connection has given it back
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def impatient() -> contextlib.AbstractContextManager[None]:
    """A change of a table gives up rather than keep everybody behind it waiting."""
    return _waiting_for_locks(f"{PATIENCE}s")


@contextlib.contextmanager
def _waiting_for_locks(most: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        usual = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [most])
    try:
        yield
    finally:
        with contextlib.suppress(Exception), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [usual])


@contextlib.contextmanager
def without_rendering() -> Iterator[None]:
    """An index or a constraint that is added does not have every model around its own made anew.

    Django renders them, as it does for a field, although no relation changes; half of the first start was that.
    """

    def append(state: ProjectState, app: str, name: str, option: str, added: Any) -> None:
        options = state.models[app, name].options
        options[option] = [*options[option], added]
        if "apps" in state.__dict__:  # which asking for it would make
            meta = state.apps.get_model(app, name)._meta
            setattr(meta, option, [*getattr(meta, option), added])

    usual = ProjectState._append_option  # type: ignore[attr-defined]
    ProjectState._append_option = append  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._append_option = usual  # type: ignore[attr-defined]


def refused_rows(plan: Iterable[Migration], state: ProjectState) -> Iterator[str]:
    """The rows that what is about to be migrated would refuse, as Czech sentences; ``state`` is that of the database.

    What an operation of the plan may have mended by then (``RunPython``, ``RunSQL``) is let be: the database itself
    decides about it, migration by migration.
    """
    there = set(connection.introspection.table_names())
    for migration in plan:
        for operation in migration.operations:
            if isinstance(operation, (operations.RunPython, operations.RunSQL)):
                return
            yield from _refused_by(operation, migration.app_label, state, there)


def _refused_by(operation: Operation, app: str, state: ProjectState, there: set[str]) -> Iterator[str]:
    match operation:
        case operations.AddConstraint(model_name=model_name, constraint=constraint):
            model = _model(state, app, model_name, there)
            if model is not None and _fields(constraint) <= _columns(model):
                yield from _broken(model, constraint)
        case operations.AlterField(model_name=model_name, name=name, field=field):
            model = _model(state, app, model_name, there)
            if model is None or field.null or name not in _columns(model) or not model._meta.get_field(name).null:
                return
            empty = model._base_manager.filter(**{name: None})
            yield from _named(model, empty, f"Sloupec {name} už nesmí být prázdný.")


def _model(state: ProjectState, app: str, name: str, there: set[str]) -> type[models.Model] | None:
    """The model as the database has it now; None where there is no such table yet."""
    try:
        model: type[models.Model] = state.apps.get_model(app, name)
    except LookupError:
        return None
    return model if model._meta.db_table in there else None


def _columns(model: type[models.Model]) -> set[str]:
    return {"pk", *(name for field in model._meta.fields for name in (field.name, field.attname))}


def _fields(constraint: models.BaseConstraint) -> set[str]:
    """The names of the columns that the constraint speaks of."""
    _, _, told = constraint.deconstruct()
    found = {str(name) for name in told.get("fields", ())}
    expressions = [told.get("condition"), *getattr(constraint, "expressions", ())]
    for expression in expressions:
        found |= set(_names(expression[0] if isinstance(expression, tuple) else expression))
    return found


def _names(expression: Any) -> Iterator[str]:
    match expression:
        case models.Q():
            for child in expression.children:
                if isinstance(child, tuple):
                    yield child[0].partition("__")[0]
                    yield from _names(child[1])
                else:
                    yield from _names(child)
        case models.F():
            yield str(expression.deconstruct()[1][0]).partition("__")[0]
        case str():
            return
        case _ if hasattr(expression, "get_source_expressions"):
            for source in expression.get_source_expressions():
                yield from _names(source)


def _broken(model: type[models.Model], constraint: models.BaseConstraint) -> Iterator[str]:
    sentence = str(constraint.violation_error_message)
    match constraint:
        case models.CheckConstraint(condition=condition):
            held: Any = models.ExpressionWrapper(condition, output_field=models.BooleanField())
            yield from _named(model, model._base_manager.alias(held=held).filter(held=False), sentence)
        case models.UniqueConstraint(fields=fields) if fields and constraint.nulls_distinct is not False:
            rows = model._base_manager.filter(constraint.condition or models.Q())
            rows = rows.exclude(models.Q.create([(name, None) for name in fields], connector=models.Q.OR))
            twice = rows.values(*fields).order_by().annotate(rows=ArrayAgg("pk")).filter(rows__len__gt=1)
            for pks in twice.values_list("rows", flat=True)[:_FEW]:
                yield from _named(model, model._base_manager.filter(pk__in=pks), sentence)
        case _:
            yield from _tried(model, constraint, sentence)


def _tried(model: type[models.Model], constraint: models.BaseConstraint, sentence: str) -> Iterator[str]:
    """The database tries it, and takes it back."""
    try:
        with transaction.atomic():
            with connection.schema_editor(atomic=False) as editor:
                editor.add_constraint(model, constraint)
            transaction.set_rollback(True)
    except IntegrityError as refused:
        told = getattr(refused.__cause__, "diag", None)
        yield f"{_called(model)}: {(told and told.message_detail) or refused}: {sentence}"


def _named(model: type[models.Model], rows: models.QuerySet[Any], sentence: str) -> Iterator[str]:
    """Each of a few rows, and how many more there are."""
    by = next((name for name in _NAMED_BY if name in _columns(model)), "pk")
    found = list(rows.order_by("pk").values_list("pk", by)[: _FEW + 1])
    for pk, name in found[:_FEW]:
        called = f"vnitřní číslo {pk}" if by == "pk" else f"„{name}“, vnitřní číslo {pk}"
        yield f"{_called(model)} {called}: {sentence}"
    if len(found) > _FEW:
        more = rows.count() - _FEW
        yield f"… a {czech.count(more, 'další řádek', 'další řádky', 'dalších řádků')} téhož druhu."


def _called(model: type[models.Model]) -> str:
    name = str(model._meta.verbose_name)
    return f"{name[:1].upper()}{name[1:]}"
