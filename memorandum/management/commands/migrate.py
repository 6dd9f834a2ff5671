"""Django's migrate, as the owner of the tables; afterwards views and roles are as this release wants them."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from memorandum.server import database_roles


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        looks_only = options["plan"] or options["check_unapplied"]
        with database_roles.as_owner():
            if looks_only:
                super().handle(*args, **options)
                return
            if not database_roles.is_owner():
                raise CommandError(
                    "Tabulky patří jiné roli: nastavte OWNER_DATABASE_URL na adresu, pod kterou se databáze mění."
                )
            if options["app_label"] or is_behind():
                database_roles.take_away_views()
            super().handle(*args, **options)
            if not is_behind():  # views of a part of the tables would be wrong
                database_roles.settle()


def is_behind() -> bool:
    """Whether the database waits for a migration."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
