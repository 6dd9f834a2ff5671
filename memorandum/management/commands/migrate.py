from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import IntegrityError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import LockNotAvailable

from memorandum.server import migrating


class Command(migrate.Command):
    """Django's own, one at a time, which looks at the data first and keeps nobody waiting."""

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] != "default" or options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        with migrating.alone(self.stderr.write):
            if not (options["fake"] or options["migration_name"]):
                self._look_at_the_data(options["app_label"])
            try:
                with migrating.impatient():
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
