import contextlib
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError, IntegrityError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import LockNotAvailable

from memorandum.server import database_roles, migrating


class Command(migrate.Command):
    """Django's own, as the owner of the tables and one at a time; it looks at the data first and keeps nobody waiting.

    Afterwards views and roles are as this release wants them.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        with database_roles.as_owner():
            if options["database"] != "default" or options["plan"] or options["check_unapplied"]:
                super().handle(*args, **options)
                return
            if not database_roles.is_owner():
                raise CommandError(
                    "Tabulky patří jiné roli: nastavte OWNER_DATABASE_URL na adresu, pod kterou se databáze mění."
                )
            with migrating.alone(self.stderr.write):
                if not (options["fake"] or options["migration_name"]):
                    self._look_at_the_data(options["app_label"])
                self._change(*args, **options)
                if not is_behind():  # views of a part of the tables would be wrong
                    database_roles.settle()

    def _change(self, *args: Any, **options: Any) -> None:
        try:
            views_away = self._views_away(is_needed=bool(options["app_label"]) or is_behind())
            with migrating.impatient(), migrating.without_rendering(), views_away:
                super().handle(*args, **options)
        except OperationalError as problem:
            if not isinstance(problem.__cause__, LockNotAvailable):
                raise
            raise CommandError(
                f"Změna databáze se za {migrating.PATIENCE} s nedostala k tabulce, se kterou někdo pracuje, "
                "a vzdala to, aby za ní nečekali návštěvníci. Hotové změny platí, rozdělaná se vrátila; "
                "spusťte ji znovu."
            ) from problem
        except IntegrityError as problem:
            raise CommandError(
                f"Data odporují nové podobě databáze, rozdělaná změna se vrátila: {str(problem).strip()}"
            ) from problem

    @contextlib.contextmanager
    def _views_away(self, *, is_needed: bool) -> Iterator[None]:
        """What the public reads stands away while tables change, and comes back where none has changed after all."""
        before, views = _applied(), database_roles.take_away_views() if is_needed else []
        try:
            yield
        except Exception:
            try:
                if _applied() == before:
                    database_roles.put_back(views)
            except DatabaseError as problem:
                self.stderr.write(f"Veřejné stránky se vrátí až s dokončenou změnou databáze: {problem}")
            raise

    def _look_at_the_data(self, app: str | None) -> None:
        executor = MigrationExecutor(connection)
        leaves = executor.loader.graph.leaf_nodes(app)
        plan = executor.migration_plan(leaves)
        if not plan or any(is_backwards for _, is_backwards in plan) or not executor.loader.applied_migrations:
            return
        applied = [key for key in executor.loader.applied_migrations if key in executor.loader.graph.nodes]
        state = executor.loader.project_state(applied)
        if refused := list(migrating.refused_rows([migration for migration, _ in plan], state)):
            told = "\n".join(f"  – {sentence}" for sentence in refused)
            raise CommandError(
                "Databáze se nezměnila: nové vydání nedovoluje data, která v ní jsou. Opravte je v dosavadním vydání "
                f"a spusťte změnu znovu.\n{told}"
            )


def _applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def is_behind() -> bool:
    """Whether the database waits for a migration."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
