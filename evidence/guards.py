"""What the database keeps and refuses by functions and triggers of its own.

Each room of nouns lists its guards (``<room>/guards.py``); migrations make them from the list, checks and
``verify_papers`` compare the database with it.  A function lives in ``<room>/sql/<name>.sql``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.operations.base import Operation
from django.db.models import Model

from czech import letters
from evidence.models.cited import Entry
from evidence.models.events import TRACKED, Event
from evidence.models.fact import Fact

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the database, written in a file that bears its name.

    ``fill`` are words put in the place of ``{NAME}``: tables of letters, which Python needs too.
    """

    folder: Path
    name: str
    fill: tuple[tuple[str, str], ...] = ()

    @property
    def sql(self) -> str:
        text = (self.folder / f"{self.name}.sql").read_text()
        for name, words in self.fill:
            text = text.replace(f"{{{name}}}", words.replace("'", "''"))
        return text

    @property
    def body(self) -> str:
        """What PostgreSQL keeps of it (``pg_proc.prosrc``)."""
        return self.sql.split("$$")[1]

    @property
    def is_owners(self) -> bool:
        """Whether it works with the rights of the owner, whoever calls it."""
        return "SECURITY DEFINER" in self.sql.split("$$")[0]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger; ``definition`` is written as PostgreSQL tells it.

    ``always``: it works also in sessions that switch ordinary triggers off (``session_replication_role``).
    """

    table: str
    name: str
    when: str
    function: str
    each: str = "ROW"
    always: bool = True

    @property
    def definition(self) -> str:
        call = self.function if self.function.endswith(")") else f"{self.function}()"
        return f"CREATE TRIGGER {self.name} {self.when} ON {self.table} FOR EACH {self.each} EXECUTE FUNCTION {call}"

    @property
    def sql(self) -> str:
        create = self.definition.replace("CREATE", "CREATE OR REPLACE", 1)
        return f"{create}; ALTER TABLE {self.table} ENABLE {'ALWAYS ' if self.always else ''}TRIGGER {self.name};"


type Guard = Function | Trigger


def history(app: str) -> list[Trigger]:
    """What keeps the history of the tracked models of an app, and the moments of what they hold."""
    found: list[Trigger] = []
    for table, (model, left_out) in sorted(TRACKED.items()):
        if model._meta.app_label == app:
            when = "AFTER INSERT OR DELETE OR UPDATE"
            found.append(Trigger(table, "keep_history", when, _keeping(model, left_out), always=False))
            if issubclass(model, Entry):
                found.append(Trigger(table, "keep_moments", "BEFORE INSERT OR UPDATE", "keep_moments", always=False))
            if issubclass(model, Fact):
                name = "keep_moment_of_correction"
                found.append(Trigger(table, name, "BEFORE INSERT OR UPDATE", name, always=False))
    return found


def telling(app: str) -> list[Trigger]:
    """What tells of every change of a table of the app, also by bulk, by SQL and in sessions without triggers.

    History is written with what it tells of, and is not public.
    """
    tables = {model._meta.db_table for model in apps.get_app_config(app).get_models()} - {Event._meta.db_table}
    when = "AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE"
    return [Trigger(table, "tell_of_change", when, "tell_of_change", each="STATEMENT") for table in sorted(tables)]


def _keeping(model: type[Model], left_out: Iterable[str]) -> str:
    assert model._meta.pk is not None
    return f"keep_history({', '.join(f"'{name}'" for name in (model._meta.pk.column, *sorted(left_out)))})"


class Install(Operation):
    """Make the guards, or make them anew: what a migration that adds or changes a guarded table ends with.

    Lists grow: a guard of a table that a later migration makes is made by that one.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, guards: Callable[[], Iterable[Guard]]) -> None:
        self.guards = guards

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Tables stay what they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        tables = set(schema_editor.connection.introspection.table_names())
        for guard in self.guards():
            if isinstance(guard, Function) or guard.table in tables:
                schema_editor.execute(guard.sql, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """A table takes its triggers with it; a function that nothing calls does no harm."""

    def describe(self) -> str:
        return "Make the guards of the database"


def problems(guards: Iterable[Guard]) -> Iterator[str]:
    """What the database lacks of the guards, as Czech sentences; nothing when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled::text, pg_get_triggerdef(t.oid)"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
        triggers = {(table, name): (enabled, definition) for table, name, enabled, definition in cursor.fetchall()}
        cursor.execute(
            "SELECT proname, prosrc, prosecdef FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
        )
        functions = {name: (body, is_owners) for name, body, is_owners in cursor.fetchall()}
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
    for guard in guards:
        if isinstance(guard, Function):
            if functions.get(guard.name) != (guard.body, guard.is_owners):
                became = "byla změněna" if guard.name in functions else "chybí"
                yield f"Funkce {guard.name}, která hlídá evidenci, {became}."
            continue
        enabled, definition = triggers.get((guard.table, guard.name), ("", ""))
        plain = definition.replace(f" ON {schema}.", " ON ").replace(f"FUNCTION {schema}.", "FUNCTION ")
        if not enabled:
            yield f"Tabulku {guard.table} nehlídá spoušť {guard.name}: chybí."
        elif enabled != ("A" if guard.always else "O"):
            yield f"Tabulku {guard.table} nehlídá spoušť {guard.name}: je vypnutá."
        elif plain != guard.definition:
            yield f"Tabulku {guard.table} hlídá jiná spoušť {guard.name}, než jakou portál vytvořil."


def _letters(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, getattr(letters, name)) for name in names)


FUNCTIONS = (
    Function(SQL, "cs_key", _letters("UPPER", "LOWER", "ACCENTED", "PLAIN")),
    Function(SQL, "cs_fold", _letters("FOLDS", "FOLDED")),
    Function(SQL, "cs_words", _letters("MARKS", "SPACED")),
    Function(SQL, "number_fits"),
    Function(SQL, "passage_stands_in_source"),
    Function(SQL, "refuse_repetition"),
    Function(SQL, "confirmation_speaks_of_its_time"),
    Function(SQL, "keep_moments"),
    Function(SQL, "keep_moment_of_correction"),
    Function(SQL, "record_moment"),
    Function(SQL, "latest_moment"),
    Function(SQL, "last_event"),
    Function(SQL, "keep_history"),
    Function(SQL, "refuse_change_of_history"),
    Function(SQL, "tell_of_change"),
)


def guards() -> list[Guard]:
    """Those of this room."""
    frozen = Trigger(
        "evidence_event", "refuse_change_of_history", "BEFORE DELETE OR UPDATE", "refuse_change_of_history"
    )
    return [*FUNCTIONS, *history("evidence"), *telling("evidence"), frozen]
