from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from memorandum.server import migrating
from memorandum.server.database_checks import WithDatabase


class Command(WithDatabase):
    help = "Připraví databázi, není-li připravena. Nic jiného nezmění."

    def handle(self, *args: Any, **options: Any) -> None:
        with migrating.alone(self.stderr.write):
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                self.stdout.write("Připravuji databázi.")
                call_command("migrate", interactive=False, verbosity=0)
